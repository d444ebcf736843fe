from collections.abc import Iterator
from typing import Final

import pytest

from domain.audit import AuditQueryRun
from tests.conftest import PostgresSchema
from tests.county import County, county
from tests.interfaces.stories import STORIES, Teller

MANY: Final = 100_000


@pytest.fixture(scope="session")
def teller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    """A county in which every story has been told: it has records of every kind."""
    with county(tmp_path_factory.mktemp("county")) as c:
        told = Teller(c)
        for story in STORIES:
            story(told)
        yield told


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment that names a store: none for SQLite, which is in the data folder."""
    if request.param == "sqlite":
        return {}
    found: PostgresSchema = request.getfixturevalue("postgres_url")
    return {"GONGZHI_DATABASE_URL": found.url, "GONGZHI_SCHEMA": found.schema}


@pytest.fixture
def c(teller: Teller) -> Iterator[County]:
    """The same county, for a test that writes nothing: this fails one that does.

    But for what an auditor asks, which is on record for asking it.
    """
    teller.c.settle()  # what tests before have left to do
    before = teller.c.system.log.position()
    yield teller.c
    written = {event.name for event in teller.c.system.log.read(before, MANY)}
    assert written <= {AuditQueryRun.name}
