"""Rulesets to test with: the shipped one, and the same with one thing changed."""

from collections.abc import Callable
from typing import Any

from domain.ruleset import AdoptRuleset, Ruleset, ruleset_2022

RULES = ruleset_2022()
ADOPT = AdoptRuleset(version="2022.1", document_no="【合成】繁共治领〔2022〕1号")


def changed(change: Callable[[dict[str, Any]], object], version: str = "2022.1") -> Ruleset:
    """The shipped ruleset with one thing changed in its data."""
    data = RULES.model_dump(mode="json")
    data["ruleset"]["version"] = version
    change(data)
    return Ruleset.model_validate(data)


def line(data: dict[str, Any], subject: str, id: str) -> Any:
    return next(line for line in data["subjects"][subject]["lines"] if line["id"] == id)
