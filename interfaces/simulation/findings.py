"""What offices establish in the year: commendations, false records, a veto, complaints upheld; and
which enrolled unit each department stands for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.body import LinkUnit, body_ref
from domain.case import CaseKind, CaseState, case_ref
from domain.finding import (
    Finding,
    Level,
    RecordCommendation,
    RecordFalseRecord,
    RecordUnreportedIncident,
    RegisterVetoCertificate,
    UpholdComplaint,
)
from domain.kernel import Command
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.unit import UnitKind
from interfaces.simulation.case_deck import Card
from interfaces.simulation.clock import at
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan, UnitPlan
from interfaces.simulation.schedule import Begun, Course, approved, does
from interfaces.simulation.settling import DEPARTMENTS

LINKED: Final = at(date(YEAR, 1, 5), 9)
FOUND: Final = at(date(YEAR, 11, 8), 10)
UPHELD: Final = at(date(YEAR, 12, 20), 10)
UNITS_PER: Final = {"commended": 16, "false": 48, "vetoed": 64}  # of so many units, one
SHOPS_PER_COMPLAINT: Final = 10
COMMUNITIES_PER_INCIDENT: Final = 9
CONSENT: Final = timedelta(hours=6)


def courses(plan: Plan, cards: list[Card]) -> Iterator[Begun]:
    yield Begun("stand-for", LINKED, _links(plan))
    for number, command in enumerate(_of_the_county(plan)):
        moment = FOUND + timedelta(hours=number)
        yield Begun(f"finding/{number}", moment, _found(plan, command, moment))
    for community in plan.communities:
        yield Begun(f"complaints/{community.code}", UPHELD, _complaints(plan, community, cards))


def units_of_departments(plan: Plan) -> Iterator[tuple[str, UnitPlan]]:
    """Each department with an organ of the programme, as far as there are any."""
    organs = [u for c in plan.communities for u in c.units if u.kind is UnitKind.ORGAN]
    yield from zip(DEPARTMENTS, organs, strict=False)


def _links(plan: Plan) -> Course:
    cod = plan.officers.actor(Role.COD)
    for number, (code, unit) in enumerate(units_of_departments(plan), start=1):
        document = f"繁组发〔{YEAR}〕{number}号（合成）"
        link = LinkUnit(unit=unit.id, on=LINKED.date(), document_no=document)
        yield does(LINKED + timedelta(minutes=number), cod, link, body_ref(code).id)


def _of_the_county(plan: Plan) -> Iterator[Command[Finding]]:
    luck, on = plan.dice("findings"), FOUND.date() - timedelta(days=20)
    units = [unit for community in plan.communities for unit in community.units]

    def paper(number: int) -> dict[str, Any]:
        return {"on": on, "document_no": f"繁共治〔{YEAR}〕{number}号（合成）", "facts": "见附件。"}

    for number, unit in enumerate(luck.sample(units, len(units) // UNITS_PER["commended"] or 1)):
        yield RecordCommendation(
            subject=unit.id, issued_by="市委（合成）", level=Level.CITY, **paper(number + 1)
        )
    for number, unit in enumerate(luck.sample(units, len(units) // UNITS_PER["false"])):
        yield RecordFalseRecord(
            subject_kind=SubjectKind.UNIT, subject=unit.id, **paper(number + 101)
        )
    for number, unit in enumerate(luck.sample(units, len(units) // UNITS_PER["vetoed"])):
        yield RegisterVetoCertificate(
            subject_kind=SubjectKind.UNIT, subject=unit.id, issued_by="市信访局（合成）",
            **paper(number + 201),
        )  # fmt: skip
    many = len(plan.communities) // COMMUNITIES_PER_INCIDENT
    for number, community in enumerate(luck.sample(plan.communities, many)):
        yield RecordUnreportedIncident(subject=body_ref(community.code).id, **paper(number + 301))


def _found(plan: Plan, command: Command[Finding], moment: datetime) -> Course:
    step = does(moment, plan.officers.actor(Role.COD), command)
    yield from approved(step, plan.officers.actor(Role.LG), CONSENT)


def _complaints(plan: Plan, community: CommunityPlan, cards: list[Card]) -> Course:
    """Of the complaints of the community that are closed by December, those about its shops."""
    luck = plan.dice(f"complaints/{community.code}")
    shops = [party for party in community.parties if party.kind is UnitKind.MERCHANT]
    closed = [card for card in cards if card.community is community and _is_closed(plan, card)]
    for number, card in enumerate(closed[: len(shops) // SHOPS_PER_COMPLAINT]):
        assert card.id is not None  # noqa: S101 - it was reported
        uphold = UpholdComplaint(
            subject=luck.choice(shops).id, community=community.code, case=card.id,
            document_no=f"{community.code}〔{YEAR}〕{number + 1}号（合成）", facts="查实，已整改。",
        )  # fmt: skip
        step = does(UPHELD + timedelta(minutes=5 * number), community.cs, uphold)
        yield from approved(step, plan.officers.actor(Role.TOWN), timedelta(minutes=2))


def _is_closed(plan: Plan, card: Card) -> bool:
    if card.kind is not CaseKind.COMPLAINT or card.id is None:
        return False
    case = plan.look(case_ref(card.id))
    return case.outcome is not None and case.state in (CaseState.CLOSED, CaseState.ARCHIVED)
