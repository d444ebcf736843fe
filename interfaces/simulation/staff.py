"""Community workers: 132 in the county, 9 heads, 27 deputies and 96 staff (HANDBOOK 5.1, R-21).

Pay lies between 3,200 and 5,400 yuan; four are below the floor in the first half-year, and the
insurance of one has a gap.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.kernel import Actor
from domain.roles import Role
from domain.workforce import (
    AdoptPaySystem,
    Appraisal,
    AppraiseWorker,
    AssignResponsibility,
    ConfirmWorker,
    CorrectPay,
    GradeWorker,
    Insurance,
    Place,
    PublishIncomeStatistic,
    RecordInsurance,
    RecordPay,
    RecordTraining,
    RecruitWorker,
    RotateWorker,
    WorkerPost,
    community_worker_ref,
    shipped_pay_system,
)
from interfaces.simulation.clock import at
from interfaces.simulation.people import Somebody
from interfaces.simulation.plan import PROGRAMME_BEGAN, YEAR, CommunityPlan, Plan
from interfaces.simulation.schedule import Begun, Course, does

ENTERED: Final = at(date(YEAR - 1, 12, 28), 9)
GRADED_FROM: Final = date(YEAR - 1, 1, 1)  # from which the pay system is in force
DEPUTIES: Final = 3
EVERYBODY, BELOW, GAPS = 132, 4, 1
INCOMES: Final = {  # of the year: yuan, published on; the floors are 3,000, 3,240, 3,300 a month
    YEAR - 2: (30_000, date(YEAR - 1, 2, 22)),
    YEAR - 1: (32_400, date(YEAR, 2, 22)),
    YEAR: (33_000, date(YEAR + 1, 2, 22)),
}
PAID: Final = [date(YEAR, month, 15) for month in range(1, 13)]
PAID_LATER: Final = [date(YEAR + 1, month, 15) for month in range(1, 4)]
YUAN, LOWEST, ENOUGH, A_GRADE, HIGHEST = 100, 3_200, 3_250, 120, 5_400
HALF, GAP, CORRECTED = 6, 7, 3  # months, the first is 0
ROTATES: Final = at(date(YEAR, 7, 4), 10)
TRAINED: Final = (at(date(YEAR, 3, 16), 15), at(date(YEAR, 9, 14), 15))
MISSES_A_TRAINING: Final = 0.08
APPRAISED: Final = at(date(YEAR, 12, 29), 9)
APPRAISALS: Final = {
    Appraisal.EXCELLENT: 15,
    Appraisal.COMPETENT: 80,
    Appraisal.BASICALLY_COMPETENT: 4,
    Appraisal.INCOMPETENT: 1,
}


@dataclass(frozen=True, slots=True)
class Employed:
    """One worker to come. grid: where he works; none: at the window and in the offices."""

    number: int
    who: Somebody
    community: CommunityPlan
    post: WorkerPost
    grid: str | None
    below: bool
    gap: bool
    goes_to: CommunityPlan | None

    def cs(self, moment: datetime) -> Actor:
        """The secretary of the community in which he works then."""
        gone = self.goes_to is not None and moment > ROTATES
        community = self.goes_to if gone and self.goes_to else self.community
        return community.cs


def employed_of(plan: Plan) -> list[Employed]:
    luck = plan.dice("staff")
    people = [entry for community in plan.communities for entry in _of(community)]
    staff = [n for n, (_, _, post, _) in enumerate(people) if post is WorkerPost.STAFF]
    share = len(people) / EVERYBODY
    below = set(luck.sample(staff, max(1, round(BELOW * share))))
    gap = set(luck.sample(staff, max(1, round(GAPS * share))))
    following = dict(_rotating(plan))
    return [
        Employed(
            number, who, community, post, grid, number in below, number in gap, following.get(who)
        )
        for number, (who, community, post, grid) in enumerate(people)
    ]  # fmt: skip


def _of(
    community: CommunityPlan,
) -> Iterator[tuple[Somebody, CommunityPlan, WorkerPost, str | None]]:
    yield community.secretary, community, WorkerPost.HEAD, None
    for place, who in enumerate(community.workers):
        post = WorkerPost.DEPUTY if place < DEPUTIES else WorkerPost.STAFF
        yield who, community, post, None
    for grid in community.grids:
        yield grid.worker, community, WorkerPost.STAFF, grid.code


def courses(plan: Plan) -> Iterator[Begun]:
    yield Begun("pay-standards", ENTERED, _standards(plan))
    for one in employed_of(plan):
        name = f"staff/{one.number}"
        begins = ENTERED + timedelta(hours=1, minutes=one.number)
        yield Begun(name, begins, Career(plan, one, begins).course())
    yield Begun("rotations", ROTATES, _rotations(plan))


def _standards(plan: Plan) -> Course:
    cod = plan.officers.actor(Role.COD)
    system = AdoptPaySystem(system=shipped_pay_system(), document_no="繁组发〔2021〕8号（合成）")
    yield does(ENTERED, cod, system)
    for year, (yuan, published) in INCOMES.items():
        publish = PublishIncomeStatistic(
            year=year, value_fen=yuan * YUAN, published_on=published,
            source=f"{year}年国民经济和社会发展统计公报（合成）",
        )  # fmt: skip
        yield does(max(ENTERED, at(published, 10)) + timedelta(minutes=1), cod, publish)


class Career:
    """How one came, what he was paid, and how he was seen."""

    def __init__(self, plan: Plan, one: Employed, now: datetime) -> None:
        self._plan, self._one, self._now = plan, one, now
        self._luck = plan.dice(f"staff/{one.number}")
        self._since = self._luck.day_in(date(YEAR - 6, 1, 4), date(YEAR - 1, 5, 31))
        band = shipped_pay_system().band(one.post)
        years = YEAR - self._since.year
        self._grade = min(band.highest, band.lowest + years + self._luck.randint(0, 2))

    @property
    def _town(self) -> Actor:
        return self._plan.officers.actor(Role.TOWN)

    def course(self) -> Course:
        one, begun = self._one, max(self._since, PROGRAMME_BEGAN)
        recruit = RecruitWorker(
            person=one.who.id, community=one.community.code, on=self._since,
            recruitment_no=f"繁招〔{self._since.year}〕1号（合成）",
        )  # fmt: skip
        stream = (yield does(self._now, self._town, recruit)).stream
        duty = "网格巡查与入户" if one.grid else "窗口受理与档案"
        assign = AssignResponsibility(text=f"{duty}（合成）", grid=one.grid, on=begun)
        yield does(self._now, one.community.cs, assign, stream)
        grade = GradeWorker(
            post=one.post, grade=self._grade, since=max(self._since, GRADED_FROM),
            document_no="繁组发〔2021〕9号（合成）",
        )  # fmt: skip
        yield does(self._now, self._town, grade, stream)
        yield does(self._now, self._town, ConfirmWorker(on=begun), stream)
        yield from self._year()

    def _year(self) -> Course:
        stream, one = community_worker_ref(self._one.who.id).id, self._one
        for day in PAID:
            yield from self._paid(day)
            for session in (moment for moment in TRAINED if moment.month == day.month):
                if not self._luck.hits(MISSES_A_TRAINING):
                    train = RecordTraining(on=session.date(), hours=8, topic="社区工作者轮训")
                    entered = session + timedelta(days=14)
                    yield does(entered, one.cs(entered), train, stream)
        result = self._luck.drawn(APPRAISALS)
        appraise = AppraiseWorker(year=YEAR, result=result, comment="综合民主测评与平时考核。")
        yield does(APPRAISED, one.cs(APPRAISED), appraise, stream)
        for day in PAID_LATER:
            yield from self._paid(day)

    def _paid(self, on: date) -> Course:
        one, month = self._one, {"year": on.year, "month": on.month}
        stream, now = community_worker_ref(one.who.id).id, at(on, 16)
        now += timedelta(seconds=one.number)
        fen = self._fen(on)
        wrong = one.number == CORRECTED and on == PAID[CORRECTED]
        pay = RecordPay(**month, gross_fen=fen - YUAN if wrong else fen)
        yield does(now, self._town, pay, stream)
        if wrong:
            right = CorrectPay(**month, gross_fen=fen, reason="录入有误。")
            yield does(now + timedelta(hours=1), self._town, right, stream)
        if not (one.gap and on == PAID[GAP]):
            insure = RecordInsurance(**month, kinds=frozenset(Insurance))
            yield does(now + timedelta(hours=2), self._town, insure, stream)

    def _fen(self, on: date) -> int:
        if self._one.below and on in PAID[:HALF]:
            return LOWEST * YUAN
        return min(HIGHEST, ENOUGH + A_GRADE * self._grade) * YUAN


def _rotating(plan: Plan) -> Iterator[tuple[Somebody, CommunityPlan]]:
    """The last of each community's desk goes to the next community: round about, so that every
    one keeps its number."""
    communities = plan.communities
    if len(communities) > 1:
        for place, community in enumerate(communities):
            yield community.workers[-1], communities[(place + 1) % len(communities)]


def _rotations(plan: Plan) -> Course:
    for place, (who, to) in enumerate(_rotating(plan)):
        move = RotateWorker(
            destination=Place(community=to.code), on=ROTATES.date(), text="窗口受理与档案（合成）"
        )
        stream, town = community_worker_ref(who.id).id, plan.officers.actor(Role.TOWN)
        yield does(ROTATES + timedelta(minutes=place), town, move, stream)
