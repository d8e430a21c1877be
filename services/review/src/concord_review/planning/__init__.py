"""A review and its focus area.

Stream: ``review-<id>``.
Commands: OpenReview, SuggestFocusArea, NoteTalk, ChooseFocusArea.
Facts: ReviewOpened, FocusAreaSuggested, FocusAreaTalked, FocusAreaChosen, RuleOverridden.
"""
