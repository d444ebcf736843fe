"""A paper as PDF/A-2b: a function of its JSON alone, byte for byte."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from application.proof.papers import contents
from domain.kernel import Label
from interfaces.language import in_language
from interfaces.papers.layout import layout

TEMPLATE: Final = Path(__file__).parent / "paper.typ"
FONT: Final = "NotoSansSC-Regular.ttf"
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)  # a date must stand in it, and the same each time
MISSING: Final = Label(
    "下列字符字库中没有，以其Unicode编码印出：",
    "These characters are not in the typeface and are printed as their Unicode numbers: ",
)


def as_pdf(file: bytes) -> bytes:
    """Broken: it is no paper. Its seal is not checked here."""
    paper, seal = contents(file)
    laid = layout(paper, seal)
    missing = dict.fromkeys(char for text in _texts(laid) for char in text if not _has(char))
    if missing:
        laid = _spelt(laid, missing)
        told = in_language(MISSING, paper["language"])
        laid["notes"].append(told + " ".join(map(_number, missing)))
    return typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=[_font().parent],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(laid), "qr": _code(seal)},
        pdf_standards="a-2b",
        timestamp=EPOCH,
    )


def _code(seal: str) -> str:
    """The seal as a QR code: whoever scans it can check the signature without the file."""
    out = BytesIO()
    segno.make_qr(seal, error="m", encoding="utf-8").save(out, kind="svg", border=2, svgns=True)
    return out.getvalue().decode()


@cache
def _font() -> Path:
    """Where the typeface lies. Its package is not imported: that draws with it, and loads long."""
    found = find_spec("zhplot")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(FONT)
    return Path(found.submodule_search_locations[0]) / "fonts" / FONT


@cache
def _known() -> frozenset[int]:
    with TTFont(_font(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def _has(char: str) -> bool:
    return ord(char) in _known() or char in "\n\t"


def _number(char: str) -> str:
    return f"U+{ord(char):04X}"


def _spelt(value: Any, missing: dict[str, None]) -> Any:
    """The same with each missing character as its number: never as an empty box."""
    match value:
        case str():
            return "".join(f"[{_number(char)}]" if char in missing else char for char in value)
        case dict():
            return {name: _spelt(item, missing) for name, item in value.items()}
        case list():
            return [_spelt(item, missing) for item in value]
        case _:
            return value


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
        case _:
            pass
