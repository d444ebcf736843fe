"""The standing questions, answered by page as ledgers are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from domain.kernel import Actor
from interfaces.ledgers import Page, Question, reckoned
from interfaces.rendering import plain
from interfaces.system import System
from projections.asking import Parameter, StandingQuestion
from projections.questions import QUESTIONS
from projections.reading import Snapshot

KNOWN: Final = {question.name: question for question in QUESTIONS}

OF_AUDIT: Final = tuple(name for name, question in KNOWN.items() if question.system == "SYS-22")


class UnknownQuestion(Exception):
    """There is no standing question of that name."""


def schema_of(parameter: Parameter) -> dict[str, Any]:
    """What a parameter may be, as JSON Schema, with its default."""
    found = msgspec.json.schema(parameter.kind)
    default = parameter.default
    return found if default is None else found | {"default": plain(default)}


def audit(
    system: System, snapshot: Snapshot, now: datetime, actor: Actor, year: int, limit: int
) -> Iterator[tuple[StandingQuestion, Page]]:
    """Every audit question (SYS-22) of a year, with what its parameters are by default."""
    for name in OF_AUDIT:
        asked = Question(name, actor, {}, year=year, limit=limit)
        yield KNOWN[name], answer(system, snapshot, now, asked)


def answer(system: System, snapshot: Snapshot, now: datetime, question: Question) -> Page:
    """UnknownQuestion, UnknownFilter, BadValue: there is no answer to it."""
    if question.ledger not in KNOWN:
        raise UnknownQuestion(question.ledger)
    return reckoned(system, snapshot, now, KNOWN[question.ledger], question)
