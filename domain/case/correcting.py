"""Putting right what was recorded; what stood before stays in the log."""

from dataclasses import replace
from typing import Any

from domain.case.clock import Rules, missed, read_rules
from domain.case.deadlines import DeadlineRecomputed
from domain.case.facts import Code, SealedFact, when, whose
from domain.case.report import must_be_active_grid
from domain.case.state import OPEN, RUNNING, Case, must_be
from domain.case.terms import (
    CATEGORIES,
    CaseKind,
    CaseState,
    Category,
    RecomputeCause,
    Urgency,
)
from domain.case.triage import must_be_in_use
from domain.codes import code_list_ref
from domain.grid import grid_ref
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    SealedText,
    Value,
)
from domain.roles import Role
from domain.vocabulary import GridCode, Moment

TRIAGED = (*sorted(OPEN - {CaseState.REPORTED}), CaseState.CLOSED)


class Classification(Value):
    kind: CaseKind | None = None
    category: Category | None = None
    subcategory: Code | None = None
    urgency: Urgency | None = None
    law_enforcement: bool = False


def classification(state: Case) -> Classification:
    return Classification(
        kind=state.kind,
        category=state.category,
        subcategory=state.subcategory,
        urgency=state.urgency,
        law_enforcement=state.law_enforcement,
    )


class CaseRecategorised(SealedFact, name="case.recategorised"):
    """overdue: its due time had passed before, which an auditor will ask about."""

    before: Classification
    after: Classification
    overdue: bool
    reason: SealedText

    def apply(self, state: Case) -> Case:
        return replace(state, **dict(self.after))


class CaseCorrected(SealedFact, name="case.corrected"):
    """The new values, None where nothing changed; what may stand in clear also as it was."""

    title: SealedText | None = None
    text: SealedText | None = None
    address: SealedText | None = None
    contact: SealedText | None = None
    grid: GridCode | None = None
    grid_was: GridCode | None = None
    confidential: bool | None = None
    confidential_was: bool | None = None
    needs_reply: bool | None = None
    needs_reply_was: bool | None = None
    reason: SealedText

    def apply(self, state: Case) -> Case:
        given = {
            name: value
            for name in ("grid", "confidential", "needs_reply")
            if (value := getattr(self, name)) is not None
        }
        return replace(
            state,
            located=state.located or self.grid is not None or self.address is not None,
            described=state.described or self.text is not None,
            has_contact=state.has_contact or self.contact is not None,
            reachable=state.reachable or self.contact is not None,
            **given,
        )


class Recategorise(
    Command[Case], verb="recategorise", label=Label("重新分类", "Recategorise"), who=(Role.CW,)
):
    """Gives it another kind, category or urgency; the old ones are kept.

    Another urgency resets the due time while it runs: a longer limit counts from the first day
    but never cures a deadline already missed, a shorter one counts from now. law_enforcement
    left out: as it was.
    """

    kind: CaseKind
    category: Category
    subcategory: Code | None = None
    urgency: Urgency
    law_enforcement: bool | None = None
    reason: PrivateText

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context, state)
        yield code_list_ref(CATEGORIES)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *TRIAGED)
        before, kept = classification(state), self.law_enforcement is None
        after = Classification(
            kind=self.kind,
            category=self.category,
            subcategory=self.subcategory,
            urgency=self.urgency,
            law_enforcement=before.law_enforcement if kept else bool(self.law_enforcement),
        )
        if before == after:
            return
        if self.category is not state.category:
            must_be_in_use(self.category, context)
        yield CaseRecategorised(
            before=before,
            after=after,
            overdue=state.overdue or missed(state, state.handled_at or context.now),
            reason=self.reason,
            **whose(state, context),
        )
        if before.urgency is not after.urgency:
            yield from self._recomputed(state, context)

    def _recomputed(self, state: Case, context: Context) -> Outcome:
        clock = state.clock
        if state.state not in RUNNING or clock is None or clock.limit is None:
            return
        if missed(state, context.now):
            return
        rules = Rules.of(context, state)
        limit = rules.handling(self.urgency)
        fields = rules.clock_fields(clock.started_at, limit, clock.added_days)
        if fields["due_at"] < clock.due_at:
            fields = rules.clock_fields(context.at, limit)
        if fields["due_at"] < clock.due_at or fields["started_at"] == clock.started_at:
            yield DeadlineRecomputed(
                cause=RecomputeCause.RECATEGORISED,
                before=clock.due_at,
                first_contact_due_at=self._first_contact(state, rules, context),
                **fields,
                **when(context),
            )

    def _first_contact(self, state: Case, rules: Rules, context: Context) -> Moment | None:
        """When the reporter must be spoken to now; None: as before."""
        due_at = state.first_contact_due_at
        if state.first_contact_at is not None or due_at is None or context.now > due_at:
            return None
        start = state.clock.started_at if state.clock else context.at
        longer = rules.first_contact_due(start, self.urgency)
        anew = rules.first_contact_due(context.at, self.urgency)
        return longer if longer >= due_at else min(due_at, anew)


class CorrectCase(Command[Case], verb="correct", label=Label("更正", "Correct"), who=(Role.CW,)):
    """Puts right what was written down wrongly, saying why; a field left out stays as it is."""

    title: PrivateLine | None = None
    text: PrivateText | None = None
    address: PrivateLine | None = None
    contact: PrivateLine | None = None
    grid: GridCode | None = None
    confidential: bool | None = None
    needs_reply: bool | None = None
    reason: PrivateText

    def reads(self, state: Case, context: Context) -> Reads:
        if self.grid is not None:
            yield grid_ref(self.grid)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *(set(CaseState) - {CaseState.ARCHIVED}))
        must_be_active_grid(self.grid, state.community, context)
        changed = self._changed(state)
        if changed:
            yield CaseCorrected(**changed, reason=self.reason, **whose(state, context))

    def _changed(self, state: Case) -> dict[str, Any]:
        """Sealed text cannot be compared, so it always counts as changed."""
        changed: dict[str, Any] = {
            name: value
            for name in ("title", "text", "address", "contact")
            if (value := getattr(self, name)) is not None
        }
        for name in ("grid", "confidential", "needs_reply"):
            value, was = getattr(self, name), getattr(state, name)
            if value is not None and value != was:
                changed |= {name: value, f"{name}_was": was}
        return changed
