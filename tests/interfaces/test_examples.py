"""The examples of the OpenAPI file work: each is posted, in a story in which it can happen."""

from pathlib import Path
from typing import Final

from domain.registry import COMMANDS
from interfaces.http.commands import is_for_people
from interfaces.http.examples import examples
from tests.county import county
from tests.interfaces.stories import STORIES, Teller

FOR_PEOPLE: Final = {name for name, command in COMMANDS.items() if is_for_people(command)}


def test_every_command_has_an_example() -> None:
    assert examples().keys() == FOR_PEOPLE


def test_every_example_can_be_posted(tmp_path: Path) -> None:
    with county(tmp_path) as c:
        teller = Teller(c)
        for story in STORIES:
            story(teller)
    assert teller.played == FOR_PEOPLE
