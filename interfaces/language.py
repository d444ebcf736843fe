"""The caller's language: zh-Hans, zh-Hant or English. Traditional is derived from Simplified."""

import locale
import os
import re
from functools import cache, lru_cache
from typing import Final, Protocol

from opencc import OpenCC

from domain.kernel import Label

LANGUAGES: Final = ("zh-Hans", "zh-Hant", "en")
DEFAULT: Final = "zh-Hans"
# RFC 9110: a language range and its weight
RANGE: Final = re.compile(r"\s*([A-Za-z*][A-Za-z0-9-]*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?")
HEADERS_MAX: Final = 64  # whose answers are remembered
TRADITIONAL: Final = frozenset({"zh-hant", "zh-tw", "zh-hk", "zh-mo"})


class Told(Protocol):
    """Anything that says one thing in Chinese and in English."""

    hans: str
    en: str


@lru_cache(HEADERS_MAX)
def preferred(accept_language: str | None) -> str:
    """The first of our languages that an Accept-Language header asks for."""
    parts = enumerate((accept_language or "").split(","))
    found = [(place, part) for place, text in parts if (part := RANGE.fullmatch(text))]
    ranked = sorted((-float(part[2] or 1), place, part[1].lower()) for place, part in found)
    for quality, _, tag in ranked:
        if quality == 0:
            break  # from here on: what the caller does not want
        if tag in TRADITIONAL or tag.startswith("zh-hant"):
            return "zh-Hant"
        if tag.startswith("zh"):
            return "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return DEFAULT


def language() -> str:
    """GONGZHI_LANG, else the locale's, else Simplified Chinese."""
    named = os.environ.get("GONGZHI_LANG")
    if named in LANGUAGES:
        return named
    return preferred((locale.getlocale()[0] or "").replace("_", "-"))


def in_language(told: Told | Label, language: str) -> str:
    if language == "en":
        return told.en
    if language == "zh-Hant":
        return getattr(told, "hant", None) or traditional(told.hans)
    return told.hans


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


@cache
def traditional(simplified: str) -> str:
    """Simplified text in the traditional script."""
    converted: str = _converter().convert(simplified)
    return converted
