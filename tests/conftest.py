"""Fixtures that any test may ask for."""

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.postgres import temporary_postgres

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
