"""MEMBER and UNIT: everything of HANDBOOK 4.7 that rests on persons, day by day."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from tests.independent import people
from tests.independent.cases import cases, helped
from tests.independent.diary import Diary, day, day_of, judged_until, quarter, whole_year
from tests.independent.gatherings import deliberated, unit_meetings
from tests.independent.keeping import breaches, extra_resources
from tests.independent.orders import orders, outcome
from tests.independent.promises import agreements, findings, of_party, owed, stood_for

ENOUGH_DAYS, ENOUGH_MINUTES = 45, 30  # AM-07, AM-06
QUARTERS = (1, 2, 3, 4)
Inputs = dict[str, Any]


def members(diary: Diary, year: int) -> dict[str, dict[str, Any]]:
    """By person obliged on some day of the year: what the rules see of his year."""
    units, persons = people.units(diary), people.persons(diary)
    stays, exempt = people.registrations(diary)
    sessions = defaultdict(list)
    for session in people.services(diary).values():
        if session["on"].year == year:
            sessions[session["person"]].append(session)
    found = {}
    for id, person in persons.items():
        held = {on: people.held_on(person, on, units) for on in whole_year(year)}
        obliged = {
            on: unit
            for on, unit in held.items()
            if unit is not None and not people.is_in(exempt[id], on)
        }
        if obliged:
            last = date(year, 12, 31)
            found[id] = {
                "unit": obliged.get(last),
                "registered": people.is_in(stays[id], last),
                **_quarters(obliged, held, year),
                **_sessions(sessions[id]),
            }
    return found


def _quarters(obliged: dict[date, str], held: dict[date, str | None], year: int) -> dict[str, Any]:
    """AM-08: whoever holds him on the last day of a quarter answers for it, exempt or not."""
    days = {q: sum(quarter(on) == q for on in obliged) for q in QUARTERS}
    last_days = {q: max(d for d in whole_year(year) if quarter(d) == q) for q in QUARTERS}
    return {
        "owed": [q for q in QUARTERS if days[q] >= ENOUGH_DAYS],
        "answers": {q: held[last_days[q]] for q in QUARTERS},
    }


def _sessions(mine: list[dict[str, Any]]) -> dict[str, Any]:
    confirmed = [session for session in mine if session["state"] == "CONFIRMED"]
    confirmed.sort(
        key=lambda session: (session["start"], int(session["entry"].replace("-", ""), 16))
    )
    days: list[date] = []
    for session in confirmed:
        if session["minutes"] >= ENOUGH_MINUTES and session["on"] not in days:
            days.append(session["on"])
    return {
        "counted": days,
        "minutes": sum(session["minutes"] for session in confirmed),
        "sessions": confirmed,
        "false": sum(session["false"] for session in mine),
    }


def of_members(diary: Diary, year: int) -> dict[str, Inputs]:
    ordered, found, leaks = orders(diary), findings(diary, year), breaches(diary, year)
    result = {}
    for id, member in members(diary, year).items():
        served = [q for q in member["owed"] if any(quarter(on) == q for on in member["counted"])]
        result[id] = {
            "registered_at_snapshot": member["registered"],
            "counted_services": len(member["counted"]),
            "required_services": len(member["owed"]),
            "quarters_served": len(served),
            "quarters_owed": len(member["owed"]),
            "counted_hours": Fraction(member["minutes"], 60),
            "orders_completed": len(
                {
                    s["order"]
                    for s in member["sessions"]
                    if s["order"] and s["outcome"] == "COMPLETED"
                }
            ),
            "resident_rating": _ratings(member["sessions"], ordered),
            "no_shows": _no_shows(id, ordered, year),
            "verified_false_records": member["false"] + found["MEMBER", id, "FALSE_RECORD"],
            "competent_authority_veto_certificates": found["MEMBER", id, "VETO_CERTIFICATE"],
            "confirmed_personal_information_breaches": leaks["MEMBER", id],
        }
    return result


def _ratings(sessions: list[dict[str, Any]], ordered: dict[str, dict[str, Any]]) -> list[int]:
    """Of each order served once; of a session by itself, or whose order nobody rated, its own."""
    stars = []
    for id in {session["order"] for session in sessions if session["order"]}:
        if ordered[id]["stars"] is not None:
            stars.append(ordered[id]["stars"])
    for session in sessions:
        rated = session["order"] and ordered[session["order"]]["stars"] is not None
        if session["stars"] is not None and not rated:
            stars.append(session["stars"])
    return sorted(stars)


def _no_shows(person: str, ordered: dict[str, dict[str, Any]], year: int) -> int:
    return sum(
        taker["member"] == person and taker["state"] == "NO_SHOW" and taker["failed"].year == year
        for order in ordered.values()
        for taker in order["takers"]
    )


def of_units(diary: Diary, year: int) -> dict[str, Inputs]:
    every, found = members(diary, year), findings(diary, year)
    signed, tasks = agreements(diary, year), _tasks(diary, year)
    registered, limit = _registered(diary, year), date(year, 3, 31)
    besides = _of_other_systems(diary, year)
    result = {}
    for id, unit in people.units(diary).items():
        if not unit["member_unit"] or not people.enrolled_in(unit, year):
            continue
        agreement = of_party(signed, id, people.host_at_end_of(unit, year))
        due, done = owed(agreement, year), tasks[id]
        result[id] = {
            **_of_its_members(id, every),
            **besides(id),
            "unit_registration_days_late": _late(registered.get(id), limit),
            "agreement_days_late": _late(agreement and agreement["effective"], limit),
            "commitment_weight_verified": sum(
                each["weight"] for each in due if each["state"] == "VERIFIED"
            ),
            "commitment_weight_due": sum(each["weight"] for each in due),
            "tasks_on_time": done.count("IN_TIME"),
            "tasks_due": len(done),
            "overdue_tasks": done.count("LATE"),
            "orders_abandoned_without_cause": done.count("ABANDONED"),
            "higher_level_commendations": found["UNIT", id, "COMMENDATION"],
            "competent_authority_veto_certificates": found["UNIT", id, "VETO_CERTIFICATE"],
        }
        result[id]["verified_false_records"] += found["UNIT", id, "FALSE_RECORD"]
    return result


def _of_other_systems(diary: Diary, year: int) -> Callable[[str], Inputs]:
    """U7, UD1, UB1, UB2 and V-ANY-PI of a unit."""
    sat, opened = unit_meetings(diary, year), extra_resources(diary, year)
    leaks, until = breaches(diary, year), judged_until(diary, year)
    _, adopted = deliberated(diary, year, until)

    def of(id: str) -> Inputs:
        return {
            "bpc_meetings_attended": sat[id][0],
            "bpc_meetings_counted": sat[id][1],
            "unexcused_absences": sat[id][2],
            "adopted_suggestions": adopted[id],
            "extra_resources_opened": opened[id],
            "confirmed_personal_information_breaches": leaks["UNIT", id],
        }

    return of


def _of_its_members(id: str, every: dict[str, dict[str, Any]]) -> Inputs:
    """U2 to U4: of those it holds on 31 December; of the quarters on whose last day it held."""
    mine = [member for member in every.values() if member["unit"] == id]
    quarters = [
        any(quarter(on) == q for on in member["counted"])
        for member in every.values()
        for q in member["owed"]
        if member["answers"][q] == id
    ]
    met = [member for member in mine if len(member["counted"]) >= len(member["owed"])]
    return {
        "registered_members": sum(member["registered"] for member in mine),
        "obliged_members": len(mine),
        "members_meeting_required": len(met),
        "member_quarters_served": sum(quarters),
        "member_quarters_owed": len(quarters),
        "verified_false_records": sum(member["false"] for member in mine),
    }


def _registered(diary: Diary, year: int) -> dict[str, date]:
    """By unit: the first day in the year on which a community confirmed its registration."""
    found: dict[str, date] = {}
    for entry in diary:
        if entry.name == "unit_registration.confirmed" and entry.told["year"] == year:
            on = day(entry.told["confirmed_on"])
            assert on is not None
            found[entry.told["unit"]] = min(on, found.get(entry.told["unit"], on))
    return found


def _late(on: date | None, limit: date) -> int | None:
    return None if on is None else max(0, (on - limit).days)


def _tasks(diary: Diary, year: int) -> dict[str, list[str]]:
    """By unit: one outcome for each order and each case it had to do with."""
    units, persons = people.units(diary), people.persons(diary)
    bodies, until = stood_for(diary), judged_until(diary, year)
    found: dict[str, list[str]] = defaultdict(list)
    for order in orders(diary).values():
        of_order: dict[str, str] = {}
        for taker in order["takers"]:
            person, settled = persons.get(taker["member"]), outcome(order, taker, until)
            unit = person and people.held_on(person, day_of(taker["at"]), units)
            if unit and settled and settled[0].year == year:
                _keep_the_first_failure(of_order, unit, settled[1])
        for unit, how in of_order.items():
            found[unit].append(how)
    for case in cases(diary).values():
        of_case: dict[str, str] = {}
        for body, help in case["helps"].items():
            invited = day_of(help["invited"])
            linked = [unit for since, unit in bodies[body] if since <= invited]
            settled = helped(case, help, until)
            if linked and linked[-1] and settled and settled[0].year == year:
                _keep_the_first_failure(of_case, linked[-1], settled[1])
        for unit, how in of_case.items():
            found[unit].append(how)
    return found


def _keep_the_first_failure(so_far: dict[str, str], unit: str, how: str) -> None:
    """One order or case is one task for a unit; any failure of its people is its own."""
    if so_far.get(unit, "IN_TIME") == "IN_TIME":
        so_far[unit] = how
