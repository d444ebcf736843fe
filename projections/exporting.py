"""What a package for the county holds (SYS-19): derived from the ledgers at one position alone.

So anybody can put it together again and compare its digest. It names persons by their ids only, and
no weight: what the scores count for there is the county's own affair (AM-29).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.assessment.state import AFTER_FINAL
from domain.export import Sizes
from domain.ruleset import BarKind, Ruleset, SubjectKind
from projections.ledgers.assessment import (
    L_CYCLE,
    L_PUBLISHED,
    CycleRow,
    PublishedRow,
    of_the_last_version,
)
from projections.ledgers.honours import L_HONOUR, L_PROGRAMME
from projections.ledgers.people import PERSONS, UNITS
from projections.ledgers.registrations import L_MEMBER_REG
from projections.reading import Snapshot

FORMAT: Final = "gongzhi-export/1"
IN_THE_ROLL: Final = ("CONFERRED", "EXPIRED", "REVOKED")
Content = dict[str, Any]  # plain JSON values


def final_cycle(snapshot: Snapshot, year: int) -> CycleRow | None:
    """The year's cycle, if the version computed last is its FINAL one."""
    for row in snapshot.all(L_CYCLE, year=year):
        if row.status in AFTER_FINAL and row.final_version == row.version:
            return row
    return None


def content(snapshot: Snapshot, cycle: CycleRow, rules: Ruleset) -> Content:
    """rules: the ruleset that the cycle names."""
    year, frozen = cycle.year, snapshot.before(cycle.computed or 0)
    published = of_the_last_version(snapshot.all(L_PUBLISHED, year=year))
    scores = sorted(published, key=lambda row: str(row.subject))
    units = [row for row in scores if row.kind == SubjectKind.UNIT]
    members = [row for row in scores if row.kind == SubjectKind.MEMBER]
    return {
        "format": FORMAT,
        "year": year,
        "position": snapshot.position,
        "score_version": cycle.final_version,
        "ruleset": cycle.ruleset,
        "units": [_unit(snapshot, row) for row in units],
        "honours": list(_honours(snapshot, year)),
        "barred_units": [
            {"unit": str(row.subject), "rules": found}
            for row in units
            if (found := _rules(row, rules, BarKind.UNIT_MERIT_SELECTION))
        ],
        "barred_members": [
            {"unit": _text(row.unit), "person": str(row.subject), "rules": found}
            for row in members
            if (found := _rules(row, rules, BarKind.MEMBER_ANNUAL_EXCELLENT))
        ],
        "exemptions": list(_exemptions(frozen, date(year, 12, 31))),  # EX-01
    }


def _unit(snapshot: Snapshot, row: PublishedRow) -> Content:
    known = snapshot.row(UNITS, row.subject)
    return {
        "unit": str(row.subject),
        "title": known.row.title if known else "",
        "community": row.community,
        "total": row.total,
        "grade": row.grade,
        "bars": list(row.bars),
        "version": row.version,
        "digest": row.digest,
    }


def _honours(snapshot: Snapshot, year: int) -> Iterator[Content]:
    titles = {row.code: row.title for row in snapshot.all(L_PROGRAMME, year=year)}
    rows = [row for row in snapshot.all(L_HONOUR, year=year) if row.state in IN_THE_ROLL]
    for row in sorted(rows, key=lambda row: (row.code, str(row.subject))):
        yield {
            "code": row.code,
            "title": titles.get(row.code, ""),
            "kind": row.kind,
            "subject": str(row.subject),
            "unit": str(row.unit),
            "state": row.state,
            "certificate_no": row.certificate_no,
            "conferred_on": _text(row.conferred_on),
            "valid_until": _text(row.valid_until),
            "revoked_on": _text(row.revoked_on),
        }


def _rules(row: PublishedRow, rules: Ruleset, kind: BarKind) -> list[str]:
    """The vetoes of this row that bar from such a thing."""
    barring = {
        veto.id for veto in rules.vetoes_of(SubjectKind(row.kind)) if veto.effect.bar == kind
    }
    return sorted(barring & set(row.bars))


def _exemptions(snapshot: Snapshot, day: date) -> Iterator[Content]:
    """Who was out of his unit's denominator on `day`, and why."""
    rows = sorted(snapshot.all(L_MEMBER_REG), key=lambda row: str(row.person))
    for row in rows:
        for leave in row.exemptions:
            if leave.start <= day and (leave.end is None or day <= leave.end):
                who = snapshot.row(PERSONS, row.person)
                unit = who.row.unit_on(day) if who else None
                yield {"unit": _text(unit), "person": str(row.person), "reason": leave.reason}


def _text(value: UUID | date | None) -> str | None:
    return None if value is None else str(value)


def canonical(found: Content) -> bytes:
    """The one way to write it: keys in order, no spaces, UTF-8. Its SHA-256 is the digest."""
    return json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(found: Content) -> str:
    return hashlib.sha256(canonical(found)).hexdigest()


def sizes_of(found: Content) -> Sizes:
    return Sizes(
        units=len(found["units"]),
        honours=sum(row["state"] == "CONFERRED" for row in found["honours"]),
        barred_units=len(found["barred_units"]),
        barred_members=len(found["barred_members"]),
    )


PARTS: Final = ("units", "honours", "barred_units", "barred_members", "exemptions")


def part_of(found: Content, units: frozenset[str]) -> Content:
    """What is told to these units: their own score and honours, and their own members (R-32)."""
    own = {part: [row for row in found[part] if row["unit"] in units] for part in PARTS}
    return {**found, **own}
