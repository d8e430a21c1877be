"""What the review service is to the kernel."""

from __future__ import annotations

from concord_kernel.service import Service

from concord_review.answer_sheet import data as answer_sheet_data
from concord_review.answer_sheet import page as answer_sheet
from concord_review.answer_sheet.projection import ANSWER_SHEET
from concord_review.answers import page as answers
from concord_review.case_list import data as case_list_data
from concord_review.case_list import page as case_list
from concord_review.case_list.projection import CASE_LIST
from concord_review.interview_list import data as interview_list_data
from concord_review.interview_list import page as interview_list
from concord_review.interview_list.projection import INTERVIEW_LIST
from concord_review.interviews import page as interviews
from concord_review.overview import data as overview_data
from concord_review.overview import page as overview
from concord_review.overview.projection import OVERVIEW
from concord_review.people import page as people
from concord_review.planning import page as planning
from concord_review.replay import page as replay
from concord_review.replay.projection import REPLAY
from concord_review.sample import page as sample
from concord_review.team_list import data as team_list_data
from concord_review.team_list import page as team_list
from concord_review.team_list.projection import TEAM_LIST
from concord_review.theme_board import data as theme_board_data
from concord_review.theme_board import page as theme_board
from concord_review.theme_board.projection import THEME_BOARD
from concord_review.themes import page as themes
from concord_review.tools import page as tools

SERVICE = Service(
    name="review",
    title="review",
    package="concord_review",
    routers=(
        planning.router,
        sample.router,
        people.router,
        interviews.router,
        interviews.pages,
        tools.router,
        tools.pages,
        answers.router,
        themes.router,
        overview_data.router,
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
        theme_board_data.router,
        theme_board.router,
        replay.router,
    ),
    readers=(OVERVIEW, CASE_LIST, TEAM_LIST, INTERVIEW_LIST, ANSWER_SHEET, THEME_BOARD, REPLAY),
)
