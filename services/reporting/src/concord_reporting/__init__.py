"""The reporting service: when documents are due, the report, and what becomes of what it says.

| slice | what it is | stream or screen |
|---|---|---|
| ``documents`` | open a report, record what was received and submitted | ``report-<review>`` |
| ``prose`` | write parts of the report, clear them, clear what themes say | ``report-<review>`` |
| ``versions`` | make versions, comment, approve, hand in | ``report-<review>`` |
| ``recommendations`` | write them, follow each until it is answered | ``recommendation-<id>`` |
| ``follow_up`` | share findings, reflect | ``report-<review>`` |
| ``report_page`` | the outline of the report, and the chain of dates | reader ``report-page`` |
| ``report_draft`` | the report section by section, PDF, Word file | reader ``report-draft`` |
| ``recommendation_list`` | what becomes of each | reader ``recommendation-list`` |
| ``next_steps`` | what waits for whoever asks | |
| ``paper`` | the disclosure gate: puts a version together and prints it | |
| ``policies`` | reactions, one file a sentence | |
"""
