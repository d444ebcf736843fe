"""A county's year through the public API: every command of a person is a request of his."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from application.authority import Forbidden
from application.handler import Instruction, NotFound
from application.recorded import Receipt
from domain.kernel import Refused
from domain.registry import ADDRESSEE
from domain.roles import Role
from interfaces.http.commands import path_of
from interfaces.simulation import TINY, simulate
from interfaces.simulation.run import Issue
from interfaces.simulation.world import OPENING
from interfaces.system import Settings, System
from tests.county import Clock, County
from tests.interfaces.test_simulation import SEED, digest

REFUSALS = {403: Forbidden, 409: Refused, 422: Refused}


class Door:
    """Posts what a person asks, and reads the answer back. asked: how often, by status.

    What the platform takes over by itself, the rolls and books of old, comes in as in earnest.
    """

    def __init__(self) -> None:
        self.asked: Counter[int] = Counter()

    def __call__(self, system: System) -> Issue:
        county = County(system, Clock(OPENING))

        def issue(asked: Instruction) -> Receipt:
            if asked.actor.role is Role.SYS:
                return system.handler.handle(asked)
            return self.post(county, asked)

        return issue

    def post(self, county: County, asked: Instruction) -> Receipt:
        kind, actor = type(asked.command), asked.actor
        by_verb = not kind.opens or path_of(kind).count("/") > 1
        around = {"On-Behalf-Of": actor.on_behalf_of, "Occurred-At": asked.occurred_at}
        answer = county.ask(
            replace(actor, on_behalf_of=None),
            ADDRESSEE[kind].collection,
            asked.stream,
            kind.verb if by_verb else None,
            more={name: str(value) for name, value in around.items() if value is not None},
            **asked.command.model_dump(mode="json", exclude_none=True),
        )
        self.asked[answer.status_code] += 1
        told = answer.json()
        if answer.status_code == 404:
            raise NotFound(told["detail"])
        if answer.status_code in REFUSALS:
            raise REFUSALS[answer.status_code](told["code"], told["detail"], told["detail"])
        assert answer.status_code in (200, 201, 202), answer.text
        return msgspec.convert(
            [told["id"], told["version"], told["position"], None, False, told["pending"]], Receipt
        )


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny year, straight."""
    folder = tmp_path_factory.mktemp("straight")
    simulate(Settings(data=folder), TINY, SEED)
    return folder


def test_by_requests_it_is_the_same_year_to_the_last_byte(year: Path, tmp_path: Path) -> None:
    """So that all that is proved of the one holds of the other: scores, defects, honours."""
    door = Door()
    summary = simulate(Settings(data=tmp_path), TINY, SEED, door=door)
    assert not summary.refused
    posted = sum(count for status, count in door.asked.items() if status < 300)
    assert posted > 0.98 * summary.commands  # the others register the first officers
    assert digest(tmp_path) == digest(year)
