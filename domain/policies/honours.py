"""What follows for honours from a nomination, a new score and a revocation (SYS-17, P-10)."""

import hashlib
from collections.abc import Iterator
from typing import Final

from domain.assessment import ScoreRecorded, score_book_ref
from domain.export import (
    CORRECTABLE,
    EXPORT_PACKAGE,
    CorrectExport,
    CorrectionCause,
    export_ref,
)
from domain.honour import (
    HONOUR_NOMINATION,
    CheckEligibility,
    HonourNominated,
    HonourRevoked,
    complete_score,
    nominated,
    nomination_ref,
    programme_ref,
)
from domain.kernel import derived_id
from domain.notice import NOTICE, DraftNotice, NoticeKind
from domain.policies.shapes import Issue, Look, Policy, Trigger
from domain.ruleset import rulebook_ref


def check_nominee(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """At once where a score is published; else when one is."""
    fact = trigger.event
    if complete_score(look(score_book_ref(fact.kind, fact.subject, fact.year))) is not None:
        yield Issue(HONOUR_NOMINATION, trigger.stream, CheckEligibility())


def check_again(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """A new version of a score: of whoever is nominated for one of the titles of its kind."""
    fact = trigger.event
    entry = look(rulebook_ref()).find(fact.ruleset)
    if fact.total is None or entry is None:
        return
    for honour in entry.ruleset.honours:
        nomination = nomination_ref(honour.code, fact.subject, fact.year)
        if honour.subject == fact.kind and look(nomination).state is not None:
            yield Issue(HONOUR_NOMINATION, nomination.id, CheckEligibility())


# P-10: what left is corrected, and what was made public is taken back in public


def correct_export(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """The newest package of the year, if one is put together already."""
    year, number = look(nominated(trigger.stream)).year, 1
    while look(export_ref(year, number + 1)).state is not None:
        number += 1
    newest = export_ref(year, number)
    if look(newest).state in CORRECTABLE:
        command = CorrectExport(cause=CorrectionCause.HONOUR_REVOKED)
        yield Issue(EXPORT_PACKAGE, newest.id, command, part="export")  # one package, not two


def announce_revocation(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """Drafts the notice; the evaluation office posts it."""
    found = look(nominated(trigger.stream))
    programme = programme_ref(found.programme, found.year)
    title = look(programme).title
    text = f"{title}/{found.subject}/{trigger.event.decision_no}/{trigger.event.effective_on}"
    draft = DraftNotice(
        kind=NoticeKind.HONOURS,
        about=programme.id,
        year=found.year,
        title=f"撤销“{title}”称号的公告",
        places=("原公示处",),
        content=hashlib.sha256(text.encode()).hexdigest(),
    )
    yield Issue(NOTICE, derived_id("revocation-notice", trigger.stream), draft)


OF_HONOURS: Final = (
    Policy("SYS-17", HonourNominated, check_nominee),
    Policy("SYS-17", ScoreRecorded, check_again),
    Policy("P-10", HonourRevoked, correct_export),
    Policy("P-10", HonourRevoked, announce_revocation),
)
