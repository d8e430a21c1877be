"""Pages of the reference that are made from the code, so that they cannot say anything else.

| module | page |
|---|---|
| ``facts`` | every fact: who says it, who listens, where it travels, what it holds |
| ``hooks`` | the questions that a jurisdiction's plugin answers |
| ``rules`` | every installed edition, each rule with its sentence |
| ``commands`` | the ``concord`` command |
| ``cards`` ``hearers`` | what the slices and services say of themselves |
| ``markdown`` | how a table is written |

``settings`` writes its own page. Each page is text; ``concord docs`` writes them or compares them.
"""
