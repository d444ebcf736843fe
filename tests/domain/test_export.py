"""The package for the county assessment: SYS-19, R-39."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.assessment import CYCLE, CycleExported, CycleFinalised, CycleOpened, cycle_ref
from domain.assessment.state import CycleStatus
from domain.export import (
    EXPORT_PACKAGE,
    AcknowledgeExport,
    CorrectExport,
    CorrectionCause,
    DeliverExport,
    ExportAcknowledged,
    ExportCorrected,
    ExportDelivered,
    ExportOrdered,
    ExportPrepared,
    ExportSigned,
    PrepareExport,
    RecordExport,
    SignExport,
    Sizes,
    export_ref,
)
from domain.kernel import Actor, Elsewhere
from domain.roles import Role
from tests.spec import STREAM, Given, given

DIGEST, OTHER = "ab" * 32, "cd" * 32
SIZES = Sizes(units=96, honours=157, barred_units=7, barred_members=440)
DAY = date(2023, 2, 28)
CYCLE_REF = cycle_ref(2022)
FINAL = CYCLE.replay(
    [
        CycleOpened(year=2022, ruleset="2022.1"),
        CycleFinalised(version=2, minutes="【合成】纪要1号"),
    ]
)
ORDERED = ExportOrdered(year=2022, number=1)
RECORD = RecordExport(position=900, digest=DIGEST, score_version=2, sizes=SIZES)
PREPARED = ExportPrepared(**dict(RECORD))
SIGN = SignExport(digest=DIGEST, document_no="【合成】签1号")
SIGNED = ExportSigned(**dict(SIGN))
DELIVERED, ACKNOWLEDGED = ExportDelivered(on=DAY), ExportAcknowledged(on=DAY)
ALL = (ORDERED, PREPARED, SIGNED, DELIVERED, ACKNOWLEDGED)
CORRECT = CorrectExport(cause=CorrectionCause.HONOUR_REVOKED)
NEXT = export_ref(2022, 2)
CORRECTED = ExportCorrected(by=NEXT.id, cause=CorrectionCause.HONOUR_REVOKED)


def package(*facts: Any, cycle: Any = FINAL) -> Given[Any]:
    looked = given(EXPORT_PACKAGE, *facts).looking({CYCLE_REF: cycle})
    return looked.by(Role.EVO).at("2023-02-28 09:00")


def test_the_first_package_of_a_year_is_ordered_once_the_scores_are_final() -> None:
    package().when(PrepareExport(year=2022)).then(ORDERED)
    package(ORDERED).when(PrepareExport(year=2022)).then_refused("export_exists")
    provisional = replace(FINAL, status=CycleStatus.PROVISIONAL)
    package(cycle=provisional).when(PrepareExport(year=2022)).then_refused("cycle_not_final")


def test_the_system_records_what_the_final_version_gives() -> None:
    """SYS-19: file hash and log position."""
    package(ORDERED).when(RECORD).then(PREPARED)
    package(ORDERED, PREPARED).when(RECORD).then_nothing()
    other = RECORD.model_copy(update={"digest": OTHER})
    package(ORDERED, PREPARED).when(other).then_refused("export_state")
    for cycle in (replace(FINAL, final_version=3), replace(FINAL, status=CycleStatus.REOPENED)):
        package(ORDERED, cycle=cycle).when(RECORD).then_refused("not_the_final_version")


def test_the_leading_group_signs_what_it_looked_at() -> None:
    """PIPL art. 24: a human being confirms it."""
    package(ORDERED, PREPARED).when(SIGN).then(SIGNED)
    assert SignExport.who == {Role.LG}
    other = SIGN.model_copy(update={"digest": OTHER})
    package(ORDERED, PREPARED).when(other).then_refused("another_content")
    package(ORDERED).when(SIGN).then_refused("export_state")
    nobody = package(ORDERED, PREPARED).by(Actor(Role.LG, scopes=("county",)))
    nobody.when(SIGN).then_refused("signatory_unnamed")


def test_nothing_is_delivered_unsigned() -> None:
    deliver = DeliverExport(on=DAY)
    exported = Elsewhere(CYCLE_REF, CycleExported(package=STREAM))
    package(*ALL[:3]).when(deliver).then(DELIVERED, exported)
    for facts in (ALL[:1], ALL[:2]):
        package(*facts).when(deliver).then_refused("export_not_signed")
    package(*ALL).when(deliver).then_refused("export_state")
    tomorrow = DeliverExport(on=date(2023, 3, 1))
    package(*ALL[:3]).when(tomorrow).then_refused("in_the_future")


def test_a_package_of_superseded_scores_is_not_delivered() -> None:
    moved = replace(FINAL, final_version=3)
    package(*ALL[:3], cycle=moved).when(DeliverExport(on=DAY)).then_refused("not_the_final_version")


def test_a_correction_delivered_later_leaves_the_cycle_as_it_is() -> None:
    exported = replace(FINAL, status=CycleStatus.EXPORTED)
    package(*ALL[:3], cycle=exported).when(DeliverExport(on=DAY)).then(DELIVERED)


def test_the_organisation_department_acknowledges_what_was_delivered() -> None:
    acknowledge = AcknowledgeExport(on=DAY)
    package(*ALL[:4]).when(acknowledge).then(ACKNOWLEDGED)
    package(*ALL[:3]).when(acknowledge).then_refused("export_state")
    early = package(*ALL[:4]).at("2023-02-27 09:00")
    early.when(acknowledge).then_refused("in_the_future")
    assert AcknowledgeExport.who == {Role.COD}


@pytest.mark.parametrize("facts", [ALL[:2], ALL[:3], ALL[:4], ALL])
def test_a_correction_is_a_new_package_that_names_the_old(facts: tuple[Any, ...]) -> None:
    """P-10."""
    ordered = ExportOrdered(
        year=2022, number=2, corrects=STREAM, cause=CorrectionCause.HONOUR_REVOKED
    )
    package(*facts).when(CORRECT).then(CORRECTED, Elsewhere(NEXT, ordered))


def test_only_the_newest_package_is_corrected_and_only_once_it_is_there() -> None:
    package(*ALL, CORRECTED).when(CORRECT).then_refused("already_corrected")
    package(ORDERED).when(CORRECT).then_refused("nothing_to_correct")
    package().when(CORRECT).then_refused("nothing_to_correct")
