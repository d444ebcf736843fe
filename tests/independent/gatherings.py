"""Meetings, deliberation, centres, legal visits: C1, C8, C10, C11, U7, UD1, UB1."""

from collections import defaultdict
from datetime import date
from typing import Any

from tests.independent.diary import Diary, day, day_of, midnight_after, moment, quarter

CAME = ("PRESENT", "SUBSTITUTE")
QUARTERLY = ("COMMUNITY_REGULAR", "BIG_PARTY_COMMITTEE")
CENTRES = (
    "PARTY_MEMBER_SERVICE", "CONVENIENCE_SERVICE", "RESIDENTS_DELIBERATION",
    "COMPREHENSIVE_GOVERNANCE", "CULTURE_ACTIVITY", "ELDER_CARE",
)  # fmt: skip
TURNS = {"opened": True, "reopened": True, "suspended": False, "closed": False, "planned": False}


def meetings(diary: Diary, year: int) -> list[dict[str, Any]]:
    """Those held in the year, the earliest first; lines: who was asked, and came or not."""
    found: dict[str, dict[str, Any]] = {}
    for entry in diary:
        told, verb = entry.told, entry.name.partition("meeting.")[2]
        if entry.name == "meeting.convened":
            found[entry.stream] = {
                "id": entry.stream, "community": told["community"], "serves": told["serves"],
                "starts": moment(told["starts_at"]), "held": None, "met": (), "lines": {},
            }  # fmt: skip
        if not entry.name.startswith("meeting.") or entry.stream not in found:
            continue
        meeting = found[entry.stream]
        if verb == "postponed":
            meeting["starts"] = moment(told["starts_at"])
            for participant in told["lapsed"]:
                meeting["lines"].pop(_who(participant), None)
        elif verb in ("leave_requested", "leave_approved", "leave_refused"):
            _line(meeting, told["participant"])
        elif verb == "attendance_recorded":
            for line in told["lines"]:
                _line(meeting, line["participant"])["status"] = line["status"]
        elif verb == "attendance_corrected":
            meeting["lines"][_who(told["participant"])]["status"] = told["status"]
            meeting["met"] = told["met"]
        elif verb == "held":
            meeting["held"], meeting["met"] = moment(told["held_at"]), told["met"]
    sat = [each for each in found.values() if each["held"] and day_of(each["starts"]).year == year]
    return sorted(sat, key=lambda each: (each["held"], int(each["id"].replace("-", ""), 16)))


def _who(participant: dict[str, Any]) -> tuple[str, str]:
    who = participant["person"] or participant["unit"] or participant["body"]
    return participant["kind"], str(who)


def _line(meeting: dict[str, Any], participant: dict[str, Any]) -> dict[str, Any]:
    asked = {"unit": participant["unit"], "status": None}
    line: dict[str, Any] = meeting["lines"].setdefault(_who(participant), asked)
    return line


def quarter_meetings(diary: Diary, year: int) -> dict[str, list[int]]:
    """C1 by community: quarters met, quarters due, of both cadences (EX-14)."""
    lives: dict[str, list[Any]] = {}
    codes: dict[str, str] = {}
    for entry in diary:
        if entry.name == "body.established" and entry.told["type"] == "COMMUNITY_PARTY_ORG":
            codes[entry.stream] = entry.told["code"]
            lives[entry.told["code"]] = [day(entry.told["on"]), date.max]
        elif entry.name == "body.dissolved" and entry.stream in codes:
            lives[codes[entry.stream]][1] = day(entry.told["on"])
    held, found = meetings(diary, year), {}
    for code, (first, last) in lives.items():
        counts = [0, 0]
        for q in (1, 2, 3, 4):
            if not first <= date(year, 3 * q - 2, 1) <= last:
                continue
            for cadence in QUARTERLY:
                counts[1] += 1
                counts[0] += any(
                    m["community"] == code
                    and cadence in m["met"]
                    and quarter(day_of(m["starts"])) == q
                    for m in held
                )
        found[code] = counts
    return found


def unit_meetings(diary: Diary, year: int) -> dict[str, list[int]]:
    """U7 and UD1 by unit: attended, counted, absent without leave. One leave a year is free."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    excused: dict[str, int] = defaultdict(int)
    for meeting in meetings(diary, year):
        if "BIG_PARTY_COMMITTEE" not in meeting["serves"]:
            continue
        told = [line for line in meeting["lines"].values() if line["unit"] and line["status"]]
        for unit in {line["unit"] for line in told}:
            said = [line["status"] for line in told if line["unit"] == unit]
            if any(status in CAME for status in said):
                found[unit][0] += 1
            elif "EXCUSED" in said:
                excused[unit] += 1
                if excused[unit] == 1:
                    continue
            else:
                found[unit][2] += 1
            found[unit][1] += 1
    return found


def deliberated(diary: Diary, year: int, until: Any) -> tuple[dict[str, list[int]], dict[str, int]]:
    """C8 by community: carried out, due. UB1 by unit: suggestions adopted."""
    items: dict[str, dict[str, Any]] = {}
    for entry in diary:
        told, verb = entry.told, entry.name.partition("deliberation.")[2]
        if verb == "proposed":
            by_unit = told["unit"] if told["proposed_by"] == "UNIT" else None
            items[entry.stream] = {
                "community": told["community"], "unit": by_unit, "adopted": None, "due": [],
                "done": [], "whole": None,
            }  # fmt: skip
        elif verb == "resolution_adopted":
            items[entry.stream]["adopted"] = day(told["on"])
            items[entry.stream]["due"] = [day(task["due_on"]) for task in told["tasks"]]
        elif verb == "task_completed":
            items[entry.stream]["done"].append(day(told["on"]))
            if told["completes"]:
                items[entry.stream]["whole"] = max(items[entry.stream]["done"])
    resolved: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    adopted: dict[str, int] = defaultdict(int)
    for item in items.values():
        if item["unit"] and item["adopted"] and item["adopted"].year == year:
            adopted[item["unit"]] += 1
        last = max(item["due"], default=None)
        if last and last.year == year and midnight_after(last) <= until:
            resolved[item["community"]][1] += 1
            done = item["whole"] is not None and item["whole"] <= date(year, 12, 31)
            resolved[item["community"]][0] += done
    return resolved, adopted


def centres(diary: Diary, year: int) -> dict[str, int]:
    """C10 by community: of the six, those in service on 31 December."""
    kinds: dict[str, tuple[str, str]] = {}
    in_service: dict[str, bool] = {}
    for entry in diary:
        verb = entry.name.partition("facility.")[2]
        if verb == "planned":
            kinds[entry.stream] = entry.told["community"], entry.told["type"]
        if verb in TURNS and entry.told["on"] <= f"{year}-12-31":
            in_service[entry.stream] = TURNS[verb]
    found: dict[str, int] = defaultdict(int)
    for id, open in in_service.items():
        community, kind = kinds[id]
        found[community] += open and kind in CENTRES
    return found


def legal_roles(diary: Diary, year: int) -> dict[str, int]:
    """C11 by community: role-quarters with a visit that the officer confirmed."""
    visits: dict[str, dict[str, Any]] = {}
    cells: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for entry in diary:
        if entry.name == "legal_visit.held":
            visits[entry.stream] = entry.told
        elif entry.name == "legal_visit.recorded":
            told = visits[entry.stream]
            on = day(told["held_on"])
            assert on is not None
            if on.year == year:
                cells[told["community"]].add((told["role"], quarter(on)))
    return {community: len(some) for community, some in cells.items()}
