"""What auditors ask 审计查询 (SYS-22): every question of theirs is itself an event."""

from dataclasses import dataclass, replace
from typing import Final

from domain.access import Reader
from domain.kernel import (
    Actor,
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    PrivateLine,
    SealedText,
)
from domain.roles import Role


@dataclass(frozen=True, slots=True)
class AuditQuery:
    question: str | None = None
    known: int = 0


class AuditQueryRun(Event[AuditQuery], name="audit_query.run"):
    """An auditor was answered. Who: in the envelope.

    question: the path that he read; before there was a door for all of them, the standing question.
    asked: what he said besides, name=value, sealed for it may name whom he looks at. known: the
    position of the log that he asked as of; what it was then, if he named none.
    """

    question: Line
    asked: tuple[SealedText, ...]
    known: int

    def apply(self, state: AuditQuery) -> AuditQuery:
        return replace(state, question=self.question, known=self.known)


class RecordAuditQuery(
    Command[AuditQuery], verb="record", label=Label("登记审计查询", "Record an audit query"),
    who=(Role.SYS,), opens=True,
):  # fmt: skip
    """Puts an auditor's question on record; the system issues it, in the auditor's name."""

    question: Line
    asked: tuple[PrivateLine, ...]
    known: int
    reader: Reader

    def signed(self, actor: Actor) -> Actor:
        return Actor(**dict(self.reader))

    def decide(self, state: AuditQuery, context: Context) -> Outcome:
        # SYS-22: every audit query is itself logged.
        yield AuditQueryRun(**self.model_dump(exclude={"reader"}))


AUDIT_QUERY: Final = Aggregate(
    name="audit_query",
    collection="audit-queries",
    label=Label("审计查询", "Audit queries"),
    initial=AuditQuery(),
    commands=(RecordAuditQuery,),
    events=(AuditQueryRun,),
    concerns=lambda state, command: Concern(),
)
