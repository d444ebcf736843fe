"""docs/rules.md and docs/systems.md say what is there, and no rule goes without a test."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from domain.registry import AGGREGATES
from interfaces.menu import OF_SYSTEM
from tests.rules.citations import ROOT, cited_in, symbols_of
from tests.rules.page import RULES, rules, untested
from tests.rules.systems import MAP, PAGE, systems
from tests.rules.titles import titles

LINK: Final = re.compile(r"\]\(\.\./([^)]+)\)")
PAGES: Final = [(RULES, rules), (PAGE, systems)]
SOURCE: Final = """\
# R-01
A = 1


# R-02
@mark
class B:
    # R-03
    x = 1

# R-04
def c():
    pass
"""


def test_the_rules_of_the_handbook_are_all_there() -> None:
    numbers = [f"R-{n:02}" for n in range(1, 41)] + [f"AM-{n:02}" for n in range(1, 35)]
    assert list(titles()) == numbers
    assert list(OF_SYSTEM) == [f"SYS-{n:02}" for n in range(1, 23)] == list(MAP)


def test_every_rule_is_named_by_a_test() -> None:
    assert untested() == []


@pytest.mark.parametrize(("page", "written"), PAGES, ids=lambda each: each.__class__.__name__)
def test_the_page_is_up_to_date(page: Path, written: Callable[[], str]) -> None:
    assert page.read_text() == written(), "Write it anew: python -m tests.rules"


@pytest.mark.parametrize("page", [RULES, PAGE], ids=lambda page: page.name)
def test_what_a_page_links_to_exists(page: Path) -> None:
    linked = set(LINK.findall(page.read_text()))
    assert len(linked) > 50
    assert not [path for path in linked if not (ROOT / path).exists()]


def test_every_system_has_code_a_ledger_an_address_and_tests() -> None:
    for part in systems().split("\n## ")[1:]:
        told = dict(line[2:].split(": ", 1) for line in part.splitlines() if line[:2] == "- ")
        assert "—" not in told.values(), part.splitlines()[0]


def test_every_aggregate_belongs_to_a_system() -> None:
    named = {name for _, names in MAP.values() for name in names.split()}
    assert named == {aggregate.name for aggregate in AGGREGATES}


def test_a_citation_is_found_however_it_is_written() -> None:
    assert list(cited_in("# R-31, AM-05 to AM-07")) == ["R-31", "AM-05", "AM-06", "AM-07"]
    assert list(cited_in("R-08…R-10")) == ["R-08", "R-09", "R-10"]
    assert list(cited_in("def test_it_is_done_am24() -> None:")) == ["AM-24"]
    assert list(cited_in("R-3, EX-08, SYS-22")) == []


def test_a_citation_belongs_to_the_symbol_that_it_stands_in_or_above() -> None:
    symbols = symbols_of(SOURCE)
    cited = {
        rule: symbols[n] for n, line in enumerate(SOURCE.splitlines()) for rule in cited_in(line)
    }
    assert cited == {"R-01": "A", "R-02": "B", "R-03": "B", "R-04": "c"}
