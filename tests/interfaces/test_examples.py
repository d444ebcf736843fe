"""The examples of the OpenAPI file work: each is posted, in a story in which it can happen."""

from typing import Final

from domain.registry import COMMANDS
from interfaces.http.commands import is_for_people
from interfaces.http.examples import examples
from tests.interfaces.stories import Teller

FOR_PEOPLE: Final = {name for name, command in COMMANDS.items() if is_for_people(command)}


def test_every_command_has_an_example() -> None:
    assert examples().keys() == FOR_PEOPLE


def test_every_example_was_posted_with_success(teller: Teller) -> None:
    assert teller.played == FOR_PEOPLE
