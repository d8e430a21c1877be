"""Who is told of a release, and the links by which people read their own calendar.

Stream: ``notices-<review>``.
Commands: ApproveNotices, HoldBackNotices, GiveCalendarLink, EndCalendarLink.
Facts: NoticesApproved, NoticesHeldBack, CalendarLinkGiven, CalendarLinkEnded.
"""
