"""Sites with their rooms, who is there for them, travel between them, and who is away when.

Stream: ``availability-<review>``.
Commands: AddPlace, AddRoom, CloseRoom, StaffPlace, TimeTravel, NoteAway, WithdrawAway.
Facts: PlaceAdded, RoomAdded, RoomClosed, PlaceStaffed, TravelTimed, AwayNoted, AwayWithdrawn.
"""
