"""The review service: from the focus area to the themes that a review agrees on.

| slice | what it is | stream or screen |
|---|---|---|
| ``planning`` | open a review, choose its focus area | ``review-<id>`` |
| ``sample`` | import a frame, draw cases and back-ups | ``frame-<id>``, ``sample-<review>`` |
| ``people`` | reviewers, their statements, teams | ``reviewer-<id>``, ``team-<id>`` |
| ``interviews`` | record an interview, its notes in the vault | ``session-<id>`` |
| ``tools`` | publish the questions of interviews | ``tools-<review>`` |
| ``answers`` | save what a team answers, finish its form | ``answers-<session>`` |
| ``themes`` | propose and agree themes | ``theme-<id>`` |
| ``overview`` | the reviews of an agency, and one review's steps | reader ``review-overview`` |
| ``case_list`` | the sample as it stands | reader ``case-list`` |
| ``team_list`` | reviewers and teams | reader ``team-list`` |
| ``interview_list`` | a team's interviews | reader ``interview-list`` |
| ``answer_sheet`` | the form of an interview | reader ``answer-sheet`` |
| ``theme_board`` | themes and their voices | reader ``theme-board`` |
| ``replay`` | a review fact by fact | reader ``replay`` |
"""
