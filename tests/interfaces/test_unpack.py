"""`gongzhi unpack`: an auditor asks of a bundle all that could be asked of the log itself."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from application.proof.checking import Broken
from interfaces.cli.main import main
from interfaces.cli.output import show
from interfaces.http.disclosure import sealed_in
from interfaces.system import Settings, System
from tests.interfaces.stories import Teller

ASKED: Final = (
    ["ledger", "L-CASE", "--limit", "1000"],
    ["ledger", "L-REG", "--year", "2022"],
    ["score", "2022", "--kind", "UNIT"],
    ["ask", "cases-closed-without-feedback", "--year", "2022"],
    ["drift", "2022"],
    ["log", "--limit", "1000"],
)


def typed(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), *words])


@pytest.fixture(scope="module")
def bundle(teller: Teller, tmp_path_factory: pytest.TempPathFactory) -> Path:
    teller.c.settle()
    file = tmp_path_factory.mktemp("bundle") / "log.zip"
    assert typed(teller.c.system.settings.data, "bundle", str(file)).exit_code == 0
    return file


def test_a_bundle_answers_what_the_log_answers(
    teller: Teller, bundle: Path, tmp_path: Path
) -> None:
    here, there = teller.c.system.settings.data, tmp_path / "audit"
    made = typed(there, "unpack", str(bundle), "--format", "json")
    assert (made.exit_code, "--key" in made.stderr) == (0, True), made.output
    at = made.stdout.split('"events":')[1].rstrip("}\n")
    for words in ASKED:
        moment = [] if words[0] == "log" else ["--as-of", at]
        answers = [typed(d, *words, *moment, "--format", "json") for d in (here, there)]
        assert answers[0].exit_code == 0, (words, answers[0].output)
        assert answers[0].stdout or words[0] in ("ask", "drift"), words
        assert answers[0].stdout == answers[1].stdout, words
    verified = typed(there, "verify")
    assert verified.exit_code == 0, (verified.output, verified.stderr)


def test_nothing_more_is_signed_there_and_no_personal_text_opens(
    teller: Teller, bundle: Path, tmp_path: Path
) -> None:
    there = tmp_path / "audit"
    assert typed(there, "unpack", str(bundle)).exit_code == 0
    [case] = [row["case"] for row in teller.c.ledger("L-CASE")][:1]
    shown = typed(there, "history", case, "--format", "json")
    assert (shown.exit_code, "[sealed]" in shown.stdout) == (0, True)
    with System(Settings.of({}, there)) as system:
        history = system.log.history(UUID(case))
        tokens = [token for recorded in history for _, token in sealed_in(recorded.event)]
        assert tokens
        assert {system.vault.opened(token, UUID(case)) for token in tokens} == {None}
        with pytest.raises(Broken):
            _ = system.tlog.signer
    assert typed(there, "verify").exit_code == 0


def test_what_is_no_whole_bundle_makes_no_folder(bundle: Path, tmp_path: Path) -> None:
    raw = bytearray(bundle.read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / "bad.zip").write_bytes(raw)
    found = typed(tmp_path / "audit", "unpack", str(tmp_path / "bad.zip"))
    assert (found.exit_code, "[not_verified]" in found.stderr) == (8, True)
    assert not (tmp_path / "audit").exists()


def test_a_folder_that_has_a_log_is_left_alone(teller: Teller, bundle: Path) -> None:
    found = typed(teller.c.system.settings.data, "unpack", str(bundle))
    assert found.exit_code == 2


def test_a_change_in_what_was_unpacked_is_told_at_its_position(
    bundle: Path, tmp_path: Path
) -> None:
    there = tmp_path / "audit"
    assert typed(there, "unpack", str(bundle)).exit_code == 0
    with closing(sqlite3.connect(there / "log.db")) as log, log:
        log.execute("UPDATE stored_events SET state=state || ' ' WHERE rowid=300")
    found = typed(there, "verify")
    assert (found.exit_code, "position 300:" in found.stderr) == (8, True), found.stderr


def test_an_unpacking_that_breaks_off_leaves_no_data_folder(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(*_: object) -> None:
        raise OSError("disk full")

    there = tmp_path / "audit"
    with monkeypatch.context() as patched:
        patched.setattr("interfaces.verification._rows", breaks_off)
        assert typed(there, "unpack", str(bundle)).exit_code != 0
    assert list(there.iterdir()) == []
    assert typed(there, "unpack", str(bundle)).exit_code == 0


def test_what_a_terminal_would_obey_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A log that came from elsewhere may hold anything."""
    show([{"title": "合成\x1b[2J\x9b1m\n二"}], "table")
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "合成�[2J�1m" in shown
