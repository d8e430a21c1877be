"""The review service: from the focus area to the themes that a review agrees on.

| slice | what it is | stream or screen |
|---|---|---|
| ``planning`` | open a review, choose its focus area | ``review-<id>`` |
| ``leadership`` | co-chairs, coordinator, executive and planning team | ``leadership-<review>`` |
| ``peer_counties`` | the counties that come as peers | ``peers-<review>`` |
| ``agreements`` | decisions, agreements, signatures | ``agreement-<review>`` |
| ``disagreements`` | differences of opinion, level by level | ``disagreement-<review>`` |
| ``grounds`` | documents, scope, experience, costs of the planning | ``grounds-<review>`` |
| ``host_staff`` | trainings and ties of the host's staff | ``hoststaff-<review>`` |
| ``sample`` | import a frame, draw cases and back-ups | ``frame-<id>``, ``sample-<review>`` |
| ``case_moves`` | screen, replace, eliminate, summarise cases | ``sample-<review>`` |
| ``staff`` | list whom to interview, mark them prepared | ``staff-<review>`` |
| ``people`` | reviewers, their statements, teams | ``reviewer-<id>``, ``team-<id>`` |
| ``interviews`` | record an interview, its notes in the vault | ``session-<id>`` |
| ``tools`` | draft, try, approve and publish the questions | ``tools-<review>`` |
| ``tasks`` | the guide's tasks, elements, dated plans | ``tasks-<review>`` |
| ``meetings`` | meetings, trainings, requests for help | ``meetings-<review>`` |
| ``preparation`` | copies of the tool, promises, links | ``preparation-<review>`` |
| ``interviewee`` | an interviewee's own page, by a secret link | reader ``interviewee`` |
| ``plan_board`` | timeline, tasks, meetings, trainings | reader ``plan-board`` |
| ``answers`` | save what a team answers, finish its form | ``answers-<session>`` |
| ``focus_groups`` | plan, lead and hold focus groups | ``focus-group-<group>`` |
| ``debriefs`` | the debrief of one interview | ``debrief-<session>`` |
| ``debrief_days`` | a day's points, consensus and summary | ``debriefs-<review>`` |
| ``final_debrief`` | voices, practices, figures | ``practices-<review>``, ``aggregate-<review>`` |
| ``focus_group_list`` | focus groups, agenda, notes | reader ``focus-group-list`` |
| ``debrief_board`` | debriefs as the teams see them | reader ``debrief-board`` |
| ``today`` | a team's day | reader ``today`` |
| ``cards`` | quick cards for the event week, to be printed | |
| ``themes`` | propose, code, reveal, agree themes | ``theme-<id>``, ``coding-<theme>`` |
| ``literature`` | research, its uses, gaps | ``literature-<review>``, ``gap-<id>`` |
| ``who_leads`` | who leads, and the peer counties | reader ``who-leads`` |
| ``agreement_list`` | what was decided, agreed and disputed | reader ``agreement-list`` |
| ``ground_list`` | what the planning rests on | reader ``ground-list`` |
| ``next_steps`` | what waits for whoever asks | |
| ``home`` | where every review stands, over all agencies | |
| ``overview`` | the reviews of an agency, and one review's steps | reader ``review-overview`` |
| ``case_list`` | the sample as it stands | reader ``case-list`` |
| ``staff_list`` | whom to interview, who is prepared | reader ``staff-list`` |
| ``team_list`` | reviewers and teams | reader ``team-list`` |
| ``interview_list`` | a team's interviews | reader ``interview-list`` |
| ``answer_sheet`` | the form of an interview | reader ``answer-sheet`` |
| ``theme_board`` | themes, agreement, voices | reader ``theme-board`` |
| ``literature_list`` | literature, gaps in practice | reader ``literature-list`` |
| ``replay`` | a review fact by fact | reader ``replay`` |
| ``rule_pages`` | the rules that bind a review, the words of its guide | |
"""
