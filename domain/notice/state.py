"""What a public notice is: what hangs where, how long, and which personal data it shows."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.kernel import Line, Value


class NoticeKind(StrEnum):
    """What is made public: it decides who may object (SYS-18)."""

    SCORES = "SCORES"  # a subject objects about itself
    HONOURS = "HONOURS"  # any resident may object


class NoticeState(StrEnum):
    DRAFTED = "DRAFTED"  # 草拟
    POSTED = "POSTED"  # 张贴中
    CLOSED = "CLOSED"  # 期满


class ShownField(Value):
    """A field of personal data that the notice shows, and on what basis it may (HANDBOOK 3.8)."""

    field: Line
    basis: Line


@dataclass(frozen=True, slots=True)
class Notice:
    """about: the assessment cycle or the honour programme of `year`. starts_on, ends_on: included.

    pending: objection → the subject that it is about; those that are still to be decided.
    upheld: objections that stand: what hangs here must be changed before it is final.
    hidden: persons whose names it shows no longer (P-11).
    """

    kind: NoticeKind | None = None
    about: UUID | None = None
    year: int = 0
    state: NoticeState | None = None
    content: str = ""  # SHA-256 of what hangs there
    starts_on: date | None = None
    ends_on: date | None = None
    pending: dict[UUID, UUID] = field(default_factory=dict)
    upheld: frozenset[UUID] = frozenset()
    hidden: frozenset[UUID] = frozenset()

    def hangs_on(self, day: date) -> bool:
        """Whether `day` lies in the publicity period."""
        return (
            self.starts_on is not None
            and self.ends_on is not None
            and self.starts_on <= day <= self.ends_on
        )

    def over_on(self, day: date) -> bool:
        """Whether the publicity period has passed by `day`."""
        return self.ends_on is not None and self.ends_on < day

    def disputed(self, subject: UUID) -> bool:
        """Whether an objection about `subject` is still to be decided."""
        return subject in self.pending.values()
