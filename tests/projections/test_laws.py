"""The four laws of DESIGN 4 for every read model, on histories nobody thought of, on both stores.

One property: a new ledger in the catalogue is held to it without a new test. GONGZHI_EXAMPLES
says how many histories (2 by default, for CI's sake).
"""

import os
import random
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from application.recorded import Recorded
from projections.catalogue import READ_MODELS
from tests.county import county, found, members, unit
from tests.histories import Player
from tests.projections.conftest import Places
from tests.projections.laws import (
    as_of_equals_rebuild,
    batching_changes_nothing,
    rebuild_is_the_same,
    rows_name_their_events,
    valid_at_is_a_second_clock,
)

EXAMPLES = int(os.environ.get("GONGZHI_EXAMPLES", "2"))
STEPS = 700


def history(seed: int) -> list[Recorded]:
    """The log of a county in which anything may have happened."""
    with TemporaryDirectory() as folder, county(Path(folder)) as c:
        found(c, "DEPT-HEATING", "DEPARTMENT", on="2022-01-04", document_no="【合成】5号")
        members(c, unit(c, "甲局", "111409249999000116"), 4)
        player = Player(c.system.handler, c.system.log, random.Random(seed), c.clock)
        for _ in range(STEPS):
            player.step()
        c.settle()
        return c.system.log.read(0, 100_000)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    seed=st.integers(0, 2**32),
    batches=st.lists(st.integers(1, 60), min_size=1, max_size=5),
    crashes=st.lists(st.integers(0, 60), max_size=4),
)
def test_the_four_laws_hold_for_every_read_model(
    places: Places, seed: int, batches: list[int], crashes: list[int]
) -> None:
    log = history(seed)
    assert len(log) > 50
    as_of_equals_rebuild(READ_MODELS, log, places.store)
    rebuild_is_the_same(READ_MODELS, log, places.store)
    batching_changes_nothing(READ_MODELS, log, places.store, batches, crashes)
    rows_name_their_events(READ_MODELS, log[:150], places.store)
    valid_at_is_a_second_clock(READ_MODELS, log, places.store, [date(2022, 3, 1)])
