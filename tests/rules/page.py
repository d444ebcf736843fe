"""docs/rules.md: every rule of the handbook, where it lives, what proves it, where it is seen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.rules.citations import PRODUCT, ROOT, Place, citations
from tests.rules.reached import acted_at, shown_by, told_of
from tests.rules.titles import titles

PAGE: Final = ROOT / "docs" / "rules.md"
MADE_UP: Final = "interfaces/simulation/"  # a county that plays by the rules holds none of them
# What holds of the programme as a whole, and is no rule of any one record: where it is to be seen.
FRAME: Final = {
    "R-01": ("interfaces/scoping.py", "COMMUNITY"),
    "R-02": ("projections/questions/__init__.py", "QUESTIONS"),
}
HEAD: Final = """# Rules

Every rule of the handbook (R-nn) and every reading of what it leaves open (AM-nn): the code that cites it, the tests
that name it, the ledgers and questions that show it, the addresses where one acts on it. Written by
`python -m tests.rules`; a test fails when it is out of date, and when a rule has no test.
"""


def written() -> str:
    code, tests = citations(*PRODUCT), citations("tests")
    parts = [HEAD]
    for rule, title in titles().items():
        places = [place for place in code.get(rule, ()) if not place[0].startswith(MADE_UP)]
        shown = {address for place in places for address in shown_by(place) | told_of(place)}
        acted = {address for place in places for address in acted_at(place)} - shown
        parts.append(
            "\n".join(
                (
                    f"## {rule} {title}\n",
                    f"- code: {_places(places)}",
                    f"- tests: {_places(tests.get(rule, ()))}",
                    f"- seen: {_listed(sorted(shown))}",
                    f"- acted: {_listed(sorted(acted))}\n",
                )
            )
        )
    return "\n".join(parts)


def untested() -> list[str]:
    tests = citations("tests")
    return [rule for rule in titles() if rule not in tests]


def _places(places: Iterable[Place]) -> str:
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for file, symbol in places:
        by_file[file].append(symbol)
    return "; ".join(_place(file, symbols) for file, symbols in by_file.items()) or "—"


def _place(file: str, symbols: list[str]) -> str:
    link = f"[{file}]({Path('..') / file})"
    named = ", ".join(f"`{symbol}`" for symbol in symbols if symbol)
    return f"{link} {named}" if named else link


def _listed(addresses: Iterable[str]) -> str:
    return ", ".join(f"`{address}`" for address in addresses) or "—"


def lines() -> Iterator[str]:
    yield from written().splitlines()
