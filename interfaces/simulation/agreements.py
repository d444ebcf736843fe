"""The agreements of the year: drafted, signed in time or late, kept or not (SYS-04)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.agreement import AGREEMENT, agreement_ref
from domain.agreement.drafting import ConfirmNegotiation, DraftAgreement, ProposeCommitment
from domain.agreement.ending import FailCommitment
from domain.agreement.fulfilment import (
    RejectCommitmentReport,
    ReportCommitmentDone,
    StartCommitment,
    VerifyCommitment,
    WaiveCommitment,
)
from domain.agreement.signing import SignAgreement
from domain.agreement.state import Terms, WaiverGround
from domain.kernel import SYSTEM, Actor, Command
from domain.roles import Role
from domain.unit import UnitKind
from domain.vocabulary import FiveForm, FivePurpose
from interfaces.simulation.clock import Dice, at, at_the_office
from interfaces.simulation.county import COMMITMENT_ENDS, COMMITMENTS, SIGNED, scaled, split
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan, UnitPlan
from interfaces.simulation.schedule import Asking, Begun, Course, approved, does
from interfaces.simulation.texts import evidence

SIGNING: Final = {
    "ON_TIME": (date(YEAR, 1, 17), date(YEAR, 3, 29)),
    "LATE": (date(YEAR, 4, 2), date(YEAR, 4, 27)),
    "LATER": (date(YEAR, 5, 6), date(YEAR, 7, 29)),
    "NEVER": (date(YEAR, 3, 1), date(YEAR, 3, 29)),
}
REJECTED_ONCE: Final = 0.05
AFTER_FREEZE: Final = at(date(YEAR + 1, 1, 11), 0, 30)
DELIVERABLES: Final = (
    "党员联管活动",
    "开放会议室",
    "环境整治服务",
    "助老物资",
    "普法讲座",
    "停车位共享",
)
FIRST_DUE, LAST_DUE = timedelta(days=30), date(YEAR, 12, 20)


@dataclass(slots=True, eq=False)
class Pact:
    """One agreement to come. ends: what becomes of each of its commitments.

    dated: what is written on the paper, if that is not the day it was signed (HANDBOOK 5.5).
    """

    number: int
    community: CommunityPlan
    party: UnitPlan
    signed: str
    ends: list[str]
    dated: date | None = None

    @property
    def id(self) -> UUID:
        return agreement_ref(self.community.code, self.party.id, YEAR).id


def pacts_of(plan: Plan) -> list[Pact]:
    luck = plan.dice("agreements")
    parties = [pair for community in plan.communities for pair in _parties(community)]
    signed = [name for name, n in scaled(SIGNED, len(parties)).items() for _ in range(n)]
    luck.shuffle(signed)
    kept = sum(name != "NEVER" for name in signed)
    whole = round(COMMITMENTS * kept / sum(n for name, n in SIGNED.items() if name != "NEVER"))
    ends = [end for end, n in scaled(COMMITMENT_ENDS, whole).items() for _ in range(n)]
    luck.shuffle(ends)
    shares = iter([1 + n for n in split(whole - kept, [luck.random() for _ in range(kept)])])
    pacts = []
    for number, ((community, party), when) in enumerate(zip(parties, signed, strict=True)):
        count = 1 if when == "NEVER" else next(shares)
        mine = [] if when == "NEVER" else [ends.pop() for _ in range(count)]
        pacts.append(Pact(number, community, party, when, mine))
    return pacts


def _parties(community: CommunityPlan) -> Iterator[tuple[CommunityPlan, UnitPlan]]:
    """Units first; of the merchants only some, all other parties."""
    units = community.units[: community.volumes.unit_agreements]
    merchants = [p for p in community.parties if p.kind is UnitKind.MERCHANT]
    others = [p for p in community.parties if p.kind is not UnitKind.MERCHANT]
    chosen = merchants[: community.volumes.merchant_agreements]
    return ((community, party) for party in (*units, *others, *chosen))


class PactCourse:
    def __init__(self, plan: Plan, pact: Pact) -> None:
        self.plan, self.pact, self.luck = plan, pact, plan.dice(f"agreement/{pact.number}")
        first, last = SIGNING[pact.signed]
        self.signing = at_the_office(self.luck.moment_on(self.luck.day_in(first, last), 9 * 60))
        self.now = max(at(date(YEAR, 1, 4), 9), self.signing - self.luck.hours(120))

    def do(self, actor: Actor, command: Command[Any], moment: datetime | None = None) -> Asking:
        self.now = max(self.now, moment or self.now + timedelta(minutes=3))
        return (yield does(self.now, actor, command, self.pact.id))

    def course(self) -> Course:
        pact, cs = self.pact, self.pact.community.cs
        draft = DraftAgreement(
            community=pact.community.code, party=pact.party.id, year=YEAR,
            framework=f"{pact.community.code}共治框架〔{YEAR}〕1号（合成）",
        )  # fmt: skip
        yield does(self.now, cs, draft)
        dues = [self._due() for _ in pact.ends or ("",)]
        for due in dues:
            proposer = cs if self.luck.hits(0.5) else pact.party.actor
            yield from self.do(proposer, ProposeCommitment(terms=_terms(due, self.luck)))
        agreed = ConfirmNegotiation(
            work_priorities=("党建共抓",), projects=("环境整治",), measures=("每季度会商一次",)
        )
        yield from self.do(cs, agreed)
        yield from self.do(cs, SignAgreement(), self.signing)
        if pact.signed == "NEVER":
            return  # the party never signs; the timer lets it lapse
        sign = SignAgreement(paper_dated_on=pact.dated)
        yield from self.do(pact.party.actor, sign, self.signing + timedelta(hours=1))
        if pact.dated is not None:
            self.plan.key.note("backdated_paper", pact.id, paper=pact.dated, signed=self.now.date())

    def _due(self) -> date:
        return self.luck.day_in((self.signing + FIRST_DUE).date(), LAST_DUE)


def _terms(due: date, luck: Dice) -> Terms:
    what = luck.choice(DELIVERABLES)
    return Terms(
        form=luck.choice(tuple(FiveForm)), purpose=luck.choice(tuple(FivePurpose)), title=what,
        deliverable=f"按期完成{what}", weight=luck.randint(1, 5), due_on=due,
    )  # fmt: skip


def _fulfilment(plan: Plan, pact: Pact, place: int, luck: Dice, began: datetime) -> Course:
    """What becomes of one commitment after both have signed."""
    commitments = plan.look(AGREEMENT.ref(pact.id)).commitments
    mine, cs, party = commitments[place], pact.community.cs, pact.party.actor
    due, end = at(mine.terms.due_on, 17), pact.ends[place]
    start = StartCommitment(commitment=mine.id)
    if end == "FAILED":
        if luck.hits(0.5):
            yield does(began + timedelta(days=5), party, start, pact.id)
        return  # nothing more is done; the year's end fails it
    if end == "WAIVED":
        waive = WaiveCommitment(
            commitment=mine.id, ground=WaiverGround.FORCE_MAJEURE, reason="受疫情影响无法实施。"
        )
        step = does(due - timedelta(days=3), cs, waive, pact.id)
        yield from approved(step, plan.officers.actor(Role.TOWN), luck.hours(20))
        return
    yield does(began + (due - began) * luck.uniform(0.1, 0.4), party, start, pact.id)
    done = began + (due - began) * luck.uniform(0.5, 1)
    if end == "UNVERIFIED":
        done = at(date(YEAR, 12, 28), 9) + luck.minutes(0, 600)
    yield from _reported(plan, pact, mine.id, done, luck, verified=end == "VERIFIED")


def _reported(
    plan: Plan, pact: Pact, commitment: UUID, done: datetime, luck: Dice, *, verified: bool
) -> Course:
    cs, party = pact.community.cs, pact.party.actor
    report = ReportCommitmentDone(
        commitment=commitment, evidence=(evidence("commitment", commitment),)
    )
    yield does(done, party, report, pact.id)
    if not verified:
        yield does(AFTER_FREEZE, SYSTEM, FailCommitment(commitment=commitment), pact.id)
        return
    seen = at_the_office(done + luck.hours(40))
    witness = pact.community.supervisor(luck)
    if luck.hits(REJECTED_ONCE):
        reject = RejectCommitmentReport(commitment=commitment, reason="现场与报告不符。")
        yield from approved(does(seen, cs, reject, pact.id), witness, luck.hours(3))
        start = StartCommitment(commitment=commitment)
        yield does(seen + timedelta(days=1), party, start, pact.id)
        yield does(seen + timedelta(days=4), party, report, pact.id)
        seen = at_the_office(seen + timedelta(days=6))
    verify = VerifyCommitment(commitment=commitment)
    yield from approved(does(seen, cs, verify, pact.id), witness, luck.hours(3))


def courses(plan: Plan, pacts: list[Pact]) -> Iterator[Begun]:
    for pact in pacts:
        course = PactCourse(plan, pact)
        yield Begun(f"agreement/{pact.number}", course.now, course.course())
        began = course.signing + timedelta(hours=3)
        for place in range(len(pact.ends)):
            name = f"commitment/{pact.number}/{place}"
            yield Begun(name, began, _fulfilment(plan, pact, place, plan.dice(name), began))
