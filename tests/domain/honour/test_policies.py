"""What follows from nominations, scores and revocations: SYS-17, P-10."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.assessment import SCORE_BOOK, score_book_ref
from domain.export import (
    EXPORT_PACKAGE,
    CorrectExport,
    CorrectionCause,
    ExportCorrected,
    ExportOrdered,
    ExportPrepared,
    Sizes,
    export_ref,
)
from domain.honour import (
    HONOUR_NOMINATION,
    CheckEligibility,
    HonourRevoked,
    RevocationReason,
    nomination_ref,
)
from domain.kernel import Ref
from domain.notice import NOTICE, DraftNotice, NoticeKind
from domain.policies import POLICIES, Issue, Trigger
from domain.ruleset import SubjectKind
from tests.domain.honour.scenario import FILE, NOMINATED, TO_APPROVED, UNIT_ID, WORLD, score
from tests.spec import moment

NOMINATION = nomination_ref("H2", UNIT_ID, 2022)
CHECKED = [Issue(HONOUR_NOMINATION, NOMINATION.id, CheckEligibility())]
REVOKED = HonourRevoked(
    reason=RevocationReason.FALSE_RECORDS, effective_on=date(2023, 3, 20),
    decision_no="【合成】决定1号",
)  # fmt: skip
ORDERED = ExportOrdered(year=2022, number=1)
PREPARED = ExportPrepared(
    position=900, digest=FILE, score_version=1,
    sizes=Sizes(units=1, honours=1, barred_units=0, barred_members=0),
)  # fmt: skip


def follows(event: Any, states: dict[Ref[Any], Any], stream: UUID = NOMINATION.id) -> list[Any]:
    trigger = Trigger(stream, event, 7, moment("2023-03-20 09:00"))

    def look(ref: Ref[Any]) -> Any:
        return {**WORLD, **states}.get(ref, ref.aggregate.initial)

    return [
        issue
        for policy in POLICIES
        if policy.on is type(event)
        for issue in policy.then(trigger, look)
    ]


def packages(*histories: list[Any]) -> dict[Ref[Any], Any]:
    nominated: Any = HONOUR_NOMINATION.replay(TO_APPROVED)
    found: dict[Ref[Any], Any] = {NOMINATION: nominated}
    for number, facts in enumerate(histories, 1):
        found[export_ref(2022, number)] = EXPORT_PACKAGE.replay(facts)
    return found


def test_a_nominee_is_checked_at_once_if_his_score_is_published() -> None:
    assert follows(NOMINATED, {}) == CHECKED
    book = score_book_ref(SubjectKind.UNIT, UNIT_ID, 2022)
    assert follows(NOMINATED, {book: SCORE_BOOK.initial}) == []


def test_a_new_version_of_a_score_checks_whoever_is_nominated_with_it() -> None:
    known = {NOMINATION: HONOUR_NOMINATION.replay([NOMINATED])}
    second = score(version=2, total=Decimal(70))
    assert follows(second, known) == CHECKED
    assert follows(score(total=None), known) == [], "its ballots are still to come"
    assert follows(second, {}) == [], "nobody is nominated"


def test_a_revocation_corrects_the_newest_package_and_drafts_a_notice() -> None:
    """P-10."""
    correct = CorrectExport(cause=CorrectionCause.HONOUR_REVOKED)
    corrected = ExportCorrected(by=export_ref(2022, 2).id, cause=CorrectionCause.ERROR)
    one = packages([ORDERED, PREPARED])
    two = packages(
        [ORDERED, PREPARED, corrected], [ORDERED.model_copy(update={"number": 2}), PREPARED]
    )
    for states, newest in ((one, 1), (two, 2)):
        [first, second] = follows(REVOKED, states)
        assert first == (EXPORT_PACKAGE, export_ref(2022, newest).id, correct, "export")
        assert second.aggregate is NOTICE
        notice = second.command
        assert isinstance(notice, DraftNotice)
        assert (notice.kind, notice.year) == (NoticeKind.HONOURS, 2022)


def test_a_package_that_is_not_put_together_yet_needs_no_correction() -> None:
    for states in (packages(), packages([ORDERED])):
        [only] = follows(REVOKED, states)
        assert only.aggregate is NOTICE
