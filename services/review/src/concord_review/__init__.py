"""The review service: from the focus area to the themes that a review agrees on.

| slice | what it is | stream or screen |
|---|---|---|
| ``planning`` | open a review, choose its focus area | ``review-<id>`` |
| ``sample`` | import a frame, draw cases and back-ups | ``frame-<id>``, ``sample-<review>`` |
| ``people`` | reviewers, their statements, teams | ``reviewer-<id>``, ``team-<id>`` |
| ``interviews`` | record an interview, its notes in the vault | ``session-<id>`` |
| ``themes`` | propose and agree themes | ``theme-<id>`` |
| ``overview`` | the reviews of an agency, and one review's steps | reader ``review-overview`` |
| ``case_list`` | the sample as it stands | reader ``case-list`` |
| ``team_list`` | reviewers and teams | reader ``team-list`` |
| ``interview_list`` | a team's interviews | reader ``interview-list`` |
| ``theme_board`` | themes and their voices | reader ``theme-board`` |
"""
