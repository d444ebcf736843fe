"""Fixtures that any test may ask for."""

import os
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import psycopg
import pytest
from hypothesis import settings
from psycopg.sql import SQL, Identifier

from tests.postgres import temporary_postgres

# No test asserts a time. CI tries the same examples at every run; elsewhere each run has its own.
settings.register_profile("gongzhi", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("gongzhi")

_numbers = count(1)


class PostgresSchema(NamedTuple):
    """url: connects with `schema`, which is empty at first, as the search path."""

    url: str
    schema: str


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    """URL of a server of its own for each pytest-xdist worker that asks; commits do not sync."""
    with temporary_postgres() as url:
        yield url


@pytest.fixture
def postgres_url(pg_server: str) -> PostgresSchema:
    """A fresh schema: 5 ms, where a fresh database costs 200. It goes with the server."""
    schema = f"test_{next(_numbers)}"
    with psycopg.connect(pg_server, autocommit=True) as connection:
        connection.execute(SQL("create schema {}").format(Identifier(schema)))
    return PostgresSchema(f"{pg_server}&options=-csearch_path%3D{schema}", schema)
