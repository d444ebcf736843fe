"""Which rows a caller may see: every list, search and export goes through here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID

from application.authority import EVERYWHERE, covers
from domain.access import PROTECTORS
from domain.dates import quarter_days
from domain.kernel import Actor, Concern
from domain.roles import Role
from projections.ledgers.agreements import L_AGR, L_COMMIT
from projections.ledgers.cases import L_CASE
from projections.ledgers.legal import L_DISPUTE
from projections.ledgers.people import PERSONS, Member
from projections.ledgers.refdata import L_REFDATA
from projections.ledgers.registrations import L_MEMBER_REG, MemberRegistrationRow
from projections.ledgers.services import L_MISSED, L_VOL
from projections.ledgers.society import L_ORG, L_PROJECT
from projections.ledgers.workforce import L_PAY, L_PAYFLOOR, L_WORKER
from projections.models import Model, Register
from projections.reading import Line, Snapshot

COMMUNITY: Final = ("community", "residence")
UNIT: Final = ("unit", "party", "unit_at_snapshot")
BODY: Final = ("handler", "body")
PERSON: Final = (
    "person", "member", "submitted_by", "subject", "requester", "on_behalf_of", "persons",
)  # fmt: skip
# The bodies that reported a case, help with it or were called to it; on which tasks are laid.
INVOLVED: Final = ("department", "co_handlers", "whistled", "task_bodies")
DayOf = Callable[[Any], date | None]
# Ledgers of members, whose rows do not say which unit they are of: the day that it is asked for.
OF_MEMBERS: Final[dict[str, DayOf]] = {
    L_VOL.name: lambda row: row.service_on,
    L_MISSED.name: lambda row: quarter_days(row.year, row.quarter)[1],
    L_MEMBER_REG.name: lambda row: None,
    PERSONS.name: lambda row: None,
}
# Ledgers whose rows do not say whom they concern, but name the row that does: a commitment its
# agreement, a dispute file its case, pay the worker, a project the organisation.
THROUGH: Final[dict[str, tuple[Register[Any], str]]] = {
    L_COMMIT.name: (L_AGR, "agreement"),
    L_DISPUTE.name: (L_CASE, "case"),
    L_PROJECT.name: (L_ORG, "organisation"),
    L_PAY.name: (L_WORKER, "worker"),
    L_PAYFLOOR.name: (L_WORKER, "worker"),
}
# What everybody works by: calendars, rules and codes concern nobody.
# A comparison, whose rows were chosen by who may read them in the ledger itself.
COMPARED: Final = "COMPARED"
FOR_EVERYBODY: Final = frozenset({L_REFDATA.name, "codes-in-force", COMPARED})
# Ledgers about the whole: nobody's scope but the county's covers them.
COUNTY_ONLY: Final = frozenset(
    {
        "DUE",
        "L-AUDIT",
        "L-CHANGE",
        "L-CYCLE",
        "L-EXPORT",
        "L-IMPACT",
        "L-INCOME",
        "L-NOTICE",
        "L-PAYSYSTEM",
        "L-PROGRAMME",
        "L-RECUSAL",
    }
)


def sees_all(actor: Actor) -> bool:
    return actor.role is Role.SYS or not EVERYWHERE.isdisjoint(actor.scopes)


def may_read(actor: Actor, ledger: str, snapshot: Snapshot) -> Callable[[Any], bool]:
    """Whether the caller may see a row of the ledger."""
    if ledger in FOR_EVERYBODY:
        return lambda row: True
    about = _through(snapshot, *THROUGH[ledger]) if ledger in THROUGH else concern_of
    if sees_all(actor):
        return lambda row: not offices_of(row) or covers(actor, about(row), reading=True)
    if ledger in COUNTY_ONLY:
        return lambda row: False
    if ledger not in OF_MEMBERS:
        return lambda row: covers(actor, about(row), reading=True)
    whose = _through_its_member(snapshot, OF_MEMBERS[ledger])
    return lambda row: any(covers(actor, of(row), reading=True) for of in (about, whose))


def may_read_line(actor: Actor, model: Model, snapshot: Snapshot) -> Callable[[Line[Any]], bool]:
    """The same of a stored ledger: as the row was then, and as it is now, if there still is one.

    Whom a row has left, it tells nothing of what it was (ADR 0020).
    """
    then, latest = may_read(actor, model.name, snapshot), snapshot.latest
    if sees_all(actor) or not isinstance(model, Register) or latest.position == snapshot.position:
        return lambda line: then(line.row)
    still = may_read(actor, model.name, latest)

    def both(line: Line[Any]) -> bool:
        if not then(line.row):
            return False
        now = latest.row(model, line.key)
        return now is None or still(now.row)

    return both


def _through_its_member(snapshot: Snapshot, day_of: DayOf) -> Callable[[Any], Concern]:
    """What is told of a member concerns who holds him and where he is registered, on its day.

    Of what has no day: who held him last.
    """

    @cache
    def member(person: UUID) -> tuple[Member | None, MemberRegistrationRow | None]:
        who, registered = snapshot.row(PERSONS, person), snapshot.row(L_MEMBER_REG, person)
        return who.row if who else None, registered.row if registered else None

    def concern(row: Any) -> Concern:
        who, registered = member(row.person)
        day = day_of(row)
        if day is None:
            return Concern(unit=who.spells[-1].unit if who and who.spells else None)
        stay = registered.stay_on(day) if registered else None
        return Concern(
            community=stay.community if stay and not hasattr(row, "community") else None,
            unit=who.unit_on(day) if who else None,
        )

    return concern


def _through(snapshot: Snapshot, register: Register[Any], column: str) -> Callable[[Any], Concern]:
    """A row that concerns whom that row of another ledger does which its column names."""

    @cache
    def concern(key: UUID) -> Concern:
        found = snapshot.row(register, key)
        return concern_of(found.row) if found else Concern()

    return lambda row: replace(concern(getattr(row, column)), offices=row.offices)


def concern_of(row: Any) -> Concern:
    """Whom a row is about, by the names of its columns. A rate is about what it is grouped by."""
    group = getattr(row, "group", None)
    counted = {getattr(row, "by", None): group} if group else {}
    named = (_each(getattr(row, name, None)) for name in PERSON)
    return Concern(
        community=counted.get("community") or _first(row, COMMUNITY),
        grid=counted.get("grid") or getattr(row, "grid", None),
        unit=_first(row, UNIT),
        body=counted.get("handler") or _first(row, BODY),
        persons=frozenset(one for some in named for one in some if isinstance(one, UUID)),
        readers=frozenset(v for name in INVOLVED for v in _each(getattr(row, name, None)) if v),
        offices=offices_of(row),
    )


def offices_of(row: Any) -> frozenset[Role]:
    """Who alone reads it; empty: whoever its scope lets. What L-AUDIT tells of a read of personal
    fields names persons, so it is for those who may read the read itself (SYS-05, SYS-20)."""
    if getattr(row, "personal_read", False):
        return PROTECTORS
    return getattr(row, "offices", frozenset())


def _each(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _first(row: Any, names: tuple[str, ...]) -> Any:
    return next((v for name in names if (v := getattr(row, name, None)) is not None), None)


def community_filter(actor: Actor) -> str | None:
    """The one community that the caller's scopes are about, if there is just one."""
    if sees_all(actor) or any(not scope.startswith("community:") for scope in actor.scopes):
        return None
    found = {scope.removeprefix("community:") for scope in actor.scopes}
    return found.pop() if len(found) == 1 else None
