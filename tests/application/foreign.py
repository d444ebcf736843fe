"""A made-up desk whose log is imported: `desk.imported(rows)` with its mapping, or one changed."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

from application.handler import Instruction
from application.importing import Import, InvalidInput, Outcome, Result, Results, read_mapping
from application.recorded import Recorded
from domain.body import BodyType, EstablishBody
from domain.case import CASE, Case
from domain.kernel import SYSTEM, derived_id
from interfaces.system import Settings, System
from tests.county import seeded

NOW = datetime(2022, 6, 1, 1, tzinfo=UTC)
HEADER = ("id", "what", "when", "desk", "office", "ended", "who", "note")
MAPPING = """
[source]
prefix = "{prefix}"
empty = ["-"]

[columns]
case = "id"
activity = "what"
at = "when"
channel = "desk"
department = "office"
ended_at = "ended"
resource = "who"
ignore = ["note"]

[case]
community = "FC01"

[words.channel]
web = "IMPORT"
post = "BOX"

[words.department]
north = ""
heating = "DEPT-HEATING"

[activities]
in = "ACCEPTED"
give = "ASSIGNED"
look = "ACTIVITY"
decide = "HANDLED"
tell = "FED_BACK"

[end]
when = "ended_at"
outcome = "RESOLVED"
"""
_numbers = count(1)


def row(case: str, what: str, when: str, *, ended: str = "", **more: str) -> tuple[str, ...]:
    """A line of the log; `when` on a day of March 2021, as 05T08:00."""
    stands = {"desk": "web", "office": "north", "who": "Resource21", "note": ""} | more
    return (
        case, what, moment(when), stands["desk"], stands["office"],
        moment(ended) if ended else "", stands["who"], stands["note"],
    )  # fmt: skip


def moment(text: str) -> str:
    return f"2021-03-{text}:00+08:00" if text[2:3] == "T" else text


def at(text: str) -> datetime:
    return datetime.fromisoformat(moment(text)).astimezone(UTC)


WHOLE = (
    row("A", "in", "05T08:00", ended="09T12:00"),
    row("A", "give", "05T09:00", ended="09T12:00"),
    row("A", "look", "06T09:00", ended="09T12:00"),
    row("A", "decide", "07T09:00", ended="09T12:00"),
    row("A", "tell", "08T09:00", ended="09T12:00"),
)
OPEN = (row("B", "in", "05T08:30"), row("B", "give", "05T08:40"))


@dataclass
class Desk:
    """Every test has a prefix of its own, so that none sees another's cases."""

    system: System
    folder: Path
    prefix: str = field(default_factory=lambda: f"desk{next(_numbers)}:")
    results: Results | None = None

    def written(
        self, rows: Sequence[Sequence[str]] | bytes, *, header: Sequence[str] = HEADER
    ) -> Path:
        """The log as a file."""
        path = self.folder / "log.csv"
        path.write_bytes(rows if isinstance(rows, bytes) else as_csv([header, *rows]))
        return path

    def mapping(self, *changes: tuple[str, str]) -> Path:
        """The mapping with some of its text replaced."""
        text = MAPPING.replace("{prefix}", self.prefix)
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path = self.folder / "map.toml"
        path.write_text(text)
        return path

    def work(self, rows: Sequence[Sequence[str]] | bytes, *changes: tuple[str, str]) -> Import:
        mapping = read_mapping(self.mapping(*changes))
        return Import(self.written(rows), mapping, self.system.handler, self.system.clock)

    def imported(
        self,
        rows: Sequence[Sequence[str]] | bytes,
        *changes: tuple[str, str],
        dry_run: bool = False,
        limit: int | None = None,
    ) -> dict[str, Outcome]:
        work = self.work(rows, *changes)
        self.results, outcomes = Results(work.census), {}
        for outcome in work.run(dry_run=dry_run, limit=limit):
            self.results.add(outcome)
            outcomes[outcome.case] = outcome
        return outcomes

    def came_to(
        self, rows: Sequence[Sequence[str]] | bytes, *changes: tuple[str, str]
    ) -> dict[str, Result]:
        return {case: outcome.result for case, outcome in self.imported(rows, *changes).items()}

    def lies(self, rows: Sequence[Sequence[str]] | bytes, *changes: tuple[str, str]) -> set[str]:
        """The codes with which the whole import is refused; nothing may have been written."""
        before = self.system.log.position()
        with pytest.raises(InvalidInput) as refused:
            self.imported(rows, *changes)
        assert self.system.log.position() == before
        return {problem.code for problem in refused.value.problems}

    def stream(self, case: str, channel: str = "IMPORT") -> UUID:
        return derived_id("case", channel, self.prefix + case)

    def events(self, case: str, channel: str = "IMPORT") -> list[Recorded]:
        return self.system.log.history(self.stream(case, channel))

    def state(self, case: str, channel: str = "IMPORT") -> Case:
        return CASE.replay(recorded.event for recorded in self.events(case, channel))

    def reasons(self) -> dict[int, str]:
        """Why rows were refused: code by line."""
        assert self.results is not None
        return {line: problem.code for line, problem in self.results.reasons.items()}


def as_csv(lines: Sequence[Sequence[str]], newline: str = "\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator=newline).writerows(lines)
    return out.getvalue().encode(errors="surrogateescape")


def desk_system(folder: Path) -> Iterator[System]:
    """A data folder with community FC01 and a heating department."""
    with System(Settings.of({}, folder), lambda: NOW, seeded()) as system:
        for code, kind in (
            ("FC01", BodyType.COMMUNITY_PARTY_ORG),
            ("FC02", BodyType.COMMUNITY_PARTY_ORG),
            ("DEPT-HEATING", BodyType.DEPARTMENT),
        ):
            body = EstablishBody(
                code=code, type=kind, title=f"{code}（合成）", on=date(2021, 6, 1),
                community=code if code.startswith("FC") else None, document_no="【合成】1号",
            )  # fmt: skip
            system.handler.handle(Instruction(body, SYSTEM))
        yield system
