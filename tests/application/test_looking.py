"""What a rule looks up: each stream as the kind that it asks for."""

import pytest

from domain.kernel import Refused
from tests.application.counter import AddIfBody, OpenCounter
from tests.application.world import CW, Place, body, establish

pytestmark = pytest.mark.usefixtures("counting")


def test_one_id_looked_up_as_two_kinds_is_one_of_them(place: Place) -> None:
    """A caller may put any record's id into any field: that is a refusal, not a crash."""
    system = place.system()
    system.do(establish("FC01"))
    id = system.do(OpenCounter(), CW).stream
    assert system.do(AddIfBody(of=body("FC01")), CW, stream=id).version == 2
    with pytest.raises(Refused, check=lambda error: error.code == "no_body"):
        system.do(AddIfBody(of=id), CW, stream=id)
