"""Where rules are cited: in which symbol of which file, however often lines move."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PRODUCT: Final = ("domain", "application", "projections", "interfaces")
OF_THE_PAGE: Final = ROOT / "tests" / "rules"
# "R-31", "AM-05 to AM-08", "R-08…R-10"; in the name of a test "_r31", "_am24".
CITED: Final = re.compile(r"\b(R|AM)-(\d\d)(?:\s*(?:to|…|–)\s*(?:(?:R|AM)-)?(\d\d))?")
NAMED: Final = re.compile(r"_(r|am)(\d\d)(?=_|\b)")
Place = tuple[str, str]  # file, symbol; "" for the whole module


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def cited_in(text: str) -> Iterator[str]:
    for kind, first, last in CITED.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{kind}-{number:02}"
    for kind, number in NAMED.findall(text):
        yield f"{kind.upper()}-{number}"


@cache
def citations(*folders: str) -> dict[str, list[Place]]:
    """Rule → the symbols that cite it, in the order of files and symbols."""
    found: defaultdict[str, dict[Place, None]] = defaultdict(dict)
    for path in files(*folders):
        if path.is_relative_to(OF_THE_PAGE):
            continue
        text = path.read_text()
        symbols = symbols_of(text)
        for line, told in enumerate(text.splitlines()):
            for rule in cited_in(told):
                found[rule][str(path.relative_to(ROOT)), symbols[line]] = None
    return {rule: list(places) for rule, places in found.items()}


def symbols_of(text: str) -> list[str]:
    """Line by line the class, function or constant that it belongs to, or comes before."""
    symbols = [""] * (text.count("\n") + 1)
    after = 0
    for node in ast.parse(text).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        name = _name(node)
        if name is not None:
            begin = _comment_above(text.splitlines(), first, after)
            symbols[begin - 1 : node.end_lineno] = [name] * ((node.end_lineno or 0) - begin + 1)
        after = node.end_lineno or after
    return symbols


def _name(node: ast.stmt) -> str | None:
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return node.name
        case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=name), *_])]):
            return name
        case _:
            return None


def _comment_above(lines: list[str], first: int, after: int) -> int:
    """The first line of what stands between the node before and this one."""
    while first - 1 > after and (not lines[first - 2].strip() or lines[first - 2].startswith("#")):
        first -= 1
    return first
