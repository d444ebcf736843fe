"""The identifiers of the State: form and check digit only. A valid one need not exist (3.10)."""

import re
from datetime import date
from typing import Final

_RIC_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RIC_CHECKS: Final = "10X98765432"
_RIC: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")

USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
_USCC_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_USCC: Final = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")


def is_citizen_number(text: str) -> bool:
    """A citizen identity number by GB 11643: a real birth date and the right check character.

    The division code is not looked up: a number given before 2000 keeps the code of its time.
    """
    if _RIC.fullmatch(text) is None or not _is_date(text[6:14]):
        return False
    return text[17] == citizen_check(text[:17])


def citizen_check(first: str) -> str:
    """The check character that completes the first 17 digits."""
    remainder = sum(w * int(d) for w, d in zip(_RIC_WEIGHTS, first, strict=True)) % 11
    return _RIC_CHECKS[remainder]


def is_credit_code(text: str) -> bool:
    """A unified social credit code by GB 32100."""
    if _USCC.fullmatch(text) is None:
        return False
    return text[17] == credit_check(text[:17])


def credit_check(first: str) -> str:
    """The check character that completes the first 17."""
    values = map(USCC_ALPHABET.index, first)
    total = sum(w * v for w, v in zip(_USCC_WEIGHTS, values, strict=True))
    # The outer mod matters: without it a sum divisible by 31 would look for symbol 31.
    return USCC_ALPHABET[(31 - total % 31) % 31]


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
