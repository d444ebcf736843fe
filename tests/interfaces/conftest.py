from collections.abc import Iterator

import pytest

from tests.county import county
from tests.interfaces.stories import STORIES, Teller


@pytest.fixture(scope="session")
def teller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    """A county in which every story has been told: it has records of every kind."""
    with county(tmp_path_factory.mktemp("county")) as c:
        told = Teller(c)
        for story in STORIES:
            story(told)
        yield told
