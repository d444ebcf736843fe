"""The caller's language: zh-Hans, zh-Hant or English. Traditional is derived from Simplified."""

from functools import cache
from typing import Final, Protocol

from opencc import OpenCC

from domain.kernel import Label

LANGUAGES: Final = ("zh-Hans", "zh-Hant", "en")
DEFAULT: Final = "zh-Hans"
TRADITIONAL: Final = frozenset({"zh-hant", "zh-tw", "zh-hk", "zh-mo"})


class Told(Protocol):
    """Anything that says one thing in Chinese and in English."""

    hans: str
    en: str


def preferred(accept_language: str | None) -> str:
    """The first of our languages that an Accept-Language header asks for."""
    ranked = []
    for place, part in enumerate((accept_language or "").split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            ranked.append((-float(quality or 1), place, tag.strip().lower()))
        except ValueError:
            continue
    for _, _, tag in sorted(ranked):
        if tag in TRADITIONAL or tag.startswith("zh-hant"):
            return "zh-Hant"
        if tag.startswith("zh"):
            return "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return DEFAULT


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
