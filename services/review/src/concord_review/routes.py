"""Its API and its pages: only a process that serves them loads this."""

from __future__ import annotations

from typing import Final

from concord_review.agreement_list import data as agreement_list_data
from concord_review.agreement_list import page as agreement_list
from concord_review.agreements import page as agreements
from concord_review.answer_sheet import data as answer_sheet_data
from concord_review.answer_sheet import page as answer_sheet
from concord_review.answers import page as answers
from concord_review.cards import page as cards
from concord_review.case_list import data as case_list_data
from concord_review.case_list import page as case_list
from concord_review.case_moves import page as case_moves
from concord_review.debrief_board import data as debrief_board_data
from concord_review.debrief_board import page as debrief_board
from concord_review.debrief_days import page as debrief_days
from concord_review.debriefs import page as debriefs
from concord_review.disagreements import page as disagreements
from concord_review.final_debrief import page as final_debrief
from concord_review.focus_group_list import data as focus_group_list_data
from concord_review.focus_group_list import page as focus_group_list
from concord_review.focus_groups import page as focus_groups
from concord_review.ground_list import data as ground_list_data
from concord_review.ground_list import page as ground_list
from concord_review.grounds import page as grounds
from concord_review.home import data as home_data
from concord_review.home import page as home
from concord_review.host_staff import page as host_staff
from concord_review.interview_list import data as interview_list_data
from concord_review.interview_list import page as interview_list
from concord_review.interviewee import page as interviewee
from concord_review.interviews import page as interviews
from concord_review.leadership import page as leadership
from concord_review.literature import page as literature
from concord_review.literature_list import data as literature_list_data
from concord_review.literature_list import page as literature_list
from concord_review.meetings import page as meetings
from concord_review.next_steps import data as next_steps_data
from concord_review.next_steps import page as next_steps
from concord_review.overview import data as overview_data
from concord_review.overview import page as overview
from concord_review.peer_counties import page as peer_counties
from concord_review.people import page as people
from concord_review.plan_board import data as plan_data
from concord_review.plan_board import page as plan_board
from concord_review.planning import page as planning
from concord_review.preparation import page as preparation
from concord_review.replay import page as replay
from concord_review.rule_pages import page as rule_pages
from concord_review.sample import page as sample
from concord_review.staff import page as staff
from concord_review.staff_list import data as staff_list_data
from concord_review.staff_list import page as staff_list
from concord_review.tasks import page as tasks
from concord_review.team_list import data as team_list_data
from concord_review.team_list import page as team_list
from concord_review.theme_board import data as theme_board_data
from concord_review.theme_board import page as theme_board
from concord_review.themes import page as themes
from concord_review.today import page as today
from concord_review.tools import page as tools
from concord_review.who_leads import data as who_leads_data
from concord_review.who_leads import page as who_leads

ROUTERS: Final = (
    planning.router,
    leadership.router,
    peer_counties.router,
    agreements.router,
    disagreements.router,
    who_leads_data.router,
    who_leads.router,
    agreement_list_data.router,
    agreement_list.router,
    grounds.router,
    ground_list_data.router,
    ground_list.router,
    sample.router,
    case_moves.router,
    staff.router,
    staff_list_data.router,
    staff_list.router,
    people.router,
    host_staff.router,
    interviews.router,
    interviews.pages,
    tools.router,
    tools.pages,
    tasks.router,
    meetings.router,
    preparation.router,
    preparation.pages,
    interviewee.router,
    plan_data.router,
    plan_board.router,
    answers.router,
    focus_groups.router,
    focus_group_list_data.router,
    focus_group_list.router,
    debriefs.router,
    debrief_days.router,
    final_debrief.router,
    debrief_board_data.router,
    debrief_board.router,
    today.router,
    cards.router,
    themes.router,
    home_data.router,
    home.router,
    overview_data.router,
    next_steps_data.router,
    next_steps.router,
    overview.router,
    case_list_data.router,
    case_list.router,
    team_list_data.router,
    team_list.router,
    interview_list_data.router,
    interview_list.router,
    answer_sheet_data.router,
    answer_sheet.router,
    answer_sheet.worker,
    literature.router,
    literature_list_data.router,
    literature_list.router,
    theme_board_data.router,
    theme_board.router,
    replay.router,
    rule_pages.router,
)
