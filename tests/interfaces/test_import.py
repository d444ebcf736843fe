"""`gongzhi import` as a person meets it: a real process, exit codes, languages, kill -9."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from application.handler import Handler
from application.recorded import LogUnavailable
from interfaces.cli.main import main
from interfaces.system import Settings, System
from tests.application.foreign import HEADER, MAPPING, OPEN, WHOLE, as_csv, row

ROOT = Path(__file__).parent.parent.parent
FOUNDED = "on=2021-06-01 document_no=【合成】1号"
CASES, KILLS = 600, 2
PATIENCE_SECONDS = 180  # a busy machine is no failure


class Shell:
    """A data folder, a log and a mapping, and the command line over them."""

    def __init__(self, folder: Path, database: dict[str, str]) -> None:
        self.folder, self.data, self.database = folder, folder / "data", database
        self.log, self.map, self.report = (folder / n for n in ("log.csv", "map.toml", "out.csv"))
        self.map.write_text(MAPPING.replace("{prefix}", "desk:"))

    def gongzhi(self, *words: str, language: str = "en") -> Result:
        argv = ["--data", str(self.data), *words]
        return CliRunner().invoke(main, argv, env={"GONGZHI_LANG": language, **self.database})

    def imports(self, *options: str, **more: Any) -> Result:
        return self.gongzhi("import", str(self.log), "--mapping", str(self.map), *options, **more)

    def process(self) -> "subprocess.Popen[bytes]":
        code = "from interfaces.cli.main import main; main()"
        argv = [
            "--data", self.data, "import", self.log, "--mapping", self.map, "--report", self.report,
        ]  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-c", code, *map(str, argv)],
            cwd=ROOT,
            env=os.environ | self.database,
            stdout=subprocess.DEVNULL,
        )

    def system(self) -> System:
        return System(Settings.of(self.database, self.data))

    def positions(self) -> int:
        with self.system() as system:
            return system.log.position()

    def results(self) -> Counter[str]:
        with self.report.open() as file:
            return Counter(line["result"] for line in csv.DictReader(file))


@pytest.fixture
def shell(tmp_path: Path, database: dict[str, str]) -> Shell:
    shell = Shell(tmp_path, database)
    founded = (
        ("FC01", "type=COMMUNITY_PARTY_ORG", "community=FC01"), ("DEPT-HEATING", "type=DEPARTMENT"),
    )  # fmt: skip
    for code, *more in founded:
        fields = [f"code={code}", *more, f"title={code}", *FOUNDED.split()]
        assert shell.gongzhi("do", "body.establish", *fields).exit_code == 0
    return shell


def test_all_in_is_exit_0_and_the_second_time_too(shell: Shell) -> None:
    shell.log.write_bytes(as_csv([HEADER, *WHOLE, *OPEN]))
    first = shell.imports("--report", str(shell.report))
    assert first.exit_code == 0, first.output
    assert "imported" in first.stdout
    assert shell.results() == {"imported": 7}
    assert shell.imports("--report", str(shell.report)).exit_code == 0
    assert shell.results() == {"already imported": 7}


def test_some_refused_is_exit_3_and_the_report_says_which(shell: Shell) -> None:
    shell.log.write_bytes(as_csv([HEADER, *WHOLE, row("B", "look", "soon")]))
    before = shell.positions()
    dry = shell.imports("--dry-run", "--report", str(shell.report))
    assert (dry.exit_code, shell.positions()) == (3, before)
    assert shell.results() == {"importable": 5, "refused": 1}
    real = shell.imports("--report", str(shell.report))
    assert real.exit_code == 3
    assert "line 7:" in real.stderr
    assert "[time_unreadable]" in real.stderr
    assert shell.results() == {"imported": 5, "refused": 1}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The mapping's [activities] does not list \"dance\" (first in line 7)"),
        ("zh-Hans", "没有列出\"dance\"（首见于第7行），请补上"),
        ("zh-Hant", "沒有列出\"dance\"（首見於第7行），請補上"),
    ],
)  # fmt: skip
def test_a_mapping_that_lies_is_exit_6_in_the_callers_language(
    shell: Shell, language: str, sentence: str
) -> None:
    shell.log.write_bytes(as_csv([HEADER, *WHOLE, row("B", "dance", "05T08:00")]))
    before = shell.positions()
    answer = shell.imports("--report", str(shell.report), language=language)
    assert answer.exit_code == 6
    assert sentence in answer.stderr
    assert "[activity_unlisted]" in answer.stderr
    assert shell.positions() == before
    assert not shell.report.exists()


def test_machines_get_the_totals_as_data(shell: Shell) -> None:
    shell.log.write_bytes(as_csv([HEADER, *WHOLE]))
    files = [str(shell.log), "--mapping", str(shell.map)]
    answer = shell.gongzhi("--format", "json", "import", *files)
    assert answer.stdout == '{"result":"imported","cases":1,"rows":5,"events":12}\n'
    assert not answer.stderr


def test_the_report_never_replaces_what_it_is_about(shell: Shell) -> None:
    shell.log.write_bytes(as_csv([HEADER, *WHOLE]))
    for kept in (shell.log, shell.map):
        assert shell.imports("--report", str(kept)).exit_code == 2
    assert shell.log.read_bytes() == as_csv([HEADER, *WHOLE])


def test_what_cannot_be_reported_is_not_imported(shell: Shell) -> None:
    shell.log.write_bytes(as_csv([HEADER, *WHOLE]))
    before = shell.positions()
    assert shell.imports("--report", str(shell.folder / "none" / "out.csv")).exit_code == 2
    assert shell.positions() == before


def test_a_log_that_stops_answering_is_exit_7_and_the_report_tells_how_far_it_came(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.log.write_bytes(as_csv([HEADER, *WHOLE, *OPEN]))
    with monkeypatch.context() as broken:
        broken.setattr(Handler, "handle_many", lambda self, asked: [LogUnavailable()] * len(asked))
        assert shell.imports("--report", str(shell.report)).exit_code == 7
    assert shell.results() == {"not reached": 7}
    assert shell.imports().exit_code == 0


def test_a_killed_import_is_finished_by_the_next_and_repeats_nothing(shell: Shell) -> None:
    rows = [row(f"case-{n}", what, "05T08:00") for what in ("in", "tell") for n in range(CASES)]
    shell.log.write_bytes(as_csv([HEADER, *rows]))
    for _ in range(KILLS):
        _kill_at_work(shell)
    landed = shell.positions()
    last = shell.process()
    assert last.wait(PATIENCE_SECONDS) == 0
    told = shell.results()
    assert told["imported"] + told["already imported"] == len(rows)
    assert told["already imported"] > 0
    assert landed < shell.positions()  # it was not done before
    with shell.system() as system:
        events = system.log.read(0, shell.positions())
    cases = Counter(event.stream for event in events if event.name.startswith("case."))
    assert sorted(cases.values()) == [6] * CASES


def _kill_at_work(shell: Shell) -> None:
    """Once something has landed, at whatever instant that is."""
    with shell.system() as system:
        before, process = system.log.position(), shell.process()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while system.log.position() == before and time.monotonic() < deadline:
            time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
