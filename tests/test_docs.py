"""What the documents tell people to type exists."""

import importlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from click import Context

ROOT: Final = Path(__file__).parent.parent
DOCUMENTS: Final = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
MARKED: Final = re.compile(r"^<!-- (run|test) -->\n```sh\n(.+?)^```$", re.MULTILINE | re.DOTALL)
SHELL: Final = re.compile(r"^```sh\n(.+?)^```$", re.MULTILINE | re.DOTALL)
VERB: Final = re.compile(r"\bgongzhi ([a-z][a-z-]*)")
PROMISE: Final = re.compile(r"^\| (?!-|promise )(.+?) \| (.+) \|$", re.MULTILINE)
QUOTED: Final = re.compile(r"`([^`]*\btest[^`]*)`")
FIRST_SCREEN_LINES: Final = 24


def marked_commands() -> dict[str, str]:
    return dict(MARKED.findall((ROOT / "README.md").read_text()))


def test_the_first_screen_says_how_to_run_and_how_to_test_it() -> None:
    screen = "\n".join((ROOT / "README.md").read_text().splitlines()[:FIRST_SCREEN_LINES])
    assert {name for name, _ in MARKED.findall(screen)} == {"run", "test"}, (
        ".ci/run takes the two commands from under `<!-- run -->` and `<!-- test -->`."
    )


@pytest.mark.parametrize(("name", "lock"), [("run", ""), ("test", "-dev")])
def test_a_command_is_one_line_and_installs_only_what_is_locked(name: str, lock: str) -> None:
    command = marked_commands()[name].strip()
    assert "\n" not in command
    assert f"--require-hashes -r requirements{lock}.lock " in command
    assert command.count("pip install") == command.count("--require-hashes") + command.count(
        "--no-deps --no-build-isolation"
    )


def test_the_run_command_starts_the_demonstration() -> None:
    assert marked_commands()["run"].strip().endswith("&& .venv/bin/gongzhi demo")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_verbs_that_a_document_names_exist(document: Path) -> None:
    named = {verb for block in SHELL.findall(document.read_text()) for verb in VERB.findall(block)}
    if find_spec("interfaces.cli.main") is None:
        return  # the command line is not there yet
    main = importlib.import_module("interfaces.cli.main").main
    verbs = set(main.list_commands(Context(main)))
    assert named <= verbs, f"gongzhi has no verb {named - verbs}"


def promises() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = PROMISE.findall((ROOT / "docs" / "promises.md").read_text())
    return found


def test_there_are_promises() -> None:
    assert len(promises()) > 15


@pytest.mark.parametrize(("promise", "proof"), promises(), ids=[p for p, _ in promises()])
def test_a_promise_names_the_files_that_prove_it(promise: str, proof: str) -> None:
    named = QUOTED.findall(proof)
    assert any(path.endswith(".py") for path in named), f"Which test file proves: {promise}?"
    for path in named:
        assert path.startswith("tests/"), f"Write {path} from the root of the project"
        assert (ROOT / path).exists(), f"There is no {path}"
