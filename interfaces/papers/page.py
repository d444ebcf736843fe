"""The page that checks papers in a browser, with no server behind it."""

from functools import cache
from pathlib import Path


@cache
def page() -> str:
    return (Path(__file__).parent / "check.html").read_text(encoding="utf-8")
