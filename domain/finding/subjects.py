"""Whom a finding may be about, where that subject stands, and who must stand aside."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from domain.body import BODY, Body, BodyType
from domain.grid import GRID, Grid
from domain.interest import any_is_of, deciders, reads_of_deciders
from domain.kernel import Context, Reads, Ref, require
from domain.person import person_ref
from domain.ruleset.lines import SubjectKind
from domain.unit import Unit, UnitKind, unit_ref

OF_UNITS: Final = {
    SubjectKind.SOCIAL_ORG: UnitKind.SOCIAL_ORGANISATION,
    SubjectKind.MERCHANT: UnitKind.MERCHANT,
}


class Place(NamedTuple):
    """Where a subject stands."""

    community: str | None = None
    grid: str | None = None
    unit: UUID | None = None


def reads_of_subject(kind: SubjectKind, subject: UUID, context: Context) -> Reads:
    yield _ref(kind, subject)
    yield from reads_of_deciders(context)


def _ref(kind: SubjectKind, subject: UUID) -> Ref[Any]:
    match kind:
        case SubjectKind.MEMBER:
            return person_ref(subject)
        case SubjectKind.COMMUNITY:
            return BODY.ref(subject)
        case SubjectKind.GRID:
            return GRID.ref(subject)
        case _:
            return unit_ref(subject)


def place_of(kind: SubjectKind, subject: UUID, context: Context) -> Place:
    """Where the subject stands; Refused when there is none of this kind."""
    found = context.look(_ref(kind, subject))
    require(
        _is_one(kind, found),
        "no_such_subject",
        "查无此类考评对象，请核对对象类型与编号。",
        "There is no such subject of this kind; check its kind and its id.",
    )
    match found:
        case Unit():
            return Place(community=found.host_community, unit=subject)
        case Body():
            return Place(community=found.code)
        case Grid():
            return Place(community=found.community, grid=found.code)
        case _:
            return Place()


def _is_one(kind: SubjectKind, found: Any) -> bool:
    match found:
        case Unit():
            scored = found.big_party_committee  # AM-33
            of_kind = found.kind is OF_UNITS[kind] if kind in OF_UNITS else scored
            return found.enrolled is not None and of_kind
        case Body():
            return found.type is BodyType.COMMUNITY_PARTY_ORG
        case Grid():
            return found.status is not None
        case _:
            return bool(found.exists)


def must_stand_apart(kind: SubjectKind, subject: UUID, context: Context) -> None:
    """Nobody establishes anything about himself or about those he belongs to."""
    require(
        not _is_own(kind, subject, context),
        "own_subject",
        "不得就本人、本单位或本网格作出认定，请由他人办理。",
        "Nobody establishes anything about himself, his own unit or grid; let somebody else do it.",
    )


def _is_own(kind: SubjectKind, subject: UUID, context: Context) -> bool:
    persons = {actor.person for actor in deciders(context) if actor.person is not None}
    match context.look(_ref(kind, subject)):
        case Unit() as unit:
            return any_is_of(unit, subject, context)
        case Grid() as grid:
            return not persons.isdisjoint({grid.head, *grid.worker_ids})
        case _:
            return subject in persons
