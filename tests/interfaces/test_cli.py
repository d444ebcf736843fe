"""The command line as people meet it: help that teaches, sentences, exit codes, times, pipes."""

import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from click.testing import CliRunner, Result

from domain.kernel import derived_id
from domain.roles import Role
from interfaces.cli.main import COMMANDS, main
from tests.application.proof.test_checking import PETER
from tests.county import County, county
from tests.interfaces.stories import Teller

ROOT: Final = Path(__file__).parent.parent.parent
NOBODY: Final = "00000000-0000-0000-0000-000000000000"
GRID: Final = derived_id("grid", "FC01001")
EXAMPLE: Final = re.compile(r"^ +gongzhi (.+?)(?:  +\S.*|\s*[一-鿿].*)?$", re.MULTILINE)
SECONDS: Final = 120


def gongzhi(data: Path, *words: str, language: str = "en", **env: str) -> Result:
    argv = ["--data", str(data), *words]
    return CliRunner().invoke(main, argv, env={"GONGZHI_LANG": language, **env})


@pytest.fixture
def data(c: County) -> Path:
    """The data folder of a county with everything in it."""
    return c.system.settings.data


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_with_an_example(name: str) -> None:
    answer = CliRunner().invoke(main, [name, "--help"])
    assert answer.exit_code == 0
    examples = EXAMPLE.findall(answer.stdout)
    assert any(name in example for example in examples), answer.stdout


def typed(example: str, folder: Path) -> list[str]:
    """An example as a person would fill it in."""
    (folder / "log.csv").touch()
    (folder / "map.toml").touch()
    (folder / "rules.json").touch()
    for name in ("2022.zip", "paper.json", "sheet.json"):
        (folder / name).touch()
    filled = example.replace("<id>", NOBODY).replace("<key>", PETER).partition(" < ")[0]
    filled = re.sub(
        r"\b(log\.csv|map\.toml|rules\.json|2022\.zip|paper\.json|sheet\.json)\b",
        rf"{folder}/\1",
        filled,
    )
    return shlex.split(filled)


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_the_examples_of_the_help_can_be_typed(name: str | None, tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, [*([name] if name else []), "--help"]).stdout
    examples = EXAMPLE.findall(shown)
    assert examples
    for example in examples:
        words = typed(example, tmp_path)
        with main.make_context("gongzhi", words) as context:
            verb, command, rest = main.resolve_command(context, context._protected_args)
            assert command is not None
            command.make_context(verb, [*rest, *context.args], parent=context)


# Sentences and exit codes


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("ledger L-NOPE", 2, "[no_such_ledger]"),
        ("ledger L-CASE colour=red", 2, "[no_such_filter]"),
        ("ledger L-CASE community", 2, "name=value"),
        ("ledger L-VOL person=x", 3, "[bad_filter]"),
        ("ledger L-VOL year=x", 2, "[bad_parameter]"),
        ("ledger L-RATES --by colour", 2, "--by"),
        ("ledger L-CASE --valid-at 2022-02-30", 2, "--valid-at"),
        ("ledger L-AUDIT --valid-at 2022-02-20", 3, "[no_business_date]"),
        ("ledger L-CASE --as-of yesterday", 2, "zone"),
        ("ledger L-CASE --as-of 2022-01-01T00:00:00", 2, "zone"),
        ("ledger L-CASE --as-of 2999-01-01T00:00:00Z", 6, "has not come"),
        ("ledger L-CASE --as-of 99999999", 6, "has not come"),
        ("ledger L-REG --year 2031", 3, "[no_ruleset]"),
        ("score 2031", 3, "[no_ruleset]"),
        (f"explain 2022 {NOBODY}", 4, "[not_found]"),
        ("explain 2022 x", 2, "UUID"),
        (f"history {NOBODY}", 4, "[not_found]"),
        ("log --after 99999999", 4, "ends at position"),
        ("do nope", 2, "no such command"),
        ("do person.register full_name", 2, "name=value"),
        ("do person.register colour=1", 6, "[extra_forbidden]"),
        ("do person.register full_name=", 6, "[string_too_short]"),
        ("do order.amend people_needed=x", 6, "[int_parsing]"),
        ("do person.register --json {", 6, "[json_invalid]"),
        ("do person.register --json '{\"full_name\":1}'", 6, "[string_type]"),
        ("do person.register full_name=x unit_since=9999-01-01", 6, "[year_out_of_range]"),
        (f"do grid.activate --id {NOBODY} on=2022-01-04", 4, "[not_found]"),
        (f"do grid.activate --id {GRID} --role CW on=2022-01-04", 5, "[role_not_allowed]"),
        (f"do grid.activate --id {GRID} --scope community:FC02 on=2022-01-04", 5,
         "[scope_not_allowed]"),
        (f"do grid.activate --id {GRID} on=2022-01-04", 3, "["),
        ("approvals --mine", 2, "--person"),
        ("nonsense", 2, "No such command"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_a_sentence(data: Path, words: str, code: int, told: str) -> None:
    answer = gongzhi(data, *shlex.split(words))
    assert answer.exit_code == code, answer.output
    assert told in answer.stderr
    assert answer.stdout == ""
    assert "Traceback" not in answer.output


def test_the_sentence_is_in_the_callers_language(data: Path) -> None:
    told = {
        language: gongzhi(data, "history", NOBODY, language=language).stderr
        for language in ("zh-Hans", "zh-Hant", "en")
    }
    assert told == {
        "zh-Hans": "查无此记录，请核对编号。 [not_found]\n",
        "zh-Hant": "查無此記錄，請覈對編號。 [not_found]\n",
        "en": "No such record; check its id. [not_found]\n",
    }


@pytest.mark.parametrize("words", ["log", f"history {NOBODY}", "ledger L-CASE", "score 2022",
                                   f"explain 2022 {NOBODY}", "approvals", "rebuild"])  # fmt: skip
def test_a_folder_that_was_misspelt_is_not_made(tmp_path: Path, words: str) -> None:
    answer = gongzhi(tmp_path / "typo", *words.split())
    assert (answer.exit_code, "[no_log]" in answer.stderr) == (4, True), answer.output
    assert not (tmp_path / "typo").exists()


def foreign(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "log.db")) as db:
        db.execute("CREATE TABLE somebodys (x)")
        db.commit()


def garbage(folder: Path) -> None:
    (folder / "log.db").write_bytes(b"nothing that SQLite knows " * 100)


@pytest.mark.parametrize("make", [foreign, garbage])
def test_a_file_that_is_no_log_is_told_and_left_as_it_is(tmp_path: Path, make: Any) -> None:
    make(tmp_path)
    before = (tmp_path / "log.db").read_bytes()[100:]
    for words in (["log"], ["ledger", "L-CASE"], ["do", "person.register", "full_name=x"]):
        answer = gongzhi(tmp_path, *words)
        assert (answer.exit_code, "[foreign_store]" in answer.stderr) == (6, True), answer.output
    assert (tmp_path / "log.db").read_bytes()[100:] == before


def test_a_damaged_ledger_file_is_told_and_what_to_do_helps(tmp_path: Path) -> None:
    with county(tmp_path):
        pass
    files = list(tmp_path.glob("read*.db*"))
    for file in files:
        file.write_bytes(b"junk" * 1000)
    answer = gongzhi(tmp_path, "ledger", "BODIES")
    assert (answer.exit_code, "[ledgers_damaged]" in answer.stderr) == (6, True), answer.output
    for file in files:
        file.unlink()
    assert gongzhi(tmp_path, "ledger", "BODIES").exit_code == 0


@pytest.mark.parametrize(
    ("key", "code", "told"), [("zz", 2, "[bad_setting]"), ("0" * 64, 6, "[wrong_master_key]")]
)
def test_a_wrong_key_is_told(data: Path, key: str, code: int, told: str) -> None:
    answer = gongzhi(data, "log", GONGZHI_MASTER_KEY=key)
    assert (answer.exit_code, told in answer.stderr) == (code, True), answer.output


# Times and formats


def test_people_see_the_clocks_of_shanghai_and_programs_utc(data: Path) -> None:
    people = gongzhi(data, "history", str(GRID), language="zh-Hans").stdout
    programs = gongzhi(data, "--format", "json", "history", str(GRID)).stdout
    assert "记录时间（北京）" in people
    first = orjson.loads(programs.splitlines()[0])
    assert first["recorded_at"].startswith("2022-01-04T01:00:00")
    assert first["recorded_at"].endswith("Z")
    assert "2022-01-04 09:00" in people
    assert "2022-01-04T01:00" not in people
    assert "2022-01-04 09:00" in gongzhi(data, "log", "--after", "10", "--limit", "30").stdout
    table = gongzhi(data, "--format", "csv", "history", str(GRID)).stdout
    assert "2022-01-04 01:00:00" in table or "2022-01-04T01:00:00" in table


def test_a_dry_run_shows_what_would_be_recorded(data: Path, c: County) -> None:
    words = ["do", "person.register", "full_name=某人（合成）", "synthetic=true", "--dry-run"]
    assert "person.registered" in gongzhi(data, *words).stdout
    told = orjson.loads(gongzhi(data, "--format", "json", *words).stdout)
    [event] = told["events"]
    assert (event["name"], event["data"]["full_name"]) == ("person.registered", "[sealed]")
    assert told["position"] is None


# Pipes and Ctrl-C: real processes


def process(data: Path, *words: str, **more: Any) -> "subprocess.Popen[bytes]":
    # Tests run in the background of a shell hand down that Ctrl-C is ignored.
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{heeding}; from interfaces.cli.main import main; main()"
    argv = [sys.executable, "-c", code, "--data", str(data), *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, cwd=ROOT, stdout=pipe, stderr=pipe, **more)


@pytest.fixture
def long(teller: Teller) -> Path:
    """A log longer than a pipe holds."""
    return teller.c.system.settings.data


@pytest.mark.parametrize("how", ["json", "table", "csv"])
def test_a_reader_who_goes_away_is_no_error(long: Path, how: str) -> None:
    with process(long, "--format", how, "log", "--limit", "1000") as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        assert started.wait(SECONDS) == 141
        assert started.stderr.read() == b""


def test_ctrl_c_is_told_and_ends_with_130(tmp_path: Path) -> None:
    with process(tmp_path, "demo", "--no-serve") as started:
        assert started.stderr is not None
        deadline = time.monotonic() + SECONDS
        while not (tmp_path / "demo.making").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        started.send_signal(signal.SIGINT)
        assert started.wait(SECONDS) == 130
        last = started.stderr.read().decode()
    assert "Traceback" not in last
    assert re.search("已中断|Interrupted", last)


def test_an_address_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with process(tmp_path, "serve", "--port", port) as started:
            assert started.stderr is not None
            assert started.wait(SECONDS) == 7
            assert port in started.stderr.read().decode()


def test_who_is_not_named_acts_in_no_role_of_the_system(data: Path) -> None:
    answer = gongzhi(data, "token", "--role", Role.SYS, "--scope", "county")
    assert answer.exit_code == 2


def test_the_format_may_stand_before_the_command_or_behind_it(data: Path) -> None:
    before = gongzhi(data, "--format", "csv", "ledger", "L-CASE")
    behind = gongzhi(data, "ledger", "L-CASE", "--format", "csv")
    assert before.exit_code == behind.exit_code == 0
    assert before.output == behind.output
    assert before.output != gongzhi(data, "ledger", "L-CASE").output


def test_a_scope_that_covers_nothing_is_not_signed(data: Path) -> None:
    answer = gongzhi(data, "token", "--role", Role.CW, "--scope", "Bogus")
    assert answer.exit_code == 2
    assert "community:FC01" in answer.output


def test_ledgers_that_differ_from_their_rebuild_are_told(tmp_path: Path) -> None:
    with county(tmp_path) as c:
        c.settle()
    with sqlite3.connect(tmp_path / "read.db") as registry:
        registry.execute("UPDATE epochs SET fingerprint = 'of another program'")
    with sqlite3.connect(tmp_path / "read-1.db") as epoch:
        epoch.execute("UPDATE ledgers SET hash = ? WHERE name = 'L-AUDIT'", ("0" * 64,))
    for words in (["ledger", "L-CASE"], ["rebuild"], ["serve", "--port", "0"]):
        answer = gongzhi(tmp_path, *words)
        assert answer.exit_code == 8, answer.output
        assert "L-AUDIT" in answer.output
        assert "rebuild --anyway" in answer.output
        assert "Traceback" not in answer.output
