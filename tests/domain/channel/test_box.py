"""Two open the box, and every letter is accounted for: SYS-06, R-22."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.body import (
    BODY,
    Basis,
    BodyEstablished,
    BodyType,
    Post,
    PostAppointed,
    body_ref,
)
from domain.case import CASE, CaseKind, CaseReported, Channel as ChannelType
from domain.channel import (
    BOX_OPENING,
    CHANNEL,
    AsideReason,
    BoxOpened,
    BoxReconciled,
    LetterRegistered,
    LetterSetAside,
    OpenBox,
    ReconcileBox,
    RegisterLetter,
    SetAsideLetter,
    single_ref,
)
from domain.kernel import Actor, Elsewhere, Period
from domain.roles import Role
from tests.domain.channel.test_running import BOX_REGISTERED, STARTED, STOPPED
from tests.domain.world import AUNT, UNCLE, WORLD, someone
from tests.spec import CLERK, STREAM, given, moment

AT = moment("2022-05-10 09:00")
REF = single_ref("FC01", ChannelType.BOX)
IN_SERVICE = {REF: CHANNEL.replay([BOX_REGISTERED, STARTED])}
OPEN = OpenBox(community="FC01", witness=AUNT, count=2)
assert CLERK.person is not None
OPENED = BoxOpened(at=AT, box=REF.id, community="FC01", opener=CLERK.person, witness=AUNT, count=2)
ASIDE = LetterSetAside(at=AT, reason=AsideReason.EMPTY)
LETTER = RegisterLetter(kind=CaseKind.SUGGESTION, text="请多设晾衣架", grid="FC01001")
REGISTERED = LetterRegistered(at=AT, case=UUID(int=5))
RECONCILED = BoxReconciled(at=AT, count=2, registered=1, set_aside=1)
WITNESS, OTHER = Actor(Role.RES, AUNT), Actor(Role.RES, UNCLE)

opening = given(BOX_OPENING).by(Role.CW).looking(WORLD).looking(IN_SERVICE).approved_by(WITNESS)


def opened(*facts: Any) -> Any:
    return given(BOX_OPENING, OPENED, *facts).by(Role.CW).looking(WORLD)


def test_a_worker_and_a_witness_open_the_box_sys06() -> None:
    opening.when(OPEN).then(OPENED)
    assert OPEN.approved_by == {Role.RES, Role.ASR}


def test_nobody_opens_it_alone_sys06() -> None:
    alone = OPEN.model_copy(update={"witness": CLERK.person})
    opening.approved_by(Actor(Role.RES, CLERK.person)).when(alone).then_refused("same_opener")
    opening.by(Actor(Role.CW)).when(OPEN).then_refused("same_opener")


def test_the_witness_named_is_who_signs() -> None:
    opening.approved_by(OTHER).when(OPEN).then_refused("witness_did_not_sign")


def test_the_witness_is_a_resident_of_the_community() -> None:
    stranger = UUID(int=0x99)
    other = OPEN.model_copy(update={"witness": stranger})
    opening.approved_by(Actor(Role.RES, stranger)).when(other).then_refused("no_such_witness")
    elsewhere = OPEN.model_copy(update={"community": "FC02"})
    box = {single_ref("FC02", ChannelType.BOX): IN_SERVICE[REF]}
    opening.looking(box).when(elsewhere).then_refused("no_such_witness")


@pytest.mark.parametrize(
    ("type", "community", "sits", "may"),
    [(BodyType.SUPERVISION_COMMITTEE, "FC01", True, True),
     (BodyType.SUPERVISION_COMMITTEE, "FC01", False, False),
     (BodyType.SUPERVISION_COMMITTEE, "FC02", True, False),
     (BodyType.OWNERS_COMMITTEE, "FC01", True, False)],
)  # fmt: skip
def test_or_a_member_of_its_supervision_committee(
    type: BodyType, community: str, sits: bool, may: bool
) -> None:
    member = UUID(int=0x71)
    facts: list[Any] = [
        BodyEstablished(
            code="FC01-SC", type=type, title="居务监督委员会（合成）", community=community,
            on=date(2021, 6, 1), document_no="【合成】1号",
        ),
        PostAppointed(
            appointment=UUID(int=3), person=member if sits else AUNT, post=Post.MEMBER,
            basis=Basis.ELECTED, period=Period(start=date(2021, 6, 1)), document_no="【合成】2号",
        ),
    ]  # fmt: skip
    command = OPEN.model_copy(update={"witness": member, "committee": "FC01-SC"})
    watched = opening.looking({body_ref("FC01-SC"): BODY.replay(facts)})
    then = watched.approved_by(Actor(Role.ASR, member)).when(command)
    if may:
        assert then.facts()
    else:
        then.then_refused("no_such_witness")


def test_only_a_box_in_service_is_opened() -> None:
    for facts in ((), (BOX_REGISTERED,), (BOX_REGISTERED, STARTED, STOPPED)):
        box = {REF: CHANNEL.replay(facts)}
        opening.looking(box).when(OPEN).then_refused("no_such_box")
    early = opening.at("2022-05-10 09:00", "2022-01-11 08:59")
    early.when(OPEN).then_refused("no_such_box")


def test_a_letter_becomes_a_case_of_channel_box_sys06() -> None:
    letter, case = opened().when(LETTER).facts()
    assert isinstance(letter, LetterRegistered)
    assert isinstance(case, Elsewhere)
    assert isinstance(case.event, CaseReported)
    assert case.ref.id == letter.case
    fact = case.event
    assert (fact.channel, fact.community, fact.grid) == (ChannelType.BOX, "FC01", "FC01001")
    assert fact.text == LETTER.text
    assert fact.anonymous
    assert fact.channel_ref is not None
    assert fact.channel_ref.startswith(str(STREAM))
    report = given(CASE).by(Role.CW).looking(WORLD)
    named = opened().looking(someone(AUNT)).when(LETTER.model_copy(update={"reporter": AUNT}))
    assert not named.facts()[1].event.anonymous
    assert report.state.state is None


def test_a_letter_that_makes_no_case_is_set_aside_with_a_reason() -> None:
    opened().when(SetAsideLetter(reason=AsideReason.EMPTY)).then(ASIDE)
    other = SetAsideLetter(reason=AsideReason.OTHER)
    opened().when(other).then_refused("reason_unstated")
    assert opened().when(other.model_copy(update={"note": "重复信件"})).facts()


def test_there_are_no_more_letters_than_were_counted_sys06() -> None:
    done = opened(REGISTERED, ASIDE)
    done.when(LETTER).then_refused("more_letters_than_counted")
    done.when(SetAsideLetter(reason=AsideReason.EMPTY)).then_refused("more_letters_than_counted")


def test_both_openers_sign_that_all_letters_are_accounted_for_sys06() -> None:
    done = opened(REGISTERED, ASIDE)
    done.approved_by(WITNESS).when(ReconcileBox()).then(RECONCILED)
    done.approved_by(OTHER).when(ReconcileBox()).then_refused("not_both_openers")
    done.when(ReconcileBox()).then_refused("not_both_openers")
    colleague = done.by(Role.CW, person=UUID(int=8)).approved_by(WITNESS)
    colleague.when(ReconcileBox()).then_refused("not_both_openers")
    assert ReconcileBox.approved_by == {Role.RES, Role.ASR}


def test_a_wrong_count_is_not_reconciled_sys06() -> None:
    for facts in ((), (REGISTERED,), (ASIDE,)):
        missing = opened(*facts).approved_by(WITNESS)
        missing.when(ReconcileBox()).then_refused("letters_unaccounted")


def test_what_is_reconciled_is_over() -> None:
    over = opened(REGISTERED, ASIDE, RECONCILED).approved_by(WITNESS)
    for command in (LETTER, SetAsideLetter(reason=AsideReason.EMPTY), ReconcileBox()):
        over.when(command).then_refused("opening_over")


def test_an_opening_concerns_its_community_and_the_two() -> None:
    concern = BOX_OPENING.concerns(BOX_OPENING.initial, OPEN)
    assert (concern.community, concern.persons) == ("FC01", frozenset({AUNT}))
    after = BOX_OPENING.concerns(BOX_OPENING.replay([OPENED]), ReconcileBox())
    assert after.persons == {AUNT, CLERK.person}
