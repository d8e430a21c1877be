"""The shell of pages and API that every service wears.

``app`` builds the application · ``desk`` is what a route works at · ``problem`` says no, in words ·
``pages`` renders · ``words`` each rule's sentence · ``doors`` lets people in · ``headers`` and
``bodies`` guard every answer and every request · ``upkeep`` health, readiness, metrics.
"""
