"""Objections: who may object to what, until when, and who decides (SYS-18)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Actor, Elsewhere, derived_id
from domain.notice import (
    NoticeKind,
    ObjectionOpened,
    ObjectionSettled,
    notice_ref,
)
from domain.objection import (
    OBJECTION,
    AdmitObjection,
    DecideObjection,
    DecideReview,
    Finding,
    InvestigateObjection,
    InvestigationBegun,
    LodgeObjection,
    ObjectionNotAdmitted,
    ObjectionState,
    ObjectionWithdrawn,
    RefuseObjection,
    RequestReview,
    ReviewDecided,
    ReviewRequested,
    WithdrawObjection,
)
from domain.roles import Role
from domain.ruleset import SubjectKind
from tests.domain.assessment.facts import FILE, HERE, NOTICE_ID, THERE, the_notice, the_year
from tests.domain.objection.facts import (
    ADMITTED,
    CLERK,
    DECIDED,
    LIAISON,
    LIAISON_ID,
    LODGED,
    OFFICER,
)
from tests.domain.world import someone
from tests.spec import STREAM, Given, given

LODGE = LodgeObjection(
    notice=NOTICE_ID, kind=SubjectKind.UNIT, subject=HERE, line="U7", facts="9月5日已书面请假",
    evidence=(FILE,),
)  # fmt: skip
DECIDE = DecideObjection(finding=Finding.PARTLY, reasons="请假属实")
REVIEW = RequestReview(grounds="另有验收单")
LAST_WORD = DecideReview(finding=Finding.UPHELD, reasons="验收单属实")
NOTICE = notice_ref(NOTICE_ID)
LEADER = Actor(Role.LG, UUID(int=0xA9), scopes=("county",))


def settled(upheld: bool) -> Elsewhere:
    return Elsewhere(NOTICE, ObjectionSettled(objection=STREAM, upheld=upheld))


def lodging(at: str = "2023-02-01 09:00", **notice: Any) -> Given[Any]:
    [(ref, state)] = the_notice().items()
    known = {ref: replace(state, **notice)}
    return given(OBJECTION).by(LIAISON).at(at).looking(the_year() | known)


def office(*facts: Any) -> Given[Any]:
    known = given(OBJECTION, LODGED, *facts).by(Role.EVO, person=OFFICER)
    return known.at("2023-02-06 09:00").looking(the_year() | the_notice())


def test_a_subject_objects_about_itself_while_the_notice_hangs() -> None:
    opened = Elsewhere(NOTICE, ObjectionOpened(objection=STREAM, subject=HERE))
    lodging().when(LODGE).then(LODGED, opened)
    for day in ("2023-01-30 00:00", "2023-02-03 23:59"):
        assert lodging(day).when(LODGE).facts()
    for day in ("2023-01-29 23:59", "2023-02-04 00:00"):
        lodging(day).when(LODGE).then_refused("not_in_publicity")


def test_nobody_objects_about_another_score_but_anybody_about_a_publicised_honour() -> None:
    other = LODGE.model_copy(update={"subject": THERE})
    lodging().when(other).then_refused("not_your_score")
    resident = Actor(Role.RES, UUID(int=0x31), scopes=("self",))
    lodging().by(resident).when(LODGE).then_refused("not_your_score")
    assert lodging(kind=NoticeKind.HONOURS).by(resident).when(LODGE).facts()


def test_a_member_a_community_and_a_grid_object_about_themselves() -> None:
    person = UUID(int=0x21)
    me = Actor(Role.MEM, person, scopes=("self",))
    mine = LODGE.model_copy(update={"kind": SubjectKind.MEMBER, "subject": person})
    assert lodging().by(me).when(mine).facts()
    secretary = Actor(Role.CS, UUID(int=0x22), scopes=("community:FC01",))
    ours = LODGE.model_copy(
        update={"kind": SubjectKind.COMMUNITY, "subject": derived_id("body", "FC01"),
                "community": "FC01"}
    )  # fmt: skip
    assert lodging().by(secretary).when(ours).facts()
    theirs = ours.model_copy(update={"community": "FC02"})
    lodging().by(secretary).when(theirs).then_refused("subject_code")
    head = Actor(Role.GH, UUID(int=0x23), scopes=("grid:FC01001",))
    grid = LODGE.model_copy(
        update={"kind": SubjectKind.GRID, "subject": derived_id("grid", "FC01001"),
                "grid": "FC01001"}
    )  # fmt: skip
    assert lodging().by(head).when(grid).facts()


def test_an_objection_is_named_and_an_anonymous_one_with_evidence_is_a_lead() -> None:
    unnamed = lodging().by(replace(LIAISON, person=None))
    unnamed.when(LODGE).then_refused("objector_unnamed")
    anonymous = LODGE.model_copy(update={"anonymous": True})
    lead, _ = lodging().when(anonymous).facts()
    assert lead == LODGED.model_copy(update={"objector": None})
    assert anonymous.signed(LIAISON) == Actor(Role.UNIT)
    assert LODGE.signed(LIAISON) == LIAISON
    bare = anonymous.model_copy(update={"evidence": ()})
    lodging().when(bare).then_refused("lead_without_evidence")


def test_it_is_admitted_investigated_and_decided_in_order() -> None:
    office().when(AdmitObjection(involved=(CLERK,))).then(ADMITTED)
    office(ADMITTED).when(AdmitObjection()).then_refused("objection_state")
    office(ADMITTED).when(InvestigateObjection()).then(InvestigationBegun())
    office(ADMITTED, InvestigationBegun()).when(InvestigateObjection()).then_nothing()
    office().when(InvestigateObjection()).then_refused("objection_state")
    for before in ((ADMITTED,), (ADMITTED, InvestigationBegun())):
        office(*before).when(DECIDE).then(DECIDED, settled(upheld=True))
    office().when(DECIDE).then_refused("objection_state")
    office(ADMITTED, DECIDED).when(DECIDE).then_refused("objection_state")


def test_what_is_not_admitted_is_settled_with_a_reason() -> None:
    refuse = RefuseObjection(reason="未提出事实")
    office().when(refuse).then(ObjectionNotAdmitted(reason="未提出事实"), settled(upheld=False))
    office(ADMITTED).when(refuse).then_refused("objection_state")


def test_it_is_decided_within_ten_working_days_and_later_it_says_so() -> None:
    assert LODGED.due_on == date(2023, 2, 15)  # lodged on 1 February
    for at, late in (("2023-02-15 23:59", False), ("2023-02-16 00:00", True)):
        decided, _ = office(ADMITTED).at(at).when(DECIDE).facts()
        assert getattr(decided, "late") is late  # noqa: B009


def test_a_rejected_one_changes_nothing_and_admits_nothing_am11() -> None:
    rejected = DECIDE.model_copy(update={"finding": Finding.REJECTED})
    decided, told = office(ADMITTED).when(rejected).facts()
    assert told == settled(upheld=False)
    assert not OBJECTION.replay([LODGED, ADMITTED, decided]).upheld  # type: ignore[list-item]
    greedy = rejected.model_copy(update={"admits": (UUID(int=5),)})
    office(ADMITTED).when(greedy).then_refused("rejected_admits_nothing")


@pytest.mark.parametrize(
    ("person", "code"),
    [(None, "decider_unnamed"), (LIAISON_ID, "own_objection"), (CLERK, "had_part_in_it")],
)
def test_nobody_decides_on_his_own_nor_on_what_he_had_part_in(
    person: UUID | None, code: str
) -> None:
    office(ADMITTED).by(Role.EVO, person=person).when(DECIDE).then_refused(code)


@pytest.mark.parametrize(
    ("person", "code"), [(None, "decider_unnamed"), (LIAISON_ID, "own_objection")]
)
def test_nobody_refuses_to_admit_what_is_about_himself(person: UUID | None, code: str) -> None:
    """SYS-18: nobody can ask for the review of a refusal, so that it ends the matter."""
    refuse = RefuseObjection(reason="未提出事实")
    office().by(Role.EVO, person=person).when(refuse).then_refused(code)


def test_who_belongs_to_the_unit_neither_admits_nor_decides_nor_reviews() -> None:
    """SYS-18: the deciders had no part in it."""
    colleague = someone(OFFICER, HERE)
    refuse = RefuseObjection(reason="未提出事实")
    office().looking(colleague).when(refuse).then_refused("own_subject")
    office(ADMITTED).looking(colleague).when(DECIDE).then_refused("own_subject")
    reviewed = office(
        ADMITTED, DECIDED.model_copy(update={"decider": CLERK}), ReviewRequested(grounds="合成")
    )
    leader = reviewed.by(Role.LG, person=OFFICER)
    leader.looking(colleague).when(LAST_WORD).then_refused("own_subject")
    assert leader.looking(someone(OFFICER, THERE)).when(LAST_WORD).facts()


def test_a_member_does_not_decide_about_himself() -> None:
    about = LODGED.model_copy(update={"kind": SubjectKind.MEMBER, "subject": OFFICER})
    itself = given(OBJECTION, about, ADMITTED).by(Role.EVO, person=OFFICER)
    itself.at("2023-02-06 09:00").looking(the_year() | the_notice()).when(DECIDE).then_refused(
        "own_objection"
    )


def test_whoever_lodged_it_asks_once_for_a_review_within_five_working_days() -> None:
    decided = office(ADMITTED, DECIDED).by(LIAISON)
    opened = Elsewhere(NOTICE, ObjectionOpened(objection=STREAM, subject=HERE))
    decided.at("2023-02-13 23:59").when(REVIEW).then(ReviewRequested(grounds="另有验收单"), opened)
    decided.at("2023-02-14 00:00").when(REVIEW).then_refused("review_too_late")
    stranger = replace(LIAISON, person=UUID(int=8))
    decided.by(stranger).when(REVIEW).then_refused("not_your_objection")
    office(ADMITTED).by(LIAISON).when(REVIEW).then_refused("objection_state")
    asked = ReviewRequested(grounds="另有验收单")
    last = ReviewDecided(**dict(LAST_WORD), decider=LEADER.person)
    again = office(ADMITTED, DECIDED, asked, last).by(LIAISON)
    again.when(REVIEW).then_refused("objection_state")


def test_of_a_lead_nobody_asks_for_a_review() -> None:
    lead = LODGED.model_copy(update={"objector": None})
    office_of_it = given(OBJECTION, lead, ADMITTED).by(Role.EVO, person=OFFICER)
    about = office_of_it.at("2023-02-06 09:00").looking(the_year() | the_notice())
    decided, _ = about.when(DECIDE).facts()
    assert decided == DECIDED.model_copy(update={"review_until": None})


def test_the_leading_group_has_the_last_word_by_somebody_else() -> None:
    asked = office(ADMITTED, DECIDED, ReviewRequested(grounds="另有验收单"))
    last = ReviewDecided(**dict(LAST_WORD), decider=LEADER.person)
    asked.by(LEADER).when(LAST_WORD).then(last, settled(upheld=True))
    first_decider = replace(LEADER, person=OFFICER)
    asked.by(first_decider).when(LAST_WORD).then_refused("had_part_in_it")
    office(ADMITTED, DECIDED).by(LEADER).when(LAST_WORD).then_refused("objection_state")
    reviewed = OBJECTION.replay([last], asked.state)
    assert (reviewed.state, reviewed.upheld) == (ObjectionState.REVIEW_DECIDED, True)
    assert not asked.state.upheld  # it is open again
    greedy = LAST_WORD.model_copy(update={"finding": Finding.REJECTED, "admits": (UUID(int=5),)})
    asked.by(LEADER).when(greedy).then_refused("rejected_admits_nothing")


def test_it_is_taken_back_before_it_is_decided_by_whoever_lodged_it() -> None:
    take_back = WithdrawObjection()
    for facts in ((), (ADMITTED,), (ADMITTED, InvestigationBegun())):
        gone = office(*facts).by(LIAISON)
        gone.when(take_back).then(ObjectionWithdrawn(), settled(upheld=False))
    office().by(replace(LIAISON, person=UUID(int=8))).when(take_back).then_refused(
        "not_your_objection"
    )
    office(ADMITTED, DECIDED).by(LIAISON).when(take_back).then_refused("objection_state")
    office(ObjectionWithdrawn()).by(LIAISON).when(take_back).then_nothing()


def test_whom_it_is_about_and_who_lodged_it_may_read_it() -> None:
    concern = OBJECTION.concerns(OBJECTION.replay([LODGED]), None)
    assert (concern.unit, concern.persons, concern.anybody) == (HERE, {LIAISON_ID}, False)
    assert OBJECTION.concerns(OBJECTION.initial, LODGE).anybody
    assert {DecideObjection.who, DecideReview.who} == {
        frozenset({Role.EVO}), frozenset({Role.LG})
    }  # fmt: skip
