"""The thread that keeps the read side up to date."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from projections.epochs import Epochs
from projections.folding import FoldFailed
from projections.follower import Follower
from projections.reading import ReadSide
from projections.rebuild import rebuild
from tests.projections.conftest import Places
from tests.projections.feeds import ListFeed
from tests.projections.parcels import MODELS, long_log
from tests.projections.test_engine import NAMES, bugs

NOW = datetime(2023, 1, 1, tzinfo=UTC)
LOG = long_log(200)
NEVER, SOON, PATIENCE = 3600.0, 0.01, 20.0


def now() -> datetime:
    return NOW


@pytest.fixture
def feed() -> ListFeed:
    return ListFeed(LOG, upto=50)


@pytest.fixture
def epochs(places: Places, feed: ListFeed) -> Iterator[Epochs]:
    bugs.clear()
    epochs = Epochs(places.home(), (*MODELS, NAMES))
    rebuild(epochs, feed, now)
    yield epochs
    epochs.close()


def running(epochs: Epochs, feed: ListFeed, poll: float) -> Follower:
    follower = Follower(epochs, feed, poll)
    follower.start()
    return follower


def test_it_folds_when_it_is_told(epochs: Epochs, feed: ListFeed) -> None:
    follower, reads = running(epochs, feed, NEVER), ReadSide(epochs, feed, now)
    for position in (51, 60, 200):
        feed.upto = position
        follower.nudge()
        assert reads.wait_for(position, PATIENCE)
    follower.stop()
    assert follower.problem is None


def test_it_looks_by_itself(epochs: Epochs, feed: ListFeed) -> None:
    follower, reads = running(epochs, feed, SOON), ReadSide(epochs, feed, now)
    feed.upto = 200
    assert reads.wait_for(200, PATIENCE)
    follower.stop()


def test_it_goes_on_in_the_new_epoch(epochs: Epochs, feed: ListFeed) -> None:
    follower, reads = running(epochs, feed, SOON), ReadSide(epochs, feed, now)
    rebuild(epochs, feed, now)
    feed.upto = 200
    assert reads.wait_for(200, PATIENCE)
    assert epochs.current() == 2
    follower.stop()


def test_it_skips_nothing_when_a_read_model_fails(epochs: Epochs, feed: ListFeed) -> None:
    bugs.add(120)
    follower, reads = running(epochs, feed, SOON), ReadSide(epochs, feed, now)
    feed.upto = 119
    assert reads.wait_for(119, PATIENCE)
    feed.upto = 200
    assert not reads.wait_for(120, 0.5)
    assert isinstance(follower.problem, FoldFailed)
    bugs.clear()
    follower.nudge()
    assert reads.wait_for(200, PATIENCE)
    follower.stop()
    assert follower.problem is None


def test_it_waits_for_the_first_rebuild(places: Places, feed: ListFeed) -> None:
    epochs = Epochs(places.home(), MODELS)
    follower, reads = running(epochs, feed, SOON), ReadSide(epochs, feed, now)
    rebuild(epochs, feed, now)
    feed.upto = 200
    follower.nudge()
    assert reads.wait_for(200, PATIENCE)
    follower.stop()
    epochs.close()


def test_it_stops_at_once_when_there_is_nothing_to_do(epochs: Epochs, feed: ListFeed) -> None:
    follower = running(epochs, feed, NEVER)
    follower.stop()
    assert follower.problem is None
