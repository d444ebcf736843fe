"""Public notice 公示 (SYS-18): what hangs where, for how many working days, and whom it shows."""

from domain.notice.commands import (
    NOTICE,
    CloseNotice,
    DraftNotice,
    HideName,
    Places,
    PostNotice,
    Shows,
    notice_ref,
    posted,
    read_posting,
)
from domain.notice.events import (
    NoticeClosed,
    NoticeDrafted,
    NoticeNameHidden,
    NoticePosted,
    ObjectionOpened,
    ObjectionSettled,
)
from domain.notice.state import Notice, NoticeKind, NoticeState, ShownField

__all__ = [
    "NOTICE",
    "CloseNotice",
    "DraftNotice",
    "HideName",
    "Notice",
    "NoticeClosed",
    "NoticeDrafted",
    "NoticeKind",
    "NoticeNameHidden",
    "NoticePosted",
    "NoticeState",
    "ObjectionOpened",
    "ObjectionSettled",
    "Places",
    "PostNotice",
    "ShownField",
    "Shows",
    "notice_ref",
    "posted",
    "read_posting",
]
