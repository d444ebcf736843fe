"""Social organisations of the year: 24, of them 9 registered and 15 filed, 5 incubating, 6 without
Party coverage; their projects, and what those they served thought of them (HANDBOOK 5.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.kernel import Actor
from domain.roles import Role
from domain.society import (
    AdmitOrganisation,
    ApplyForIncubation,
    CoverPartyWork,
    DeliverProject,
    FileYearlyReport,
    OrganisationForm,
    PartyCoverage,
    RateProject,
    ReachMilestone,
    RecordForm,
    StartProject,
    Tracks,
    social_organisation_ref,
)
from domain.society.state import Organisation
from domain.unit import UnitKind
from domain.vocabulary import ServiceField
from interfaces.simulation.clock import at, at_the_office
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan, UnitPlan, resident_of
from interfaces.simulation.schedule import Begun, Course, approved, does
from interfaces.simulation.texts import SESSIONS, evidence

ALL, INCUBATING, UNCOVERED = 24, 5, 6
BEGINS: Final = at(date(YEAR, 1, 10), 9)
FORMED: Final = date(YEAR, 1, 6)
COVERED: Final = at(date(YEAR, 2, 14), 10)
REPORTS: Final = 0.88
PROJECTS_MAX, DELIVERS, RATES = 4, 0.85, 0.75
STARS: Final = {5: 62, 4: 26, 3: 8, 2: 3, 1: 1}
TRACKS: Final = Tracks(
    business=("建章立制", "完成首个项目", "自主运营"),
    party_building=("确定党建联系人", "开展主题党日"),
)


@dataclass(frozen=True, slots=True)
class Society:
    """One organisation to come. registered: else filed."""

    number: int
    unit: UnitPlan
    community: CommunityPlan
    registered: bool
    incubating: bool
    covered: bool

    @property
    def stream(self) -> UUID:
        return social_organisation_ref(self.unit.id).id


def societies_of(plan: Plan) -> list[Society]:
    luck = plan.dice("societies")
    found = [
        (unit, community)
        for community in plan.communities
        for unit in community.parties
        if unit.kind is UnitKind.SOCIAL_ORGANISATION
    ]
    filed = [n for n, (unit, _) in enumerate(found) if unit.credit_code is None]
    inside = set(luck.sample(filed, min(len(filed), round(INCUBATING * len(found) / ALL))))
    bare = set(luck.sample(range(len(found)), round(UNCOVERED * len(found) / ALL)))
    return [
        Society(n, unit, community, unit.credit_code is not None, n in inside, n not in bare)
        for n, (unit, community) in enumerate(found)
    ]


def courses(plan: Plan) -> Iterator[Begun]:
    for society in societies_of(plan):
        name = f"society/{society.number}"
        begins = BEGINS + timedelta(hours=society.number)
        yield Begun(name, begins, _year(plan, society, begins))
        luck = plan.dice(f"{name}/projects")
        for number in range(luck.randint(1, PROJECTS_MAX)):
            start = at_the_office(luck.moment_on(luck.day_in(date(YEAR, 3, 1), date(YEAR, 10, 10))))
            project = f"{name}/{number}"
            yield Begun(project, start, _project(plan, society, start, project))


def _year(plan: Plan, society: Society, now: datetime) -> Course:
    town, community = plan.officers.actor(Role.TOWN), society.community
    if society.incubating:
        yield from _incubated(society, now, town)
    form = OrganisationForm.REGISTERED if society.registered else OrganisationForm.FILED
    record = RecordForm(
        unit=society.unit.id, community=community.code, form=form, on=FORMED,
        certificate_no=f"繁社〔2021〕{society.number + 1}号（合成）",
    )  # fmt: skip
    yield does(at_the_office(now + timedelta(days=7)), community.cs, record)
    if society.covered:
        yield does(COVERED, town, _coverage(society), society.stream)
    luck = plan.dice(f"society/{society.number}")
    if luck.hits(REPORTS):
        moment = at_the_office(luck.moment_on(luck.day_in(date(YEAR, 4, 1), date(YEAR, 5, 31))))
        report = FileYearlyReport(year=YEAR, evidence=(evidence("report", society.number),))
        step = does(moment, society.unit.actor, report, society.stream)
        yield from approved(step, community.cs, luck.hours(20))


def _coverage(society: Society) -> CoverPartyWork:
    """The community's general branch jointly, or an instructor from the community."""
    about = {
        "since": COVERED.date(),
        "document_no": f"繁党〔{YEAR}〕{society.number + 1}号（合成）",
    }
    if society.registered:
        body = f"{society.community.code}-GB"
        return CoverPartyWork(kind=PartyCoverage.JOINT, body=body, **about)
    who = society.community.secretary.id
    return CoverPartyWork(kind=PartyCoverage.INSTRUCTOR, instructor=who, **about)


def _incubated(society: Society, now: datetime, town: Actor) -> Course:
    community, stream = society.community, society.stream
    centre = f"{community.code}-IC"
    apply = ApplyForIncubation(unit=society.unit.id, community=community.code)
    yield does(now, society.unit.actor, apply)
    number = f"繁孵〔{YEAR}〕{society.number + 1}号（合成）"
    admit = AdmitOrganisation(centre=centre, agreement_no=number, tracks=TRACKS)
    yield does(at_the_office(now + timedelta(days=3)), town, admit, stream)
    keeper = Actor(Role.CW, community.workers[0].id, centre, scopes=community.scopes)
    for days, (track, titles) in zip((4, 5), TRACKS.by_track().items(), strict=True):
        reached = ReachMilestone(
            track=track,
            milestone=titles[0],
            evidence=(evidence("milestone", stream, track),),
        )
        yield does(at_the_office(now + timedelta(days=days)), keeper, reached, stream)


def _project(plan: Plan, society: Society, start: datetime, name: str) -> Course:
    luck, community, stream = plan.dice(name), society.community, society.stream
    field = luck.choice([each for each in ServiceField if each is not ServiceField.OTHER])
    begin = StartProject(title=f"{SESSIONS[field]}项目", field=field, on=start.date())
    yield does(start, society.unit.actor, begin, stream)
    state: Organisation = plan.look(social_organisation_ref(society.unit.id))
    project = state.projects[-1].id
    if not luck.hits(DELIVERS):
        return
    done = at_the_office(start + timedelta(days=luck.randint(14, 60)))
    served = luck.sample(community.residents, min(len(community.residents), luck.randint(5, 15)))
    deliver = DeliverProject(
        project=project, on=done.date(), beneficiaries=tuple(who.id for who in served),
        evidence=(evidence("project", project),),
    )  # fmt: skip
    yield does(done, community.cs, deliver, stream)
    for number, who in enumerate(served):
        if luck.hits(RATES):
            rate = RateProject(project=project, stars=luck.drawn(STARS))
            yield does(done + timedelta(hours=3 + number), resident_of(who), rate, stream)
