"""The bodies, people and facts that the tests of cases speak of."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from domain.body import BODY, Body, BodyEstablished, BodyType, body_ref
from domain.calendar import (
    CALENDAR,
    CalendarYear,
    CalendarYearPublished,
    Limit,
    LimitUnit,
    calendar_ref,
    published_years,
)
from domain.case import (
    CASE,
    Case,
    CaseAccepted,
    CaseAssigned,
    CaseFedBack,
    CaseHandled,
    CaseKind,
    CaseReported,
    Category,
    Channel,
    ContactWay,
    FirstContactMade,
    HandlingStarted,
    Urgency,
)
from domain.grid import Grid, GridStatus, grid_ref
from domain.kernel import Actor, Event, Ref
from domain.person import Person, person_ref
from domain.roles import Role
from domain.ruleset import RULEBOOK, Rulebook, RulesetAdopted, rulebook_ref, ruleset_2022
from tests.spec import COMMAND_ID, Given, given, moment

WANG, CLERK, LI, ZHAO, CALLER = (UUID(int=n) for n in (0xA1, 0x1, 0xA3, 0xA4, 0xA5))
EVIDENCE = "0" * 64
DAY = date(2021, 6, 1)
HEATING, STREETS = "DEPT-HEATING", "DEPT-STREETS"


def body(code: str, kind: BodyType, *duties: str) -> Body:
    established = BodyEstablished(
        code=code, type=kind, title=f"{code}（合成）", duties=duties, on=DAY,
        document_no="【合成】1号",
    )  # fmt: skip
    return BODY.replay([established])


def year(published: int) -> CalendarYear:
    command = next(y for y in published_years() if y.year == published)
    return CALENDAR.replay([CalendarYearPublished(**dict(command), version=1)])


def rulebook() -> Rulebook:
    return RULEBOOK.replay([RulesetAdopted(ruleset=ruleset_2022(), document_no="【合成】2号")])


WORLD: dict[Ref[Any], Any] = {
    body_ref("FC01"): body("FC01", BodyType.COMMUNITY_PARTY_ORG),
    body_ref("FC02"): body("FC02", BodyType.COMMUNITY_PARTY_ORG, Category.SANITATION),
    body_ref(HEATING): body(HEATING, BodyType.DEPARTMENT, Category.UTILITIES),
    body_ref(STREETS): body(STREETS, BodyType.DEPARTMENT),
    grid_ref("FC01001"): Grid(code="FC01001", community="FC01", status=GridStatus.ACTIVE),
    grid_ref("FC01009"): Grid(code="FC01009", community="FC01", status=GridStatus.ABOLISHED),
    grid_ref("FC02001"): Grid(code="FC02001", community="FC02", status=GridStatus.ACTIVE),
    person_ref(WANG): Person(id=WANG),
    rulebook_ref(): rulebook(),
    **{calendar_ref(y): year(y) for y in (2021, 2022, 2023)},
}

WORKER = Actor(role=Role.CW, person=CLERK, body="FC01")
SECRETARY = Actor(role=Role.CS, person=ZHAO, body="FC01")
PATROL = Actor(role=Role.GW, person=ZHAO, body="FC01")
TOWN = Actor(role=Role.TOWN, person=ZHAO, body="TOWN")
HEATER = Actor(role=Role.DEPT, person=LI, body=HEATING)
HOTLINE = Actor(role=Role.CW, person=CALLER, body="TOWN-HOTLINE")
RESIDENT = Actor(role=Role.RES, person=WANG, scopes=("self",))

FIVE_DAYS = Limit(amount=5, unit=LimitUnit.WORKING_DAYS)
DUE = moment("2022-02-10 00:00")  # 9 Feb 24:00: EX-13
RULED: dict[str, Any] = {"calendar": {2022: 1}, "ruleset": "2022.1"}


def at(text: str) -> dict[str, datetime]:
    return {"happened_at": moment(text)}


def hers(text: str) -> dict[str, Any]:
    """A moment in a case that Wang reported."""
    return {"happened_at": moment(text), "reporter": WANG}


REPORTED = CaseReported(
    **hers("2022-01-28 15:00"), channel=Channel.HOTLINE, channel_ref="2022-17",
    text="暖气不热（合成）", community="FC01", grid="FC01001",
)  # fmt: skip
ACCEPTED = CaseAccepted(
    **hers("2022-01-28 16:00"), kind=CaseKind.HELP, category=Category.UTILITIES,
    urgency=Urgency.ORDINARY, grid="FC01001", first_contact_due_at=moment("2022-01-30 00:00"),
    limit=FIVE_DAYS, due_at=DUE, remind_at=moment("2022-02-09 00:00"), **RULED,
)  # fmt: skip
RETURN_BY = moment("2022-01-30 00:00")
ASSIGNED = CaseAssigned(**hers("2022-01-28 17:00"), handler=HEATING, return_by=RETURN_BY)
TO_COMMUNITY = CaseAssigned(**hers("2022-01-28 17:00"), handler="FC01", return_by=RETURN_BY)
STARTED = HandlingStarted(**at("2022-01-29 09:00"), by=LI)
CONTACTED = FirstContactMade(**hers("2022-01-29 10:00"), way=ContactWay.PHONE, by=LI, in_time=True)
HANDLED = CaseHandled(
    **hers("2022-02-08 10:00"), handler=HEATING, by=LI, done="已排气", evidence=(EVIDENCE,),
    days_late=0, working_days_used=4,
)  # fmt: skip
FED_BACK = CaseFedBack(
    **hers("2022-02-08 15:00"), way=ContactWay.PHONE, content="已修好", by=LI, told=(WANG,)
)
NEW: tuple[Event[Case], ...] = (REPORTED,)
OPEN: tuple[Event[Case], ...] = (REPORTED, ACCEPTED)
GIVEN_OUT: tuple[Event[Case], ...] = (*OPEN, ASSIGNED)
AT_WORK: tuple[Event[Case], ...] = (*GIVEN_OUT, STARTED)
DONE: tuple[Event[Case], ...] = (*AT_WORK, HANDLED)
TOLD: tuple[Event[Case], ...] = (*DONE, FED_BACK)


def case(*facts: Event[Case]) -> Given[Case]:
    """A case with these facts, in a world with rules and a calendar."""
    return given(CASE, *facts).looking(WORLD).by(WORKER).at("2022-02-08 10:00")


def new_id(kind: str) -> UUID:
    return uuid5(COMMAND_ID, kind)
