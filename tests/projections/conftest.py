"""Empty places for the read side, on both stores."""

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from projections.databases import Address
from projections.homes import Home, PostgresHome, SQLiteHome
from projections.models import Model
from projections.store import Store
from projections.tables import shape_of
from tests.conftest import PostgresSchema

STORES = ("sqlite", "postgresql")


class Places:
    """Makes as many as are asked for, each its own."""

    def __init__(self, folder: Path, postgres: PostgresSchema | None) -> None:
        self.folder, self.postgres = folder, postgres
        self._numbers, self._stores = count(1), list[Store]()

    def address(self) -> Address:
        number = next(self._numbers)
        if self.postgres:
            return Address(self.postgres.url, f"{self.postgres.schema}_{number}")
        return Address(str(self.folder / f"{number}.db"))

    def store(self, models: Sequence[Model]) -> Store:
        """An empty epoch, with all its indexes."""
        store = self.bare_store(models)
        store.index_keys()
        store.index_pages()
        return store

    def bare_store(self, models: Sequence[Model]) -> Store:
        """An empty epoch as a rebuild begins with it: without any index."""
        store = Store(self.address(), [shape_of(model) for model in models], create=True)
        self._stores.append(store)
        return store

    def home(self) -> Home:
        if self.postgres:
            return PostgresHome(self.postgres.url, f"{self.postgres.schema}_{next(self._numbers)}")
        return SQLiteHome(self.folder / f"home{next(self._numbers)}")

    def close(self) -> None:
        for store in self._stores:
            store.engine.dispose()
        self._stores.clear()


@pytest.fixture(params=STORES)
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    postgres = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    places = Places(tmp_path, postgres)
    yield places
    places.close()


@pytest.fixture
def sqlite_places(tmp_path: Path) -> Iterator[Places]:
    places = Places(tmp_path, None)
    yield places
    places.close()
