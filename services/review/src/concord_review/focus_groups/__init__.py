"""Focus groups: planned, arranged, led by neutral people, held; nobody who speaks is named.

Stream: ``focus-group-<group>``.
Commands: PlanFocusGroup, StaffFocusGroup, ArrangeFocusGroup, CancelFocusGroup, SaveGroupNotes,
    HoldFocusGroup.
Facts: FocusGroupPlanned, FocusGroupStaffed, FocusGroupArranged, FocusGroupCancelled,
    FocusGroupNotesSaved, FocusGroupHeld, RuleOverridden.
"""
