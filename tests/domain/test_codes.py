"""Code lists: SYS-21."""

from datetime import date

from domain.body import Post
from domain.case import Category, DeclineReason, Exclusion
from domain.code_lists import published_codes
from domain.codes import CODE_LIST, AddCode, CodeAdded, CodeRetired, RetireCode, code_list_ref
from domain.facility.state import FacilityType
from domain.registration import ExemptionReason
from domain.roles import Role
from domain.ruleset import ruleset_2022
from domain.vocabulary import FiveForm, FivePurpose, ServiceField
from domain.volunteer.state import RevokeReason
from tests.spec import given

MARCH = date(2022, 3, 1)
FIRE = CodeAdded(
    list_name="case-categories", code="FIRE", hans="消防安全", en="Fire safety", start=MARCH,
    document_no="【合成】3号",
)  # fmt: skip
BLOCKED_EXIT = FIRE.model_copy(update={"code": "FIRE-EXIT", "parent": "FIRE", "hans": "通道堵塞"})
RETIRE = RetireCode(code="FIRE", on=date(2022, 6, 30), reason="并入安全生产")
RETIRED = CodeRetired(**dict(RETIRE))


def test_the_first_code_begins_its_list() -> None:
    add = AddCode(**dict(FIRE))
    assert CODE_LIST.identify(add) == code_list_ref("case-categories").id
    given(CODE_LIST).by(Role.EVO).when(add).then(FIRE)


def test_a_code_is_given_once_even_after_it_was_retired() -> None:
    again = AddCode(**dict(FIRE))
    given(CODE_LIST, FIRE).when(again).then_refused("code_exists")
    given(CODE_LIST, FIRE, RETIRED).when(again).then_refused("code_exists")


def test_a_code_below_another_needs_that_one_on_its_first_day() -> None:
    add = AddCode(**dict(BLOCKED_EXIT))
    given(CODE_LIST, FIRE).when(add).then(BLOCKED_EXIT)
    given(CODE_LIST).when(add).then_refused("no_such_parent_code")
    early = add.model_copy(update={"start": date(2022, 2, 28)})
    given(CODE_LIST, FIRE).when(early).then_refused("no_such_parent_code")


def test_a_code_is_retired_and_never_deleted() -> None:
    given(CODE_LIST, FIRE).by(Role.COD).when(RETIRE).then(RETIRED)
    codes = CODE_LIST.replay([FIRE, RETIRED])
    assert codes.valid_on("FIRE", date(2022, 6, 30))
    assert not codes.valid_on("FLOOD", date(2022, 6, 30))
    assert not codes.valid_on("FIRE", date(2022, 7, 1))
    assert not codes.valid_on("FIRE", date(2022, 2, 28))
    assert [c.code for c in codes.on(MARCH)] == ["FIRE"]
    assert codes.on(date(2022, 7, 1)) == ()
    assert codes.find("FIRE") is not None


def test_only_a_code_in_use_can_be_retired_and_not_before_it_began() -> None:
    given(CODE_LIST).when(RETIRE).then_refused("no_such_code")
    given(CODE_LIST, FIRE, RETIRED).when(RETIRE).then_refused("code_retired")
    early = RETIRE.model_copy(update={"on": date(2022, 2, 28)})
    given(CODE_LIST, FIRE).when(early).then_refused("ends_before_start")
    assert given(CODE_LIST, FIRE).when(RETIRE.model_copy(update={"on": MARCH})).facts()


def test_codes_below_are_retired_before_the_one_above() -> None:
    given(CODE_LIST, FIRE, BLOCKED_EXIT).when(RETIRE).then_refused("code_has_children")
    below = CodeRetired(code="FIRE-EXIT", on=MARCH, reason="不再使用")
    given(CODE_LIST, FIRE, BLOCKED_EXIT, below).when(RETIRE).then(RETIRED)
    same_day = below.model_copy(update={"on": RETIRE.on})
    given(CODE_LIST, FIRE, BLOCKED_EXIT, same_day).when(RETIRE).then(RETIRED)
    later = below.model_copy(update={"on": date(2022, 7, 1)})
    given(CODE_LIST, FIRE, BLOCKED_EXIT, later).when(RETIRE).then_refused("code_has_children")


def test_the_lists_that_the_handbook_names_are_there_whole() -> None:
    """SYS-21: categories, fields, post types, facility types, five forms, titles, reasons."""
    codes = published_codes(date(2021, 6, 1), "【合成】5号")
    by_list: dict[str, list[str]] = {}
    for each in codes:
        by_list.setdefault(each.list_name, []).append(each.code)
    whole = {
        "case-categories": Category, "service-fields": ServiceField, "post-types": Post,
        "facility-types": FacilityType, "five-forms": FiveForm, "five-purposes": FivePurpose,
        "decline-reasons": DeclineReason, "exclusion-reasons": Exclusion,
        "exemption-reasons": ExemptionReason, "revocation-reasons": RevokeReason,
    }  # fmt: skip
    for name, members in whole.items():
        assert by_list.pop(name) == [member.value for member in members]
    assert by_list == {"titles": [honour.code for honour in ruleset_2022().honours]}


def test_every_code_of_the_lists_is_added_once() -> None:
    codes = published_codes(date(2021, 6, 1), "【合成】5号")
    for name in {each.list_name for each in codes}:
        state = CODE_LIST.initial
        for command in (each for each in codes if each.list_name == name):
            [fact] = given(CODE_LIST).looking({}).when(command).facts()
            assert state.find(command.code) is None
            state = fact.apply(state)
        assert len(state.on(date(2021, 6, 1))) == len(state.codes)
