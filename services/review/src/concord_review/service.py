"""What the review service is to the kernel."""

from __future__ import annotations

from concord_contracts.facts.debrief import DebriefSaved
from concord_contracts.facts.focus_group import FocusGroupNotesSaved
from concord_contracts.facts.tool import AnswersSaved
from concord_kernel.service import Service

from concord_review.agreement_list.projection import AGREEMENT_LIST
from concord_review.answer_sheet.projection import ANSWER_SHEET
from concord_review.case_list.projection import CASE_LIST
from concord_review.debrief_board.projection import DEBRIEF_BOARD
from concord_review.focus_group_list.projection import FOCUS_GROUP_LIST
from concord_review.ground_list.projection import GROUND_LIST
from concord_review.interview_list.projection import INTERVIEW_LIST
from concord_review.interviewee.projection import INTERVIEWEE
from concord_review.literature_list.projection import LITERATURE_LIST
from concord_review.overview.projection import OVERVIEW
from concord_review.plan_board.projection import PLAN_BOARD
from concord_review.replay.projection import REPLAY
from concord_review.staff_list.projection import STAFF_LIST
from concord_review.team_list.projection import TEAM_LIST
from concord_review.theme_board.projection import THEME_BOARD
from concord_review.today.projection import TODAY
from concord_review.who_leads.projection import WHO_LEADS

SERVICE = Service(
    name="review",
    title="review",
    package="concord_review",
    readers=(
        OVERVIEW,
        PLAN_BOARD,
        WHO_LEADS,
        AGREEMENT_LIST,
        GROUND_LIST,
        CASE_LIST,
        STAFF_LIST,
        TEAM_LIST,
        INTERVIEW_LIST,
        ANSWER_SHEET,
        THEME_BOARD,
        LITERATURE_LIST,
        REPLAY,
        FOCUS_GROUP_LIST,
        DEBRIEF_BOARD,
        TODAY,
        INTERVIEWEE,
    ),
    drafts=(AnswersSaved, DebriefSaved, FocusGroupNotesSaved),
)
