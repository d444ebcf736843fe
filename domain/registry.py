"""The one table of all aggregates: HTTP, CLI, OpenAPI, authorisation and fuzzing derive from it."""

from typing import Any, Final

from domain.access import ACCESS
from domain.agreement import AGREEMENT
from domain.approval import APPROVAL
from domain.assessment import CYCLE, SCORE_BOOK
from domain.assessment.rounds import BALLOT, BALLOT_ROUND
from domain.audit import AUDIT_QUERY
from domain.body import BODY
from domain.calendar import CALENDAR
from domain.case import CASE
from domain.codes import CODE_LIST
from domain.finding import FINDING
from domain.grid import GRID, PLACE
from domain.inspection import INSPECTION
from domain.kernel import Aggregate, Command, Event
from domain.legal import LEGAL_VISIT
from domain.notice import NOTICE
from domain.objection import OBJECTION
from domain.order import ORDER
from domain.patrol import PATROL
from domain.person import PERSON
from domain.process import PROCESS
from domain.registration import MEMBER_REGISTRATION, UNIT_REGISTRATION
from domain.ruleset import RULEBOOK
from domain.unit import UNIT
from domain.volunteer import VOLUNTEER

AGGREGATES: Final[tuple[Aggregate[Any], ...]] = (
    CASE,
    ORDER,
    VOLUNTEER,
    AGREEMENT,
    UNIT_REGISTRATION,
    MEMBER_REGISTRATION,
    PERSON,
    UNIT,
    GRID,
    PLACE,
    LEGAL_VISIT,
    BODY,
    APPROVAL,
    FINDING,
    INSPECTION,
    PATROL,
    CYCLE,
    SCORE_BOOK,
    BALLOT_ROUND,
    BALLOT,
    NOTICE,
    OBJECTION,
    RULEBOOK,
    CALENDAR,
    CODE_LIST,
    ACCESS,
    AUDIT_QUERY,
    PROCESS,
)

COLLECTIONS: Final = {aggregate.collection: aggregate for aggregate in AGGREGATES}

# "case.accept" → class. The name is part of the API.
COMMANDS: Final[dict[str, type[Command[Any]]]] = {
    f"{aggregate.name}.{command.verb}": command
    for aggregate in AGGREGATES
    for command in aggregate.commands
}
NAMES: Final = {command: name for name, command in COMMANDS.items()}

# Stored name → class. A name is written for ever; a class may be renamed or moved.
EVENTS: Final[dict[str, type[Event[Any]]]] = {
    event.name: event for aggregate in AGGREGATES for event in aggregate.events
}

ADDRESSEE: Final[dict[type[Command[Any]], Aggregate[Any]]] = {
    command: aggregate for aggregate in AGGREGATES for command in aggregate.commands
}
OWNER: Final[dict[str, Aggregate[Any]]] = {
    event.name: aggregate for aggregate in AGGREGATES for event in aggregate.events
}
