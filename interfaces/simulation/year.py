"""Everything that happens in the simulated year, as one schedule."""

from datetime import date
from typing import Final

from domain.calendar import published_years
from domain.roles import Role
from interfaces.simulation import (
    agreements,
    archives,
    assessment,
    cases,
    channels,
    defects,
    deliberations,
    exports,
    facilities,
    findings,
    honours,
    inspections,
    leftover,
    meetings,
    membership,
    orders,
    patrols,
    privacy,
    resources,
    services,
    societies,
    staff,
    visits,
)
from interfaces.simulation.case_deck import deck_of
from interfaces.simulation.clock import at
from interfaces.simulation.order_deck import slips_of
from interfaces.simulation.plan import YEAR, Plan
from interfaces.simulation.schedule import Begun, Course, Schedule, does
from interfaces.simulation.sessions import others_of, sessions_of
from interfaces.simulation.world import OPENING, Opening

NEXT_NOTICE: Final = at(date(YEAR, 12, 8), 10)  # of the State Council: the next year's days off
FROZEN: Final = at(date(YEAR + 1, 1, 11))  # HANDBOOK 4.5: record_freeze
ENDS: Final = at(date(YEAR + 1, 4, 1))  # the honours are conferred, and some revoked


def schedule_of(plan: Plan) -> Schedule:
    cards, sessions = deck_of(plan), sessions_of(plan)
    slips = slips_of(plan, cards, sessions)
    services.mark_late(plan, sessions)
    pacts = agreements.pacts_of(plan)
    schedule = Schedule()
    if plan.profile.defects:
        defects.mark(plan, cards, sessions, slips, pacts)
        schedule.add(defects.courses(plan, sessions))
        schedule.add(privacy.defects(plan))
    schedule.add([Begun("opening", OPENING, Opening(plan).course())])
    schedule.add([Begun("notice", NEXT_NOTICE, _notice(plan))])
    schedule.add(membership.courses(plan))
    schedule.add(cases.courses(plan, cards, slips))
    schedule.add(orders.courses(plan, slips))
    schedule.add(leftover.courses(plan, slips))
    schedule.add(services.courses(plan, sessions, "service"))
    schedule.add(services.courses(plan, list(others_of(plan)), "volunteer"))
    schedule.add(agreements.courses(plan, pacts))
    schedule.add(archives.courses(plan))
    schedule.add(privacy.courses(plan))
    schedule.add(channels.courses(plan))
    schedule.add(facilities.courses(plan))
    schedule.add(deliberations.courses(plan))
    schedule.add(meetings.courses(plan))
    schedule.add(patrols.courses(plan))
    schedule.add(visits.courses(plan, cards))
    schedule.add(societies.courses(plan))
    schedule.add(resources.courses(plan))
    schedule.add(staff.courses(plan))
    schedule.add(inspections.courses(plan))
    schedule.add(findings.courses(plan, cards))
    schedule.add(honours.courses(plan))
    schedule.add(exports.courses(plan))
    schedule.add(assessment.courses(plan))
    return schedule


def _notice(plan: Plan) -> Course:
    following = next(year for year in published_years() if year.year == YEAR + 1)
    yield does(NEXT_NOTICE, plan.officers.actor(Role.COD), following)
