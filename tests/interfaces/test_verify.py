"""`gongzhi checkpoint`, `bundle` and `verify`, as an auditor types them."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from application.proof.checking import base64_of, checkpoint_of, key_of
from application.proof.signing import Signer, made_key
from interfaces.cli.main import main
from tests.county import county

FRESH = Signer.of("gongzhi/county", made_key()).key


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A county's folder, nothing signed yet."""
    with county(tmp_path / "data"):
        return tmp_path / "data"


def typed(data: Path, words: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), *words.split()])


def tampered(data: Path, sql: str) -> None:
    log = sqlite3.connect(data / "log.db")
    with log:
        assert log.execute(sql).rowcount == 1
    log.close()


def test_what_was_signed_is_verified_with_the_key_that_one_was_given(data: Path) -> None:
    note = checkpoint_of(typed(data, "checkpoint").stdout)
    key = key_of(typed(data, "checkpoint --key").stdout.rstrip())
    assert note.signed_by(key)
    found = typed(data, f"verify --key {key} --format json")
    assert found.exit_code == 0
    assert f'"signed":{note.size}' in found.stdout
    assert base64_of(note.root) in found.stdout
    foreign = typed(data, f"verify --key {FRESH}")
    assert (foreign.exit_code, foreign.stdout) == (8, "")
    assert "[not_verified]" in foreign.stderr


def test_what_nobody_signed_cannot_be_verified(data: Path) -> None:
    found = typed(data, "verify")
    assert found.exit_code == 8
    assert "nothing was signed" in found.stderr


@pytest.mark.parametrize(
    "sql",
    ["UPDATE stored_events SET state=replace(state,'2021','2020') WHERE rowid=5",
     "UPDATE stored_events SET topic='person.updated' WHERE rowid=5",
     "DELETE FROM stored_events WHERE rowid=5"],
)  # fmt: skip
def test_a_change_in_the_log_is_told_at_its_position(data: Path, sql: str) -> None:
    typed(data, "checkpoint")
    tampered(data, sql)
    found = typed(data, "verify")
    assert (found.exit_code, found.stdout) == (8, "")
    assert "position 5" in found.stderr


def test_a_bundle_is_checked_where_there_is_no_server(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "log.zip"
    assert typed(data, f"bundle {out}").exit_code == 0
    (data / "log.db").rename(tmp_path / "gone.db")
    assert typed(data, f"verify {out}").exit_code == 0
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(content)
    found = typed(data, f"verify {out}")
    assert found.exit_code == 8
    assert "[not_verified]" in found.stderr


def test_over_a_log_that_was_changed_no_bundle_is_made(data: Path, tmp_path: Path) -> None:
    typed(data, "checkpoint")
    tampered(data, "UPDATE stored_events SET topic='person.updated' WHERE rowid=5")
    (data / "leaves").unlink()
    found = typed(data, f"bundle {tmp_path / 'log.zip'}")
    assert found.exit_code == 8
    assert not list(tmp_path.glob("*.zip*"))


def test_what_is_no_key_is_refused(data: Path) -> None:
    found = typed(data, "verify --key gongzhi+1+x")
    assert found.exit_code == 2
    assert "--key" in found.stderr
