"""Objections to the published scores: some stand and let a late record in, most do not (SYS-18)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.assessment import cycle_ref
from domain.kernel import Actor, Command
from domain.objection import (
    AdmitObjection,
    DecideObjection,
    DecideReview,
    Finding,
    InvestigateObjection,
    LodgeObjection,
    RequestReview,
)
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.vocabulary import ServiceField
from domain.volunteer import ConfirmLateService, Source, SubmitService, volunteer_ref
from interfaces.simulation.clock import at, at_the_office
from interfaces.simulation.county import scaled
from interfaces.simulation.plan import YEAR, Member, Plan
from interfaces.simulation.schedule import Asking, Course, approved, does
from interfaces.simulation.texts import evidence

# HANDBOOK 5.2, of the whole county's 2,520 members.
FINDINGS: Final = {Finding.UPHELD: 9, Finding.PARTLY: 4, Finding.REJECTED: 14}
COUNTY_MEMBERS: Final = 2520
AT_LEAST, REVIEWS_SHARE = 3, 3 / 14  # of the rejected ones
NEW_YEARS_EVE: Final = date(YEAR, 12, 31)
ONE_DAY: Final = timedelta(days=1)


class Dispute:
    """One member's objection, and what comes of it. id: known once it is lodged."""

    def __init__(self, plan: Plan, member: Member, finding: Finding, *, review: bool) -> None:
        self.plan, self.member, self.finding, self.review = plan, member, finding, review
        self._id: UUID | None = None

    @property
    def id(self) -> UUID:
        """KeyError before it is lodged: the plan is wrong then."""
        if self._id is None:
            raise KeyError(self.member.who.name)
        return self._id

    def course(self, lodged: datetime) -> Course:
        evo = self.plan.officers.actor(Role.EVO)
        notice, who = self.plan.look(cycle_ref(YEAR)).notice, self.member.who
        proof = evidence("objection", who.id)
        lodge = LodgeObjection(
            notice=notice, kind=SubjectKind.MEMBER, subject=who.id, line="M2",
            facts="12月31日清晨参加扫雪，有签到表（合成）。", evidence=(proof,),
        )  # fmt: skip
        self._id = (yield does(lodged, self.member.mem, lodge)).stream
        looked = at_the_office(lodged + ONE_DAY)
        yield from self._do(looked, evo, AdmitObjection())
        yield from self._do(looked + timedelta(hours=1), evo, InvestigateObjection())
        admits: tuple[UUID, ...] = ()
        if self.finding is not Finding.REJECTED:
            admits = yield from self._late_service(looked + timedelta(hours=2), proof)
        decided = at_the_office(looked + 3 * ONE_DAY)
        decide = DecideObjection(
            finding=self.finding, reasons="经查签到表与现场照片（合成）。", admits=admits
        )
        yield from self._do(decided, evo, decide)
        if self.review:
            yield from self._reviewed(at_the_office(decided + ONE_DAY))

    def _do(self, moment: datetime, actor: Actor, command: Command[Any]) -> Asking:
        return (yield does(moment, actor, command, self.id))

    def _late_service(self, moment: datetime, proof: str) -> Any:
        """Entered late and confirmed by two; it counts only because the objection admits it."""
        member = self.member
        submit = SubmitService(
            person=member.who.id, community=member.community, start=at(NEW_YEARS_EVE, 6),
            end=at(NEW_YEARS_EVE, 7), field=ServiceField.ENVIRONMENT, source=Source.SELF,
            title="清晨扫雪（合成）", content="清扫单元门前积雪（合成）", evidence=(proof,),
        )  # fmt: skip
        yield does(moment, member.mem, submit)
        confirm = ConfirmLateService(entry=submit.entry, evidence=(proof,))
        book = volunteer_ref(member.who.id, YEAR).id
        step = does(moment + ONE_DAY, self.plan.of(member.community).cs, confirm, book)
        yield from approved(step, self.plan.officers.actor(Role.TOWN), timedelta(hours=2))
        return (submit.entry,)

    def _reviewed(self, moment: datetime) -> Course:
        request = RequestReview(grounds="请再核对当日签到表（合成）。")
        yield from self._do(moment, self.member.mem, request)
        last = DecideReview(finding=Finding.REJECTED, reasons="签到表无其签名（合成）。")
        lg = self.plan.officers.actor(Role.LG)
        yield from self._do(at_the_office(moment + ONE_DAY), lg, last)


def disputes_of(plan: Plan) -> list[Dispute]:
    luck = plan.dice("objections")
    able = [m for m in plan.members if _may_object(m)]
    total = max(AT_LEAST, round(sum(FINDINGS.values()) * plan.profile.members / COUNTY_MEMBERS))
    findings = list(_each(scaled(FINDINGS, min(total, len(able)))))
    reviews = round(findings.count(Finding.REJECTED) * REVIEWS_SHARE)
    disputes = []
    for member, finding in zip(luck.sample(able, len(findings)), findings, strict=True):
        review = finding is Finding.REJECTED and reviews > 0
        reviews -= review
        disputes.append(Dispute(plan, member, finding, review=review))
    return disputes


def _may_object(member: Member) -> bool:
    """Scored, and with a record that nothing else in the plan touches."""
    stays = member.left_on is None and member.withdrawn_on is None and not member.struck
    return stays and member.registered_on is not None and not member.exempt


def _each(findings: dict[Finding, int]) -> Iterator[Finding]:
    for finding, count in findings.items():
        yield from (finding for _ in range(count))
