"""Who was where on which day: units, their members, registrations and services."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.independent.diary import Diary, day, moment

ONE_DAY = timedelta(days=1)
ENDLESS = date.max


def units(diary: Diary) -> dict[str, dict[str, Any]]:
    """By id: kind, member of a Big Party Committee, lead communities, days enrolled."""
    found: dict[str, dict[str, Any]] = {}
    for entry in diary:
        told = entry.told
        if entry.name == "unit.enrolled":
            before = found.get(entry.stream, {"enrolled": [], "hosts": {}})
            found[entry.stream] = {
                "kind": told["kind"], "member_unit": told["big_party_committee"],
                "hosts": {**before["hosts"], day(told["on"]): told["community"]},
                "enrolled": [*before["enrolled"], [day(told["on"]), ENDLESS]],
            }  # fmt: skip
        elif entry.name == "unit.host_community_assigned":
            found[entry.stream]["hosts"][day(told["on"])] = told["community"]
        elif entry.name == "unit.withdrawn":
            found[entry.stream]["enrolled"][-1][1] = day(told["last_day"])
    return found


def host_at_end_of(unit: dict[str, Any], year: int) -> str:
    """The community that led for it on 31 December; before it was enrolled, the first."""
    hosts = unit["hosts"]
    past = [since for since in hosts if since <= date(year, 12, 31)] or [min(hosts)]
    return str(hosts[max(past)])


def enrolled_on(unit: dict[str, Any] | None, on: date) -> bool:
    return unit is not None and any(first <= on <= last for first, last in unit["enrolled"])


def enrolled_in(unit: dict[str, Any], year: int) -> bool:
    return any(
        first <= date(year, 12, 31) and date(year, 1, 1) <= last for first, last in unit["enrolled"]
    )


def persons(diary: Diary) -> dict[str, dict[str, list[Any]]]:
    """By id: party = (since, kind); spells = [unit, first, last, in service]."""
    found: dict[str, dict[str, list[Any]]] = {}
    for entry in diary:
        told = entry.told
        if entry.name == "person.registered":
            since = day(told["party_member_since"]) or date.min
            found[entry.stream] = {"party": [(since, told["party_member"])], "spells": []}
        elif entry.name == "person.updated" and told["party_member"]:
            _turns(found[entry.stream], day(told["party_member_since"]), told["party_member"])
        elif entry.name == "person.joined_unit":
            last = day(told["until"]) or ENDLESS
            spell = [told["unit"], day(told["on"]), last, told["in_service"]]
            found[entry.stream]["spells"].append(spell)
        elif entry.name == "person.left_unit":
            last = day(told["last_day"])
            assert last is not None
            _leaves(found[entry.stream], told["unit"], last)
            if told["reason"] == "RETIRED" and party_on(found[entry.stream], last) != "NONE":
                _turns(found[entry.stream], last + ONE_DAY, "RETIRED")
        elif entry.name == "person.unit_changed":
            on = day(told["on"])
            assert on is not None
            _leaves(found[entry.stream], told["from_unit"], on - ONE_DAY)
            found[entry.stream]["spells"].append([told["unit"], on, ENDLESS, told["in_service"]])
    return found


def _turns(person: dict[str, list[Any]], since: date | None, kind: str) -> None:
    """From that day on he is something else, whatever was told of later days."""
    if since is not None:
        person["party"] = [known for known in person["party"] if known[0] < since]
        person["party"].append((since, kind))


def _leaves(person: dict[str, list[Any]], unit: str, last: date) -> None:
    for spell in list(person["spells"]):
        if spell[0] == unit and spell[1] <= last + ONE_DAY and spell[2] > last:
            spell[2] = last
            if spell[1] > last:
                person["spells"].remove(spell)


def party_on(person: dict[str, list[Any]], on: date) -> str:
    kinds = [kind for since, kind in person["party"] if since <= on]
    return kinds[-1] if kinds else "NONE"


def held_on(person: dict[str, list[Any]], on: date, known: dict[str, Any]) -> str | None:
    """The Big Party Committee unit whose in-service Party member he was that day."""
    if party_on(person, on) not in ("FULL", "PROBATIONARY"):
        return None
    for unit, first, last, in_service in person["spells"]:
        counts = in_service and unit in known and known[unit]["member_unit"]
        if counts and first <= on <= last and enrolled_on(known[unit], on):
            return str(unit)
    return None


def registrations(diary: Diary) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """By person: [community, first, last] of stays; [exemption, first, last] of exemptions."""
    stays: dict[str, list[Any]] = defaultdict(list)
    exempt: dict[str, list[Any]] = defaultdict(list)
    for entry in diary:
        told, verb = entry.told, entry.name.partition("member_registration.")[2]
        if not verb:
            continue
        who = told["person"]
        if verb == "confirmed":
            stays[who].append([told["community"], day(told["effective_on"]), ENDLESS])
        elif verb == "transferred":
            _closed(stays[who], day(told["on"]), 1)
            stays[who].append([told["community"], day(told["on"]), ENDLESS])
        elif verb == "withdrawn":
            _closed(stays[who], day(told["on"]), 1)
        elif verb == "ended":
            _closed(stays[who], day(told["last_day"]), 0)
        elif verb == "exemption_granted":
            period = told["period"]
            last = day(period["end"]) or ENDLESS
            exempt[who].append([told["exemption"], day(period["start"]), last])
        elif verb == "exemption_ended":
            for leave in list(exempt[who]):
                if leave[0] == told["exemption"]:
                    leave[2] = day(told["last_day"])
    return stays, exempt


def _closed(stays: list[Any], on: date | None, days_before: int) -> None:
    assert on is not None
    last = on - timedelta(days=days_before)
    for stay in list(stays):
        if stay[2] == ENDLESS:
            stay[2] = last
            if stay[1] > last:
                stays.remove(stay)


def is_in(periods: list[Any], on: date) -> bool:
    return any(first <= on <= last for _, first, last in periods)


def services(diary: Diary) -> dict[str, dict[str, Any]]:
    """By entry: whose, when, how long, of which order, and what became of it."""
    found: dict[str, dict[str, Any]] = {}
    for entry in diary:
        told, verb = entry.told, entry.name.partition("volunteer.")[2]
        if verb == "service_submitted":
            names = (
                "person", "minutes", "order", "outcome", "activity", "organiser_unit", "entry",
                "flags",
            )  # fmt: skip
            found[told["entry"]] = {name: told[name] for name in names} | {
                "on": day(told["service_on"]), "start": moment(told["start"]),
                "state": "SUBMITTED", "stars": None, "false": False,
            }  # fmt: skip
        elif verb == "service_confirmed":
            found[told["entry"]]["state"] = "CONFIRMED"
        elif verb == "service_rejected":
            found[told["entry"]]["state"] = "REJECTED"
        elif verb == "service_corrected":
            found[told["entry"]]["minutes"] = told["minutes"]
        elif verb == "service_disputed":
            found[told["entry"]]["state"] = "DISPUTED"
        elif verb == "dispute_resolved":
            found[told["entry"]]["state"] = told["outcome"]
        elif verb == "service_revoked":
            found[told["entry"]]["state"] = "REVOKED"
            found[told["entry"]]["false"] = told["reason"] == "FALSE"
        elif verb == "service_rated":
            found[told["entry"]]["stars"] = told["stars"]
    return found
