"""Cells that are no text: bytes that are not UTF-8, and control characters."""

import re
from typing import Final

from application.importing.problems import Problem

BROKEN: Final = re.compile("[\udc80-\udcff]")  # how Python keeps bytes that are not UTF-8
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

NOT_UTF8: Final = Problem(
    "not_utf8",
    "此行含有非UTF-8字节，请改正编码。",
    "The row has bytes that are not UTF-8; correct its encoding.",
)
CONTROL_CHARACTER: Final = Problem(
    "control_character",
    "此行含有控制字符，请删去。",
    "The row has a control character; remove it.",
)


def is_broken(text: str) -> bool:
    """Whether it holds bytes that are not UTF-8."""
    return BROKEN.search(text) is not None


def unfit_text(text: str) -> Problem | None:
    """Why a cell cannot be kept."""
    if is_broken(text):
        return NOT_UTF8
    return CONTROL_CHARACTER if CONTROL.search(text) else None
