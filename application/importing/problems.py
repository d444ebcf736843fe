"""What can be wrong with a foreign log, its mapping, or one of its rows."""

from typing import Final, NamedTuple

SHOWN_MAX: Final = 5  # of what is wrong in the same way


class Problem(NamedTuple):
    """What is wrong and what to do about it. code: stable snake_case, as a refusal's."""

    code: str
    hans: str
    en: str


class InvalidInput(Exception):
    """The file or its mapping cannot be used at all: nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.en for problem in problems))
        self.problems = problems


def listed(things: list[str]) -> str:
    """The first few, quoted, and how many more there are."""
    shown = ", ".join(f'"{thing}"' for thing in things[:SHOWN_MAX])
    more = len(things) - SHOWN_MAX
    return f"{shown} (+{more})" if more > 0 else shown
