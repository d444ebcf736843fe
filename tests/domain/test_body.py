"""Bodies and posts: SYS-02, R-13, AM-16."""

from datetime import date
from uuid import UUID, uuid5

from domain.body import (
    BODY,
    AppointToPost,
    Basis,
    BodyEstablished,
    BodyRenamed,
    BodyType,
    EndAppointment,
    EndReason,
    EstablishBody,
    Post,
    PostAppointed,
    PostAppointmentEnded,
    RenameBody,
)
from domain.kernel import Period
from domain.roles import Role
from tests.spec import COMMAND_ID, given

LI = UUID(int=77)
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
APPOINTED = PostAppointed(appointment=ID, **dict(APPOINT))


def test_a_body_is_established_once() -> None:
    establish = EstablishBody(**dict(ESTABLISHED))
    given(BODY).by(Role.COD).when(establish).then(ESTABLISHED)
    given(BODY, ESTABLISHED).by(Role.COD).when(establish).then_refused("body_exists")


def test_a_body_renamed_to_its_own_name_has_not_changed() -> None:
    same = RenameBody(title=ESTABLISHED.title, on=DAY, document_no="3号")
    given(BODY, ESTABLISHED).when(same).then_nothing()
    other = same.model_copy(update={"title": "新名"})
    given(BODY, ESTABLISHED).when(other).then(BodyRenamed(**dict(other)))


def test_an_appointment_names_basis_and_document_r13() -> None:
    given(BODY, ESTABLISHED).by(Role.CS).when(APPOINT).then(APPOINTED)


def test_only_the_county_assigns_its_leaders_r13a() -> None:
    assigned = APPOINT.model_copy(update={"basis": Basis.COUNTY_ASSIGNED})
    given(BODY, ESTABLISHED).by(Role.CS).when(assigned).then_refused("county_assigns")
    assert given(BODY, ESTABLISHED).by(Role.COD).when(assigned).facts()


def test_a_person_holds_one_post_in_a_committee_am16() -> None:
    given(BODY, ESTABLISHED, APPOINTED).by(Role.CS).when(APPOINT).then_refused("post_held")


def test_nobody_is_appointed_to_a_body_that_does_not_exist_on_that_day() -> None:
    early = APPOINT.model_copy(update={"period": Period(start=date(2021, 5, 31))})
    given(BODY, ESTABLISHED).by(Role.CS).when(early).then_refused("no_such_body")


def test_a_post_ends_on_its_last_day_and_only_once() -> None:
    end = EndAppointment(appointment=ID, on=DAY, reason=EndReason.TERM)
    ended = PostAppointmentEnded(appointment=ID, on=DAY, reason=EndReason.TERM)
    given(BODY, ESTABLISHED, APPOINTED).when(end).then(ended)
    given(BODY, ESTABLISHED, APPOINTED, ended).when(end).then_refused("appointment_ended")
    given(BODY, ESTABLISHED).when(end).then_refused("no_such_appointment")
    before = end.model_copy(update={"on": date(2022, 1, 9)})
    given(BODY, ESTABLISHED, APPOINTED).when(before).then_refused("ends_before_start")


def test_who_held_a_post_on_a_day_is_known() -> None:
    body = BODY.replay([ESTABLISHED, APPOINTED])
    assert body.holds(LI, [Post.PART_TIME_MEMBER], DAY)
    assert not body.holds(LI, [Post.PART_TIME_MEMBER], date(2022, 1, 9))
    assert not body.holds(LI, [Post.SECRETARY], DAY)
