"""Paid and insured: gross pay by month, in fen, and social insurance (R-21)."""

from dataclasses import replace
from uuid import UUID

from domain.calendar import Year
from domain.kernel import (
    Command,
    Context,
    Event,
    Fen,
    Label,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.roles import Role
from domain.workforce.pay_system import pay_standards_ref
from domain.workforce.state import Worker
from domain.workforce.terms import Insurance, Month, employed_in, month_days


class PayRecorded(Event[Worker], name="community_worker.pay_recorded"):
    """gross_fen: due for the month, the employer's social insurance left out (AM-19).

    table_fen: what the pay table gives for his grade; None: no grade yet, or no table.
    """

    year: Year
    month: Month
    gross_fen: Fen
    table_fen: Fen | None = None

    def apply(self, state: Worker) -> Worker:
        return state.with_pay(self.year, self.month, self.gross_fen)


class PayCorrected(Event[Worker], name="community_worker.pay_corrected", sealed_for="person"):
    person: UUID
    year: Year
    month: Month
    before_fen: Fen
    gross_fen: Fen
    reason: SealedText

    def apply(self, state: Worker) -> Worker:
        return state.with_pay(self.year, self.month, self.gross_fen)


class SocialInsurancePaid(Event[Worker], name="community_worker.insurance_paid"):
    """kinds: those paid now; a month may be paid in parts."""

    year: Year
    month: Month
    kinds: tuple[Insurance, ...]

    def apply(self, state: Worker) -> Worker:
        key = (self.year, self.month)
        kinds = state.insured_in(*key) | frozenset(self.kinds)
        others = (each for each in state.insured if each[:2] != key)
        return replace(state, insured=(*others, (*key, kinds)))


class _OfMonth(Command[Worker]):
    year: Year
    month: Month

    def must_be_due(self, state: Worker, context: Context) -> None:
        """A month that has begun, in which he was employed."""
        first, _ = month_days(self.year, self.month)
        require(
            first <= context.today,
            "in_the_future",
            f"{self.year}年{self.month}月尚未到来，不能登记。",
            f"{first:%Y-%m} has not come yet; record it then.",
        )
        require(
            employed_in(state.spells, self.year, self.month),
            "not_employed_then",
            f"此人{self.year}年{self.month}月不是社区工作者，请核对月份。",
            f"This person was no community worker in {first:%Y-%m}; check the month.",
        )


class RecordPay(
    _OfMonth, verb="record-pay", label=Label("登记工资", "Record pay"), who=(Role.TOWN,)
):
    """The gross pay due for a month, in fen; once a month."""

    gross_fen: Fen

    def reads(self, state: Worker, context: Context) -> Reads:
        yield pay_standards_ref()

    def decide(self, state: Worker, context: Context) -> Outcome:
        self.must_be_due(state, context)
        require(
            state.paid(self.year, self.month) is None,
            "pay_recorded",
            "该月工资已登记，如有误请办理更正。",
            "The pay of this month is on record; correct it if it is wrong.",
        )
        yield PayRecorded(**dict(self), table_fen=self._by_the_table(state, context))

    def _by_the_table(self, state: Worker, context: Context) -> int | None:
        _, last = month_days(self.year, self.month)
        system = context.look(pay_standards_ref()).in_force(last)
        if state.grading is None or not system.monthly:
            return None
        return system.monthly[state.grading.grade - 1]


class CorrectPay(
    _OfMonth, verb="correct-pay", label=Label("更正工资", "Correct pay"), who=(Role.TOWN,)
):
    """Another amount for a month on record: it was entered wrongly, or paid up."""

    gross_fen: Fen
    reason: PrivateText

    def decide(self, state: Worker, context: Context) -> Outcome:
        before = state.paid(self.year, self.month)
        require(
            before is not None,
            "pay_not_recorded",
            "该月工资尚未登记，请先登记。",
            "The pay of this month is not on record; record it first.",
        )
        if before is not None and before != self.gross_fen:
            assert state.person is not None  # noqa: S101 - who was paid is somebody
            yield PayCorrected(person=state.person, **dict(self), before_fen=before)


class RecordInsurance(
    _OfMonth, verb="record-insurance", label=Label("登记社保缴纳", "Record social insurance"),
    who=(Role.TOWN,),
):  # fmt: skip
    """Social insurance paid for a month (R-21); what was not paid yet may follow."""

    kinds: frozenset[Insurance]

    def decide(self, state: Worker, context: Context) -> Outcome:
        self.must_be_due(state, context)
        fresh = self.kinds - state.insured_in(self.year, self.month)
        if fresh:
            kinds = tuple(kind for kind in Insurance if kind in fresh)
            yield SocialInsurancePaid(year=self.year, month=self.month, kinds=kinds)
