"""Facts of the assessment of 2022, and the small county around it."""

from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from domain.assessment import (
    CYCLE,
    Assessor,
    AssessorRollFixed,
    CycleFinalised,
    CycleFrozen,
    CycleOpened,
    Group,
    ProvisionalPublished,
    ScoresComputed,
    ScoresOrdered,
    cycle_ref,
)
from domain.assessment.ballots import BallotOpened, Issued, Paper
from domain.assessment.rounds import BALLOT_ROUND, round_ref
from domain.body import BODY, Basis, BodyEstablished, BodyType, Post, PostAppointed
from domain.community import big_party_committee_ref
from domain.kernel import Actor, Period, Ref, derived_id
from domain.notice import NOTICE, NoticeDrafted, NoticeKind, NoticePosted, notice_ref
from domain.person import PERSON, PartyKind, PersonRegistered, Residence, person_ref
from domain.roles import Role
from domain.ruleset import RULEBOOK, RulesetAdopted, SubjectKind, rulebook_ref
from domain.unit import UNIT, UnitEnrolled, UnitKind, unit_ref
from tests.domain.rulesets import ADOPT, RULES
from tests.domain.world import calendars

ANNA, BO, CARA, DING = (UUID(int=n) for n in range(0x71, 0x75))
HERE, THERE = UUID(int=0x81), UUID(int=0x82)  # units of FC01 and FC02
NOTICE_ID, FILE = UUID(int=0x91), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
OFFICE: Final = Actor(Role.EVO, UUID(int=0xE0), scopes=("county",))
MORNING_AFTER = "2023-01-11 09:00"
SLIP, OTHER_SLIP = "slip-0000-0001", "slip-0000-0002"

OPENED = CycleOpened(year=2022, ruleset="2022.1")
FROZEN = CycleFrozen(as_known_at=RULES.cutoffs.record_freeze.at)
ORDERED = ScoresOrdered(version=1, ballots=False)
COMPUTED = ScoresComputed(version=1, ballots=False, position=99, count=3, digest=FILE)
COMPLETE = COMPUTED.model_copy(update={"ballots": True})
PUBLISHED = ProvisionalPublished(version=1, notice=NOTICE_ID)
FINAL = CycleFinalised(version=1, minutes="【合成】纪1号")
ROLL = AssessorRollFixed(
    assessors=(
        Assessor(person=ANNA, group=Group.PARTY_DELEGATE, area="FC01"),
        Assessor(person=BO, group=Group.PARTY_DELEGATE),
        Assessor(person=CARA, group=Group.SUPERVISION_COMMITTEE, area="FC02"),
    )
)
DRAFTED = NoticeDrafted(
    kind=NoticeKind.SCORES, about=cycle_ref(2022).id, year=2022, title="公示（合成）",
    places=("社区公示栏",), content=FILE,
)  # fmt: skip
POSTED = NoticePosted(
    starts_on=date(2023, 1, 30), ends_on=date(2023, 2, 3), working_days=5, calendar={2023: 1}
)
UNTIL_NOW = (OPENED, FROZEN, ORDERED, COMPUTED, ROLL)


def rulebook() -> dict[Ref[Any], Any]:
    adopted = RulesetAdopted(ruleset=RULES, document_no=ADOPT.document_no)
    return {rulebook_ref(): RULEBOOK.replay([adopted])}


def the_year() -> dict[Ref[Any], Any]:
    """Rules and calendars."""
    return rulebook() | calendars()


def the_notice(*more: Any) -> dict[Ref[Any], Any]:
    return {notice_ref(NOTICE_ID): NOTICE.replay([DRAFTED, POSTED, *more])}


def the_cycle(*facts: Any) -> dict[Ref[Any], Any]:
    return {cycle_ref(2022): CYCLE.replay(facts)}


def persons(*ids: UUID) -> dict[Ref[Any], Any]:
    return {
        person_ref(id): PERSON.replay(
            [
                PersonRegistered(
                    person=id,
                    full_name="【合成】",
                    residence=Residence(),
                    party_member=PartyKind.NONE,
                    synthetic=True,
                )
            ]
        )
        for id in ids
    }


def units() -> dict[Ref[Any], Any]:
    """One in FC01 and one in FC02, both in their Big Party Committees."""
    return {
        unit_ref(id): UNIT.replay(
            [
                UnitEnrolled(
                    unit=id,
                    title="甲局（合成）",
                    kind=UnitKind.ORGAN,
                    community=community,
                    big_party_committee=True,
                    synthetic=True,
                    on=date(2022, 1, 4),
                )
            ]
        )
        for id, community in ((HERE, "FC01"), (THERE, "FC02"))
    }


def committees(*holders: UUID) -> dict[Ref[Any], Any]:
    """The Big Party Committees of FC01, where these hold posts, and of FC02."""
    states = {}
    for community in ("FC01", "FC02"):
        body = BodyEstablished(
            code=f"{community}-BPC", type=BodyType.BIG_PARTY_COMMITTEE, title="大党委（合成）",
            community=community, on=date(2021, 6, 1), document_no="【合成】1号",
        )  # fmt: skip
        posts = [
            PostAppointed(
                appointment=derived_id("test", who),
                person=who,
                post=Post.PART_TIME_MEMBER,
                basis=Basis.UNIT_LOCATED,
                period=Period(start=date(2022, 3, 1)),
                document_no="【合成】2号",
            )
            for who in holders
            if community == "FC01"
        ]
        states[big_party_committee_ref(community)] = BODY.replay([body, *posts])
    return states


def digest(slip: str) -> str:
    return sha256(slip.encode()).hexdigest()


ROUND = round_ref(2022, SubjectKind.UNIT, None)
TWO_PAPERS = BallotOpened(
    year=2022, kind=SubjectKind.UNIT, number=1, ruleset="2022.1", subjects=(HERE, THERE),
    issued=(
        Issued(person=ANNA, group=Group.PARTY_DELEGATE),
        Issued(person=BO, group=Group.PARTY_DELEGATE),
    ),
    papers=(
        Paper(slip=digest(SLIP), group=Group.PARTY_DELEGATE),
        Paper(slip=digest(OTHER_SLIP), group=Group.PARTY_DELEGATE, without=(HERE,)),
    ),
)  # fmt: skip


def the_round(*more: Any) -> dict[Ref[Any], Any]:
    return {ROUND: BALLOT_ROUND.replay([TWO_PAPERS, *more])}
