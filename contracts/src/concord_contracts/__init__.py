"""What Concord says: facts, the values in them, editions of rules, and what plugins are asked.

``event`` is what a fact is, ``facts`` holds one module a stream, ``catalog`` is the list of all,
``upcasts`` is the only place that knows the past, ``rules`` is what an edition is, ``hooks`` is
what a jurisdiction's plugin answers, ``questions`` is what a tool is.
"""
