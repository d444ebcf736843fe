"""How a roll differs from the persons' own streams, which are the one truth on who is obliged.

A roll that says otherwise writes the difference there, in the same transaction, and lists it. It
never moves anybody out of another unit: that one has to be asked (ChangeUnit, AM-08).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Final, NamedTuple
from uuid import UUID

from domain.kernel import Context, Elsewhere, Reads, require
from domain.person import (
    LeaveReason,
    MemberJoinedUnit,
    MemberLeftUnit,
    PartyKind,
    Person,
    Source,
    person_ref,
)
from domain.person.state import ONE_DAY
from domain.registration.unit_state import RollEntry, RollLine

LISTED_MAX: Final = 5  # of the people named in a refusal


class Move(NamedTuple):
    """What the roll changes for one person. joins: from when to when; leaves: the last day."""

    person: UUID
    joins: MemberJoinedUnit | None = None
    leaves: MemberLeftUnit | None = None


class Before(NamedTuple):
    """The roll before this one, and its day, where that matters."""

    roll: tuple[RollLine, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Differences:
    members: tuple[RollLine, ...]
    moves: tuple[Move, ...]

    def fields(self) -> dict[str, Any]:
        """The fields of a RollFact."""
        return {
            "members": self.members,
            "joined": tuple(m.person for m in self.moves if not m.leaves),
            "left": tuple(m.person for m in self.moves if not m.joins),
            "changed": tuple(m.person for m in self.moves if m.joins and m.leaves),
        }

    def facts(self, source: Source) -> Iterator[Elsewhere]:
        for move in self.moves:
            for fact in (move.leaves, move.joins):
                if fact is not None:
                    told = fact.model_copy(update={"source": source})
                    yield Elsewhere(person_ref(move.person), told)


def read_members(members: Sequence[RollEntry], before: Before) -> Reads:
    """Everybody on this roll, and on the one before."""
    listed = chain((entry.person for entry in members), (line.person for line in before.roll))
    for person in dict.fromkeys(listed):
        yield person_ref(person)


def compared(
    members: Sequence[RollEntry], unit: UUID, as_of: date, before: Before, context: Context
) -> Differences:
    """What the roll of `unit` as of a day changes in the streams of the people on it or once on it.

    Refused when it lists somebody twice, unknown, in another unit, or for longer than can be.
    """
    listed = {entry.person for entry in members}
    require(
        len(listed) == len(members),
        "listed_twice",
        "名册中有人重复列入，请删去重复项。",
        "Somebody is listed twice; list everybody once.",
    )
    people = {person: context.look(person_ref(person)) for person in listed}
    _check_people(people, unit, as_of)
    _check_party(members, people, as_of)
    _check_dates(members, as_of, before)
    entered = [_entered(people[entry.person], entry, unit, as_of) for entry in members]
    gone = [line.person for line in before.roll if line.person not in listed]
    struck = [_struck(context.look(person_ref(id)), id, unit, as_of) for id in gone]
    lines = tuple(RollLine(person=e.person, in_service=e.in_service) for e in members)
    return Differences(lines, tuple(move for move in (*entered, *struck) if move is not None))


def _check_people(people: dict[UUID, Person], unit: UUID, as_of: date) -> None:
    require(
        all(person.exists for person in people.values()),
        "no_such_person",
        "名册中有未登记人员，请先登记人员。",
        "The roll lists somebody who is not registered; register the person first.",
    )
    elsewhere = [id for id, person in people.items() if person.unit_on(as_of) not in (None, unit)]
    require(  # AM-08: the other unit is asked first
        not elsewhere,
        "in_another_unit",
        f"名册中{len(elsewhere)}人当日在其他单位，请先办理单位变动：{_list(elsewhere)}。",
        f"{len(elsewhere)} on the roll are in other units; change the unit: {_list(elsewhere)}.",
    )


def _check_party(members: Sequence[RollEntry], people: dict[UUID, Person], as_of: date) -> None:
    """AM-02: who is listed as in service must count, or the denominator shrinks unseen."""
    wrong = [
        entry.person
        for entry in members
        if not people[entry.person].is_party_member_on(as_of)
        or (entry.in_service and people[entry.person].party_member_on(as_of) is PartyKind.RETIRED)
    ]
    require(
        not wrong,
        "not_a_party_member",
        f"名册中{len(wrong)}人当日非党员，或已退休却列为在职，请先更正党员信息或名册：{_list(wrong)}。",
        f"{len(wrong)} on the roll are no Party members then, or retired though listed as in "
        f"service; correct their records or the roll: {_list(wrong)}.",
    )


def _check_dates(members: Sequence[RollEntry], as_of: date, before: Before) -> None:
    given = [entry.since for entry in members if entry.since is not None]
    require(
        all(since <= as_of for since in given),
        "since_after_roll",
        f"加入日期不得晚于名册日期{as_of}，请核对。",
        f"Nobody on the roll of {as_of} joined after it; check the dates.",
    )
    known = {line.person for line in before.roll}
    early = [e.person for e in members if e.since and before.as_of and e.since <= before.as_of]
    require(  # the roll before said who was there on its day
        known.issuperset(early),
        "since_before_last_roll",
        f"{before.as_of}的名册中没有此人，加入日期须在其后；如原名册有误，请更正名册：{_list(early)}。",
        f"The roll of {before.as_of} did not list them; they joined later, or correct that roll: "
        f"{_list(early)}.",
    )


def _entered(person: Person, entry: RollEntry, unit: UUID, as_of: date) -> Move | None:
    """What follows from somebody being on the roll."""
    since, held = entry.since or as_of, person.membership_on(as_of)
    if held is None:
        require(
            not any(m.period.covers(since) or since < m.period.start <= as_of
                    for m in person.memberships),
            "in_another_unit",
            f"{since}当日此人在其他单位，请核对加入日期：{entry.person}。",
            f"On {since} the person was in a unit already; check the date: {entry.person}.",
        )  # fmt: skip
        later = [m.period.start for m in person.memberships if m.period.start > as_of]
        until = min(later) - ONE_DAY if later else None
        joins = MemberJoinedUnit(unit=unit, on=since, until=until, in_service=entry.in_service)
        return Move(entry.person, joins=joins)
    if held.in_service == entry.in_service:
        return None
    since = max(since, held.period.start)
    return Move(
        entry.person,
        joins=MemberJoinedUnit(
            unit=unit, on=since, until=held.period.end, in_service=entry.in_service
        ),
        leaves=MemberLeftUnit(
            unit=unit, last_day=since - ONE_DAY, reason=LeaveReason.SERVICE_CHANGED
        ),
    )


def _struck(person: Person, id: UUID, unit: UUID, as_of: date) -> Move | None:
    """What follows from somebody having been on the roll before, but not now."""
    if person.unit_on(as_of) != unit:
        return None
    leaves = MemberLeftUnit(unit=unit, last_day=as_of - ONE_DAY, reason=LeaveReason.OFF_ROLL)
    return Move(id, leaves=leaves)


def _list(people: list[UUID]) -> str:
    return ", ".join(map(str, people[:LISTED_MAX]))
