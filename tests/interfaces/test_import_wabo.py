"""A real log, whole: the permit desk of a Dutch municipality, 1,434 cases, 8,577 rows.

What is true is computed here from the file alone, in a few lines that share nothing with the
importer, and compared with the events in the log and with the ledger L-CASE.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from application.handler import Instruction
from application.recorded import Recorded
from domain.body import BodyType, EstablishBody
from domain.kernel import SYSTEM
from interfaces.cli.main import main
from interfaces.system import Settings, System
from projections.ledgers.cases import L_CASE

ROOT: Final = Path(__file__).parent.parent.parent
MAPPING: Final = ROOT / "docs" / "examples" / "wabo.toml"
DATA: Final = Path("shared", "data", "wabo_receipt.csv")
READ_AT_ONCE: Final = 5_000

CHAIN: Final = ("REPORTED", "ACCEPTED", "ASSIGNED", "HANDLED", "FED_BACK", "CLOSED")
LEADS_TO: Final = {
    "Confirmation of receipt": "ACCEPTED",
    "T02 Check confirmation of receipt": "ASSIGNED",
    "T06 Determine necessity of stop advice": "ASSIGNED",
    "T04 Determine confirmation of receipt": "HANDLED",
    "T14 Determine document X request unlicensed": "HANDLED",
    "T19 Determine report Y to stop indication": "HANDLED",
    "T05 Print and send confirmation of receipt": "FED_BACK",
    "T15 Print document X request unlicensed": "FED_BACK",
    "T20 Print report Y to stop indication": "FED_BACK",
}


class Truth:
    """What the file says. No case's rows are apart in it, and none out of order."""

    def __init__(self, path: Path) -> None:
        with path.open() as file:
            self.rows = list(csv.DictReader(file))
        self.cases = {
            case: list(rows) for case, rows in groupby(self.rows, lambda r: r["case:concept:name"])
        }

    def state(self, case: str) -> str:
        rows = self.cases[case]
        if rows[0]["case:enddate"]:
            return "CLOSED"
        reached = [LEADS_TO.get(row["concept:name"], "REPORTED") for row in rows]
        return max(reached, key=CHAIN.index)

    def of_cases(self, column: str) -> Counter[str]:
        return Counter(rows[0][column] for rows in self.cases.values())

    def of_rows(self, column: str) -> Counter[str]:
        return Counter(row[column] for row in self.rows)

    def times(self) -> Counter[tuple[str, datetime]]:
        """Each row: its activity, and when."""
        return Counter((row["concept:name"], utc(row["time:timestamp"])) for row in self.rows)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.fixture(scope="module")
def log() -> Path:
    found = [folder / DATA for folder in ROOT.parents if (folder / DATA).is_file()]
    if not found:
        pytest.skip(f"../{DATA} is not there: the import of the real log was NOT tested")
    return found[0]


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with System(Settings.of({}, tmp_path)) as system:
        community = EstablishBody(
            code="FC01", type=BodyType.COMMUNITY_PARTY_ORG, title="合成社区", community="FC01",
            on=date(2021, 6, 1), document_no="【合成】1号",
        )  # fmt: skip
        system.handler.handle(Instruction(community, SYSTEM))
        yield system


def imported(system: System, log: Path, report: Path) -> Counter[tuple[str, str]]:
    """Runs the command; counts what the report says of rows: result, and code of the note."""
    files = [str(log), "--mapping", str(MAPPING), "--report", str(report)]
    answer = CliRunner().invoke(main, ["--data", str(system.settings.data), "import", *files])
    assert answer.exit_code == 0, answer.output
    with log.open() as file, report.open() as other:
        source, told = list(csv.DictReader(file)), list(csv.DictReader(other))
    ends = [(line.pop("result"), line.pop("problem").partition("[")[2]) for line in told]
    assert told == source
    return Counter(ends)


def events(system: System) -> Iterator[Recorded]:
    position = 0
    while batch := system.log.read(position, READ_AT_ONCE):
        yield from batch
        position = batch[-1].position


def test_the_permit_desk_comes_in_whole_and_once(system: System, log: Path, tmp_path: Path) -> None:
    truth, report = Truth(log), tmp_path / "report.csv"
    assert (len(truth.cases), len(truth.rows)) == (1_434, 8_577)
    early = sum(
        bool(rows[0]["case:enddate"])
        and utc(rows[0]["case:enddate"]) < utc(rows[-1]["time:timestamp"])
        for rows in truth.cases.values()
    )
    noted = {("imported", "ended_before_last_row]"): early, ("imported", ""): 8_577 - early}
    assert imported(system, log, report) == noted

    log_equals_the_file(list(events(system)), truth)
    system.catch_up()
    with system.readside.at() as snapshot:
        ledger_equals_the_file(snapshot.all(L_CASE), truth)

    before = system.log.position()
    again = imported(system, log, report)
    assert sum(n for (result, _), n in again.items() if result == "already imported") == 8_577
    assert system.log.position() == before


def log_equals_the_file(log: list[Recorded], truth: Truth) -> None:
    by_name = Counter(recorded.name for recorded in log)
    assert by_name["case.activity_recorded"] == len(truth.rows)
    cases = [recorded for recorded in log if recorded.name == "case.imported"]
    assert Counter(c.event.source_channel for c in cases) == truth.of_cases("case:channel")
    assert Counter(c.event.department for c in cases) == truth.of_cases("case:department")
    done = [recorded for recorded in log if recorded.name == "case.activity_recorded"]
    assert Counter(d.event.activity for d in done) == truth.of_rows("concept:name")
    assert Counter(d.event.group or "EMPTY" for d in done) == truth.of_rows("org:group")
    assert Counter((d.event.activity, d.occurred_at) for d in done) == truth.times()
    assert min(d.recorded_at for d in done) > max(d.occurred_at for d in done)
    assert sum(by_name.values()) == 18_129 + by_name["body.established"]


def ledger_equals_the_file(ledger: list[Any], truth: Truth) -> None:
    assert {row.external_ref: row.state for row in ledger} == {
        c: truth.state(c) for c in truth.cases
    }
    assert Counter(row.state for row in ledger) == {
        "CLOSED": 1_329, "FED_BACK": 96, "HANDLED": 1, "ASSIGNED": 4, "ACCEPTED": 4,
    }  # fmt: skip
    assert Counter(row.source_channel for row in ledger) == truth.of_cases("case:channel")
    assert Counter(row.department for row in ledger) == truth.of_cases("case:department")
    assert {row.external_ref: row.activities for row in ledger} == {
        case: len(rows) for case, rows in truth.cases.items()
    }
    heads = {case: rows[0] for case, rows in truth.cases.items()}
    for row in ledger:
        head = heads[row.external_ref]
        started = min(utc(head["case:startdate"]), utc(head["time:timestamp"]))
        assert row.reported_at == started
        assert row.due_at == utc(head["case:deadline"])
        assert row.closed_at == (utc(head["case:enddate"]) if head["case:enddate"] else None)
    assert sum(all(row.stages) for row in ledger) == 1_299
