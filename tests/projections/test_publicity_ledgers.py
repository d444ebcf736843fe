"""What the ledgers of notices and objections tell (SYS-18)."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.notice import NoticeDrafted, NoticeKind, NoticePosted, ObjectionOpened, ObjectionSettled
from projections.ledgers.assessment import L_NOTICE
from tests.projections.facts import recorded

DRAFTED = NoticeDrafted(
    kind=NoticeKind.SCORES, about=UUID(int=1), year=2022, title="成绩公示", places=("公示栏",),
    content="a" * 64,
)  # fmt: skip
POSTED = NoticePosted(
    starts_on=date(2023, 1, 30), ends_on=date(2023, 2, 3), working_days=5, calendar={2023: 1}
)
FIRST, SECOND = UUID(int=0x51), UUID(int=0x52)


def opened(objection: UUID) -> ObjectionOpened:
    return ObjectionOpened(objection=objection, subject=UUID(int=0x61))


def told(*facts: Any) -> Any:
    [row] = L_NOTICE.replay(recorded([DRAFTED, POSTED, *facts])).values()
    return row


def test_an_objection_that_is_reviewed_is_one_objection() -> None:
    settled = ObjectionSettled(objection=FIRST, upheld=False)
    assert told().objections == 0
    assert told(opened(FIRST), settled, opened(FIRST)).objections == 1
    both = told(opened(FIRST), settled, opened(SECOND), opened(FIRST))
    assert (both.objections, both.disputed_by) == (2, (FIRST, SECOND))
