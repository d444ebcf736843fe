"""The four laws of DESIGN 4 for every read model, on histories nobody thought of, on both stores.

One property: a new ledger in the catalogue is held to it without a new test. GONGZHI_EXAMPLES
says how many histories, other ones at every run; by default two, always the same, for CI's sake.
"""

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, example, given, settings, strategies as st

from application.recorded import Recorded
from domain.registry import AGGREGATES
from projections.catalogue import READ_MODELS
from tests.conftest import PostgresSchema
from tests.county import county
from tests.histories import history
from tests.interfaces.stories import STORIES, Teller
from tests.projections.conftest import Places
from tests.projections.laws import (
    as_of_equals_rebuild,
    batching_changes_nothing,
    rebuild_is_the_same,
    rows_name_their_events,
    valid_at_is_a_second_clock,
)

EXAMPLES = int(os.environ.get("GONGZHI_EXAMPLES", "2"))
STEPS = 12 * len(AGGREGATES)  # of one history: so many that each kind of record gets its turn
STEPS_OF_BOTH_STORES, STEPS_ELSEWHERE = 60, "60"
TOLD = -1  # instead of a seed
# What two histories and the stories reach, at least: of all kinds of events, and of each
# aggregate's. A law is proved only on what happened.
REACHED_OF_ALL, REACHED_OF_EACH = 0.9, 0.6


@cache
def random_history(seed: int) -> list[Recorded]:
    with TemporaryDirectory() as folder:
        return history(Path(folder), seed, STEPS)


@cache
def told_history() -> list[Recorded]:
    """All stories of the API's examples, one after the other: every command that there is."""
    with TemporaryDirectory() as folder, county(Path(folder)) as c:
        teller = Teller(c)
        for story in STORIES:
            story(teller)
        return c.system.log.read(0, 100_000)


def test_the_four_laws_hold_for_every_read_model(places: Places) -> None:
    happened: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        derandomize="GONGZHI_EXAMPLES" not in os.environ,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @example(seed=TOLD, batches=[1, 60], crashes=[40])
    @given(
        seed=st.integers(0, 2**32),
        batches=st.lists(st.integers(1, 60), min_size=1, max_size=5),
        crashes=st.lists(st.integers(0, 60), max_size=4),
    )
    def the_laws_hold(seed: int, batches: list[int], crashes: list[int]) -> None:
        log = told_history() if seed == TOLD else random_history(seed)
        happened.update(recorded.name for recorded in log)
        try:
            as_of_equals_rebuild(READ_MODELS, log, places.store)
            rebuild_is_the_same(READ_MODELS, log, places.store)
            batching_changes_nothing(READ_MODELS, log, places.store, batches, crashes)
            rows_name_their_events(READ_MODELS, log, places.store)
            valid_at_is_a_second_clock(READ_MODELS, log, places.store, [date(2022, 3, 1)])
        finally:
            places.close()

    the_laws_hold()
    the_histories_were_full(happened)


def the_histories_were_full(happened: Counter[str]) -> None:
    reached = {
        aggregate.name: sum(event.name in happened for event in aggregate.events)
        for aggregate in AGGREGATES
    }
    assert sum(reached.values()) >= REACHED_OF_ALL * sum(len(a.events) for a in AGGREGATES), reached
    for each in AGGREGATES:
        assert reached[each.name] >= REACHED_OF_EACH * len(each.events), each.name


def test_the_same_commands_leave_the_same_log_in_both_stores(
    postgres_url: PostgresSchema, tmp_path: Path
) -> None:
    """With one seed every id, key and nonce is the same, hence every event to the last byte."""
    database = {"GONGZHI_DATABASE_URL": postgres_url.url, "GONGZHI_SCHEMA": postgres_url.schema}
    one = history(tmp_path / "sqlite", 7, STEPS_OF_BOTH_STORES)
    assert one == history(tmp_path / "postgres", 7, STEPS_OF_BOTH_STORES, database)
    assert len(one) > STEPS_OF_BOTH_STORES


ELSEWHERE = """
import hashlib, sys
from pathlib import Path
from interfaces.system import Settings, System
from tests.histories import history

folder = Path(sys.argv[1])
history(folder, 5, int(sys.argv[2]))
with System(Settings.of({}, folder)) as system:
    print(hashlib.sha256(repr(system.log.stored(0, 100_000)).encode()).hexdigest())
    print(system.rebuild())
    with system.epochs.opened() as opened, opened.store.reading() as tx:
        print(opened.store.state(tx))
"""


def test_another_process_gives_the_same_log_and_the_same_rows(tmp_path: Path) -> None:
    """No order of a set, no `hash` of a text gets into an event, a key or a row."""
    told = []
    for number in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": number}
        command = [sys.executable, "-c", ELSEWHERE, str(tmp_path / number), STEPS_ELSEWHERE]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        log, verdict, state = done.stdout.splitlines()
        assert "SAME" in verdict
        told.append((log, state))
    assert told[0] == told[1]
