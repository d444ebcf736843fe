"""Each test that asks for a place, a store or a system runs once for each kind of store."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from application.stores import PostgresStore, SQLiteStore, Store
from tests.application.counter import OpenCounter, register
from tests.application.world import CW, Place, System, closing


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        kept = Place("sqlite", lambda: SQLiteStore(str(tmp_path / "log.db")))
    else:
        found = request.getfixturevalue("postgres_url")
        kept = Place("postgres", lambda: PostgresStore(found.url, found.schema))
    with closing(kept):
        yield kept


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


@pytest.fixture
def system(place: Place) -> System:
    return place.system()


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter is one of the product's aggregates."""
    register(monkeypatch)


@pytest.fixture
def id(system: System, counting: None) -> UUID:
    """An open counter."""
    return system.do(OpenCounter(), CW).stream
