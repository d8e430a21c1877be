"""The report as it is being written, and its versions as files.

Reader: ``report-draft``.
Screens: the report of a review, its PDF and its Word file.
"""
