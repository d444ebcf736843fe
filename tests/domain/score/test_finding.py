"""Findings about subjects of scores: HANDBOOK 4.3, 4.7 (UB3, UD4, CD1, B4, the vetoes)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.case import CaseKind, CaseState, case_ref
from domain.finding import (
    FINDING,
    Finding,
    FindingKind,
    FindingRecorded,
    FindingRevoked,
    Level,
    RecordCommendation,
    RecordFalseRecord,
    RecordUnreportedIncident,
    RegisterVetoCertificate,
    RevokeFinding,
    UpholdComplaint,
)
from domain.kernel import Command, Concern, derived_id
from domain.roles import Role
from domain.ruleset.lines import SubjectKind
from domain.unit import UnitKind, unit_ref
from tests.domain.grid.examples import HEAD, WORKER
from tests.domain.score.world import (
    CLOSED_COMPLAINT,
    COMPLAINT,
    KEEPER,
    LI,
    OFFICER,
    ORGAN,
    SHOP,
    SOCIETY,
    WORLD,
    held_by,
    office,
    signed_for,
)
from tests.spec import Given, given

DAY = date(2022, 4, 1)
COMMUNITY, GRID = derived_id("body", "FC01"), derived_id("grid", "FC01001")
PAPER: dict[str, Any] = {"document_no": "【合成】12号", "facts": "虚报到会（合成）"}
FALSE = RecordFalseRecord(subject_kind=SubjectKind.UNIT, subject=ORGAN, on=DAY, **PAPER)
VETO = RegisterVetoCertificate(
    subject_kind=SubjectKind.UNIT, subject=ORGAN, on=DAY, issued_by="市纪委（合成）", **PAPER
)
COMMENDED = RecordCommendation(
    subject=ORGAN, on=DAY, issued_by="市委（合成）", level=Level.CITY, **PAPER
)
UNREPORTED = RecordUnreportedIncident(subject=COMMUNITY, on=DAY, **PAPER)
UPHELD = UpholdComplaint(subject=SHOP, community="FC01", case=COMPLAINT, **PAPER)
RECORDED = FindingRecorded(
    kind=FindingKind.FALSE_RECORD, subject_kind=SubjectKind.UNIT, subject=ORGAN, community="FC01",
    unit=ORGAN, on=DAY, **PAPER,
)  # fmt: skip


def finding(*facts: Any) -> Given[Finding]:
    return given(FINDING, *facts).looking(WORLD).by(office(Role.COD))


def test_a_false_record_of_a_unit_is_put_on_record_ud4() -> None:
    finding().when(FALSE).then(RECORDED)


@pytest.mark.parametrize(
    ("kind", "subject", "stands"),
    [
        (SubjectKind.MEMBER, LI, {"person": LI}),
        (SubjectKind.COMMUNITY, COMMUNITY, {"community": "FC01"}),
        (SubjectKind.GRID, GRID, {"community": "FC01", "grid": "FC01001"}),
        (SubjectKind.SOCIAL_ORG, SOCIETY, {"community": "FC01", "unit": SOCIETY}),
        (SubjectKind.MERCHANT, SHOP, {"community": "FC01", "unit": SHOP}),
    ],
)
def test_it_says_where_its_subject_stands(
    kind: SubjectKind, subject: UUID, stands: dict[str, Any]
) -> None:
    about = FALSE.model_copy(update={"subject_kind": kind, "subject": subject})
    [fact] = finding().when(about).facts()
    assert isinstance(fact, FindingRecorded)
    found = {name: getattr(fact, name) for name in ("person", "community", "grid", "unit")}
    assert {name: value for name, value in found.items() if value is not None} == stands


@pytest.mark.parametrize("kind", [k for k in SubjectKind if k is not SubjectKind.UNIT])
def test_a_finding_names_a_subject_of_its_kind(kind: SubjectKind) -> None:
    finding().when(FALSE.model_copy(update={"subject_kind": kind})).then_refused("no_such_subject")


@pytest.mark.parametrize("subject", [SOCIETY, SHOP, UUID(int=0x99)])
def test_a_unit_is_a_big_party_committee_unit_am33(subject: UUID) -> None:
    finding().when(FALSE.model_copy(update={"subject": subject})).then_refused("no_such_subject")


def test_another_bodys_department_is_no_community() -> None:
    other = UNREPORTED.model_copy(update={"subject": derived_id("body", "DEPT-HEATING")})
    finding().when(other).then_refused("no_such_subject")


def test_a_document_establishes_a_thing_once() -> None:
    finding(RECORDED).when(FALSE).then_refused("finding_exists")
    revoked = FindingRevoked(reason="x", document_no="【合成】13号")
    finding(RECORDED, revoked).when(FALSE).then_refused("finding_exists")
    ids = {FINDING.identify(command) for command in (FALSE, VETO, COMMENDED)}
    other = FALSE.model_copy(update={"document_no": "【合成】14号"})
    assert len(ids | {FINDING.identify(other)}) == 4


def test_what_is_found_has_happened() -> None:
    finding().at("2022-03-31 18:00").when(FALSE).then_refused("in_the_future")
    assert finding().at("2022-04-01 08:00").when(FALSE).facts()


def test_a_certificate_names_who_issued_it_and_a_commendation_its_level_ub3() -> None:
    [veto] = finding().when(VETO).facts()
    assert isinstance(veto, FindingRecorded)
    assert (veto.kind, veto.issued_by) == (FindingKind.VETO_CERTIFICATE, "市纪委（合成）")
    [praise] = finding().when(COMMENDED).facts()
    assert isinstance(praise, FindingRecorded)
    assert (praise.kind, praise.level) == (FindingKind.COMMENDATION, Level.CITY)


def test_an_unreported_incident_is_a_communitys_cd1() -> None:
    [fact] = finding().by(office(Role.TOWN)).when(UNREPORTED).facts()
    assert isinstance(fact, FindingRecorded)
    assert (fact.kind, fact.community) == (FindingKind.INCIDENT_UNREPORTED, "FC01")


def test_an_upheld_complaint_counts_in_the_year_it_was_made_in_b4() -> None:
    [fact] = finding().by(office(Role.CS)).when(UPHELD).facts()
    assert isinstance(fact, FindingRecorded)
    assert (fact.on, fact.record, fact.unit) == (date(2021, 12, 31), COMPLAINT, SHOP)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": CaseKind.HELP}, {"state": CaseState.FED_BACK}, {"outcome": None},
        {"reported_at": None},
    ],
)  # fmt: skip
def test_only_a_closed_complaint_is_upheld_b4(change: dict[str, Any]) -> None:
    looked = {case_ref(COMPLAINT): replace(CLOSED_COMPLAINT, **change)}
    finding().looking(looked).when(UPHELD).then_refused("not_a_closed_complaint")


def test_a_complaint_is_upheld_once_it_is_archived_too() -> None:
    archived = {case_ref(COMPLAINT): replace(CLOSED_COMPLAINT, state=CaseState.ARCHIVED)}
    assert finding().looking(archived).when(UPHELD).facts()


def test_a_community_upholds_complaints_of_its_own_only() -> None:
    elsewhere = UPHELD.model_copy(update={"community": "FC02"})
    finding().when(elsewhere).then_refused("case_of_another_community")


def test_nobody_finds_anything_about_his_own_unit() -> None:
    of_the_unit = finding().looking(held_by(OFFICER, ORGAN))
    of_the_unit.when(FALSE).then_refused("own_subject")
    finding().by(office(Role.COD, OFFICER, f"unit:{ORGAN}")).when(FALSE).then_refused("own_subject")
    signs = {unit_ref(SHOP): signed_for(SHOP, UnitKind.MERCHANT, OFFICER)}
    finding().looking(signs).when(UPHELD).then_refused("own_subject")


def test_nobody_consents_to_a_finding_about_his_own_unit() -> None:
    consenting = finding().looking(held_by(KEEPER, ORGAN)).approved_by(office(Role.LG, KEEPER))
    consenting.when(FALSE).then_refused("own_subject")
    assert finding().approved_by(office(Role.LG, KEEPER)).when(FALSE).facts()


@pytest.mark.parametrize("person", [HEAD, WORKER])
def test_nobody_finds_anything_about_his_own_grid(person: UUID) -> None:
    about = FALSE.model_copy(update={"subject_kind": SubjectKind.GRID, "subject": GRID})
    finding().by(office(Role.TOWN, person)).when(about).then_refused("own_subject")


def test_nobody_finds_anything_about_himself() -> None:
    about = FALSE.model_copy(update={"subject_kind": SubjectKind.MEMBER, "subject": LI})
    finding().by(office(Role.TOWN, LI)).when(about).then_refused("own_subject")


def test_a_finding_is_revoked_once() -> None:
    revoke = RevokeFinding(reason="复查不实（合成）", document_no="【合成】13号")
    revoked = FindingRevoked(**dict(revoke))
    finding(RECORDED).when(revoke).then(revoked)
    finding(RECORDED, revoked).when(revoke).then_refused("finding_revoked")
    finding().when(revoke).then_refused("no_such_finding")


def test_what_is_said_of_a_member_is_sealed_for_him() -> None:
    about = FALSE.model_copy(update={"subject_kind": SubjectKind.MEMBER, "subject": LI})
    [fact] = finding().when(about).facts()
    assert isinstance(fact, FindingRecorded)
    revoke = RevokeFinding(reason="复查不实（合成）", document_no="【合成】13号")
    [revoked] = finding(fact).when(revoke).facts()
    assert (fact.sealed_for, getattr(fact, "person"), getattr(revoked, "person")) == (  # noqa: B009
        "person", LI, LI,
    )  # fmt: skip


def test_it_concerns_where_its_subject_stands() -> None:
    of_unit = FINDING.concerns(FINDING.replay([RECORDED]), None)
    assert of_unit == Concern(community="FC01", unit=ORGAN)
    assert FINDING.concerns(FINDING.initial, UPHELD).community == "FC01"
    about = FALSE.model_copy(update={"subject_kind": SubjectKind.MEMBER, "subject": LI})
    [fact] = finding().when(about).facts()
    assert isinstance(fact, FindingRecorded)
    assert FINDING.concerns(FINDING.replay([fact]), None).persons == {LI}


@pytest.mark.parametrize(
    ("command", "who", "consent"),
    [
        (RecordFalseRecord, {Role.TOWN, Role.COD, Role.EVO}, {Role.LG}),
        (RegisterVetoCertificate, {Role.COD, Role.EVO}, {Role.LG}),
        (RecordCommendation, {Role.COD}, {Role.LG}),
        (RecordUnreportedIncident, {Role.TOWN, Role.COD}, {Role.LG}),
        (UpholdComplaint, {Role.CS}, {Role.TOWN}),
        (RevokeFinding, {Role.TOWN, Role.COD, Role.EVO}, {Role.LG}),
    ],
)
def test_each_kind_has_its_office_and_its_consent(
    command: type[Command[Finding]], who: set[Role], consent: set[Role]
) -> None:
    assert (command.who, command.approved_by) == (who, consent)
