"""Examples of every command: for the OpenAPI file, and posted one by one by a test."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from domain.ruleset import ruleset_of

YEAR_OF_THE_DRAFT: Final = 2023


@cache
def examples() -> Mapping[str, dict[str, Any]]:
    """Command → body, as JSON values."""
    document = ruleset_of(YEAR_OF_THE_DRAFT).model_dump(mode="json", by_alias=True)
    return {**_all_of("commands"), "ruleset.draft": {"ruleset": document}}


def stand_ins() -> Mapping[str, str]:
    """What the ids in the examples stand for, by its name."""
    return _all_of("ids")


def _all_of(part: str) -> dict[str, Any]:
    """What the files of all systems say; a system that needs another's id repeats it."""
    return {name: value for found in _files() for name, value in found[part].items()}


@cache
def _files() -> tuple[Any, ...]:
    folder = files("interfaces.http.examples").iterdir()
    texts = sorted((f.name, f.read_text()) for f in folder if f.name.endswith(".yaml"))
    return tuple(yaml.load(text, _Loader) for _, text in texts)  # noqa: S506


class _Loader(yaml.SafeLoader):
    """As JSON has it: dates and times are text, and so are yes, no, on and off."""


_Loader.yaml_implicit_resolvers = {
    first: [found for found in resolvers if not found[0].endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])
