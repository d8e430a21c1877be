"""A review and its focus area.

Stream: ``review-<id>``.
Commands: OpenReview, ChooseFocusArea.
Facts: ReviewOpened, FocusAreaChosen.
"""
