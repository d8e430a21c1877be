"""After the report: findings shared with people, and the reflections session.

Stream: ``report-<review>``.
Commands: ShareFindings, HoldReflections.
Facts: FindingsShared, ReflectionsHeld.
"""
