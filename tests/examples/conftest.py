from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.county import County, county


@pytest.fixture
def c(tmp_path: Path) -> Iterator[County]:
    """A county in January 2022: rules adopted, FC01 with its secretary, one grid at work."""
    with county(tmp_path) as found:
        yield found
