"""What no linter checks: sizes, a domain that asks nothing of the world, no address in the tree."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
PRODUCT: Final = ("domain", "application", "projections", "interfaces")
OURS: Final = (*PRODUCT, "tests", "benchmarks", "docs", ".ci")
SUFFIXES: Final = {".lock", ".toml", ".md", ".py", ".yaml", ".yml", ""}
MODULE_LINES_MAX: Final = {"tests": 500, "benchmarks": 500}
SOURCE_LINES_MAX, FUNCTION_LINES_MAX = 300, 40


def files_of(*folders: str) -> list[Path]:
    return [p for top in folders for p in sorted((ROOT / top).rglob("*")) if p.is_file()]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


SOURCES: Final = [p for p in files_of(*OURS) if p.suffix == ".py"]
DOMAIN: Final = [p for p in SOURCES if p.is_relative_to(ROOT / "domain")]
TEXTS: Final = [
    p for p in [*ROOT.glob("*.*"), *files_of(*OURS)] if p.is_file() and p.suffix in SUFFIXES
]


# Sizes


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_it_fits_in_the_head(path: Path) -> None:
    text = path.read_text()
    most = MODULE_LINES_MAX.get(path.relative_to(ROOT).parts[0], SOURCE_LINES_MAX)
    lines = text.count("\n")
    assert lines <= most, (
        f"{name_of(path)} has {lines} lines, {most} are the most: which two subjects are in it? "
        "Give each a module; an aggregate becomes a package that exports the same names."
    )
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= FUNCTION_LINES_MAX, (
                f"{node.name}: {length} lines, {FUNCTION_LINES_MAX} are the most. Name its steps."
            )


# The domain is pure

IMPURE_MODULES: Final = {
    "asyncio", "getpass", "http", "io", "locale", "logging", "multiprocessing", "os", "pathlib",
    "platform", "random", "secrets", "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib",
}  # fmt: skip
IMPURE_NAMES: Final = {"uuid1", "uuid4", "getnode"}
IMPURE_BUILTINS: Final = {"open", "print", "input", "exec", "eval", "__import__"}
CLOCKS: Final = {"now", "utcnow", "today"}


def asks_of_the_world(source: str) -> Iterator[str]:
    """What in this code depends on anything but its arguments."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (n.name for n in names if n.name.split(".")[0] in IMPURE_MODULES)
            case ast.ImportFrom(module=str(module), names=names):
                if module.split(".")[0] in IMPURE_MODULES:
                    yield module
                yield from (n.name for n in names if n.name in IMPURE_NAMES)
            case ast.Attribute(attr=attr) if attr in IMPURE_NAMES:
                yield attr
            case ast.Attribute(attr=attr, value=value) if attr in CLOCKS:
                if ast.unparse(value).split(".")[-1] in ("date", "datetime"):
                    yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(attr=attr) as clock) if attr in CLOCKS:
                yield ast.unparse(clock)
            case ast.Name(id=name) if name in IMPURE_BUILTINS:
                yield name


@pytest.mark.parametrize("path", DOMAIN, ids=name_of)
def test_the_domain_asks_nothing_of_the_world(path: Path) -> None:
    asked = sorted(set(asks_of_the_world(path.read_text())))
    assert not asked, (
        f"{name_of(path)} uses {', '.join(asked)}. A rule gives the same answer at every replay: "
        "take the time from context.now or context.at, a fresh id from context.new_id(...), "
        "another stream from `reads`, data shipped with the domain from importlib.resources."
    )


@pytest.mark.parametrize(
    "impure",
    [
        "from datetime import datetime\nat = datetime.now()",
        "import datetime as d\nat = d.datetime.now(d.UTC)",
        "from datetime import datetime as moment\nat = moment.utcnow()",
        "from datetime import date\nclass A:\n    day = field(default_factory=date.today)",
        "from uuid import uuid4",
        "import uuid\nid = uuid.uuid1()",
        "import time\nat = time.time()",
        "from os import environ",
        "import os.path",
        "from random import choice",
        "text = open('file').read()",
    ],
)
def test_what_asks_the_world_is_noticed(impure: str) -> None:
    assert list(asks_of_the_world(impure))


def test_what_a_rule_is_given_is_not_the_world() -> None:
    pure = "from datetime import time\nfrom uuid import uuid5\nday, at = context.today, context.now"
    assert not list(asks_of_the_world(pure))


# The packages are ours: other people publish packages with the same four names


@pytest.mark.parametrize("package", PRODUCT)
def test_the_package_comes_from_this_distribution_alone(package: str) -> None:
    assert Path(str(importlib.import_module(package).__file__)).is_relative_to(ROOT)
    # An editable install lists no files, so names nobody; a stranger's install does.
    assert packages_distributions().get(package, ["gongzhi"]) == ["gongzhi"], (
        f"Another distribution has put its own files into `{package}`. Use a fresh environment "
        "made from requirements-dev.lock and nothing else."
    )


# Locks and addresses


def requirement_names(requirements: list[str]) -> set[str]:
    names = (re.split(r"[^\w.-]", requirement)[0] for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def test_the_locks_hold_every_dependency_and_its_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = requirement_names(project["project"]["dependencies"])
    run |= requirement_names(project["build-system"]["requires"])
    test = requirement_names(project["project"]["optional-dependencies"]["test"])
    for lock, needed in (("requirements.lock", run), ("requirements-dev.lock", run | test)):
        pins = [line for line in (ROOT / lock).read_text().splitlines() if line[:1].isalnum()]
        missing = needed - {pin.partition("==")[0] for pin in pins}
        assert not missing, f"{lock} lacks {sorted(missing)}: run .ci/lock"
        assert all(pin.endswith("\\") for pin in pins), f"{lock} has pins without hashes"


def test_both_locks_pin_the_same_versions() -> None:
    run, test = (
        set(re.findall(r"^[a-z0-9][^ ;]+==[^ ;]+", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert run <= test, f"run .ci/lock; only to run: {sorted(run - test)}"


ADDRESS: Final = re.compile(r"(?:https?|git|ssh|ftp)://([^\s/\"'<>)`\]]*)")
# Hosts that are names only: examples, this machine, and namespaces that nobody fetches.
NAMES_ONLY: Final = re.compile(
    r"((.+\.)?(example|test|invalid)(\.(com|org|net))?|localhost|127\.0\.0\.1|\[::1\]|\{.*"
    r"|www\.w3\.org|www\.xes-standard\.org|json-schema\.org|spec\.openapis\.org)?(:\d+)?"
)
# In parts, so that no host stands here either.
REGISTRIES: Final = re.compile(
    rf"\b({'|'.join(['pypi', 'pythonhosted', 'npmjs', 'yarnpkg', 'debian', 'anaconda'])})"
    rf"\.({'|'.join(['org', 'com', 'io', 'net'])})\b",
    re.IGNORECASE,
)


def addresses_in(text: str) -> list[str]:
    hosts = [host for host in ADDRESS.findall(text) if not NAMES_ONLY.fullmatch(host)]
    return hosts + [match.group() for match in REGISTRIES.finditer(text)]


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_no_address_stands_in_the_tree(path: Path) -> None:
    found = addresses_in(path.read_text())
    assert not found, (
        f"{name_of(path)} names {found}. An address rots, and may tie us to somebody's machine: "
        "name the package, the standard or the document instead, with its number and date."
    )


def test_an_address_is_noticed_and_an_example_is_not() -> None:
    registry = ".".join(["pythonhosted", "org"])
    found = addresses_in(f"see https{'://'}gongzhi.gov/x and files.{registry}")
    assert found == ["gongzhi.gov", registry]
    fine = "https://gongzhi.example/v1 http://localhost:8000/ http://www.w3.org/2000/svg"
    assert not addresses_in(fine)
