"""The shell of pages and API that every service wears.

``app`` builds the application · ``desk`` is what a route works at · ``problem`` says no, in words ·
``pages`` renders · ``doors`` lets people in · ``upkeep`` health, readiness, metrics.
"""
