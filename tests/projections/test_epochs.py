"""Rebuilding: beside the running epoch, compared, certified, switched; readers never stop."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import text

from projections import fingerprints
from projections.epochs import Certificate, Epochs, NotBuilt, Status, Verdict
from projections.folding import FoldFailed
from projections.homes import Busy, SQLiteHome
from projections.models import Model
from projections.reading import ReadSide
from projections.rebuild import Differs, Progress, rebuild
from tests.projections.conftest import Places
from tests.projections.feeds import ListFeed
from tests.projections.laws import contents
from tests.projections.parcels import DESK, MODELS, MOVES, PARCELS, long_log
from tests.projections.test_engine import NAMES, bugs

LOG = long_log(300)
NOW = datetime(2023, 1, 1, tzinfo=UTC)


def now() -> datetime:
    return NOW


@pytest.fixture
def epochs(places: Places) -> Iterator[Epochs]:
    epochs = Epochs(places.home(), MODELS)
    yield epochs
    epochs.close()


def built(epochs: Epochs, length: int = len(LOG), *, anyway: bool = False) -> Certificate:
    return rebuild(epochs, ListFeed(LOG[:length]), now, anyway=anyway)


def held(epochs: Epochs) -> dict[str, list[Any]]:
    with epochs.opened() as opened:
        return contents(opened.store)


def position(epochs: Epochs) -> int:
    with epochs.reading() as reading:
        return reading.bookmark


# The first epoch, and the next


def test_nothing_can_be_asked_before_the_first_rebuild(epochs: Epochs) -> None:
    assert not epochs.usable()
    with pytest.raises(NotBuilt), epochs.reading():
        pass


def test_the_first_rebuild_has_nothing_to_compare_with(epochs: Epochs) -> None:
    certificate = built(epochs)
    assert (certificate.epoch, certificate.verdict) == (1, Verdict.NEW)
    assert certificate.position == certificate.events == certificate.log_position == len(LOG)
    assert (certificate.compared_with, certificate.compared_at) == (None, None)
    assert (certificate.started, certificate.finished) == (NOW, NOW)
    assert certificate.ledgers.keys() == {model.name for model in MODELS}
    assert epochs.current() == 1
    assert position(epochs) == len(LOG)


def test_a_rebuild_compares_with_the_running_epoch_where_that_stands(epochs: Epochs) -> None:
    first = built(epochs, 100)
    second = built(epochs)
    assert (second.compared_with, second.compared_at) == (1, 100)
    assert second.verdict is Verdict.SAME
    assert {ledger.verdict for ledger in second.ledgers.values()} == {Verdict.SAME}
    assert epochs.certificates() == [first, second]
    assert epochs.current() == 2
    assert position(epochs) == len(LOG)


def test_the_old_epoch_is_removed_and_its_certificate_stays(epochs: Epochs) -> None:
    first = built(epochs)
    built(epochs)
    assert epochs.having(Status.REMOVED) == [(1, epochs.fingerprint)]
    assert epochs.certificates()[0] == first
    if isinstance(epochs.home, SQLiteHome):
        folder = Path(epochs.home.epoch(1).database).parent
        assert not list(folder.glob("read-1.db*"))


def test_an_empty_log_has_an_epoch_too(epochs: Epochs) -> None:
    assert built(epochs, 0).position == 0
    assert position(epochs) == 0


def test_a_rebuild_tells_how_far_it_is(epochs: Epochs) -> None:
    told: list[Progress] = []
    rebuild(epochs, ListFeed(LOG), now, told.append, batch=100)
    folding = [each for each in told if each.phase == "folding"]
    assert [each.position for each in folding] == [100, 200, 300]
    assert {each.head for each in told} == {len(LOG)}
    assert folding[1].events_per_second > 0
    assert folding[-1].seconds_left == 0
    assert told[-1].phase == "indexing"


# What differs


def tamper(epochs: Epochs) -> None:
    """What no event says is put into the running epoch, and into its hash."""
    with epochs.opened() as opened, opened.store.writing() as tx:
        tx.execute(text("UPDATE ledgers SET hash = :no WHERE name = 'move'"), {"no": "0" * 64})


def test_rows_that_differ_without_a_reason_are_not_switched_to(epochs: Epochs) -> None:
    built(epochs)
    tamper(epochs)
    with pytest.raises(Differs, match="differ: move") as failure:
        built(epochs)
    certificate = failure.value.certificate
    verdicts = {name: ledger.verdict for name, ledger in certificate.ledgers.items()}
    assert verdicts.pop("move") is Verdict.DIFFERS
    assert set(verdicts.values()) == {Verdict.SAME}
    assert epochs.current() == 1


def test_they_are_when_that_is_asked_for(epochs: Epochs) -> None:
    built(epochs)
    tamper(epochs)
    assert built(epochs, anyway=True).verdict is Verdict.DIFFERS
    assert epochs.current() == 2
    assert built(epochs).verdict is Verdict.SAME


def test_another_program_may_give_other_rows_and_may_not(
    epochs: Epochs, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(epochs)
    tamper(epochs)
    monkeypatch.setattr(fingerprints, "_program", lambda: "another")
    verdicts = {name: ledger.verdict for name, ledger in built(epochs).ledgers.items()}
    assert verdicts.pop("move") is Verdict.CHANGED
    assert set(verdicts.values()) == {Verdict.SAME}


def test_a_log_shorter_than_what_was_folded_differs_whatever_the_program(
    epochs: Epochs, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(epochs)
    with pytest.raises(Differs):
        built(epochs, 250)
    assert position(epochs) == len(LOG)
    monkeypatch.setattr(fingerprints, "_program", lambda: "another")
    with pytest.raises(Differs):
        built(epochs, 250)
    assert position(epochs) == len(LOG)


def test_other_code_may_give_other_rows(places: Places) -> None:
    home = places.home()
    old, new = Epochs(home, (PARCELS, MOVES)), Epochs(home, (PARCELS, DESK))
    built(old)
    assert not new.usable()
    with pytest.raises(NotBuilt), new.reading():
        pass
    assert position(old) == len(LOG)
    certificate = built(new)
    assert certificate.verdict is Verdict.CHANGED
    assert certificate.ledgers["parcel"].verdict is Verdict.SAME
    assert certificate.ledgers["desk"].verdict is Verdict.NEW
    assert not old.usable()
    old.close()
    new.close()


# What goes wrong meanwhile


def failing(places: Places) -> tuple[Epochs, tuple[Model, ...]]:
    models = (*MODELS, NAMES)
    return Epochs(places.home(), models), models


def test_a_rebuild_that_fails_leaves_the_running_epoch_and_is_begun_anew(places: Places) -> None:
    epochs, _ = failing(places)
    bugs.clear()
    built(epochs)
    before = held(epochs)
    bugs.add(250)
    told: list[Progress] = []
    with pytest.raises(FoldFailed):
        rebuild(epochs, ListFeed(LOG), now, told.append, batch=50)
    assert told[-1].position == 200
    assert epochs.current() == 1
    assert held(epochs) == before
    bugs.clear()
    certificate = built(epochs)
    assert (certificate.epoch, certificate.verdict) == (3, Verdict.SAME)
    assert {number for number, _ in epochs.having(Status.REMOVED)} == {1, 2}
    assert held(epochs) == before
    epochs.close()


def test_two_rebuilds_at_a_time_are_one_too_many(epochs: Epochs) -> None:
    with epochs.home.alone(), pytest.raises(Busy):
        built(epochs)
    assert built(epochs).epoch == 1


def test_readers_never_stop(epochs: Epochs) -> None:
    """Whatever is asked during ten rebuilds is answered, the same each time."""
    built(epochs)
    reads = ReadSide(epochs, ListFeed(LOG), now)
    other = ReadSide(Epochs(epochs.home, MODELS), ListFeed(LOG), now)  # as another process has it
    with reads.at(200) as snapshot:
        expected = snapshot.rows(PARCELS)
    done, answers, problems = Event(), list[bool](), list[Exception]()

    def ask(side: ReadSide) -> None:
        try:
            while not done.is_set():
                with side.at(200) as snapshot:
                    answers.append(snapshot.rows(PARCELS) == expected)
        except Exception as problem:
            problems.append(problem)

    threads = [Thread(target=ask, args=(side,)) for side in (reads, reads, other)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        built(epochs)
    done.set()
    for thread in threads:
        thread.join()
    other._epochs.close()
    assert not problems
    assert all(answers)
    assert len(answers) > 10
    assert epochs.current() == 11


VICTIM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from projections import engine
from projections.epochs import Epochs
from projections.homes import PostgresHome, SQLiteHome
from projections.rebuild import rebuild
from tests.projections.feeds import ListFeed
from tests.projections.parcels import MODELS, long_log

def tell(progress):
    print(progress.phase, progress.position, flush=True)

engine.WORTH_A_PROCESS = 1
place, schema = sys.argv[1:]
home = PostgresHome(place, schema) if schema else SQLiteHome(Path(place))
rebuild(Epochs(home, MODELS), ListFeed(long_log(2000)), lambda: datetime.now(UTC), tell, batch=20)
"""


def test_a_rebuild_may_be_killed_at_any_instant(places: Places) -> None:
    home, log = places.home(), long_log(2000)
    epochs = Epochs(home, MODELS)
    rebuild(epochs, ListFeed(log), now)
    before = held(epochs)
    address = home.registry()
    place = address.database if address.schema else str(Path(address.database).parent)
    command = [sys.executable, "-c", VICTIM, place, address.schema or ""]
    for instant in (b"folding 20\n", b"folding 800\n", b"folding 1960\n", b"indexing 2000\n"):
        victim = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert victim.stdout
        assert instant in iter(victim.stdout.readline, b"")
        victim.kill()
        victim.communicate()
        assert held(epochs) == before
    assert rebuild(epochs, ListFeed(log), now).verdict is Verdict.SAME
    assert held(epochs) == before
    epochs.close()
