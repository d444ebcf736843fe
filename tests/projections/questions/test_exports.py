"""Questions of SYS-19: what was delivered when, and which corrections have been."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.assessment import CycleFinalised, CycleOpened, cycle_ref
from domain.export import (
    CorrectionCause,
    ExportCorrected,
    ExportDelivered,
    ExportOrdered,
    ExportPrepared,
    ExportSigned,
    Sizes,
    export_ref,
)
from domain.honour import HonourRevoked, RevocationReason, nomination_ref
from tests.domain.honour.scenario import FILE, TO_APPROVED, UNIT_ID
from tests.projections.questions.asked import Told, asked

DELIVERED, CORRECTIONS = "exports-delivered", "export-corrections"
FIRST, SECOND = export_ref(2022, 1).id, export_ref(2022, 2).id
NOMINATION = nomination_ref("H2", UNIT_ID, 2022).id
SIZES = Sizes(units=96, honours=157, barred_units=7, barred_members=440)
DAY, LATER = date(2023, 1, 28), date(2023, 1, 30)
REVOKED = HonourRevoked(
    reason=RevocationReason.FALSE_RECORDS, effective_on=LATER, decision_no="【合成】决定1号"
)
CAUSE = CorrectionCause.HONOUR_REVOKED


def put_together(known: Told, package: UUID, **about: Any) -> None:
    known.tell(package, ExportOrdered(year=2022, **about), "2023-01-27 09:00")
    known.tell(
        package,
        ExportPrepared(position=len(known.events), digest=FILE, score_version=1, sizes=SIZES),
        "2023-01-27 09:00",
    )


def delivered(known: Told, package: UUID, on: date) -> None:
    known.tell(package, ExportSigned(digest=FILE, document_no="【合成】签1号"), "2023-01-27 10:00")
    known.tell(package, ExportDelivered(on=on), "2023-01-31 09:00")


def told() -> Told:
    known = Told()
    known.tell(cycle_ref(2022).id, CycleOpened(year=2022, ruleset="2022.1"))
    known.tell(cycle_ref(2022).id, CycleFinalised(version=1, minutes="【合成】纪要1号"))
    for fact in TO_APPROVED:
        known.tell(NOMINATION, fact)
    put_together(known, FIRST, number=1)
    return known


def test_what_was_delivered_on_a_day_is_told_with_its_digest_and_position() -> None:
    known = told()
    assert asked(known, DELIVERED, day=DAY) == [], "put together, not delivered"
    delivered(known, FIRST, DAY)
    [row] = asked(known, DELIVERED, day=DAY)
    assert (row.package_no, row.content_hash, row.barred_members) == ("2022-01", FILE, 440)
    assert row.log_position is not None
    assert asked(known, DELIVERED, day=LATER) == []
    assert len(asked(known, DELIVERED)) == 1


def test_a_revocation_that_no_package_holds_is_told_until_one_does() -> None:
    known = told()
    delivered(known, FIRST, DAY)
    assert asked(known, CORRECTIONS) == []
    known.tell(NOMINATION, REVOKED, "2023-01-30 09:00")
    [row] = asked(known, CORRECTIONS)
    assert (row.cause, row.about, row.package_no) == ("HONOUR_REVOKED", NOMINATION, None)
    known.tell(FIRST, ExportCorrected(by=SECOND, cause=CAUSE), "2023-01-30 09:00")
    put_together(known, SECOND, number=2, corrects=FIRST, cause=CAUSE)
    [row] = asked(known, CORRECTIONS)
    assert (row.about, row.package_no, row.delivered_at) == (SECOND, "2022-02", None)
    delivered(known, SECOND, LATER)
    [row] = asked(known, CORRECTIONS)
    assert (row.state, row.delivered_at) == ("DELIVERED", LATER)


def test_scores_finalised_anew_that_no_package_holds_are_told() -> None:
    known = told()
    known.tell(cycle_ref(2022).id, CycleFinalised(version=2, minutes="【合成】纪要2号"))
    [row] = asked(known, CORRECTIONS)
    assert (row.cause, row.package_no) == ("SCORES_REOPENED", None)


def test_an_export_that_the_log_does_not_bear_out_is_found() -> None:
    """SYS-22: the digest recorded is not that of what the log gives."""
    [row] = asked(told(), "exports-rebuilt")
    assert (row.package, row.recorded, row.equal) == (FIRST, FILE, False)
    assert row.rebuilt != FILE
