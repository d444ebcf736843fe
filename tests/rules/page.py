"""docs/rules.md: every rule of the handbook, where it lives, what proves it, where it is seen."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.rules.citations import PRODUCT, ROOT, Place, citations
from tests.rules.reached import acted_at, shown_by, shown_in, told_of
from tests.rules.titles import titles

RULES: Final = ROOT / "docs" / "rules.md"
MADE_UP: Final = "interfaces/simulation/"  # a county that plays by the rules holds none of them
HEAD: Final = """# Rules

Every rule of the handbook (R-nn) and every reading of what it leaves open (AM-nn): the code that
cites it, the tests that name it, the ledgers and questions that show it, and where one acts on it.
Written by `python -m tests.rules`; a test fails when it is out of date, or a rule has no test.
"""


def rules() -> str:
    code, tests = citations(*PRODUCT), citations("tests")
    return "\n".join(
        [
            HEAD,
            *(
                _rule(f"{rule} {title}", code.get(rule, []), tests.get(rule, []))
                for rule, title in titles().items()
            ),
        ]
    )


def _rule(title: str, cited: list[Place], tests: list[Place]) -> str:
    code = [place for place in cited if not place[0].startswith(MADE_UP)]
    shown = {address for place in code for address in shown_by(place) | told_of(place)}
    shown = shown or {address for place in code for address in shown_in(place)}
    acted = {address for place in code for address in acted_at(place)} - shown
    return (
        f"## {title}\n\n- code: {places(code)}\n- tests: {places(tests)}\n"
        f"- seen: {listed(shown)}\n- acted on: {listed(acted)}\n"
    )


def untested() -> list[str]:
    tests = citations("tests")
    return [rule for rule in titles() if rule not in tests]


def places(of: Iterable[Place]) -> str:
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for file, symbol in of:
        by_file[file].append(symbol)
    return "; ".join(_place(file, symbols) for file, symbols in by_file.items()) or "—"


def _place(file: str, symbols: list[str]) -> str:
    link = f"[{file}]({Path('..') / file})"
    named = ", ".join(f"`{symbol}`" for symbol in symbols if symbol)
    return f"{link} {named}" if named else link


def listed(addresses: Iterable[str]) -> str:
    return ", ".join(f"`{address}`" for address in sorted(addresses)) or "—"
