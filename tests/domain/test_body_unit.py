"""The unit of the programme for which a body acts in cases: HANDBOOK 4.2, U8."""

from datetime import date
from uuid import UUID

from domain.body import BODY, BodyEstablished, BodyType, BodyUnitLinked, LinkUnit
from domain.roles import Role
from tests.domain.score.world import ORGAN, WORLD
from tests.spec import given

DAY = date(2022, 1, 10)
ESTABLISHED = BodyEstablished(
    code="DEPT-HEATING", type=BodyType.DEPARTMENT, title="供热办（合成）", on=date(2021, 6, 1),
    document_no="【合成】1号",
)  # fmt: skip
LINK = LinkUnit(unit=ORGAN, on=DAY, document_no="【合成】2号")
LINKED = BodyUnitLinked(**dict(LINK))


def test_the_county_says_for_which_unit_a_body_acts_u8() -> None:
    body = given(BODY, ESTABLISHED).looking(WORLD).by(Role.COD)
    body.when(LINK).then(LINKED)
    assert BODY.replay([ESTABLISHED, LINKED]).unit == ORGAN
    assert LinkUnit.who == {Role.COD, Role.LG}
    given(BODY, ESTABLISHED, LINKED).looking(WORLD).when(LINK).then_nothing()


def test_it_acts_for_none_any_more() -> None:
    none = LINK.model_copy(update={"unit": None})
    given(BODY, ESTABLISHED, LINKED).when(none).then(BodyUnitLinked(**dict(none)))
    given(BODY, ESTABLISHED).when(none).then_nothing()


def test_the_unit_is_enrolled_on_that_day() -> None:
    body = given(BODY, ESTABLISHED).looking(WORLD)
    early = LINK.model_copy(update={"on": date(2021, 6, 1)})
    assert body.when(early).facts()
    stranger = LINK.model_copy(update={"unit": UUID(int=0x99)})
    body.when(stranger).then_refused("unit_not_enrolled")
    enrolled_later = given(BODY, ESTABLISHED.model_copy(update={"on": date(2021, 1, 1)}))
    before = LINK.model_copy(update={"on": date(2021, 5, 31)})
    enrolled_later.looking(WORLD).when(before).then_refused("unit_not_enrolled")


def test_the_body_exists_on_that_day() -> None:
    given(BODY).looking(WORLD).when(LINK).then_refused("no_such_body")
    before = LINK.model_copy(update={"on": date(2021, 5, 31)})
    given(BODY, ESTABLISHED).looking(WORLD).when(before).then_refused("no_such_body")
