"""Our launcher of PostgreSQL: the servers it finds answer, and nothing of them stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests import postgres
from tests.conftest import PostgresSchema
from tests.postgres import PostgresNotFound, temporary_postgres, wheel_programs

ROOT: Final = Path(__file__).parent.parent
STARTER: Final = """
from tests.postgres import temporary_postgres
with temporary_postgres() as url:
    print(url, flush=True)
    input()
"""


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def folder_of(url: str) -> Path:
    return Path(str(conninfo_to_dict(url)["host"]))


def eventually(holds: Callable[[], bool], seconds_max: float = 20) -> bool:
    deadline = time.monotonic() + seconds_max
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


def test_the_server_answers(pg_server: str) -> None:
    assert str(ask(pg_server, "select version()")).startswith("PostgreSQL ")


def test_each_test_has_an_empty_schema_of_its_own(
    pg_server: str, postgres_url: PostgresSchema
) -> None:
    assert ask(postgres_url.url, "select current_schema()") == postgres_url.schema
    with psycopg.connect(postgres_url.url) as connection:
        connection.execute("create table only_here ()")
    assert ask(pg_server, "select to_regclass('only_here')") is None


@pytest.mark.parametrize(("fast", "fsync"), [(True, "off"), (False, "on")])
def test_the_wheel_brings_a_server_durable_if_asked(fast: bool, fsync: str) -> None:
    with temporary_postgres(wheel_programs(), fast=fast) as url:
        assert ask(url, "show fsync") == fsync
        assert ask(url, "show synchronous_commit") == fsync
    assert not folder_of(url).exists()


def test_without_any_server_the_tests_fail_and_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "debian_programs", lambda: None)
    monkeypatch.setattr(postgres, "wheel_programs", lambda: None)
    with pytest.raises(PostgresNotFound, match=r"requirements-dev\.lock"):
        postgres.server_programs()


def test_a_server_does_not_outlive_its_starter_even_if_that_is_killed() -> None:
    command = [sys.executable, "-c", STARTER]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        folder = folder_of(starter.stdout.readline().strip())
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(server, 0)
        starter.send_signal(signal.SIGKILL)
    assert eventually(lambda: not folder.exists())
    assert not Path(f"/proc/{server}").exists()
