"""SYS-20: restriction, impact assessments, breaches, and reads that had no purpose."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import pytest

from domain.access import ACCESS, Medium, ReportUnstatedRead, UnstatedReadFound
from domain.archive import ARCHIVE, Archive, ArchiveKind, archive_ref
from domain.body import BODY, BodyType
from domain.finding.subjects import OF_UNITS
from domain.grid import grid_ref
from domain.kernel import Event, Ref, derived_id
from domain.person import person_ref
from domain.privacy import (
    BREACH,
    IMPACT_ASSESSMENT,
    SUBJECT,
    Breach,
    BreachConfirmationRevoked,
    BreachConfirmed,
    BreachRecorded,
    BreachTold,
    ConfirmBreach,
    ImpactAssessmentRecorded,
    LiftRestriction,
    RecordBreach,
    RecordBreachNotice,
    RecordImpactAssessment,
    RestrictionGround,
    RestrictSubject,
    RevokeConfirmation,
    SubjectRestricted,
    SubjectRestrictionLifted,
)
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.unit import unit_ref
from projections.ledgers.privacy import L_BREACH
from tests.domain.archive.examples import AUNT, FORMS, GRID, LIVE, UNCLE
from tests.domain.world import GRID_CODE, UNIT_A, WITH_BRANCH, enrolled, someone
from tests.projections.facts import recorded
from tests.spec import Given, given

PAPER: Final = "【合成】1号"
RESTRICT: Final = RestrictSubject(
    person=AUNT, ground=RestrictionGround.RETENTION_RUNS, reason="合成", document_no=PAPER
)
RESTRICTED: Final = SubjectRestricted(**RESTRICT.model_dump(exclude={"request"}))
BOOK: Final[Ref[Archive]] = archive_ref(GRID, ArchiveKind.RESIDENT)


def test_somebody_unknown_is_not_restricted() -> None:
    """SYS-20."""
    officer = given(SUBJECT).by(Role.PIO)
    officer.when(RESTRICT).then_refused("no_such_person")
    officer.looking(someone(AUNT)).when(RESTRICT).then(RESTRICTED)
    filed = RESTRICT.model_copy(update={"archive": BOOK.id})
    in_archive = officer.looking({BOOK: ARCHIVE.replay([LIVE])})
    assert in_archive.when(filed).facts()
    unknown = filed.model_copy(update={"person": UNCLE})
    in_archive.when(unknown).then_refused("no_such_person")
    assert person_ref(AUNT) in someone(AUNT)


def test_a_restriction_is_lifted_with_a_document() -> None:
    officer = given(SUBJECT, RESTRICTED).by(Role.PIO).looking(someone(AUNT))
    officer.when(RESTRICT).then_nothing()
    lift, lifted = LiftRestriction(document_no=PAPER), {"person": AUNT, "document_no": PAPER}
    officer.when(lift).then(SubjectRestrictionLifted(**lifted))
    given(SUBJECT).by(Role.PIO).when(lift).then_refused("not_restricted")


def test_the_archive_that_a_restriction_names_later_is_restricted_and_freed_with_him() -> None:
    """PIPL art. 47: a person can be found in an archive after he was restricted."""
    filed = RESTRICT.model_copy(update={"archive": BOOK.id})
    officer = given(SUBJECT, RESTRICTED).by(Role.PIO).looking(someone(AUNT))
    there = SubjectRestricted(**filed.model_dump(exclude={"request"}))
    officer.looking({BOOK: ARCHIVE.replay([LIVE])}).when(filed).then(there)
    known = given(SUBJECT, RESTRICTED, there).by(Role.PIO)
    [lifted] = known.when(LiftRestriction(document_no=PAPER)).facts()
    assert getattr(lifted, "archive") == BOOK.id  # noqa: B009


@pytest.mark.parametrize(
    ("done_on", "kept_until"),
    [(date(2022, 3, 1), date(2025, 3, 1)), (date(2020, 2, 29), date(2023, 3, 1))],
)
def test_an_impact_assessment_is_kept_three_years(done_on: date, kept_until: date) -> None:
    """PIPL art. 56."""
    record = RecordImpactAssessment(
        title="居民档案影响评估", risks="泄露", measures="加密", done_on=done_on, report=FORMS,
        document_no=PAPER,
    )  # fmt: skip
    recorded = ImpactAssessmentRecorded(**dict(record), kept_until=kept_until)
    officer = given(IMPACT_ASSESSMENT).by(Role.PIO)
    officer.when(record).then(recorded)
    officer.at("2020-01-01 10:00").when(record).then_refused("in_the_future")
    given(IMPACT_ASSESSMENT, recorded).when(record).then_refused("assessment_recorded")


HAPPENED: Final = date(2022, 3, 1)
LEAK: Final = RecordBreach(
    happened_on=HAPPENED, found_on=date(2022, 3, 2), about="名单外传", affected=12,
    told_authority_on=date(2022, 3, 3),
)  # fmt: skip
LEAKED: Final = BreachRecorded(**dict(LEAK))
CONFIRM: Final = ConfirmBreach(kind=SubjectKind.UNIT, subject=UNIT_A, document_no=PAPER)
CONFIRMED: Final = BreachConfirmed(**dict(CONFIRM), happened_on=HAPPENED)
REVOKE: Final = RevokeConfirmation(reason="查无实据", document_no=PAPER)


def breach(*facts: Event[Breach]) -> Given[Breach]:
    return given(BREACH, *facts).by(Role.PIO).looking(enrolled(UNIT_A))


def test_a_breach_is_found_and_told_after_it_happened() -> None:
    """PIPL art. 57."""
    breach().when(LEAK).then(LEAKED)
    for name in ("found_on", "told_authority_on", "told_persons_on"):
        early = LEAK.model_copy(update={name: date(2022, 2, 28)})
        breach().when(early).then_refused("found_before_it_happened")
        ahead = LEAK.model_copy(update={name: date(2022, 5, 11)})
        breach().when(ahead).then_refused("in_the_future")
    breach(LEAKED).when(LEAK).then_refused("breach_recorded")


def test_who_is_told_after_it_was_recorded_is_on_record_too() -> None:
    """PIPL art. 57: it goes on record when it is found, and the persons are told afterwards."""
    tell = RecordBreachNotice(told_persons_on=date(2022, 3, 5))
    told = BreachTold(**dict(tell))
    breach(LEAKED).when(tell).then(told)
    breach(LEAKED, told).when(tell).then_nothing()
    state = breach(LEAKED, told).state
    assert (state.authority, state.persons) == (date(2022, 3, 3), date(2022, 3, 5))
    breach(LEAKED).when(RecordBreachNotice()).then_refused("nobody_told")
    breach().when(tell).then_refused("no_such_breach")
    early = RecordBreachNotice(told_authority_on=date(2022, 2, 28))
    breach(LEAKED).when(early).then_refused("found_before_it_happened")
    ahead = RecordBreachNotice(told_authority_on=date(2022, 5, 11))
    breach(LEAKED).when(ahead).then_refused("in_the_future")
    rows = L_BREACH.replay(recorded([LEAKED, told]))
    [row] = rows.values()
    assert (row.told_authority_on, row.told_persons_on) == (date(2022, 3, 3), date(2022, 3, 5))


def test_who_answers_for_it_is_somebody_and_found_once() -> None:
    """V-ANY-PI rests on it: a document, the leading group's consent, one subject."""
    breach(LEAKED).when(CONFIRM).then(CONFIRMED)
    assert ConfirmBreach.approved_by == {Role.LG}
    breach().when(CONFIRM).then_refused("no_such_breach")
    breach(LEAKED, CONFIRMED).when(CONFIRM).then_refused("breach_confirmed")
    stranger = CONFIRM.model_copy(update={"subject": UUID(int=0x999)})
    breach(LEAKED).when(stranger).then_refused("no_such_subject")
    grid = derived_id("grid", GRID_CODE)
    of_grid = CONFIRM.model_copy(update={"kind": SubjectKind.GRID, "subject": grid})
    known: dict[Ref[Any], Any] = {grid_ref(GRID_CODE): WITH_BRANCH}
    assert breach(LEAKED).looking(known).when(of_grid).facts()
    assert unit_ref(UNIT_A) in enrolled(UNIT_A)


@pytest.mark.parametrize("kind", [SubjectKind.MERCHANT, SubjectKind.SOCIAL_ORG])
def test_who_answers_for_it_is_named_as_what_he_is(kind: SubjectKind) -> None:
    """V-ANY-PI: a shop named as a unit would go unbarred as a shop, and the other way round."""
    as_another = CONFIRM.model_copy(update={"kind": kind})
    breach(LEAKED).when(as_another).then_refused("no_such_subject")
    [state] = enrolled(UNIT_A, member_unit=False).values()
    shop = replace(state, kind=OF_UNITS[kind])
    of_shop = breach(LEAKED).looking({unit_ref(UNIT_A): shop})
    assert of_shop.when(as_another).facts()
    of_shop.when(CONFIRM).then_refused("no_such_subject")
    committee = BODY.ref(UUID(int=0xB0))
    there = {committee: replace(BODY.initial, code="FC01-DW", type=BodyType.BIG_PARTY_COMMITTEE)}
    of_body = {"kind": SubjectKind.COMMUNITY, "subject": committee.id}
    wrong = breach(LEAKED).looking(there).when(CONFIRM.model_copy(update=of_body))
    wrong.then_refused("no_such_subject")


def test_a_wrong_finding_is_revoked() -> None:
    told = {"kind": SubjectKind.UNIT, "subject": UNIT_A, "happened_on": HAPPENED}
    breach(LEAKED, CONFIRMED).when(REVOKE).then(BreachConfirmationRevoked(**told, **dict(REVOKE)))
    breach(LEAKED).when(REVOKE).then_refused("breach_not_confirmed")
    breach().when(REVOKE).then_refused("no_such_breach")


def test_a_read_without_purpose_goes_on_record_when_it_is_found() -> None:
    """SYS-07: the programme shows nothing without a purpose; what was seen beside it is found."""
    read = ReportUnstatedRead(
        archive=BOOK.id, entry=AUNT, community="FC01", grid=GRID,
        reader_role=Role.GW, read_at=datetime(2022, 3, 1, tzinfo=UTC), medium=Medium.PAPER,
        note="翻阅纸质档案",
    )  # fmt: skip
    officer = given(ACCESS).by(Role.PIO)
    officer.when(read).then(UnstatedReadFound(**dict(read)))
    officer.at("2022-02-28 10:00").when(read).then_refused("in_the_future")
    assert ACCESS.identify(read) == derived_id("access", AUNT)
