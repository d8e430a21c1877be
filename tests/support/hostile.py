"""A review in which every text that people type is an attack, told over HTTP.

Two texts: one with a script, for fields that take whatever people write; and a sly one that holds
no whole mark-up, for fields that are looked through first. Both would do something in a page, a
template, a spreadsheet, a calendar, a typesetter or an XML file that did not take them as text.
"""

from __future__ import annotations

import csv
import io
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.support import event_week, forms, leading, story
from tests.support.site import made
from tests.support.tools import SYNTHETIC, said

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor
    from tests.support.story import Story

SCRIPT: Final = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script><img src=x onerror=alert(1)>"
    '"\' onfocus=alert(1) autofocus x={{7*7}}${7*7}{% raw %} #read("/etc/passwd") $x$ @ref *b*'
    " ]]></w:t>\r\nATTENDEE:mailto:x\r\nEND:VEVENT"
)
"""A script, a template's expression, a formula, a calendar's line, a typesetter's command."""

SLY: Final = (
    '=HYPERLINK("http://x.test") "><img src=x onerror=alert(1) \' autofocus x={{7*7}}${7*7}'
    '{% raw %} #read("/etc/passwd") #eval("1") $x$ @ref *b* ]]\r\nATTENDEE:mailto:x'
)
"""The same without a whole mark: what is looked through lets it pass, so pages have to hold."""

OF_ITSELF: Final = [{"rule": "text.names", "reason": SCRIPT}]
"""Words of hostile names stand in hostile texts; whoever writes goes on with a reason."""

DAY: Final = {"on": "2009-12-01"}


def frame() -> str:
    """A frame whose numbers and workers are hostile."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(story.HEADER.strip().split(","))
    for stratum, many in (("child-welfare", 12), ("probation", 6)):
        for nth in range(many):
            worker = f"{nth} {stratum} {SCRIPT}"[:190].replace("\r\n", " ")
            rows.writerow((f"SC-{stratum[0]}{nth:03}<b>", stratum, worker, "2009-06-01"))
    return file.getvalue()


def tool() -> dict[str, Any]:
    """A tool whose every word is hostile."""
    asked: dict[str, Any] = deepcopy(SYNTHETIC) | {"title": said(SLY)}
    for section in asked["sections"]:
        section["title"] = said(SLY)
    return asked


@dataclass
class Hostile:
    """A review of hostile texts.

    Attributes:
        one: The review.
        people: Who has a part in it, by role.
        sent: Each operation that took a body, by the path below its review.
        ids: Ids of what was made, by what it is.
    """

    one: Story
    people: dict[str, Visitor]
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    async def send(
        self, service: str, path: str, body: dict[str, Any], who: str = "coordinator"
    ) -> str:
        """A command that is taken; the id of what it made."""
        answer = await self.people[who].post(service, self.one.where + path, body)
        self.sent.append((f"/{service}{path}", body))
        return str(made(answer).get("id") or "")

    async def note(self, path: str, who: str, **texts: str) -> None:
        """A form that is saved."""
        visitor, where = self.people[who], self.one.where + path
        version = (await visitor.get("review", where)).json()["version"]
        answer = await event_week.save(visitor, where, version, **texts)
        self.sent.append((f"/review{path}", {"texts": texts}))
        assert answer.status_code == 200, answer.text

    async def made_of(self, path: str, of: str, who: str = "consultant") -> list[dict[str, Any]]:
        """What the report's service shows."""
        await self.one.site.bring_up("reporting")
        answer = await self.people[who].get("reporting", self.one.where + path)
        found: list[dict[str, Any]] = answer.json()[of]
        return found


async def begun(site: Site) -> Hostile:
    """A review that is open, and its people."""
    one = await story.opened(site)
    people = {
        "coordinator": one.coordinator,
        "co-chair": site.enter("co-chair-1", "co-chair"),
        "consultant": site.enter("consultant-1", "consultant", home=leading.STATE),
        "manager": site.enter("manager-1", "manager"),
        "observer": site.enter("observer-1", "observer"),
        "site-lead": site.enter("site-lead-1", "site-lead"),
    }
    return Hostile(one, people)


async def _lead(at: Hostile) -> None:
    state = at.people["consultant"]
    seats = {"child-welfare": "", "probation": "", "state": state.actor}
    for seat, person in seats.items():
        leader = {"name": SCRIPT, "home": leading.HOMES[seat] if person else at.one.site.agency}
        body = leader | {"part": "co-chair", "kind": seat} | ({"person": person} if person else {})
        await at.send("review", "/leaders", body)
    talk = {"by": "probation", "data_reviewed": True, "note": SCRIPT}
    hint = {"by": "probation", "focus_area": "reunification"}
    await at.send(
        "review", "/focus-area/suggestions", hint | {"struggling": SCRIPT, "strategy": SLY}
    )
    await at.send("review", "/focus-area/talks", talk | DAY)
    among = {"among": "pre-planning.determinations", "decision": "number-of-cases"}
    await at.send("review", "/decisions", among | {"text": SCRIPT} | DAY)
    await at.send("review", "/agreements/research", {"text": SCRIPT})
    county = {"county": "ca-napa", "reasons": ["performance"], "text": SCRIPT}
    await at.send("review", "/peer-counties", county | {"high_performing": True})
    told = {"by": "state", "topic": "research", "arose_on": "2009-11-02", "told_on": "2009-11-02"}
    which = await at.send("review", "/disagreements", told | {"matter": SCRIPT}, "consultant")
    path, later = f"/disagreements/{which}", {"on": "2009-11-04"}
    await at.send("review", f"{path}/escalation", later | {"tried": SCRIPT}, "consultant")
    await at.send("review", f"{path}/settlement", later | {"how": SCRIPT})


async def _choose(at: Hostile) -> None:
    one = at.one
    focus = {"focus_area": "placement-stability", "reasons": dict.fromkeys(story.REASONS, SCRIPT)}
    await at.send(
        "review", "/focus-area", focus | {"criteria": dict.fromkeys(story.CRITERIA, SCRIPT)}
    )
    await one.import_frame(frame())
    await at.send("review", "/selection", {"purpose": SCRIPT, "depth": SCRIPT})
    await one.draw(backups=2)
    listed = (await one.coordinator.get("review", f"{one.where}/cases")).json()["cases"]
    last = next(case["case_id"] for case in listed if case["standing"] == "backup")
    await at.send("review", f"/cases/{last}/elimination", {"reason": SCRIPT})
    back = {"standing": "backup", "reason": SCRIPT}
    await at.send("review", f"/cases/{one.cases[5]}/standing", back)
    gone = {"cause": "no-show", "reason": SCRIPT}
    await at.send("review", f"/cases/{one.cases[4]}/replacement", gone)
    asked = {"number": SCRIPT}
    found = await one.coordinator.post("review", f"{one.where}/cases/find", asked)
    assert found.status_code == 409, found.text
    at.sent.append(("/review/cases/find", asked))
    worker = await at.send("review", "/staff", {"name": SCRIPT, "role": "supervisor"})
    await one.post("review", "/staff/preparations", {"workers": [worker], "on": "2010-01-12"})
    await at.send("review", f"/staff/{worker}/preparation/withdrawal", {"reason": SCRIPT})
    at.ids |= {"case": one.cases[0], "frame": one.frame, "worker": worker}


async def _plan(at: Hostile) -> None:
    await at.send("review", "/meetings", DAY | {"kind": "planning", "notes": SCRIPT})
    asked = await at.send("review", "/help", DAY | {"topic": "sample", "text": SCRIPT})
    await at.send("review", f"/help/{asked}/answer", DAY | {"text": SCRIPT})
    await at.send("review", "/tasks/iv.g.1.b/completion", DAY | {"text": SCRIPT})
    await at.send("review", "/tasks/v.l.2/set-aside", {"reason": SCRIPT})
    item = {"kind": "literature-review", "level": "highest", "citation": SCRIPT, "year": 2008}
    at.ids["item"] = await at.send(
        "review", "/literature", item | {"summary": SLY, "overrides": OF_ITSELF}
    )
    await forms.publish(at.one, tool())
    await forms.draft(at.one, tool(), "case-summary")
    await forms.step(at.one, "comments-decision", {"allowed": True}, "case-summary")
    await forms.step(at.one, "comment-window", kind="case-summary")
    where = "/tools/case-summary"
    await at.send("review", f"{where}/comments", {"text": SCRIPT}, "site-lead")
    await at.send("review", f"{where}/trials", {"on": "2010-01-04", "learned": SCRIPT})
    paper = {"kind": "v.c.csa", "first": "2009-07-01", "what": SCRIPT, "where": SCRIPT}
    await at.send("review", "/grounds/documents", paper)
    scope = DAY | {"included": False, "reason": SCRIPT}
    await at.send("review", "/grounds/scope/systemic-factors", scope)
    learned = DAY | {"county": "ca-napa", "told_by": "training-academy", "text": SCRIPT}
    await at.send("review", "/grounds/experiences", learned)
    await at.send("review", "/grounds/allocation", {"amount": 2, "source": SCRIPT})
    night = {"kind": "hotel", "people": 1, "times": 1, "amount": 1, "text": SCRIPT}
    await at.send("review", "/grounds/costs", night)


async def _schedule(at: Hostile) -> None:
    one = at.one
    for nth, role in enumerate(story.ROLES):
        one.peers.append(await one.invite(f"{nth} {SCRIPT}"))
        at.people[role] = one.peers[-1]
        at.sent.append(("/review/reviewers", {"name": f"{nth} {SCRIPT}"}))
    members = [
        {"reviewer": peer.actor, "roles": [role]}
        for peer, role in zip(one.peers, story.ROLES, strict=True)
    ]
    one.team = (await one.post("review", "/teams", {"members": members}))["id"]
    await one.set_week()
    place = await at.send("scheduling", "/places", {"name": SCRIPT})
    room = await at.send("scheduling", f"/places/{place}/rooms", {"name": SCRIPT})
    await at.send("scheduling", f"/places/{place}/duties", {"name": SCRIPT, "duty": "greeter"})
    for nth in range(3):
        booked = await one.post("scheduling", "/interviews", one.booking(nth, room=room))
        one.sessions.append(booked["id"])
    await one.summarise(one.cases[:3])
    await one.summarise([one.cases[3]])
    await at.send("review", f"/cases/{one.cases[3]}/summary/reopening", {"reason": SCRIPT})
    await at.send("scheduling", "/releases", {"title": SCRIPT})
    await story.promise(one)
    link = {"person": one.peers[0].actor}
    at.ids["calendar"] = (await one.post("scheduling", "/calendar-links", link))["address"]
    at.ids |= {"session": one.sessions[0], "team": one.team}


async def _hear(at: Hostile) -> None:
    one = at.one
    for nth, session in enumerate(one.sessions):
        await at.send(
            "review", f"/sessions/{session}", one.interview(nth, notes=SCRIPT), "recorder"
        )
    asked = event_week.group(place=SCRIPT, questions=SLY)
    group = await at.send("review", "/focus-groups", asked | {"overrides": OF_ITSELF})
    await at.send("review", f"/focus-groups/{group}/plan", asked | {"overrides": OF_ITSELF})
    staff = [one | {"name": SCRIPT} for one in event_week.staff(at.one)]
    await at.send("review", f"/focus-groups/{group}/staff", {"staff": staff})
    for what in event_week.ARRANGEMENTS:
        path = f"/focus-groups/{group}/arrangements/{what}"
        await at.send("review", path, {"on": event_week.CALLED})
    await at.note(f"/focus-groups/{group}/notes", "timekeeper", notes=SCRIPT)
    made(await event_week.hold(one.peers[0], f"{one.where}/focus-groups/{group}"))
    at.ids["group"] = group


async def _debrief(at: Hostile) -> None:
    await at.send("review", "/debriefs/facilitator", {"name": SCRIPT})
    for nth, session in enumerate(at.one.sessions):
        day = f"2010-01-{25 + nth}"
        path = f"/sessions/{session}/debrief"
        await at.note(path, "interviewer", documentation=SCRIPT)
        await at.send("review", f"{path}/completion", {}, "timekeeper")
        point = {"day": day, "heading": "training-needs", "kind": "finding", "text": SLY}
        over = {"overrides": OF_ITSELF}
        await at.send("review", "/debriefs/points", point | over, "interviewer")
        agreed = {"parties": event_week.BOTH, "dissent": SLY} | over
        await at.send("review", f"/debriefs/days/{day}/consensus", agreed, "interviewer")
        written = {"summary": SLY} | over
        await at.send("review", f"/debriefs/days/{day}/summary", written, "interviewer")
    problem = {"day": event_week.FIRST_DAY, "text": SCRIPT}
    await at.send("review", "/debriefs/problems", problem, "interviewer")
    await at.send("review", "/executive-briefing", {"on": "2010-01-28"})
    await at.send("review", "/final-debrief", {"on": "2010-01-29"}, "consultant")
    said = {"text": SLY, "overrides": OF_ITSELF}
    heard = said | {"voice": "heard", "heading": "training-needs"}
    await at.send("review", "/final-debrief/points", heard, "interviewer")
    await at.send("review", "/practices", said, "interviewer")


async def _find(at: Hostile) -> None:
    one, over = at.one, {"overrides": OF_ITSELF}
    await at.one.site.read()
    theme = await at.send("review", "/themes", one.theme(statement=SLY) | over, "interviewer")
    for peer in one.peers[1:]:
        await story.code(one, theme, peer)
    early = {"overrides": [{"rule": "theme.codes-complete", "reason": SCRIPT}]}
    await one.site.bring_up("review")
    await at.send("review", f"/themes/{theme}/reveal", early, "interviewer")
    path = f"/themes/{theme}"
    await at.send("review", f"{path}/agreement", {}, "interviewer")
    align = {"relation": "supports", "item": at.ids["item"]}
    await at.send("review", f"{path}/alignment", align, "interviewer")
    gap = {"theme": theme, "item": at.ids["item"], "statement": SLY}
    noted = await at.send("review", "/practice-gaps", gap | over, "interviewer")
    path = f"/practice-gaps/{noted}"
    answer = await at.people["interviewer"].api("PUT", "review", one.where + path, json=gap | over)
    assert answer.status_code == 200, answer.text
    at.sent.append((f"/review{path}", gap))
    other = one.theme(statement=SLY, heading="documentation")
    second = await at.send("review", "/themes", other | over, "interviewer")
    for peer in one.peers[1:]:
        await story.code(one, second, peer)
    await one.site.bring_up("review")
    await at.send("review", f"/themes/{second}/reveal", early, "interviewer")
    said = {"text": SLY} | over
    await at.send("review", f"/themes/{second}/dissent", said, "recorder")
    anew = {"reason": SLY, "statement": SLY} | over
    await at.send("review", f"/themes/{second}/reopening", anew, "recorder")
    await _settle(at, theme, second)
    at.ids["theme"] = theme


async def _settle(at: Hostile, theme: str, second: str) -> None:
    into = {"into": theme, "reason": SCRIPT}
    await at.send("review", f"/themes/{second}/merging", into, "recorder")
    asked = at.one.theme(statement=SLY) | {"overrides": OF_ITSELF}
    third = await at.send("review", "/themes", asked, "interviewer")
    await at.send("review", f"/themes/{third}/withdrawal", {"reason": SCRIPT}, "interviewer")


async def _report(at: Hostile) -> None:
    over = {"overrides": OF_ITSELF}
    await at.one.site.read()
    for part in ("purpose", "peculiarities", "discoveries"):
        await at.send("reporting", f"/report/parts/{part}", {"text": SLY} | over)
    for one in await at.made_of("/report", "parts", "co-chair"):
        where = f"/report/parts/{one['part']}/clearance"
        await at.send("reporting", where, {"text": one["text_id"]}, "co-chair")
    for one in await at.made_of("/report", "themes"):
        where = f"/report/themes/{one['theme']}/clearance"
        await at.send("reporting", where, {"text": one["text_id"]}, "consultant")
    advice = {"kind": "specific", "scope": "focus-area", "route": "segment", "text": SLY} | over
    name = await at.send("reporting", "/recommendations", advice)
    where = f"/recommendations/{name}"
    await at.send("reporting", f"{where}/words", advice)
    (shown,) = await at.made_of("/recommendations", "recommendations")
    await at.send("reporting", f"{where}/clearance", {"text": shown["text_id"]}, "co-chair")
    await at.send("reporting", f"{where}/owner", {"owner": SCRIPT, "by_when": "2010-06-30"})
    done = {"standing": "considered", "on": "2010-05-01", "text": SCRIPT}
    await at.send("reporting", f"{where}/answers", done)
    await at.send("reporting", f"{where}/documents", {"document": "sip", "where": SCRIPT})
    due = {"on": "2010-04-01", "source": SCRIPT}
    await at.send("reporting", "/due-dates/report.due", due)
    shared = {"audience": "executives", "what": ["strengths"], "on": "2010-04-01", "note": SCRIPT}
    await at.send("reporting", "/sharings", shared)
    held = {"on": "2010-03-30", "worked_well": SCRIPT, "otherwise": SCRIPT, "next_steps": SCRIPT}
    await at.send("reporting", "/reflections", held)
    await at.one.site.bring_up("reporting")
    await at.send("reporting", "/report/versions", {})
    said = {"part": "purpose", "text": SCRIPT}
    comment = await at.send("reporting", "/report/versions/1/comments", said, "consultant")
    await at.send("reporting", f"/report/comments/{comment}/answer", {"text": SCRIPT})
    named = {"person": at.people["manager"].actor, "name": SCRIPT}
    await at.send("reporting", "/report/director", named)


async def read(at: Hostile) -> None:
    """Every page has it."""
    await at.one.site.read()
    await at.one.site.bring_up("door")


STEPS: Final = (_lead, _choose, _plan, _schedule, _hear, _debrief, _find, _report, read)
"""How it is told: every text is an attack, as far as anybody may type one."""
