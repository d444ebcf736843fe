"""What runs beside the API: the read side follows every commit, whatever else is at work."""

from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from domain.kernel import SHANGHAI
from domain.roles import Role
from interfaces import keeping
from projections.follower import Follower
from tests.county import county, shanghai
from tests.examples.test_meetings import Community

NEVER, PATIENCE = 3600.0, 20.0
BODY = {
    "code": "DEPT-HEATING", "type": "DEPARTMENT", "title": "供热（合成）", "on": "2022-01-04",
    "document_no": "【合成】5号",
}  # fmt: skip


def test_ledgers_follow_while_policies_are_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "Follower", partial(Follower, poll_seconds=NEVER))
    with county(tmp_path) as c:
        c.settle()
        at_work, done = Event(), Event()

        def run_policies() -> int:
            at_work.set()
            done.wait(NEVER)
            return 0

        monkeypatch.setattr(c.system, "run_policies", run_policies)
        with keeping.kept(c.system):
            assert at_work.wait(PATIENCE)
            c.ask(Role.COD, "bodies", **BODY)
            followed = c.system.readside.wait_for(c.system.log.position(), PATIENCE)
            done.set()
        assert followed


def test_a_log_that_never_rests_does_not_keep_the_clock_from_being_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "BUSY_SECONDS_MAX", 0.01)
    with county(tmp_path) as c:
        looked = Event()
        monkeypatch.setattr(c.system.log, "wait", lambda position, seconds: True)
        monkeypatch.setattr(c.system, "run_timers", looked.set)
        with keeping.kept(c.system):
            assert looked.wait(PATIENCE)


def test_a_quarter_is_not_judged_before_the_ledgers_know_all_of_it(tmp_path: Path) -> None:
    """P-12, R-10: a meeting that was recorded and is not folded yet would count as not held."""
    with county(tmp_path) as c:
        community = Community(c)
        c.at("2022-03-28 09:00")
        meeting = community.called("2022-03-31 20:00", type="COMMUNITY_REGULAR")
        community.record(meeting, "2022-03-31 22:00")
        c.ask(Role.CS, "meetings", meeting, "hold", held_at=shanghai("2022-03-31 20:00"))
        c.clock.now = datetime(2022, 4, 1, tzinfo=SHANGHAI)
        c.system.run_timers()  # the ledgers lag
        c.settle()
        [found] = [
            row for row in c.ledger("L-CADENCE-END", year=2022)
            if (row["type"], row["number"]) == ("COMMUNITY_REGULAR", 1)
        ]  # fmt: skip
        assert (found["status"], found["meetings"]) == ("MET", [meeting])
