"""Whether a read model is still the same: its declaration and the code that it is written in."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

import application
import domain
import projections

DIGEST_BYTES = 16


def fingerprint(
    declaration: object,
    row: type[msgspec.Struct],
    functions: Iterable[tuple[str, Callable[..., Any]]],
) -> str:
    """Of a model, over its row's fields, its functions and the modules where these stand.

    functions: each with the event it takes. What those modules import is not looked at.
    """
    functions = tuple(functions)
    fields = [(field.name, str(field.type)) for field in msgspec.structs.fields(row)]
    modules = sorted({row.__module__, *(function.__module__ for _, function in functions)})
    names = [(event, function.__qualname__) for event, function in functions]
    return combined([repr((declaration, fields, names)), *map(_code, modules)])


def combined(parts: Iterable[str]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=DIGEST_BYTES).hexdigest()


def built(declared: str) -> str:
    """The fingerprint of a model as this program builds it: another program may give other rows
    for the same declaration, as when it writes or sums them otherwise."""
    return f"{declared}.{_program()}"


def declared(fingerprint: str) -> str:
    return fingerprint.partition(".")[0]


@cache
def _program() -> str:
    """Over all the code that rows come from."""
    digest = blake2b(digest_size=DIGEST_BYTES)
    for package in (domain, application, projections):
        for folder in package.__path__:
            for path in sorted(Path(folder).rglob("*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _code(module: str) -> str:
    """The module's code without its layout and its comments."""
    return ast.dump(ast.parse(inspect.getsource(sys.modules[module])))
