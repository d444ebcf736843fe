"""Titles of 2022: a unit and a member of it, their scores, and the people around them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.agreement import AGREEMENT, agreement_ref
from domain.assessment import SCORE_BOOK, ScoreRecorded, score_book_ref
from domain.body import BODY, BodyEstablished, BodyType, body_ref
from domain.honour import (
    HONOUR_NOMINATION,
    HONOUR_PROGRAMME,
    EligibilityChecked,
    GroupCount,
    HonourApproved,
    HonourBalloted,
    HonourNominated,
    HonourProgrammeDefined,
    HonourPublicised,
    HonourShortlisted,
    Nominate,
    QuotaBase,
    QuotaFixed,
    RuleResult,
    nomination_ref,
    programme_ref,
)
from domain.kernel import Actor, Event, Ref
from domain.notice import NOTICE, NoticeDrafted, NoticeKind, NoticePosted, notice_ref
from domain.person import PERSON, MemberJoinedUnit, person_ref
from domain.registration import MEMBER_REGISTRATION, member_registration_ref
from domain.roles import Role
from domain.ruleset import RULEBOOK, RulesetAdopted, SubjectKind, rulebook_ref, ruleset_2022
from domain.unit import UNIT, UnitEnrolled, UnitKind, unit_ref
from tests.domain.agreement.scenario import EFFECTIVE, PARTY
from tests.spec import Given, given

UNIT_ID, OTHER_UNIT, ASSOCIATION = PARTY, UUID(int=200), UUID(int=300)
MEMBER_ID, SECRETARY_ID, HEAD_ID = UUID(int=31), UUID(int=11), UUID(int=12)
FILE = "ab" * 32
SECRETARY = Actor(Role.CS, SECRETARY_ID, "FC01", None, ("community:FC01",))
OFFICE = Actor(Role.EVO, UUID(int=20), None, None, ("county",))
GROUP = Actor(Role.LG, UUID(int=21), "LEADING-GROUP", None, ("county",))

ADOPTED = RulesetAdopted(ruleset=ruleset_2022(), document_no="【合成】4号")


def defined(code: str = "H2", **changes: Any) -> HonourProgrammeDefined:
    """As approved for 20 places."""
    honour = next(each for each in ruleset_2022().honours if each.code == code)
    of_registered = honour.quota_pct_of_registered
    fields = {
        "code": code, "year": 2022, "title": honour.title, "subject": honour.subject,
        "min_score": honour.min_score, "quota_percent": of_registered or honour.quota_pct_of_scored,
        "quota_of": QuotaBase.REGISTERED if of_registered else QuotaBase.SCORED,
        "max_count": honour.max_count, "validity_years": 1, "ruleset": "2022.1",
        "conferring_body": "LEADING-GROUP", "approval_document_no": "【合成】批1号",
        "approved_places": 20,
    }  # fmt: skip
    return HonourProgrammeDefined(**{**fields, **changes})


def quota(base: int, percent: int, places: int) -> QuotaFixed:
    return QuotaFixed(base=base, percent=percent, places=places, version=1, position=900)


def score(
    subject: UUID = UNIT_ID, kind: SubjectKind = SubjectKind.UNIT, **changes: Any
) -> ScoreRecorded:
    fields = {
        "kind": kind, "subject": subject, "year": 2022, "version": 1, "ballots": True,
        "total": Decimal("87.55"), "grade": "良好", "objective": Decimal("61.67"),
        "ballot": Decimal("26.38"), "bonus": Decimal(1), "deductions": Decimal("-1.50"),
        "bars": (), "missing": (), "primary": "38/40", "lines": (), "ruleset": "2022.1",
        "position": 900, "digest": FILE,
    }  # fmt: skip
    return ScoreRecorded(**{**fields, **changes})


NOMINATED = HonourNominated(
    programme="H2", year=2022, subject=UNIT_ID, kind=SubjectKind.UNIT, unit=UNIT_ID,
    community="FC01", deeds="合成",
)  # fmt: skip
NOMINATE = Nominate(
    programme="H2", year=2022, subject=UNIT_ID, unit=UNIT_ID, community="FC01", deeds="合成"
)
CHECKED = EligibilityChecked(
    score_version=1, position=900, ruleset="2022.1", score=Decimal("87.55"), min_score=85,
    results=(
        RuleResult(rule="MIN-SCORE", value="87.55", passed=True),
        RuleResult(rule="V-ANY-FALSE", value="CLEAR", passed=True),
        RuleResult(rule="V-ANY-PI", value="CLEAR", passed=True),
        RuleResult(rule="V-ANY-VETO-CERT", value="CLEAR", passed=True),
        RuleResult(rule="V-UNIT-REG80", value="CLEAR", passed=True),
        RuleResult(rule="AGREEMENT", value="2022-04-20", passed=True),
    ),
    eligible=True, ballot=Decimal("26.38"), primary="38/40", deductions=Decimal("-1.50"),
    completed_at=0,
)  # fmt: skip
FAILED = CHECKED.model_copy(update={"eligible": False})


def counts(**more: Any) -> GroupCount:
    fields = {"group": "PARTY_DELEGATE", "issued": 10, "returned": 10, "votes": {"A": 10}}
    return GroupCount(**{**fields, **more})


BALLOTED = HonourBalloted(round=1, groups=(counts(),), void=False, final=True, mean="100")
SHORTLISTED = HonourShortlisted(rank=1, composite="18257/200", places=14)
NOTICE_ID = UUID(int=700)
PUBLICISED = HonourPublicised(notice=NOTICE_ID)
APPROVED = HonourApproved(minutes_no="【合成】纪要1号")
TO_APPROVED = (NOMINATED, CHECKED, BALLOTED, SHORTLISTED, PUBLICISED, APPROVED)


def notice(**changes: Any) -> Any:
    """Posted 20 to 24 February 2023, about the programme of H2."""
    about = programme_ref("H2", 2022).id
    drafted = {
        "kind": NoticeKind.HONOURS, "about": about, "year": 2022, "title": "合成",
        "places": ("公示栏",), "content": FILE,
    }  # fmt: skip
    posted = NoticePosted(
        starts_on=date(2023, 2, 20), ends_on=date(2023, 2, 24), working_days=5, calendar={2023: 1}
    )
    return NOTICE.replay([NoticeDrafted(**{**drafted, **changes}), posted])


def enrolled(id: UUID, kind: UnitKind = UnitKind.ORGAN) -> Any:
    return UNIT.replay(
        [UnitEnrolled(unit=id, title="合成", kind=kind, community="FC01", on=date(2021, 6, 1))]
    )


def member_of(unit: UUID) -> Any:
    return PERSON.replay([MemberJoinedUnit(unit=unit, on=date(2021, 1, 1))])


WORLD: Mapping[Ref[Any], Any] = {
    rulebook_ref(): RULEBOOK.replay([ADOPTED]),
    programme_ref("H2", 2022): HONOUR_PROGRAMME.replay([defined(), quota(96, 15, 14)]),
    programme_ref("H1", 2022): HONOUR_PROGRAMME.replay([defined("H1")]),
    programme_ref("H3", 2022): HONOUR_PROGRAMME.replay([defined("H3")]),
    unit_ref(UNIT_ID): enrolled(UNIT_ID),
    unit_ref(ASSOCIATION): enrolled(ASSOCIATION, UnitKind.SOCIAL_ORGANISATION),
    agreement_ref("FC01", UNIT_ID, 2022): AGREEMENT.replay(EFFECTIVE),
    score_book_ref(SubjectKind.UNIT, UNIT_ID, 2022): SCORE_BOOK.replay([score()]),
    person_ref(SECRETARY_ID): member_of(OTHER_UNIT),
    person_ref(MEMBER_ID): member_of(UNIT_ID),
    member_registration_ref(MEMBER_ID): MEMBER_REGISTRATION.initial,
    notice_ref(NOTICE_ID): notice(),
    body_ref("FC01"): BODY.replay(
        [
            BodyEstablished(
                code="FC01", type=BodyType.COMMUNITY_PARTY_ORG, title="合成", community="FC01",
                on=date(2020, 1, 1), document_no="【合成】1号",
            )
        ]
    ),
    body_ref("LEADING-GROUP"): BODY.replay(
        [
            BodyEstablished(
                code="LEADING-GROUP", type=BodyType.LEADING_GROUP, title="合成",
                on=date(2021, 5, 1), document_no="【合成】2号",
            )
        ]
    ),
}  # fmt: skip


def programme(*facts: Event[Any]) -> Given[Any]:
    """In February of the year after, by the leading group."""
    return given(HONOUR_PROGRAMME, *facts).looking(WORLD).by(GROUP).at("2023-02-10 09:00")


def nomination(*facts: Event[Any]) -> Given[Any]:
    """In February of the year after, by the evaluation office."""
    return given(HONOUR_NOMINATION, *facts).looking(WORLD).by(OFFICE).at("2023-02-10 09:00")


def standing(subject: UUID, *facts: Event[Any]) -> tuple[Ref[Any], Any]:
    """The nomination of a subject for H2, and its state."""
    nominated = NOMINATED.model_copy(update={"subject": subject, "unit": subject})
    ref = nomination_ref("H2", subject, 2022)
    return ref, HONOUR_NOMINATION.replay([nominated, *facts])
