"""December 2021: the county as it stands when the year begins, entered command by command."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.body import AppointToPost, Basis, BodyType, EstablishBody, Post, body_ref
from domain.calendar import published_years
from domain.code_lists import published_codes
from domain.grid import (
    AbsorbFormerNet,
    ActivateGrid,
    AppointGridHead,
    AssignGridWorker,
    FormAreaGroup,
    FormerNet,
    FormGridBranch,
    HeadStanding,
    PlanGrid,
    PostGridNotice,
    grid_ref,
)
from domain.kernel import SYSTEM, Actor, Command, Period
from domain.person import RegisterPerson
from domain.roles import Role
from domain.ruleset import AdoptRuleset, DraftRuleset, rulebook_ref, ruleset_of
from domain.unit import AuthoriseSignatory, EnrolUnit, UnitKind
from interfaces.simulation.clock import at
from interfaces.simulation.people import SUFFIX, Somebody
from interfaces.simulation.plan import (
    DESK,
    PROGRAMME_BEGAN,
    TOWN_CODE,
    YEAR,
    CommunityPlan,
    GridPlan,
    Member,
    Plan,
    UnitPlan,
)
from interfaces.simulation.schedule import Asking, Course, approved, does
from interfaces.simulation.settling import DEPARTMENTS

OPENING: Final = at(date(YEAR - 1, 12, 20), 8)
APART: Final = timedelta(seconds=2)
DOCUMENT: Final = "繁党建办〔2021〕{}号" + SUFFIX
NEXT_NOTICE: Final = date(YEAR, 12, 8)  # of the State Council, on the holidays of the year after
CHINESE: Final = "一二三四五六七八九"

BODIES: Final = (
    ("LG", BodyType.LEADING_GROUP, "项目领导组"),
    ("CPBLG", BodyType.COUNTY_PB_LEADING_GROUP, "县委党建工作领导小组"),
    ("COD", BodyType.ORG_DEPT, "县委组织部"),
    ("OWC", BodyType.ORGANS_WORKING_COMMITTEE, "县直工委"),
    ("NPSO", BodyType.NON_PUBLIC_SOCIAL_ORG_COMMITTEE, "县非公经济组织和社会组织工委"),
    (TOWN_CODE, BodyType.TOWN_COMMITTEE, "繁城镇党委"),
    (DESK, BodyType.DEPARTMENT, "便民热线服务台"),
)
OF_A_COMMUNITY: Final = (
    ("", BodyType.COMMUNITY_PARTY_ORG, "党组织"),
    ("-GB", BodyType.GENERAL_BRANCH, "党总支"),
    ("-BPC", BodyType.BIG_PARTY_COMMITTEE, "大党委"),
    ("-RC", BodyType.RESIDENTS_COMMITTEE, "居民委员会"),
    ("-SC", BodyType.SUPERVISION_COMMITTEE, "居务监督委员会"),
    ("-DC", BodyType.DELIBERATION_CENTRE, "共治议事中心"),
    ("-IC", BodyType.INCUBATION_CENTRE, "社会组织孵化中心"),
)


class Opening:
    """Enters everything, one command after the other."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._now, self._documents = plan, OPENING, 0
        self._cod = self._town = self._lg = SYSTEM  # until they are registered

    def course(self) -> Course:
        yield from self._county()
        for community in self._plan.communities:
            yield from self._community(community)
        for community in self._plan.communities:  # whose units may send somebody to any of them
            yield from self._big_committee(community)
        for community in self._plan.communities:
            for unit in community.units:
                yield from self._members(unit)

    def _tick(self) -> datetime:
        self._now += APART
        return self._now

    def _document(self) -> str:
        self._documents += 1
        return DOCUMENT.format(self._documents)

    def _do(self, actor: Actor, command: Command[Any], stream: UUID | None = None) -> Asking:
        return (yield does(self._tick(), actor, command, stream))

    def _approved(
        self, actor: Actor, command: Command[Any], approver: Actor, stream: UUID | None = None
    ) -> Asking:
        step = does(self._tick(), actor, command, stream)
        self._tick()
        return (yield from approved(step, approver, APART))

    def _register(self, who: Somebody, by: Actor, member: Member | None = None) -> Asking:
        receipt = yield from self._do(by, registration_of(who, member))
        who.identity = receipt.stream
        return receipt

    def _county(self) -> Course:
        officers = self._plan.officers
        for who in officers.everybody():
            yield from self._register(who, SYSTEM)
        self._cod, self._town = officers.actor(Role.COD), officers.actor(Role.TOWN)
        self._lg = officers.actor(Role.LG)
        for code, kind, title in BODIES:
            yield from self._establish(code, kind, title)
        for code, (title, duties) in DEPARTMENTS.items():
            yield from self._establish(code, BodyType.DEPARTMENT, title, duties=duties)
        for calendar in published_years()[:2]:
            yield from self._do(self._cod, calendar)
        for add in published_codes(PROGRAMME_BEGAN, "繁组发〔2021〕5号（合成）"):
            yield from self._do(self._cod, add)
        for year in (YEAR, YEAR + 1):
            yield from self._adopt(year)

    def _adopt(self, year: int) -> Course:
        rules, evo = ruleset_of(year), self._plan.officers.actor(Role.EVO)
        yield from self._do(evo, DraftRuleset(ruleset=rules))
        adopt = AdoptRuleset(version=rules.version, document_no=self._document())
        yield from self._do(self._lg, adopt, rulebook_ref().id)

    def _establish(
        self, code: str, kind: BodyType, title: str, community: str | None = None,
        duties: tuple[str, ...] = (),
    ) -> Asking:  # fmt: skip
        command = EstablishBody(
            code=code, type=kind, title=title + SUFFIX, community=community, duties=duties,
            on=PROGRAMME_BEGAN, document_no=self._document(),
        )  # fmt: skip
        return (yield from self._do(self._cod, command))

    def _community(self, plan: CommunityPlan) -> Course:
        code, number, bodies = plan.code, CHINESE[int(plan.code[-1]) - 1], {}
        for suffix, kind, title in OF_A_COMMUNITY:
            name = f"繁城第{number}社区{title}"
            receipt = yield from self._establish(code + suffix, kind, name, code)
            bodies[suffix] = receipt.stream
        yield from self._register(plan.secretary, SYSTEM)
        for worker in plan.workers:
            yield from self._register(worker, SYSTEM)
        yield from self._appoint(bodies[""], plan.secretary, Post.SECRETARY, Basis.ELECTED)
        for role, officer in plan.legal.items():
            yield from self._register(officer, SYSTEM)
            yield from self._appoint(bodies[""], officer, role.post, Basis.SENT_BY_EMPLOYER)
        clerk = Actor(Role.CW, plan.workers[0].id, scopes=plan.scopes)
        for who in (*plan.residents, *plan.volunteers):
            yield from self._register(who, clerk)
        for grid in plan.grids:
            yield from self._grid(plan, grid, clerk)
        yield from self._branches(plan)
        for unit in (*plan.units, *plan.parties):
            yield from self._enrol(plan, unit, clerk)

    def _appoint(
        self, body: UUID, who: Somebody, post: Post, basis: Basis, unit: UUID | None = None
    ) -> Asking:
        command = AppointToPost(
            person=who.id, post=post, basis=basis, period=Period(start=PROGRAMME_BEGAN),
            document_no=self._document(), unit=unit,
        )  # fmt: skip
        return (yield from self._do(self._cod, command, body))

    def _grid(self, plan: CommunityPlan, grid: GridPlan, clerk: Actor) -> Course:
        for who in (grid.worker, *dict.fromkeys((grid.head, *grid.leaders, *grid.branch))):
            yield from self._register(who, clerk)
        planned = PlanGrid(
            code=grid.code, boundary=f"{grid.code}四至见图{SUFFIX}", places=tuple(grid.places),
            on=PROGRAMME_BEGAN,
        )  # fmt: skip
        stream = (yield from self._do(self._town, planned)).stream
        head = AppointGridHead(
            person=grid.head.id, standing=HeadStanding.BACKBONE, on=PROGRAMME_BEGAN,
            document_no=self._document(),
        )  # fmt: skip
        yield from self._approved(plan.cs, head, self._town, stream)
        assign = AssignGridWorker(person=grid.worker.id, on=PROGRAMME_BEGAN)
        yield from self._do(plan.cs, assign, stream)
        yield from self._do(self._town, ActivateGrid(on=PROGRAMME_BEGAN), stream)
        notice = PostGridNotice(
            title=grid.code + SUFFIX, extent=planned.boundary or "", worker=grid.worker.id,
            worker_name=grid.worker.name, worker_phone=grid.worker.phone,
            supervision_phone="0350-5500000", on=PROGRAMME_BEGAN,
        )  # fmt: skip
        yield from self._do(plan.cs, notice, stream)
        for net in (FormerNet.PUBLIC_ORDER, FormerNet.SAFETY, FormerNet.EPIDEMIC):
            yield from self._do(self._town, AbsorbFormerNet(net=net, on=PROGRAMME_BEGAN), stream)
        for place, leader in self._groups(plan, grid):
            form = FormAreaGroup(place=place, leader=leader.id, on=PROGRAMME_BEGAN)
            yield from self._do(grid.gh, form, stream)

    def _groups(self, plan: CommunityPlan, grid: GridPlan) -> Iterator[tuple[str, Somebody]]:
        missing = {place for _, place, _ in groups_missing(plan)}
        for place, leader in zip(grid.places, grid.leaders, strict=True):
            if place.code not in missing:
                yield place.code, leader

    def _branches(self, plan: CommunityPlan) -> Course:
        for grid in plan.grids:
            form = FormGridBranch(
                members=tuple(who.id for who in grid.branch), joint_with=grid.joint_with,
                on=PROGRAMME_BEGAN, document_no=self._document(),
            )  # fmt: skip
            stream = grid_stream(grid)
            yield from self._approved(plan.cs, form, self._town, stream)

    def _enrol(self, plan: CommunityPlan, unit: UnitPlan, clerk: Actor) -> Course:
        yield from self._register(unit.liaison, clerk)
        enrol = EnrolUnit(
            title=unit.title, kind=unit.kind, credit_code=unit.credit_code, community=plan.code,
            in_government_building=unit.obliged and unit.kind is UnitKind.ORGAN,
            big_party_committee=unit.obliged, synthetic=True, on=PROGRAMME_BEGAN,
        )  # fmt: skip
        yield from self._approved(plan.cs, enrol, self._town)
        signs = AuthoriseSignatory(
            person=unit.liaison.id, period=Period(start=PROGRAMME_BEGAN),
            document_no=self._document(),
        )  # fmt: skip
        yield from self._approved(plan.cs, signs, self._town, unit.id)

    def _big_committee(self, plan: CommunityPlan) -> Course:
        body = body_ref(f"{plan.code}-BPC").id
        yield from self._appoint(body, plan.secretary, Post.SECRETARY, Basis.ELECTED)
        for seat in plan.seats:
            if seat.new:
                yield from self._register(seat.who, SYSTEM)
            unit = None if seat.unit is None else seat.unit.id
            yield from self._appoint(body, seat.who, seat.post, seat.basis, unit)

    def _members(self, unit: UnitPlan) -> Course:
        for member in unit.on_roll(date(YEAR, 1, 1)):
            yield from self._register(member.who, unit.actor, member)


def registration_of(who: Somebody, member: Member | None = None) -> RegisterPerson:
    """member: entered with the unit that holds him at first."""
    held = member and (member.before or member.unit)
    return RegisterPerson(
        full_name=who.name,
        phone=who.phone,
        identity_number=who.number,
        residence=who.residence,
        party_member=who.party,
        unit=held.id if held else None,
        unit_since=member.since if member else None,
        synthetic=True,
    )


def groups_missing(plan: CommunityPlan) -> list[tuple[GridPlan, str, Somebody]]:
    """Places whose area Party group is not formed when the year begins; the first so many of them
    get theirs within it. Spread over the grids."""
    by_round = [
        (number, grid, place.code, leader)
        for grid in plan.grids
        for number, (place, leader) in enumerate(
            zip(reversed(grid.places), reversed(grid.leaders), strict=True)
        )
    ]
    by_round.sort(key=lambda entry: entry[0])  # stable: grid by grid within a round
    chosen = by_round[: plan.volumes.groups_missing]
    return [(grid, place, leader) for _, grid, place, leader in chosen]


def grid_stream(grid: GridPlan) -> UUID:
    return grid_ref(grid.code).id
