"""An interviewee's own page, without an account, by a secret link that ends by itself.

Reader: ``interviewee``.
Screens: the page of an interviewee.
"""
