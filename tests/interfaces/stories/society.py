"""Social organisations, resources and demands: SYS-14."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.kernel import SHANGHAI, Actor, local_date
from domain.roles import Role
from tests.county import COUNTY, found, person, self_actor
from tests.interfaces.stories.teller import Teller, people

CENTRE: Final = Actor(Role.CW, UUID(int=0xE1), "FC01-INCUBATION", None, COUNTY)


def an_organisation(t: Teller, name: str) -> str:
    unit = t.c.do(
        Role.CS, "units", approved_by=Role.TOWN, title=f"{name}（合成）",
        kind="SOCIAL_ORGANISATION", community="FC01", synthetic=True, on="2022-01-04",
    )  # fmt: skip
    t.means(organisation=unit)
    return unit


def an_organisation_is_incubated(t: Teller) -> None:
    people(t)
    found(t.c, CENTRE.body or "", "INCUBATION_CENTRE", on="2021-06-01", document_no="【合成】9号")
    an_organisation(t, "同心社")
    incubated = t.play("social_organisation.apply", Role.ORG)
    t.play("social_organisation.refuse", Role.CS, incubated)
    t.play("social_organisation.apply", Role.ORG)
    t.play("social_organisation.admit", Role.TOWN, incubated)
    for track, milestone in (
        ("BUSINESS", "制定服务章程"), ("BUSINESS", "完成首个项目"),
        ("PARTY_BUILDING", "建立党组织"),
    ):  # fmt: skip
        reached = {"track": track, "milestone": milestone}
        t.play("social_organisation.reach-milestone", CENTRE, incubated, **reached)
    t.play("social_organisation.graduate", Role.TOWN, incubated)
    t.play("social_organisation.record-form", Role.TOWN)
    an_organisation(t, "互助社")
    gone = t.play("social_organisation.apply", Role.ORG)
    t.play("social_organisation.admit", Role.TOWN, gone)
    t.play("social_organisation.exit", Role.TOWN, gone)


def an_organisation_is_at_work(t: Teller) -> None:
    served = person(t.c, "受益人")
    an_organisation(t, "义剪社")
    t.means(beneficiary=served)
    today = local_date(t.c.clock())
    organisation = t.play("social_organisation.record-form", Role.CS)
    t.play("social_organisation.file-report", Role.ORG, organisation, Role.CS, year=today.year)
    t.play("social_organisation.cover-party-work", Role.TOWN, organisation)
    t.play("social_organisation.suspend", Role.TOWN, organisation)
    t.play("social_organisation.resume", Role.TOWN, organisation)
    t.play("social_organisation.start-project", Role.ORG, organisation)
    t.means(project=t.last(organisation, "project"))
    t.play("social_organisation.deliver-project", Role.CS, organisation)
    t.play("social_organisation.rate-project", self_actor(Role.RES, served), organisation)


def resources_meet_demands(t: Teller) -> None:
    an_organisation(t, "会堂社")
    start = saturday_after(local_date(t.c.clock()))
    hours = {"start": start.isoformat(), "end": (start + timedelta(hours=2)).isoformat()}
    offer = t.play("resource_offer.offer", Role.UNIT)
    t.play("resource_offer.book", Role.CW, offer, **hours)
    t.means(offer=offer, booking=t.last(offer, "booking"))
    t.play("resource_offer.cancel-booking", Role.CW, offer)
    t.play("resource_offer.book", Role.CW, offer, **hours)
    t.means(booking=t.last(offer, "booking"))
    demand = t.play("demand.post", Role.CW)
    t.play("demand.match", Role.CS, demand)
    t.play("demand.withdraw", Role.CW, t.play("demand.post", Role.CW))
    t.c.at(f"{start:%Y-%m-%d} 18:00")
    t.play("resource_offer.record-use", Role.CW, offer, **hours)
    t.play("resource_offer.withdraw", Role.UNIT, offer)


def saturday_after(day: date) -> datetime:
    """At nine in the morning."""
    ahead = day + timedelta(days=6 - day.isoweekday() + 7 * (day.isoweekday() >= 6))
    return datetime(ahead.year, ahead.month, ahead.day, 9, tzinfo=SHANGHAI)


OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (
    an_organisation_is_incubated,
    an_organisation_is_at_work,
    resources_meet_demands,
)
