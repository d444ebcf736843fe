"""Archives, breaches, Party coverage, organisations, resources: C9, G5, B1, G6, A1 to A5, UB2."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.independent.diary import Diary, day, day_of, moment

FRESH = timedelta(days=180)
ONE_DAY = timedelta(days=1)


def archive_entries(diary: Diary) -> dict[tuple[str, str], dict[str, Any]]:
    """By book and entry: what it is, where, whose, when it was verified, when it ended."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in diary:
        told, verb = entry.told, entry.name.partition("archive.")[2]
        if verb in ("registered", "batch_imported") and entry.name.startswith("archive."):
            for line in told["lines"] if verb == "batch_imported" else [told["line"]]:
                seen = day(line["verified_on"])
                found[entry.stream, line["entry"]] = {
                    "kind": told["kind"], "community": told["community"], "grid": told["grid"],
                    "unit": line["unit"], "seen": [seen] if seen else [], "ended": date.max,
                }  # fmt: skip
            continue
        if not entry.name.startswith("archive.") or (entry.stream, told["entry"]) not in found:
            continue
        kept = found[entry.stream, told["entry"]]
        if verb == "verified":
            kept["seen"].append(day(told["on"]))
        elif verb == "updated":
            kept["unit"] = told["unit"]
        elif verb == "moved":
            kept["grid"], kept["community"] = told["grid"], told["community"]
        elif verb == "closed":
            kept["ended"] = min(kept["ended"], day(told["on"]) or date.max)
        elif verb == "restricted" and not told["fields"]:
            kept["ended"] = min(kept["ended"], day_of(entry.at))
    return found


def is_live(kept: dict[str, Any], on: date) -> bool:
    return any(seen <= on for seen in kept["seen"]) and on < kept["ended"]


def is_fresh(kept: dict[str, Any], on: date) -> bool:
    return is_live(kept, on) and any(seen <= on <= seen + FRESH for seen in kept["seen"])


def freshness(diary: Diary, last: date, by: str) -> dict[str, list[int]]:
    """Fresh, live; by: community or grid."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for kept in archive_entries(diary).values():
        if is_live(kept, last):
            found[kept[by]][1] += 1
            found[kept[by]][0] += is_fresh(kept, last)
    return found


def fresh_shops(diary: Diary, last: date) -> set[str]:
    entries = archive_entries(diary).values()
    return {
        kept["unit"]
        for kept in entries
        if kept["kind"] == "SHOP" and kept["unit"] and is_fresh(kept, last)
    }


def breaches(diary: Diary, year: int) -> dict[tuple[str, str], int]:
    """By kind of subject and subject: for which it was found responsible (V-ANY-PI)."""
    happened: dict[str, str] = {}
    blamed: dict[str, tuple[str, str]] = {}
    for entry in diary:
        if entry.name == "breach.recorded":
            happened[entry.stream] = entry.told["happened_on"]
        elif entry.name == "breach.confirmed":
            blamed[entry.stream] = entry.told["kind"], entry.told["subject"]
        elif entry.name == "breach.confirmation_revoked":
            blamed.pop(entry.stream, None)
    found: dict[tuple[str, str], int] = defaultdict(int)
    for id, whom in blamed.items():
        found[whom] += happened[id].startswith(str(year))
    return found


def coverage(diary: Diary, year: int) -> dict[str, list[int]]:
    """G6 by grid, on 31 December or its last day: Party units formed, required."""
    grids: dict[str, dict[str, Any]] = {}
    for entry in diary:
        told, verb = entry.told, entry.name.partition("grid.")[2]
        if verb == "planned" and entry.name.startswith("grid."):
            places = {p["code"]: _place(p, told["on"]) for p in told["places"]}
            last = date(year, 12, 31)
            new = {"code": told["code"], "branch": None, "places": [places], "last": last}
            grids[entry.stream] = new
        if not entry.name.startswith("grid.") or entry.stream not in grids:
            continue
        grid = grids[entry.stream]
        here = grid["places"][0]
        if verb == "branch_formed":
            on = day(told["on"])
            assert on is not None
            grid["branch"] = min(on, grid["branch"] or on)
        elif verb == "area_group_formed" and told["place"] in here:
            formed = here[told["place"]]["formed"]
            here[told["place"]]["formed"] = min(day(told["on"]) or date.max, formed)
        elif verb == "place_reassigned" and told["place"] in here:
            here[told["place"]]["until"] = (day(told["on"]) or date.max) - ONE_DAY
            grid["places"].append({told["place"]: here.pop(told["place"])})
        elif verb == "places_received":
            here |= {place["code"]: _place(place, told["on"]) for place in told["places"]}
        elif verb in ("merged", "split", "abolished"):
            last = (day(told["on"]) or date.max) - ONE_DAY
            for place in here.values():
                place["until"] = last
            grid["last"] = min(grid["last"], last)
    return {grid["code"]: _covered(grid) for grid in grids.values()}


def _place(told: dict[str, Any], on: str) -> dict[str, Any]:
    since = day(on)
    return {
        "since": since, "until": date.max, "formed": since if told.get("leader") else date.max,
    }  # fmt: skip


def _covered(grid: dict[str, Any]) -> list[int]:
    last = grid["last"]
    here = [
        place
        for some in grid["places"]
        for place in some.values()
        if place["since"] <= last <= place["until"]
    ]
    branch = grid["branch"] is not None and grid["branch"] <= last
    return [branch + sum(place["formed"] <= last for place in here), 1 + len(here)]


def organisations(diary: Diary, year: int) -> dict[str, dict[str, Any]]:
    """By unit: A1, A2, A4, A5."""
    found: dict[str, dict[str, Any]] = {}
    for entry in diary:
        told, verb = entry.told, entry.name.partition("social_organisation.")[2]
        if not verb:
            continue
        if verb in ("form_recorded", "incubation_applied"):
            new = {"unit": told["unit"], "forms": [], "cover": [], "reports": set(), "done": {}}
            found.setdefault(entry.stream, new)
        one = found[entry.stream]
        if verb == "form_recorded":
            one["forms"].append((day(told["on"]), entry.position, told["form"]))
        elif verb == "yearly_report_filed":
            one["reports"].add(told["year"])
        elif verb == "party_work_covered":
            one["cover"].append((day(told["since"]), entry.position, told["kind"]))
        elif verb == "project_delivered":
            one["done"].setdefault(told["project"], {"on": None, "stars": []})
            one["done"][told["project"]]["on"] = day(told["on"])
        elif verb == "beneficiary_rated":
            one["done"].setdefault(told["project"], {"on": None, "stars": []})
            one["done"][told["project"]]["stars"].append(told["stars"])
    return {one["unit"]: _standing(one, year) for one in found.values()}


def _standing(one: dict[str, Any], year: int) -> dict[str, Any]:
    last = date(year, 12, 31)
    forms = sorted(mark for mark in one["forms"] if mark[0] <= last)
    cover = sorted(mark for mark in one["cover"] if mark[0] <= last)
    done = [each for each in one["done"].values() if each["on"] and each["on"].year == year]
    in_order = bool(forms) and forms[-1][2] in ("REGISTERED", "FILED")
    return {
        "registered_or_filed_and_reported": in_order and year in one["reports"],
        "party_work_covered": bool(cover) and cover[-1][2] != "NONE",
        "projects_delivered": len(done),
        "beneficiary_rating": sorted(stars for each in done for stars in each["stars"]),
    }


def extra_resources(diary: Diary, year: int) -> dict[str, int]:
    """UB2 by unit: offers that nothing promised and that were used in the year."""
    offers: dict[str, str] = {}
    promised: dict[tuple[str, str], str | None] = {}
    used: set[str] = set()
    for entry in diary:
        told = entry.told
        if entry.name == "resource_offer.offered" and not told["commitment"]:
            offers[entry.stream] = told["unit"]
        elif entry.name == "resource_offer.used":
            start = moment(told["start"])
            assert start is not None
            if day_of(start).year == year:
                used.add(entry.stream)
        elif entry.name in ("agreement.commitment_proposed", "agreement.commitment_revised"):
            promised[entry.stream, told["commitment"]] = told["terms"]["resource_offer"]
        elif entry.name == "agreement.commitment_dropped":
            promised.pop((entry.stream, told["commitment"]), None)
    found: dict[str, int] = defaultdict(int)
    for id, unit in offers.items():
        found[unit] += id in used and id not in promised.values()
    return found
