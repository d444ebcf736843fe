"""Running read models: what is folded, what stops the engine, and building with two processes."""

import os
import signal
from collections.abc import Iterable, Sequence
from datetime import date

import pytest
from sqlalchemy import text

from application.recorded import Recorded
from domain.kernel import Label, derived_id
from projections import engine as engine_module
from projections.engine import Engine
from projections.folding import FoldFailed, Skipped
from projections.models import Journal, Model, Row
from projections.pipeline import Pipeline, WriterFailed
from projections.store import Overtaken, Store
from tests.projections.conftest import Places
from tests.projections.feeds import ListFeed
from tests.projections.laws import contents, snapshot_of, state_of
from tests.projections.parcels import (
    MODELS,
    PARCELS,
    SHELF_COUNTS,
    ParcelArrived,
    ParcelMoved,
    ParcelReturned,
    ShelfCleaned,
    log_of,
    long_log,
)

ARRIVED = ParcelArrived(shelf="A", owner=None, fragile=False, weight=1, on=date(2022, 3, 1))
LOG = long_log(700)


class NameRow(Row, frozen=True):
    name: str


NAMES = Journal(name="name", title=Label("名", "Names"), row=NameRow)
bugs: set[int] = set()  # the positions that NAMES cannot take


@NAMES.on_every
def named(e: Recorded) -> Iterable[NameRow]:
    if e.position in bugs:
        raise ZeroDivisionError
    yield NameRow(e.name)


@pytest.fixture(autouse=True)
def _no_bugs() -> None:
    bugs.clear()


def folded(places: Places, log: Sequence[Recorded], models: Sequence[Model] = MODELS) -> Store:
    store = places.store(models)
    Engine(store, models, ListFeed(log)).catch_up()
    return store


# What is folded


def test_an_event_that_no_read_model_knows_passes_by(sqlite_places: Places) -> None:
    state = state_of(folded(sqlite_places, log_of([(1, ShelfCleaned())])))
    assert (state.position, state.events) == (1, 1)
    assert [name for name, ledger in state.ledgers.items() if ledger.rows] == ["desk"]


def test_an_event_that_changes_nothing_makes_no_version(sqlite_places: Places) -> None:
    stay = ParcelMoved(origin="A", shelf="A")
    log = log_of([(1, ARRIVED), (1, ParcelReturned()), (1, stay), (2, ARRIVED)])
    with snapshot_of(folded(sqlite_places, log), 4) as snapshot:
        assert snapshot.evidence(PARCELS, derived_id("parcel", 1)) == [1, 3]
        assert snapshot.evidence(SHELF_COUNTS, "A") == [1, 4]


# What stops it


@pytest.mark.parametrize("broken", [[1, 2, 4], [1, 2, 2], [2]])
def test_a_gap_in_the_log_stops_it(broken: list[int], sqlite_places: Places) -> None:
    store = sqlite_places.store(MODELS)
    log = [LOG[position - 1] for position in broken]
    with pytest.raises(Skipped):
        Engine(store, MODELS, ListFeed(log)).catch_up()
    assert state_of(store).position == 0


def test_a_bug_in_a_read_model_stops_it_and_is_named_with_its_event(places: Places) -> None:
    models = (*MODELS, NAMES)
    store = places.store(models)
    engine = Engine(store, models, ListFeed(LOG[:50]))
    bugs.add(5)
    with pytest.raises(FoldFailed) as failure:
        engine.catch_up(batch=2)
    assert (failure.value.model, failure.value.position) == ("name", 5)
    assert state_of(store).position == 4
    bugs.clear()
    engine.catch_up()
    assert contents(store) == contents(folded(places, LOG[:50], models))


def test_a_runner_that_does_not_look_is_stopped_by_the_bookmark(places: Places) -> None:
    store = folded(places, LOG[:50])
    before = contents(store)
    late = Engine(store, MODELS, ListFeed(LOG[:60]))
    changes = late._fold.changes(LOG[:60], lambda shape, keys: ())
    with pytest.raises(Overtaken), store.writing() as tx:
        store.write(tx, changes)
    assert contents(store) == before


# Rows that do not fit into memory are read again


@pytest.mark.parametrize("rows_in_memory", [1, 40])
def test_little_memory_gives_the_same_rows(rows_in_memory: int, places: Places) -> None:
    store = places.store(MODELS)
    Engine(store, MODELS, ListFeed(LOG), rows_in_memory).catch_up(batch=50)
    assert contents(store) == contents(folded(places, LOG))


# Building with a second process that writes


@pytest.fixture
def _always_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "WORTH_A_PROCESS", 1)


@pytest.mark.usefixtures("_always_two")
@pytest.mark.parametrize("rows_in_memory", [40, 100_000])
def test_two_processes_build_the_same(rows_in_memory: int, places: Places) -> None:
    store, told = places.bare_store(MODELS), list[int]()
    engine = Engine(store, MODELS, ListFeed(LOG), rows_in_memory)
    engine.build(300, told.append, batch=40)
    assert state_of(store).position == 300
    engine.build(len(LOG), told.append, batch=40)
    assert told == [*range(40, 300, 40), *range(300, 700, 40), 700]
    assert contents(store) == contents(folded(places, LOG))


@pytest.mark.usefixtures("_always_two")
def test_the_writer_may_die_at_any_batch(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    store = places.bare_store(MODELS)
    pipelines: list[Pipeline] = []
    enter = Pipeline.__enter__

    def entered(pipeline: Pipeline) -> Pipeline:
        pipelines.append(pipeline)
        return enter(pipeline)

    def kill(position: int) -> None:
        if position == 400:
            os.kill(pipelines[-1]._process.pid, signal.SIGKILL)

    monkeypatch.setattr(Pipeline, "__enter__", entered)
    engine = Engine(store, MODELS, ListFeed(LOG))
    with pytest.raises(WriterFailed):
        engine.build(len(LOG), kill, batch=20)
    assert 0 < state_of(store).position < len(LOG)
    Engine(store, MODELS, ListFeed(LOG)).build(len(LOG), lambda position: None)
    assert contents(store) == contents(folded(places, LOG))


@pytest.mark.usefixtures("_always_two")
def test_the_writer_tells_what_went_wrong(sqlite_places: Places) -> None:
    store = sqlite_places.bare_store(MODELS)
    with store.writing() as tx:
        tx.execute(text("DROP VIEW desk"))
        tx.execute(text("DROP TABLE journal_desk"))
    with pytest.raises(WriterFailed, match="no such table: journal_desk"):
        Engine(store, MODELS, ListFeed(LOG)).build(len(LOG), lambda position: None)
    assert state_of(store).position == 0
