"""The one table of all aggregates: HTTP, CLI, OpenAPI, authorisation and fuzzing derive from it."""

from typing import Any, Final

from domain.access import ACCESS
from domain.agreement import AGREEMENT
from domain.approval import APPROVAL
from domain.archive import ARCHIVE
from domain.assessment import BALLOT, BALLOT_ROUND, CYCLE, SCORE_BOOK
from domain.audit import AUDIT_QUERY
from domain.body import BODY
from domain.calendar import CALENDAR
from domain.case import CASE
from domain.channel import BOX_OPENING, CHANNEL
from domain.codes import CODE_LIST
from domain.deliberation import DELIBERATION, PROBLEM
from domain.export import EXPORT_PACKAGE
from domain.facility import FACILITY
from domain.finding import FINDING
from domain.grid import GRID, PLACE
from domain.honour import HONOUR_NOMINATION, HONOUR_PROGRAMME
from domain.inspection import INSPECTION
from domain.kernel import Aggregate, Command, Event
from domain.legal import LEGAL_VISIT
from domain.meeting import CADENCE, MEETING
from domain.notice import NOTICE
from domain.objection import OBJECTION
from domain.order import ORDER
from domain.patrol import PATROL
from domain.person import PERSON
from domain.privacy import BREACH, CONSENT, IMPACT_ASSESSMENT, SUBJECT, SUBJECT_REQUEST
from domain.process import PROCESS
from domain.registration import MEMBER_REGISTRATION, UNIT_REGISTRATION
from domain.resource import DEMAND, RESOURCE_OFFER
from domain.ruleset import RULEBOOK
from domain.society import SOCIAL_ORGANISATION
from domain.unit import UNIT
from domain.vault import VAULT
from domain.volunteer import VOLUNTEER
from domain.workforce import COMMUNITY_WORKER, PAY_STANDARDS

AGGREGATES: Final[tuple[Aggregate[Any], ...]] = (
    CASE,
    ORDER,
    VOLUNTEER,
    AGREEMENT,
    MEETING,
    CADENCE,
    UNIT_REGISTRATION,
    MEMBER_REGISTRATION,
    PERSON,
    UNIT,
    GRID,
    PLACE,
    LEGAL_VISIT,
    ARCHIVE,
    CONSENT,
    SUBJECT_REQUEST,
    SUBJECT,
    IMPACT_ASSESSMENT,
    BREACH,
    SOCIAL_ORGANISATION,
    RESOURCE_OFFER,
    DEMAND,
    COMMUNITY_WORKER,
    PAY_STANDARDS,
    BODY,
    APPROVAL,
    FINDING,
    INSPECTION,
    PATROL,
    DELIBERATION,
    PROBLEM,
    FACILITY,
    CHANNEL,
    BOX_OPENING,
    CYCLE,
    SCORE_BOOK,
    BALLOT_ROUND,
    BALLOT,
    NOTICE,
    OBJECTION,
    HONOUR_PROGRAMME,
    HONOUR_NOMINATION,
    EXPORT_PACKAGE,
    RULEBOOK,
    CALENDAR,
    CODE_LIST,
    ACCESS,
    AUDIT_QUERY,
    VAULT,
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
