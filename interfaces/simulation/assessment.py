"""The assessment of the made-up year, by the dates of HANDBOOK 4.5 (SYS-16, SYS-18)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from domain.assessment import (
    ComposeAssessorRoll,
    ComputeScores,
    Finalise,
    FreezeCycle,
    OpenCycle,
    PublishProvisional,
    RecordSurvey,
    RuleOnObjection,
    cycle_ref,
)
from domain.notice import ShownField
from domain.objection import objection_ref
from domain.roles import Role
from interfaces.simulation import balloting
from interfaces.simulation.assessors import own_unit_voter, roll_of
from interfaces.simulation.clock import at
from interfaces.simulation.disputing import Dispute, disputes_of
from interfaces.simulation.plan import YEAR, Plan
from interfaces.simulation.schedule import Begun, Course, does
from interfaces.simulation.texts import evidence

NEXT: Final = YEAR + 1
OPENED: Final = at(date(NEXT, 1, 5), 9)
FROZEN: Final = at(date(NEXT, 1, 11), 9)
ROLL: Final = at(date(NEXT, 1, 12), 9)
COMPUTED: Final = at(date(NEXT, 1, 13), 9)
SURVEYED: Final = at(date(NEXT, 1, 18), 16)
COUNTED_IN: Final = at(date(NEXT, 1, 20), 17)
PUBLISHED: Final = at(date(NEXT, 1, 30), 9)
RULED: Final = at(date(NEXT, 2, 15), 9)
FINAL: Final = at(date(NEXT, 2, 20), 9)
CYCLE: Final = cycle_ref(YEAR)


def courses(plan: Plan) -> Iterator[Begun]:
    yield Begun("assessment", OPENED, _cycle(plan))
    yield from balloting.courses(plan)
    disputes = disputes_of(plan)
    for number, dispute in enumerate(disputes):
        lodged = PUBLISHED + timedelta(hours=1 + 3 * number)
        yield Begun(f"objection/{number}", lodged, dispute.course(lodged))
    yield Begun("ruling", RULED, _ruling(plan, disputes))


def _cycle(plan: Plan) -> Course:
    """Scores are computed by the system on the day they are ordered."""
    evo = plan.officers.actor(Role.EVO)
    yield does(OPENED, evo, OpenCycle(year=YEAR))
    yield does(FROZEN, evo, FreezeCycle(), CYCLE.id)
    yield does(ROLL, evo, ComposeAssessorRoll(assessors=tuple(roll_of(plan))), CYCLE.id)
    _note_who_should_stand_aside(plan)
    yield does(COMPUTED, evo, ComputeScores(), CYCLE.id)
    survey = RecordSurvey(
        topic="物业服务专题（合成）", sample=320, findings="受访者认为门禁与路灯修复较快（合成）。"
    )
    yield does(SURVEYED, evo, survey, CYCLE.id)
    yield does(COUNTED_IN, evo, ComputeScores(ballots=True), CYCLE.id)
    publish = PublishProvisional(
        title=f"{YEAR}年度共治成效共评成绩公示（合成）",
        places=("各社区公示栏", "县政府网站"),
        content=evidence("notice", CYCLE.id),
        shows=(ShownField(field="full_name", basis="个人信息保护法第十三条（合成）"),),
    )
    yield does(PUBLISHED, evo, publish, CYCLE.id)


def _ruling(plan: Plan, disputes: list[Dispute]) -> Course:
    """What was upheld is computed anew, and the leading group decides."""
    evo, lg = plan.officers.actor(Role.EVO), plan.officers.actor(Role.LG)
    upheld = tuple(d.id for d in disputes if plan.look(objection_ref(d.id)).upheld)
    yield does(RULED, evo, RuleOnObjection(objections=upheld), CYCLE.id)
    yield does(FINAL, lg, Finalise(minutes=f"繁共治领纪〔{NEXT}〕1号（合成）"), CYCLE.id)


def _note_who_should_stand_aside(plan: Plan) -> None:
    """HANDBOOK 5.5: he votes on his own unit."""
    voter = own_unit_voter(plan)
    if voter is not None:
        about = {"assessor": voter.who.id, "unit": voter.unit.id}
        plan.key.note("assessor_without_recusal", CYCLE.id, **about)
