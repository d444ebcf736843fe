"""Two processes on one log: whoever reads at one is shown what the other has just written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from domain.kernel import Actor
from domain.roles import Role
from interfaces.system import System
from tests.county import County, county, grid, seeded

OLD: Final = Actor(Role.GW, None, None, None, ("grid:FC01001",))
NEW: Final = Actor(Role.GW, None, None, None, ("grid:FC01002",))


@pytest.fixture
def c(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path) as c:
        grid(c, "FC01002")
        yield c


@pytest.fixture
def other(c: County) -> Iterator[County]:
    with System(c.system.settings, c.clock, seeded(8)) as system:
        yield County(system, c.clock)


def test_the_log_is_shown_to_whom_its_records_concern_now(c: County, other: County) -> None:
    case = c.do(
        Role.CW, "cases", channel="GRID_PATROL", community="FC01", grid="FC01001", text="路灯不亮"
    )

    def seen(actor: Actor) -> list[str]:
        log = other.get("log", actor, limit=1000)["events"]
        return [event["name"] for event in log if event["stream"] == case]

    assert (seen(OLD), seen(NEW)) == (["case.reported"], [])
    c.do(Role.CW, "cases", case, "correct", grid="FC01002", reason="地点有误")
    assert (seen(OLD), seen(NEW)) == ([], ["case.reported", "case.corrected"])
