"""Meetings: SYS-03."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from domain.kernel import Actor
from domain.roles import Role
from tests.county import County, found, person
from tests.interfaces.stories.teller import HEATING, Teller, a_unit, people


def committee(c: County, holder: UUID, of: UUID) -> str:
    """A Big Party Committee of one post."""
    papers = {"on": "2021-06-01", "document_no": "【合成】12号"}
    body = found(c, "FC01-BPC", "BIG_PARTY_COMMITTEE", **papers)
    c.do(
        Role.COD, "bodies", body, "appoint", person=holder, post="PART_TIME_MEMBER",
        basis="UNIT_LOCATED", unit=of, period={"start": "2022-01-04"}, document_no="【合成】13号",
    )  # fmt: skip
    return body


def society(c: County) -> str:
    return c.do(
        Role.CS, "units", approved_by=Role.TOWN, title="爱心社（合成）", kind="SOCIAL_ORGANISATION",
        community="FC01", synthetic=True, on="2022-01-04",
    )  # fmt: skip


def a_committee_meets(t: Teller) -> None:
    people(t)
    of, holder = a_unit(t), person(t.c, "单位副职")
    committee(t.c, holder, of)
    t.c.at("2022-01-06 09:00")
    case = t.play("case.report", Role.CW)
    t.play("case.accept", Role.CW, case)
    t.play("case.escalate", Role.CS, case)
    t.means(holder=holder, society=society(t.c), escalated=case)
    t.play("meeting.cancel", Role.CS, t.play("meeting.convene", Role.CS))
    meeting = t.play("meeting.convene", Role.CS)
    t.play("meeting.postpone", Role.CS, meeting)
    liaison = Actor(Role.UNIT, None, None, None, (f"unit:{of}",))
    for answer in ("meeting.refuse-leave", "meeting.approve-leave"):
        t.play("meeting.request-leave", liaison, meeting)
        t.play(answer, Role.CS, meeting)
    t.c.at("2022-01-14 17:00")
    t.play("meeting.record-attendance", Role.CS, meeting)
    t.play("meeting.hold", Role.CS, meeting)
    t.play("meeting.correct-attendance", Role.CS, meeting, Role.TOWN)
    t.play("meeting.issue-minutes", Role.CS, meeting)
    decided: Any = t.last(meeting, "decisions")
    t.means(decision=decided[0].decision)
    t.play("meeting.complete-decision", HEATING, meeting)


OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (a_committee_meets,)
