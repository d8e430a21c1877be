"""Meetings, calls and trainings that took place; what the state was asked to help with.

Stream: ``meetings-<review>``.
Commands: RecordMeeting, WithdrawMeeting, GivePacket, RequestHelp, AnswerHelp.
Facts: MeetingHeld, MeetingWithdrawn, PacketGiven, HelpRequested, HelpAnswered, RuleOverridden.
"""
