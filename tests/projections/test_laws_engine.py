"""The four laws, for read models that use every means of declaring one (DESIGN 4)."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from tests.projections.conftest import Places
from tests.projections.laws import (
    as_of_equals_rebuild,
    batching_changes_nothing,
    rebuild_is_the_same,
    rows_name_their_events,
    valid_at_is_a_second_clock,
)
from tests.projections.parcels import DAYS, LOGS, MODELS

EXAMPLES, EXAMPLES_POSTGRESQL = 40, 6  # making the tables takes PostgreSQL a while


def holds(law: Callable[..., None], places: Places, *more: st.SearchStrategy[Any]) -> None:
    """For any log, and whatever else the law asks for."""

    @settings(
        max_examples=EXAMPLES_POSTGRESQL if places.postgres else EXAMPLES,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.tuples(LOGS, *more))
    def law_holds(drawn: tuple[Any, ...]) -> None:
        log, *rest = drawn
        try:
            law(MODELS, log, places.store, *rest)
        finally:
            places.close()

    law_holds()


def test_the_answer_as_of_a_position_is_that_of_a_log_cut_there(places: Places) -> None:
    holds(as_of_equals_rebuild, places)


def test_a_rebuild_gives_the_same_rows_hash_for_hash(places: Places) -> None:
    holds(rebuild_is_the_same, places)


def test_batches_crashes_and_a_second_runner_change_nothing(places: Places) -> None:
    batches = st.lists(st.integers(1, 9), min_size=1, max_size=5)
    holds(batching_changes_nothing, places, batches, st.lists(st.integers(0, 60), max_size=6))


def test_every_row_names_the_events_that_made_it(places: Places) -> None:
    holds(rows_name_their_events, places)


def test_the_business_date_is_a_second_clock(places: Places) -> None:
    holds(valid_at_is_a_second_clock, places, st.lists(DAYS, min_size=1, max_size=3))
