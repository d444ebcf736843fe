"""What runs beside the API: the read side follows every commit, whatever else is at work."""

from functools import partial
from pathlib import Path
from threading import Event

import pytest

from domain.roles import Role
from interfaces import keeping
from projections.follower import Follower
from tests.county import county

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
