"""The reporting service: when documents are due, when they went in, what the report will hold.

| slice | what it is | stream or screen |
|---|---|---|
| ``documents`` | open a report, record what was received and submitted | ``report-<review>`` |
| ``report_page`` | the outline of the report, and the chain of dates | reader ``report-page`` |
| ``policies`` | reactions, one file a sentence | |
"""
