"""Bodies and posts: SYS-02, R-13, AM-16."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.body import (
    BODY,
    AppointToPost,
    Basis,
    BodyDissolved,
    BodyEstablished,
    BodyFunctionTransferred,
    BodyRenamed,
    BodyType,
    DissolveBody,
    EndAppointment,
    EndReason,
    EstablishBody,
    Post,
    PostAppointed,
    PostAppointmentEnded,
    RenameBody,
    TransferFunction,
    body_ref,
)
from domain.body.state import FIVE_BASES
from domain.kernel import Actor, Period
from domain.person import PERSON, PartyKind, PersonRegistered, Residence, person_ref
from domain.roles import Role
from tests.domain.world import UNIT_A, enrolled
from tests.spec import COMMAND_ID, given

LI, WANG = UUID(int=77), UUID(int=78)
DAY = date(2022, 1, 10)
ESTABLISHED = BodyEstablished(
    code="FC01-BPC", type=BodyType.BIG_PARTY_COMMITTEE, title="繁城第一社区“大党委”（合成）",
    community="FC01", on=date(2021, 6, 1), document_no="【合成】1号",
)  # fmt: skip
APPOINT = AppointToPost(
    person=LI, post=Post.PART_TIME_MEMBER, basis=Basis.UNIT_LOCATED, period=Period(start=DAY),
    document_no="【合成】2号",
)  # fmt: skip
ID = uuid5(COMMAND_ID, "appointment")
TRANSFER = TransferFunction(
    function="志愿服务协调", to="DEPT-SOCIAL-WORK", on=DAY, document_no="【合成】5号"
)
APPOINTED = PostAppointed(appointment=ID, **dict(APPOINT))


def test_a_body_is_established_once() -> None:
    establish = EstablishBody(**dict(ESTABLISHED))
    given(BODY).by(Role.COD).when(establish).then(ESTABLISHED)
    given(BODY, ESTABLISHED).by(Role.COD).when(establish).then_refused("body_exists")


def test_the_code_of_a_communitys_party_organisation_is_a_communitys_code() -> None:
    organisation = {"type": BodyType.COMMUNITY_PARTY_ORG, "title": "社区党组织（合成）"}
    wrong = EstablishBody(**{**dict(ESTABLISHED), **organisation, "code": "FC01-PARTY"})
    given(BODY).by(Role.COD).when(wrong).then_refused("not_a_community_code")
    right = wrong.model_copy(update={"code": "FC03", "community": "FC03"})
    assert given(BODY).by(Role.COD).when(right).facts()


def test_a_community_has_one_big_party_committee_found_by_its_code_r11_am27() -> None:
    """Else who sits in another one would not be made to recuse himself."""
    establish = EstablishBody(**dict(ESTABLISHED))
    for changes in ({"code": "FC01-DDW"}, {"code": "FC02-BPC"}, {"type": BodyType.DEPARTMENT}):
        wrong = establish.model_copy(update=changes)
        given(BODY).by(Role.COD).when(wrong).then_refused("not_the_committees_code")
    nowhere = establish.model_copy(update={"community": None})
    given(BODY).by(Role.COD).when(nowhere).then_refused("community_missing")


def test_a_communitys_party_organisation_is_of_that_community_r05() -> None:
    organisation = {"type": BodyType.COMMUNITY_PARTY_ORG, "code": "FC02"}
    establish = EstablishBody(**{**dict(ESTABLISHED), **organisation})
    given(BODY).by(Role.COD).when(establish).then_refused("of_another_community")
    own = establish.model_copy(update={"community": "FC02"})
    assert given(BODY).by(Role.COD).when(own).facts()


def test_a_body_has_the_name_of_the_day_sys02() -> None:
    later = BodyRenamed(title="乙", on=date(2024, 3, 1), document_no="3号")
    earlier = BodyRenamed(title="甲", on=date(2022, 3, 1), document_no="4号")
    body = BODY.replay([ESTABLISHED, later, earlier])
    days = (date(2021, 5, 31), date(2022, 2, 28), date(2022, 3, 1), date(2024, 3, 1))
    assert [body.name_on(day) for day in days] == [None, ESTABLISHED.title, "甲", "乙"]
    sooner = RenameBody(title="乙", on=date(2023, 3, 1), document_no="5号")
    given(BODY, ESTABLISHED, later, earlier).when(sooner).then(BodyRenamed(**dict(sooner)))
    given(BODY, ESTABLISHED, later).when(RenameBody(**dict(later))).then_nothing()


def test_a_body_renamed_to_its_own_name_has_not_changed() -> None:
    same = RenameBody(title=ESTABLISHED.title, on=DAY, document_no="3号")
    given(BODY, ESTABLISHED).when(same).then_nothing()
    other = same.model_copy(update={"title": "新名"})
    given(BODY, ESTABLISHED).when(other).then(BodyRenamed(**dict(other)))


def test_a_body_exists_before_anything_is_done_to_it() -> None:
    other = {body_ref(TRANSFER.to): BODY.replay([ESTABLISHED])}
    rename = RenameBody(title="新名", on=DAY, document_no="3号")
    for command in (rename, DissolveBody(on=DAY, document_no="4号"), TRANSFER):
        nothing = given(BODY).by(Role.COD).looking(other)
        nothing.when(command).then_refused("no_such_body")
        later = ESTABLISHED.model_copy(update={"on": date(2022, 1, 11)})
        too_early = given(BODY, later).by(Role.COD).looking(other)
        too_early.when(command).then_refused("no_such_body")


def test_a_function_goes_to_a_body_that_exists_on_that_day() -> None:
    handing = given(BODY, ESTABLISHED).by(Role.COD)
    handing.when(TRANSFER).then_refused("no_such_body")
    other = BODY.replay([ESTABLISHED.model_copy(update={"code": TRANSFER.to, "on": DAY})])
    handing = handing.looking({body_ref(TRANSFER.to): other})
    handing.when(TRANSFER).then(BodyFunctionTransferred(**dict(TRANSFER)))
    early = TRANSFER.model_copy(update={"on": date(2022, 1, 9)})
    handing.when(early).then_refused("no_such_body")


def test_a_body_is_dissolved_once_and_its_posts_end_with_it() -> None:
    dissolve = DissolveBody(on=date(2022, 6, 30), document_no="4号")
    dissolved = BodyDissolved(**dict(dissolve))
    given(BODY, ESTABLISHED).by(Role.COD).when(dissolve).then(dissolved)
    again = given(BODY, ESTABLISHED, dissolved).by(Role.COD)
    again.when(dissolve).then_refused("body_dissolved")
    over = APPOINTED.model_copy(
        update={"appointment": UUID(int=5), "person": WANG,
                "period": Period(start=DAY, end=date(2022, 3, 31))}
    )  # fmt: skip
    term = over.model_copy(update={"period": Period(start=DAY, end=date(2024, 1, 9))})
    body = BODY.replay([ESTABLISHED, APPOINTED, over, term, dissolved])
    assert [a.period.end for a in body.appointments] == [
        date(2022, 6, 30), date(2022, 3, 31), date(2022, 6, 30),
    ]  # fmt: skip
    assert body.exists_on(date(2022, 6, 30))
    assert not body.exists_on(date(2022, 7, 1))


def test_an_appointment_names_basis_and_document_r13() -> None:
    given(BODY, ESTABLISHED).by(Role.CS).when(APPOINT).then(APPOINTED)


def test_a_secretary_needs_the_towns_consent_to_fill_or_end_a_post_the_county_none() -> None:
    end = EndAppointment(appointment=ID, on=DAY, reason=EndReason.TERM)
    for command in (APPOINT, end):
        assert command.approved_by == {Role.TOWN}
        assert command.needs_consent(Actor(Role.CS))
        assert not command.needs_consent(Actor(Role.COD))


@pytest.mark.parametrize(
    "change",
    [{"basis": Basis.PROPERTY_COMPANY}, {"basis": Basis.OWNERS_COMMITTEE},
     {"basis": Basis.PARTY_DELEGATE}, {"post": Post.PART_TIME_DEPUTY_SECRETARY},
     {"post": Post.SECRETARY}, {"post": Post.GROUP_LEADER}],
)  # fmt: skip
def test_some_posts_are_for_party_members_r13b(change: dict[str, Any]) -> None:
    appoint = APPOINT.model_copy(update=change)
    stranger = given(BODY, ESTABLISHED).by(Role.COD)
    stranger.when(appoint).then_refused("not_a_party_member")
    joined = PersonRegistered(
        person=LI, full_name="李合成", residence=Residence(), party_member=PartyKind.FULL,
        party_member_since=DAY, synthetic=True,
    )  # fmt: skip
    member = stranger.looking({person_ref(LI): PERSON.replay([joined])})
    assert member.when(appoint).facts()
    early = appoint.model_copy(update={"period": Period(start=date(2022, 1, 9))})
    member.when(early).then_refused("not_a_party_member")


def test_the_secretary_of_a_grid_branch_is_the_grid_head_r17() -> None:
    branch = ESTABLISHED.model_copy(update={"type": BodyType.GRID_BRANCH})
    secretary = APPOINT.model_copy(update={"post": Post.SECRETARY})
    member = PersonRegistered(
        person=LI, full_name="李合成", residence=Residence(), party_member=PartyKind.FULL,
        synthetic=True,
    )  # fmt: skip
    of_branch = given(BODY, branch).by(Role.COD)
    of_branch = of_branch.looking({person_ref(LI): PERSON.replay([member])})
    of_branch.when(secretary).then_refused("appoint_the_grid_head")
    assert of_branch.when(APPOINT).facts()


def test_a_part_time_post_rests_on_one_of_the_five_bases_r13() -> None:
    given(BODY, ESTABLISHED).by(Role.CS).when(
        APPOINT.model_copy(update={"basis": Basis.ELECTED})
    ).then_refused("basis_missing")
    assert len(FIVE_BASES) == 5


def test_a_post_holder_comes_from_a_unit_of_the_programme_r13() -> None:
    his = APPOINT.model_copy(update={"unit": UNIT_A})
    given(BODY, ESTABLISHED).by(Role.CS).when(his).then_refused("unit_not_enrolled")
    known = given(BODY, ESTABLISHED).by(Role.CS).looking(enrolled(UNIT_A))
    known.when(his).then(PostAppointed(appointment=ID, **dict(his)))
    [held] = BODY.replay([ESTABLISHED, PostAppointed(appointment=ID, **dict(his))]).held_on(DAY)
    assert held.unit == UNIT_A


def test_a_big_party_committee_is_a_communitys_r11() -> None:
    nowhere = EstablishBody(**dict(ESTABLISHED) | {"community": None})
    given(BODY).by(Role.COD).when(nowhere).then_refused("community_missing")


def test_a_post_does_not_end_before_it_starts() -> None:
    backwards = APPOINT.model_copy(update={"period": Period(start=DAY, end=date(2022, 1, 9))})
    given(BODY, ESTABLISHED).by(Role.CS).when(backwards).then_refused("ends_before_start")
    one_day = APPOINT.model_copy(update={"period": Period(start=DAY, end=DAY)})
    assert given(BODY, ESTABLISHED).by(Role.CS).when(one_day).facts()


def test_only_the_county_assigns_its_leaders_r13a() -> None:
    assigned = APPOINT.model_copy(update={"basis": Basis.COUNTY_ASSIGNED})
    given(BODY, ESTABLISHED).by(Role.CS).when(assigned).then_refused("county_assigns")
    assert given(BODY, ESTABLISHED).by(Role.COD).when(assigned).facts()


def test_a_person_holds_one_post_in_a_committee_am16() -> None:
    holding = given(BODY, ESTABLISHED, APPOINTED).by(Role.CS)
    holding.when(APPOINT).then_refused("post_held")
    earlier = Period(start=date(2022, 1, 1), end=DAY)
    holding.when(APPOINT.model_copy(update={"period": earlier})).then_refused("post_held")
    before = APPOINT.model_copy(update={"period": earlier.ended(date(2022, 1, 9))})
    assert holding.when(before).facts()
    assert holding.when(APPOINT.model_copy(update={"person": WANG})).facts()


def test_nobody_is_appointed_to_a_body_that_does_not_exist_on_that_day() -> None:
    early = APPOINT.model_copy(update={"period": Period(start=date(2021, 5, 31))})
    given(BODY, ESTABLISHED).by(Role.CS).when(early).then_refused("no_such_body")


def test_a_post_ends_on_its_last_day_and_only_once() -> None:
    end = EndAppointment(appointment=ID, on=DAY, reason=EndReason.TERM)
    ended = PostAppointmentEnded(appointment=ID, on=DAY, reason=EndReason.TERM)
    given(BODY, ESTABLISHED, APPOINTED).when(end).then(ended)
    given(BODY, ESTABLISHED, APPOINTED, ended).when(end).then_refused("appointment_ended")
    given(BODY, ESTABLISHED).when(end).then_refused("no_such_appointment")
    other = APPOINTED.model_copy(update={"appointment": UUID(int=5), "person": WANG})
    given(BODY, ESTABLISHED, other).when(end).then_refused("no_such_appointment")
    both = BODY.replay([ESTABLISHED, other, APPOINTED, ended])
    assert [a.period.end for a in both.appointments] == [None, DAY]
    before = end.model_copy(update={"on": date(2022, 1, 9)})
    given(BODY, ESTABLISHED, APPOINTED).when(before).then_refused("ends_before_start")


def test_a_post_given_for_a_term_may_end_before_it() -> None:
    term = APPOINTED.model_copy(update={"period": Period(start=DAY, end=date(2024, 1, 9))})
    early = EndAppointment(appointment=ID, on=date(2022, 6, 30), reason=EndReason.RESIGNED)
    ending = given(BODY, ESTABLISHED, term)
    ending.when(early).then(PostAppointmentEnded(**dict(early)))
    over = early.model_copy(update={"on": date(2024, 1, 9)})
    ending.when(over).then_refused("appointment_ended")


def test_who_held_a_post_on_a_day_is_known() -> None:
    body = BODY.replay([ESTABLISHED, APPOINTED])
    assert body.holds(LI, [Post.PART_TIME_MEMBER], DAY)
    assert not body.holds(LI, [Post.PART_TIME_MEMBER], date(2022, 1, 9))
    assert not body.holds(LI, [Post.SECRETARY], DAY)
    assert not body.holds(WANG, [Post.PART_TIME_MEMBER], DAY)
