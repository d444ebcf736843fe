"""Titles of the year and what is exported of it: from the nominations to a revocation in March.

HANDBOOK 4.5, 5.2: who is nominated follows from the scores that were published; where none were,
nothing happens.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from domain.agreement import agreement_ref
from domain.assessment import Group, score_book_ref
from domain.honour import (
    ApproveHonour,
    ConferHonour,
    DefineProgramme,
    GroupCount,
    Nominate,
    NominationState,
    Publicise,
    RecordHonourBallot,
    RecordTieVote,
    RefuseHonour,
    RevocationReason,
    RevokeHonour,
    Shortlist,
    complete_score,
    nominated,
    programme_ref,
)
from domain.honour.eligibility import IN_EFFECT
from domain.kernel import Actor, Refused
from domain.notice import DraftNotice, NoticeKind, PostNotice
from domain.registration import member_registration_ref
from domain.roles import Role
from domain.ruleset import SubjectKind, ruleset_2022
from domain.ruleset.document import Honour
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice, at
from interfaces.simulation.plan import YEAR, Plan
from interfaces.simulation.schedule import Begun, Course, approved, does

CONFERRER: Final = "COD"
YEAR_END: Final = date(YEAR, 12, 31)
DEFINED: Final = at(date(YEAR + 1, 1, 16), 9)
NOMINATED: Final = at(date(YEAR + 1, 2, 6), 9)
BALLOTED: Final = at(date(YEAR + 1, 2, 16), 9)  # by the scores that rulings made
SHORTLISTED: Final = at(date(YEAR + 1, 2, 20), 14)
DECIDED: Final = at(date(YEAR + 1, 2, 27), 9)
CONFERRED: Final = at(date(YEAR + 1, 2, 27), 14)
REVOKED: Final = at(date(YEAR + 1, 3, 15), 10)
A_MINUTE: Final = timedelta(minutes=1)
CONSENT: Final = timedelta(hours=20)
# HANDBOOK 5.2: how many are conferred in the whole county, of how many who could be.
OF_THE_COUNTY: Final = {"H1": (102, 2520), "H2": (13, 96), "H3": (4, 24), "H4": (38, 410)}
LATER_REVOKED: Final = ("H1", "H2")
ISSUED: Final = {
    Group.PARTY_DELEGATE: 24,
    Group.PEOPLES_CONGRESS: 30,
    Group.CPPCC_MEMBER: 22,
    Group.SUPERVISION_COMMITTEE: 45,
}
PARTIES: Final = {
    SubjectKind.SOCIAL_ORG: (UnitKind.SOCIAL_ORGANISATION,),
    SubjectKind.MERCHANT: (UnitKind.MERCHANT,),
}
SPARE: Final = 10  # of so many places, one more is nominated
PAPER: Final = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class Nominee(NamedTuple):
    """by: who nominates. fit: by what is published."""

    subject: UUID
    unit: UUID
    community: str
    by: Actor
    total: Decimal
    fit: bool


def courses(plan: Plan) -> Iterator[Begun]:
    for code in OF_THE_COUNTY:
        title = Title(plan, code)
        yield Begun(f"honour-defined/{code}", DEFINED, title.defined())
        yield Begun(f"honour-nominated/{code}", NOMINATED, title.nominations())
        yield Begun(f"honour-balloted/{code}", BALLOTED, title.ballots())
        yield Begun(f"honour-shortlisted/{code}", SHORTLISTED, title.shortlist())
        yield Begun(f"honour-decided/{code}", DECIDED, title.decisions())
        if code in LATER_REVOKED:
            yield Begun(f"honour-revoked/{code}", REVOKED, title.revocation())


class Title:
    """One title of the year, stage by stage; each looks at what the log holds when it begins."""

    def __init__(self, plan: Plan, code: str) -> None:
        self._plan, self._code = plan, code
        self._honour = next(each for each in ruleset_2022().honours if each.code == code)
        self._where = programme_ref(code, YEAR)

    @property
    def _office(self) -> Actor:
        return self._plan.officers.actor(Role.EVO)

    @property
    def _group(self) -> Actor:
        return self._plan.officers.actor(Role.LG)

    @property
    def _conferrer(self) -> Actor:
        return replace(self._plan.officers.actor(Role.COD), body=CONFERRER)

    def defined(self) -> Course:
        define = DefineProgramme(
            code=self._code, year=YEAR, conferring_body=CONFERRER,
            approval_document_no=f"晋评组函〔{YEAR}〕{self._code[1]}号（合成）",
            approved_places=self._honour.max_count,
        )  # fmt: skip
        yield does(DEFINED, self._group, define)

    def nominations(self) -> Course:
        """The best, a few more than will be conferred, and one who is not eligible."""
        everybody = sorted(_scored(self._plan, self._honour), key=_best_first)
        fit = [nominee for nominee in everybody if nominee.fit]
        unfit = [nominee for nominee in everybody if not nominee.fit]
        target = self._target(len(everybody))
        chosen = [*fit[: target + max(1, target // SPARE)], *unfit[:1]]
        for number, nominee in enumerate(chosen):
            nominate = Nominate(
                programme=self._code, year=YEAR, subject=nominee.subject, unit=nominee.unit,
                community=nominee.community, deeds="事迹材料见附件（合成）。",
                consent=PAPER if self._honour.subject is SubjectKind.MEMBER else None,
            )  # fmt: skip
            yield does(NOMINATED + number * A_MINUTE, nominee.by, nominate)

    def ballots(self) -> Course:
        luck = self._plan.dice(f"honours/{self._code}")
        for number, id in enumerate(self._in(NominationState.ELIGIBLE)):
            ballot = RecordHonourBallot(groups=tuple(_counts(luck)))
            yield does(BALLOTED + number * A_MINUTE, self._office, ballot, id)

    def shortlist(self) -> Course:
        if not self._in(NominationState.BALLOTED):
            return
        programme = self._where.id
        try:
            yield does(SHORTLISTED, self._office, Shortlist(), programme)
        except Refused as refusal:
            if refusal.code != "tie_needs_a_vote":
                raise
            order = tuple(self._in(NominationState.BALLOTED))
            vote = RecordTieVote(order=order, minutes_no=f"繁共治领纪〔{YEAR + 1}〕5号（合成）")
            yield does(SHORTLISTED + A_MINUTE, self._group, vote, programme)
            yield does(SHORTLISTED + 2 * A_MINUTE, self._office, Shortlist(), programme)
        draft = DraftNotice(
            kind=NoticeKind.HONOURS, about=programme, year=YEAR,
            title=f"{self._honour.title}拟命名对象公示", places=("各社区公示栏", "县政府网站"),
            content=PAPER,
        )  # fmt: skip
        posted = SHORTLISTED + timedelta(hours=1)
        notice = (yield does(posted, self._office, draft)).stream
        yield does(posted + A_MINUTE, self._office, PostNotice(), notice)
        yield does(posted + 2 * A_MINUTE, self._office, Publicise(notice=notice), programme)

    def decisions(self) -> Course:
        """As many as the county conferred; the others are refused, the worst ranked."""
        hanging = self._in(NominationState.PUBLICISED)
        minutes = f"繁共治领纪〔{YEAR + 1}〕6号（合成）"
        target = self._target(sum(1 for _ in _scored(self._plan, self._honour)))
        for number, id in enumerate(hanging):
            when = DECIDED + number * A_MINUTE
            if number >= target:
                refuse = RefuseHonour(minutes_no=minutes, reason="名额从紧（合成）")
                yield does(when, self._group, refuse, id)
                continue
            yield does(when, self._group, ApproveHonour(minutes_no=minutes), id)
            confer = ConferHonour(
                certificate_no=f"繁共治证{self._code}〔{YEAR + 1}〕{number + 1}号（合成）",
                on=CONFERRED.date(),
            )  # fmt: skip
            yield does(CONFERRED + number * A_MINUTE, self._conferrer, confer, id)

    def revocation(self) -> Course:
        """One holder's records turn out to be false."""
        held = self._in(NominationState.CONFERRED)
        if not held:
            return
        revoke = RevokeHonour(
            reason=RevocationReason.FALSE_RECORDS, effective_on=REVOKED.date(),
            decision_no=f"繁共治领〔{YEAR + 1}〕7号（合成）",
        )  # fmt: skip
        step = does(REVOKED, self._conferrer, revoke, held[0])
        yield from approved(step, self._group, CONSENT)

    def _target(self, everybody: int) -> int:
        conferred, of = OF_THE_COUNTY[self._code]
        return max(1, everybody * conferred // of)

    def _in(self, state: NominationState) -> list[UUID]:
        """The nominations in such a state, the best scores first."""
        found = ((id, self._plan.look(nominated(id))) for id in self._nominations())
        ranked = [(-one.standing.score, str(id), id) for id, one in found if one.state is state]
        return [id for *_, id in sorted(ranked)]

    def _nominations(self) -> tuple[UUID, ...]:
        nominations: tuple[UUID, ...] = self._plan.look(self._where).nominations
        return nominations


def _best_first(nominee: Nominee) -> tuple[Decimal, str]:
    return -nominee.total, str(nominee.subject)


def _scored(plan: Plan, honour: Honour) -> Iterator[Nominee]:
    """Everybody who could have the title and has a complete score."""
    for subject, unit, community, by in _subjects(plan, honour.subject):
        score = complete_score(plan.look(score_book_ref(honour.subject, subject, YEAR)))
        if score is None or score.total is None:
            continue
        fit = score.total >= honour.min_score and not score.bars
        if honour.subject is SubjectKind.UNIT:
            agreement = plan.look(agreement_ref(community, subject, YEAR))
            fit = fit and agreement.state in IN_EFFECT
        yield Nominee(subject, unit, community, by, score.total, fit)


def _subjects(plan: Plan, kind: SubjectKind) -> Iterator[tuple[UUID, UUID, str, Actor]]:
    """With the unit, the community, and who may nominate."""
    if kind is SubjectKind.MEMBER:
        yield from _members(plan)
        return
    for community in plan.communities:
        for unit in (*community.units, *community.parties):
            if unit.kind in PARTIES.get(kind, ()) or (kind is SubjectKind.UNIT and unit.obliged):
                yield unit.id, unit.id, community.code, community.cs


def _members(plan: Plan) -> Iterator[tuple[UUID, UUID, str, Actor]]:
    for member in plan.members:
        unit = member.unit_on(YEAR_END)
        if unit is not None:
            registration = plan.look(member_registration_ref(member.who.id))
            community = registration.registered_on(YEAR_END) or member.community
            yield member.who.id, unit.id, community, unit.actor


def _counts(luck: Dice) -> Iterator[GroupCount]:
    """Nearly everybody returns his paper, most of them an A."""
    for group, issued in ISSUED.items():
        returned = issued - luck.randint(0, 2)
        good, fair = luck.randint(0, returned // 4), luck.randint(0, returned // 8)
        votes = {"A": returned - good - fair, "B": good, "C": fair}
        yield GroupCount(group=group, issued=issued, returned=returned, votes=votes)
