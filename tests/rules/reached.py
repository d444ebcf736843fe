"""What a citation leads to: the ledgers that show it, the addresses where one acts or asks."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from inspect import unwrap
from pathlib import Path
from typing import Any, Final

from domain.kernel import Aggregate
from domain.registry import AGGREGATES
from interfaces.http.commands import FOR_PEOPLE, PREFIX, path_of
from projections.catalogue import READ_MODELS
from projections.computed import COMPUTED
from projections.models import Journal, Model
from projections.questions import QUESTIONS
from tests.rules.citations import ROOT, Place

# What modules without a ledger of their own are seen by.
ELSEWHERE: Final = {
    "application/authority.py": "GET /v1/ledgers/{name}",
    "interfaces/menu.py": "GET /v1/ledgers",
    "projections/metrics/": "GET /v1/scores/{year}/{subject}",
    "projections/scoring/": "GET /v1/scores/{year}/{subject}",
    "projections/scoring/bars.py": "GET /v1/eligibility/{year}",
    "domain/ruleset/": "GET /v1/scores/{year}/{subject}",
}


def file_of(thing: Any) -> str:
    found = sys.modules[thing.__module__].__file__
    return str(Path(str(found)).relative_to(ROOT))


def _shown() -> Iterator[tuple[str, list[Any]]]:
    """Address of each ledger and question, and the classes and functions that make it."""
    for model in READ_MODELS:
        folds: list[Callable[..., Any]] = [unwrap(function) for _, function in model.functions]
        yield f"GET /v1/ledgers/{model.name}", [model.row, *folds]
    for ledger in COMPUTED:
        yield f"GET /v1/ledgers/{ledger.name}", [ledger.row, ledger.rows]
    for question in QUESTIONS:
        yield f"GET /v1/questions/{question.name}", [question.row, question.rows]


@cache
def _by_symbol() -> tuple[dict[Place, set[str]], dict[str, set[str]]]:
    symbols, modules = defaultdict(set), defaultdict(set)
    for address, things in _shown():
        for thing in things:
            symbols[file_of(thing), thing.__name__].add(address)
            modules[file_of(thing)].add(address)
    return symbols, modules


def shown_by(place: Place) -> set[str]:
    """The ledgers and questions that the cited symbol makes."""
    return _by_symbol()[0].get(place, set())


def shown_in(place: Place) -> set[str]:
    """Those that its module makes."""
    return _by_symbol()[1].get(place[0], set())


def told_of(place: Place) -> set[str]:
    """The ledgers that the events of the cited aggregate make."""
    names = {event.name for each in _aggregates(place[0]) for event in each.events}
    return {
        f"GET /v1/ledgers/{model.name}"
        for model in READ_MODELS
        if model.name != "DUE" and names & _folded(model)
    }


def _folded(model: Model) -> set[str]:
    return set(model.own if isinstance(model, Journal) else model.steps)


def acted_at(place: Place) -> set[str]:
    """The command cited; else the records of its aggregate; else where scores are shown."""
    file, symbol = place
    of_module = {
        kind.__name__: f"POST {PREFIX}{path_of(kind)}"
        for kind in FOR_PEOPLE.values()
        if file_of(kind) == file
    }
    if symbol in of_module:
        return {of_module[symbol]}
    elsewhere = {address for path, address in ELSEWHERE.items() if file.startswith(path)}
    return elsewhere or {f"GET {PREFIX}/{each.collection}/{{id}}" for each in _aggregates(file)}


def _aggregates(file: str) -> list[Aggregate[Any]]:
    """Whose commands or events stand in the module, else in its package."""
    if not file.startswith("domain/"):
        return []
    package = file.rpartition("/")[0] + "/"
    here = {
        aggregate: [file_of(each) for each in (*aggregate.commands, *aggregate.events)]
        for aggregate in AGGREGATES
    }
    own = [aggregate for aggregate, files in here.items() if file in files]
    if own or package == "domain/":
        return own
    return [
        aggregate for aggregate, files in here.items() if any(f.startswith(package) for f in files)
    ]


def modules_of(ledger: str) -> set[str]:
    """The files that make a ledger."""
    return {
        file_of(thing)
        for address, things in _shown()
        if address == f"GET /v1/ledgers/{ledger}"
        for thing in things
    }
