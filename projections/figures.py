"""A figure that can be asked why, with what it was made of."""

from dataclasses import dataclass
from typing import Any

from domain.kernel import Label


@dataclass(frozen=True, slots=True)
class Input:
    """What went into a figure. positions: of the events that made it."""

    name: str
    value: Any
    positions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """name: a score's line, a veto, or a column. sentence: its arithmetic, where there is any.

    rules: the handbook's or the ruleset's. ruleset: its version; None: none was asked.
    """

    name: str
    value: Any
    rules: tuple[str, ...]
    inputs: tuple[Input, ...]
    sentence: Label | None = None
    ruleset: str | None = None

    @property
    def positions(self) -> list[int]:
        """Of all events behind it, each once, in the order of the log."""
        return sorted({position for each in self.inputs for position in each.positions})
