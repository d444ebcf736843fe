"""Questions about agreements and what was promised in them (SYS-04)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from application.recorded import Recorded
from domain.agreement.events import (
    AgreementAmended,
    AgreementReopened,
    CommitmentDropped,
    CommitmentProposed,
    CommitmentRevised,
)
from domain.kernel import Label
from projections.asking import Asked, Parameter, StandingQuestion, percent
from projections.ledgers.agreements import L_AGR, L_COMMIT, AgreementRow, CommitmentRow
from projections.ledgers.people import PERSONS, UNITS
from projections.metrics.facts import enrolled_days
from projections.metrics.spans import holds
from projections.models import Row

SYSTEM: Final = "SYS-04"
SPRING: Final = (4, 1)  # 31 March is the last day in time: AM-12
SIGNED: Final = frozenset({"agreement.signed_by_community", "agreement.signed_by_party"})
CHANGES: Final = frozenset(
    kind.name
    for kind in (
        AgreementAmended,
        AgreementReopened,
        CommitmentProposed,
        CommitmentRevised,
        CommitmentDropped,
    )
)


class WithoutRow(Row, frozen=True, array_like=True, gc=False):
    """state: of the unit's agreement of the year; None: nobody drafted one."""

    unit: UUID
    title: str
    community: str
    agreement: UUID | None
    state: str | None
    effective_on: date | None


def without_agreement(asked: Asked) -> Iterator[WithoutRow]:
    """Member units enrolled on the day, with no agreement in effect then (R-14, AM-12, AM-13)."""
    day = asked.parameters["day"] or date(asked.year, *SPRING)
    by_party: dict[UUID, list[AgreementRow]] = defaultdict(list)
    for row in asked.snapshot.all(L_AGR, year=asked.year):
        by_party[row.party].append(row)
    for unit in asked.snapshot.all(UNITS):
        mine = by_party[unit.unit]
        if not unit.big_party_committee or not holds(enrolled_days(unit), day):
            continue
        if not any(_in_effect(row, day) for row in mine):
            found = mine[-1] if mine else None
            known = (found.agreement, found.state, found.effective_on) if found else (None,) * 3
            yield WithoutRow(unit.unit, unit.title, unit.community, *known)


def _in_effect(row: AgreementRow, day: date) -> bool:
    begun = row.effective_on is not None and row.effective_on <= day
    return begun and (row.ended_on is None or day <= row.ended_on)


class FormRow(Row, frozen=True, array_like=True, gc=False):
    """Weights due by then (EX-09), as in the scores. community: None: the whole county."""

    community: str | None
    form: str
    due: int
    verified: int
    share: str
    percent: str | None


def verified_by_form(asked: Asked) -> Iterator[FormRow]:
    """By the five forms of R-12."""
    due: dict[tuple[str | None, str], int] = defaultdict(int)
    verified: dict[tuple[str | None, str], int] = defaultdict(int)
    for agreement, row in _commitments(asked):
        begun = agreement.effective_on
        if begun is not None and begun <= row.due_on <= asked.day and row.state != "WAIVED":
            for place in (None, agreement.community):
                due[place, row.form] += row.weight
                verified[place, row.form] += row.weight * (row.state == "VERIFIED")
    for (place, form), weight in sorted(due.items(), key=lambda one: (one[0][0] or "", one[0][1])):
        done = verified[place, form]
        yield FormRow(
            place, form, weight, done, f"{done}/{weight}", percent(Fraction(done, weight))
        )


def _commitments(asked: Asked) -> Iterator[tuple[AgreementRow, CommitmentRow]]:
    agreements = {row.agreement: row for row in asked.snapshot.all(L_AGR, year=asked.year)}
    for row in asked.snapshot.all(L_COMMIT):
        if found := agreements.get(row.agreement):
            yield found, row


class VerifierRow(Row, frozen=True, array_like=True, gc=False):
    """verifier_units: who held the two on the day. independent: two people, neither the party's."""

    agreement: UUID
    commitment: UUID
    community: str
    party: UUID
    verified_on: date
    verifier: UUID | None
    co_verifier: UUID | None
    verifier_units: tuple[UUID | None, UUID | None]
    independent: bool


def verifiers(asked: Asked) -> Iterator[VerifierRow]:
    """SYS-04: the verifier is not from the party."""
    members = {row.person: row for row in asked.snapshot.all(PERSONS)}
    for agreement, row in _commitments(asked):
        if row.verified_on is not None:
            both = row.verifier, row.co_verifier
            known = [members.get(each) if each else None for each in both]
            units = [each.unit_on(row.verified_on) if each else None for each in known]
            independent = agreement.party not in units and None not in both and both[0] != both[1]
            yield VerifierRow(
                row.agreement,
                row.commitment,
                agreement.community,
                agreement.party,
                row.verified_on,
                *both,
                (units[0], units[1]),
                independent,
            )


class ChangeRow(Row, frozen=True, array_like=True, gc=False):
    """A change after one side had signed. before, after: the terms of the commitment it is about:
    form, weight and due day; None: there was none, or there is none any more."""

    agreement: UUID
    community: str
    party: UUID
    event: str
    position: int
    recorded_at: datetime
    commitment: UUID | None
    before: tuple[str, int, date] | None
    after: tuple[str, int, date] | None


def changed_after_signature(asked: Asked) -> Iterator[ChangeRow]:
    signed: set[UUID] = set()
    terms: dict[UUID, tuple[str, int, date]] = {}
    for row, recorded in _events(asked):
        if recorded.name in SIGNED:
            signed.add(row.agreement)
        if recorded.name in CHANGES:
            about: UUID | None = getattr(recorded.event, "commitment", None)
            before, after = terms.get(about) if about else None, _terms(recorded.event)
            if about is not None and after is not None:
                terms[about] = after
            if row.agreement in signed:
                when = recorded.position, recorded.recorded_at
                whose = row.agreement, row.community, row.party
                yield ChangeRow(*whose, recorded.name, *when, about, before, after)


def _terms(event: Any) -> tuple[str, int, date] | None:
    found = getattr(event, "terms", None)
    return found and (str(found.form), found.weight, found.due_on)


class PaperRow(Row, frozen=True, array_like=True, gc=False):
    agreement: UUID
    community: str
    party: UUID
    event: str
    position: int
    signed_on: date
    paper_dated_on: date
    days: int


def backdated_paper(asked: Asked) -> Iterator[PaperRow]:
    """Never back-dated: the day of record counts (EX-09), and the paper says another."""
    for row, recorded in _events(asked):
        dated = getattr(recorded.event, "paper_dated_on", None)
        if dated is not None and dated < recorded.event.on:
            on = recorded.event.on
            whose = row.agreement, row.community, row.party
            yield PaperRow(*whose, recorded.name, recorded.position, on, dated, (on - dated).days)


def _events(asked: Asked) -> Iterator[tuple[AgreementRow, Recorded]]:
    """Of the year's agreements, as far as they were known then, in the order of the log."""
    rows = {row.agreement: row for row in asked.snapshot.all(L_AGR, year=asked.year)}
    for recorded in asked.log.histories(rows):
        if recorded.position <= asked.snapshot.position:
            yield rows[recorded.stream], recorded


QUESTIONS: Final = (
    StandingQuestion(
        name="units-without-an-agreement",
        system=SYSTEM,
        title=Label(
            "四月一日哪些成员单位没有生效的协议？",
            "Which member units had no effective agreement on 1 April?",
        ),
        row=WithoutRow,
        rows=without_agreement,
        dated=False,
        parameters={
            "day": Parameter(Label("何日（不填为4月1日）", "On which day; else 1 April"), date)
        },
    ),
    StandingQuestion(
        name="promises-verified-by-form",
        system=SYSTEM,
        title=Label(
            "所承诺的分量按“五联”各核验了多少？",
            "What share of promised weight was verified, by form?",
        ),
        row=FormRow,
        rows=verified_by_form,
    ),
    StandingQuestion(
        name="verifiers-of-promises",
        system=SYSTEM,
        title=Label(
            "由谁核验，核验人是否独立？", "Who verified, and was the verifier independent?"
        ),
        row=VerifierRow,
        rows=verifiers,
        dated=False,
    ),
    StandingQuestion(
        name="agreements-changed-after-signature",
        system=SYSTEM,
        title=Label("签署之后协议有何变动？", "What changed in the agreement after signature?"),
        row=ChangeRow,
        rows=changed_after_signature,
        dated=False,
    ),
    StandingQuestion(
        name="agreements-with-back-dated-paper",
        system=SYSTEM,
        title=Label(
            "哪些协议的纸面日期早于签署之日？",
            "Which agreements bear on paper a date before their signature?",
        ),
        row=PaperRow,
        rows=backdated_paper,
        dated=False,
    ),
)
