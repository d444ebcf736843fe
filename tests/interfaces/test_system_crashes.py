"""kill -9 of the whole product, while it records, folds and rebuilds: it converges (DESIGN 9).

GONGZHI_LONGER=20 kills twenty times as often.
"""

import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from application.handler import Instruction
from application.recorded import Receipt
from domain.case import AcceptCase, CaseKind, Category, Channel, ReportCase, Urgency
from domain.kernel import Actor
from domain.roles import Role
from interfaces.system import Settings, System
from projections.epochs import Verdict
from tests.application.processes import LONGER, start
from tests.conftest import PostgresSchema
from tests.county import county

KILLS: Final = 5 * LONGER
REBUILT_EVERY: Final = 10  # cases
BEGIN: Final = datetime(2022, 3, 1, 1, tzinfo=UTC)
CW: Final = Actor(Role.CW, UUID(int=5), None, None, ("county",))
REPORT: Final = ReportCase(channel=Channel.HOTLINE, text="合成", community="FC01", anonymous=True)
ACCEPT: Final = AcceptCase(
    category=Category.FIRE_SAFETY, kind=CaseKind.HELP, urgency=Urgency.ORDINARY, grid="FC01001"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of a county that has its calendars, its rules and a community."""
    database = {}
    if request.param == "postgresql":
        found: PostgresSchema = request.getfixturevalue("postgres_url")
        database = {"GONGZHI_DATABASE_URL": found.url, "GONGZHI_SCHEMA": found.schema}
    with county(tmp_path, database):
        return Settings.of(database, tmp_path)


def report_and_accept(system: System, run: int, number: int) -> list[Receipt]:
    """Whoever asks this again asks the same."""
    report = Instruction(REPORT, CW, key=f"{run}-{number}")
    reported = system.handler.handle(report)
    accept = Instruction(ACCEPT, CW, reported.stream, key=f"{run}-{number}-accept")
    return [reported, system.handler.handle(accept)]


def work(say: Callable[[Any], None], settings: Settings, run: int) -> None:
    """Until it is killed. Says the receipts of what was acknowledged."""
    now = BEGIN + timedelta(days=run)
    with System(settings, lambda: now) as system:
        say([])
        number = 0
        while True:
            now += timedelta(minutes=10)
            say(report_and_accept(system, run, number))
            system.settle()
            number += 1
            if number % REBUILT_EVERY == 0:
                assert system.rebuild().verdict is Verdict.SAME


def test_killed_at_any_instant_it_goes_on_as_if_nothing_had_been(settings: Settings) -> None:
    dice = random.Random()
    for run in range(KILLS):
        child = start(work, settings, run)
        assert child.said.poll(60)
        time.sleep(dice.random() * 1.5)
        child.kill()
        _, *said = child.everything()
        assert child.process.exitcode == -signal.SIGKILL, "it died of something else, see above"
        check(settings, run, said)


def check(settings: Settings, run: int, said: list[list[Receipt]]) -> None:
    now = BEGIN + timedelta(days=run, hours=20)
    with System(settings, lambda: now) as system:
        for number, receipts in enumerate(said):
            again = report_and_accept(system, run, number)
            assert all(receipt.replayed for receipt in again)
            assert [r.position for r in again] == [r.position for r in receipts]
        system.settle()
        positions = [row[0] for row in system.log.stored(0, 10_000_000)]
        assert positions == list(range(1, len(positions) + 1))
        # The verdict compares every hash with that of a rebuild from nothing.
        assert system.rebuild().verdict is Verdict.SAME
