"""`gongzhi checkpoint`, `key`, `witness`, `bundle` and `verify`, as an auditor types them."""

import sqlite3
import tomllib
from pathlib import Path
from typing import Final

import orjson
import pytest
from click.testing import CliRunner, Result

from application.proof.bundling import bundle as bundled
from application.proof.checking import COSIGNATURE, base64_of, checkpoint_of, key_of
from application.proof.signing import Signer, made_key
from application.proof.verifying import opened
from interfaces.cli.main import main
from interfaces.product import product
from interfaces.system import Settings, System
from tests.county import county

ROOT: Final = Path(__file__).parent.parent.parent
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
    key = key_of(orjson.loads(typed(data, "key --format json").stdout)["key"])
    assert note.signed_by(key)
    found = typed(data, f"verify --key {key} --format json")
    assert found.exit_code == 0
    assert f'"signed":{note.size}' in found.stdout
    assert base64_of(note.root) in found.stdout
    assert ("--key" in found.stderr, '"own_keys":false' in found.stdout) == (False, True)
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


@pytest.mark.parametrize(
    "signed",
    ["CAST(state || '}{' AS BLOB)", "CAST(state || x'ff' AS BLOB)", "state || ''",
     "CAST(replace(CAST(state AS TEXT), '\"data\":', '\"dada\":') AS BLOB)"],
    ids=["no JSON", "no text", "no bytes", "no fact"],
)  # fmt: skip
def test_an_event_that_was_signed_and_that_nobody_can_read_is_named(
    data: Path, tmp_path: Path, signed: str
) -> None:
    tampered(data, f"UPDATE stored_events SET state={signed} WHERE rowid=5")
    out = tmp_path / "log.zip"
    typed(data, f"bundle {out}")
    for words in ("verify", f"verify {out}"):
        found = typed(data, words)
        assert (found.exit_code, "position 5" in found.stderr) == (8, True), found.output


def test_what_was_never_seen_is_no_checkpoint(data: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    for content in (b"", b"\xff\xfe", b"hello"):
        seen.write_bytes(content)
        found = typed(data, f"verify --seen {seen}")
        assert (found.exit_code, "--seen" in found.stderr) == (2, True), found.output
        assert seen.read_bytes() == content


def test_what_is_no_key_is_refused(data: Path) -> None:
    found = typed(data, "verify --key gongzhi+1+x")
    assert found.exit_code == 2
    assert "--key" in found.stderr


def test_what_was_seen_is_kept_and_must_be_in_what_comes_later(data: Path, tmp_path: Path) -> None:
    seen, out = tmp_path / "seen", tmp_path / "log.zip"
    first = typed(data, "checkpoint").stdout
    blind = typed(data, f"verify --seen {seen} --format json")
    assert blind.exit_code == 0
    assert ("--key" in blind.stderr, '"own_keys":true' in blind.stdout) == (True, True)
    assert seen.read_text() == first
    typed(data, f"bundle {out}")
    knowing = typed(data, f"verify {out} --seen {seen} --format json")
    assert knowing.exit_code == 0
    assert ("--key" in knowing.stderr, '"own_keys":false' in knowing.stdout) == (False, True)
    size = checkpoint_of(first).size
    tampered(data, f"DELETE FROM stored_events WHERE rowid={size}")
    tampered(data, "DELETE FROM checkpoints")
    (data / "leaves").unlink()
    typed(data, "checkpoint")
    found = typed(data, f"verify --seen {seen}")
    assert (found.exit_code, f"position {size}" in found.stderr) == (8, True), found.output


def test_keys_follow_each_other_and_witnesses_are_entered(data: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.write_text(typed(data, "checkpoint").stdout)
    assert len(typed(data, "key --format json").stdout.splitlines()) == 1
    old, new = map(orjson.loads, typed(data, "key --rotate --format json").stdout.splitlines())
    assert old["since"] == 0 < new["since"]
    assert typed(data, f"verify --seen {seen}").exit_code == 0, "it is older than the new key"
    assert typed(data, f"verify --key {old['key']}").exit_code == 0
    witness = Signer.of("witness/one", made_key(), COSIGNATURE).key
    assert typed(data, "witness --format json").stdout == ""
    told = orjson.loads(typed(data, f"witness {witness} --format json").stdout)
    assert told == {"witness": "witness/one", "key": str(witness)}
    for bad, code in (("x", 2), (str(FRESH), 3)):
        refused = typed(data, f"witness {bad}")
        assert (refused.exit_code, refused.stdout) == (code, ""), refused.output
    assert typed(data, f"verify --key {witness}").exit_code == 8, "it has cosigned nothing"


def test_a_file_that_is_not_there_is_told(data: Path, tmp_path: Path) -> None:
    found = typed(data, f"verify {tmp_path / 'nowhere.zip'}")
    assert (found.exit_code, "[file]" in found.stderr) == (6, True), found.output


def test_a_bundle_says_which_program_made_it(data: Path, tmp_path: Path) -> None:
    """Its version, and a digest that any change of its source or its data changes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    name, version, digest = product().split(" ")
    assert (name, version, len(digest)) == (project["name"], project["version"], 64)
    out = tmp_path / "log.zip"
    typed(data, f"bundle {out}")
    with opened(out) as bundle:
        assert bundle.manifest.product == product()
    with System(Settings.of({}, data)) as system:
        bundled(system.log, system.tlog, "gongzhi 0.0.1 another", out)
    found = typed(data, f"verify {out}")
    assert (found.exit_code, "gongzhi 0.0.1 another" in found.stderr) == (0, True), found.output
