"""COMMUNITY, GRID, SOCIAL_ORG and MERCHANT: what rests on cases, orders, promises and checks."""

import uuid
from collections import defaultdict
from datetime import date
from typing import Any

from tests.independent import people
from tests.independent.cases import cases, grid_cases, rates
from tests.independent.diary import Diary, judged_until, last_day_judged
from tests.independent.gatherings import centres, deliberated, legal_roles, quarter_meetings
from tests.independent.keeping import breaches, coverage, fresh_shops, freshness, organisations
from tests.independent.orders import community_orders
from tests.independent.promises import agreements, checks, findings, of_party, owed, patrols

Inputs = dict[str, Any]
NO_ORGANISATION: Inputs = {
    "registered_or_filed_and_reported": False, "party_work_covered": False,
    "projects_delivered": 0, "beneficiary_rating": [],
}  # fmt: skip
ENDS = ("grid.merged", "grid.split", "grid.abolished")
NAMESPACE = uuid.UUID("6f0c3c1e-6a52-5d0b-9d5e-0c2f6a1b7e44")
RATES = {
    "cases_responded_in_time": "responded", "cases_response_due": "response_due",
    "cases_resolved": "resolved", "cases_callback_eligible": "reached",
    "ratings_satisfied": "satisfied", "ratings_valid": "opinions",
    "cases_with_full_five_chain": "whole", "cases_closed": "closed",
}  # fmt: skip


def id_of(kind: str, code: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{code}"))


def of_communities(diary: Diary, year: int) -> dict[str, Inputs]:
    until, found = judged_until(diary, year), findings(diary, year)
    reported = [case for case in cases(diary).values() if case["on"].year == year]
    served, signed = community_orders(diary, year, until), _signed(diary, year)
    met, (resolved, _) = quarter_meetings(diary, year), deliberated(diary, year, until)
    opened, visited = centres(diary, year), legal_roles(diary, year)
    kept = freshness(diary, last_day_judged(diary, year), "community")
    leaks, result = breaches(diary, year), {}
    for code in _communities(diary, year):
        id = id_of("body", code)
        counts = rates([case for case in reported if case["community"] == code], until)
        result[id] = {
            **{metric: counts[name] for metric, name in RATES.items()},
            "agreements_on_time": signed[code][0],
            "agreements_due": signed[code][1],
            "orders_closed_on_time": served.get(code, [0, 0])[0],
            "orders_issued": served.get(code, [0, 0])[1],
            "quarter_meetings_held": met[code][0],
            "quarter_meetings_due": met[code][1],
            "deliberation_resolutions_done": resolved[code][0],
            "deliberation_resolutions_due": resolved[code][1],
            "archive_entries_fresh": kept[code][0],
            "archive_entries_live": kept[code][1],
            "centres_in_service": opened[code],
            "centres_required": 6,
            "legal_role_quarters_served": visited.get(code, 0),
            "legal_role_quarters_due": 2 * met[code][1],  # four roles, where C1 has two cadences
            "confirmed_unreported_major_incidents": found["COMMUNITY", id, "INCIDENT_UNREPORTED"],
            **_of_any("COMMUNITY", id, found, leaks),
        }
    return result


def _communities(diary: Diary, year: int) -> list[str]:
    """Those there are on 31 December."""
    found: dict[str, str] = {}
    for entry in diary:
        told = entry.told
        if entry.name == "body.established" and told["type"] == "COMMUNITY_PARTY_ORG":
            if told["on"] <= f"{year}-12-31":
                found[entry.stream] = told["code"]
        elif entry.name == "body.dissolved" and told["on"] < f"{year}-12-31":
            found.pop(entry.stream, None)
    return list(found.values())


def _signed(diary: Diary, year: int) -> dict[str, list[int]]:
    """C2 by community: in effect by 31 March, due."""
    units, limit = people.units(diary), date(year, 3, 31)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for agreement in agreements(diary, year).values():
        if people.enrolled_on(units.get(agreement["party"]), limit):
            found[agreement["community"]][1] += 1
            on = agreement["effective"]
            found[agreement["community"]][0] += on is not None and on <= limit
    return found


def of_grids(diary: Diary, year: int) -> dict[str, Inputs]:
    until, found = judged_until(diary, year), findings(diary, year)
    codes: dict[str, str] = {}
    active: dict[str, list[str]] = {}
    for entry in diary:
        if entry.name == "grid.planned":
            codes[entry.stream] = entry.told["code"]
        elif entry.name == "grid.activated":
            active[codes[entry.stream]] = [entry.told["on"], "9999"]
        elif entry.name in ENDS and codes[entry.stream] in active:
            active[codes[entry.stream]][1] = entry.told["on"]
    reported = [case for case in cases(diary).values() if case["on"].year == year]
    covered, kept = coverage(diary, year), freshness(diary, last_day_judged(diary, year), "grid")
    walked = patrols(diary, year, {code: gone for code, (_, gone) in active.items()})
    leaks, result = breaches(diary, year), {}
    for code, (first, gone) in active.items():
        if first > f"{year}-12-31" or gone <= f"{year}-01-01":
            continue
        id, mine = id_of("grid", code), [case for case in reported if case["grid"] == code]
        handled, opinions = grid_cases(mine, until), rates(mine, until)
        result[id] = {
            "patrols_done": walked.get(code, [0, 0])[0],
            "patrols_planned": walked.get(code, [0, 0])[1],
            "valid_reports": handled["valid"],
            "reports": handled["reports"],
            "grid_cases_on_time": handled["in_time"],
            "grid_cases_due": handled["due"],
            "grid_ratings_satisfied": opinions["satisfied"],
            "grid_ratings_valid": opinions["opinions"],
            "archive_entries_fresh": kept[code][0],
            "archive_entries_live": kept[code][1],
            "party_units_formed": covered[code][0],
            "party_units_required": covered[code][1],
            **_of_any("GRID", id, found, leaks),
        }
    return result


def of_organisations(diary: Diary, year: int) -> dict[str, Inputs]:
    found, signed, result = findings(diary, year), agreements(diary, year), {}
    leaks, known = breaches(diary, year), organisations(diary, year)
    for id, unit in people.units(diary).items():
        if unit["kind"] == "SOCIAL_ORGANISATION" and people.enrolled_in(unit, year):
            due = owed(of_party(signed, id, people.host_at_end_of(unit, year)), year)
            verified = [each["weight"] for each in due if each["state"] == "VERIFIED"]
            result[id] = {
                "commitment_weight_verified": sum(verified),
                "commitment_weight_due": sum(each["weight"] for each in due),
                **known.get(id, NO_ORGANISATION),
                **_of_any("SOCIAL_ORG", id, found, leaks),
            }
    return result


def of_merchants(diary: Diary, year: int) -> dict[str, Inputs]:
    found, signed, result = findings(diary, year), agreements(diary, year), {}
    made, activities = checks(diary, year), defaultdict(set)
    leaks, fresh = breaches(diary, year), fresh_shops(diary, last_day_judged(diary, year))
    for session in people.services(diary).values():
        host, counts = session["organiser_unit"], session["state"] == "CONFIRMED"
        if host and counts and session["on"].year == year:
            activities[host].add(session["activity"] or str(session["on"]))
    for id, unit in people.units(diary).items():
        if unit["kind"] == "MERCHANT" and people.enrolled_in(unit, year):
            due = owed(of_party(signed, id, people.host_at_end_of(unit, year)), year)
            kept = sum(each["state"] == "VERIFIED" for each in due)
            result[id] = {
                "safety_checks_passed": made.get((id, "SAFETY"), [0, 0])[0],
                "safety_checks_done": made.get((id, "SAFETY"), [0, 0])[1],
                "frontage_duty_checks_passed": made.get((id, "FRONTAGE"), [0, 0])[0],
                "frontage_duty_checks_done": made.get((id, "FRONTAGE"), [0, 0])[1],
                "cogovernance_contributions": kept + len(activities[id]),
                "upheld_complaints": found["MERCHANT", id, "UPHELD_COMPLAINT"],
                "archive_verified_in_180_days": id in fresh,
                **_of_any("MERCHANT", id, found, leaks),
            }
    return result


def _of_any(
    kind: str,
    id: str,
    found: dict[tuple[str, str, str], int],
    leaks: dict[tuple[str, str], int],
) -> Inputs:
    return {
        "confirmed_personal_information_breaches": leaks[kind, id],
        "verified_false_records": found[kind, id, "FALSE_RECORD"],
        "competent_authority_veto_certificates": found[kind, id, "VETO_CERTIFICATE"],
    }
