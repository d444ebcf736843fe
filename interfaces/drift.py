"""What was published and what is known now, subject by subject. For HTTP and the CLI."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from domain.kernel import Actor
from interfaces.causes import told
from interfaces.rendering import plain
from interfaces.system import System
from projections.drift import Difference, drift
from projections.metrics.subjects import Subject
from projections.reading import Snapshot


@dataclass(frozen=True, slots=True)
class Drifted:
    """A subject whose published score is not what the log says now."""

    about: Subject
    differences: tuple[Difference, ...]

    @property
    def key(self) -> str:
        return str(self.about.id)


def drifted(system: System, snapshot: Snapshot, year: int) -> list[Drifted]:
    """In the order of their ids."""
    found = sorted(drift(snapshot, system.log, year), key=_subject)
    return [
        Drifted(differences[0].about, differences)
        for _, grouped in groupby(found, key=_subject)
        if (differences := tuple(grouped))
    ]


def _subject(found: Difference) -> UUID:
    return found.about.id


def drifted_body(
    system: System, actor: Actor, snapshot: Snapshot, found: Drifted
) -> dict[str, Any]:
    def causes(each: Difference) -> list[dict[str, Any]]:
        return told(system, actor, each.causes(system.log, snapshot.position))

    first = found.differences[0]
    return {
        "subject": found.key,
        "kind": found.about.kind.value,
        "name": found.about.name,
        "version": first.version,
        "known_at": first.known_at,
        "lines": [
            {
                "line": each.line,
                "published": plain(each.old.points),
                "now": plain(each.new.points),
                "causes": causes(each),
            }
            for each in found.differences
            if not each.of_bar
        ],
        "bars": [
            {
                "rule": each.line,
                "published": each.old.barred,
                "now": each.new.barred,
                "causes": causes(each),
            }
            for each in found.differences
            if each.of_bar
        ],
    }
