"""The standing questions, answered by page as ledgers are; an auditor's question is on record."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from application.handler import Instruction
from domain.access import Reader
from domain.audit import RecordAuditQuery
from domain.kernel import LINE_MAX, SYSTEM
from domain.roles import Role
from interfaces.ledgers import BadValue, Page, Question, reckoned
from interfaces.parsing import CONTROL
from interfaces.rendering import plain
from interfaces.system import System
from projections.asking import Parameter
from projections.questions import QUESTIONS
from projections.reading import Snapshot

KNOWN: Final = {question.name: question for question in QUESTIONS}


class UnknownQuestion(Exception):
    """There is no standing question of that name."""


def schema_of(parameter: Parameter) -> dict[str, Any]:
    """What a parameter may be, as JSON Schema, with its default."""
    found = msgspec.json.schema(parameter.kind)
    default = parameter.default
    return found if default is None else found | {"default": plain(default)}


def answer(system: System, snapshot: Snapshot, now: datetime, question: Question) -> Page:
    """UnknownQuestion, UnknownFilter, BadValue: there is no answer to it, and nothing on record."""
    if question.ledger not in KNOWN:
        raise UnknownQuestion(question.ledger)
    asked = tuple(_said(question))
    page = reckoned(system, snapshot, now, KNOWN[question.ledger], question)
    # SYS-22: before it is shown, and once: the pages that follow are of the same answer.
    if question.actor.role is Role.AUD and question.after is None:
        record = RecordAuditQuery(
            question=question.ledger,
            asked=asked,
            known=page.position,
            reader=Reader.of(question.actor),
        )
        system.handler.handle(Instruction(record, SYSTEM))
    return page


def _said(question: Question) -> Iterator[str]:
    """What was said besides the name, a line each."""
    said: dict[str, Any] = {"valid_at": question.on, "year": question.year, **question.filters}
    for name, value in said.items():
        if value is not None:
            line = f"{name}={value}"
            if len(line) > LINE_MAX or CONTROL.search(line):
                raise BadValue(name)
            yield line
