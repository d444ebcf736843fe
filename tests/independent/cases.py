"""Cases: the five chains, the three rates, and who was asked to help (SYS-05, EX-16)."""

from datetime import datetime
from typing import Any

from tests.independent.diary import Diary, day_of, last_day_until, moment

LEFT = {
    "not_accepted": "NOT_ACCEPTED", "merged": "MERGED", "withdrawn": "WITHDRAWN",
    "transferred": "TRANSFERRED",
}  # fmt: skip


def cases(diary: Diary) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entry in diary:
        if not entry.name.startswith("case."):
            continue
        verb = entry.name.removeprefix("case.")
        if verb == "reported":
            found[entry.stream] = _reported(entry.told, entry.at)
        elif entry.stream in found:
            case = found[entry.stream]
            _begun(case, verb, entry.told, entry.at)
            _done(case, verb, entry.told, entry.at)
            _aside(case, verb, entry.told, entry.at)
    return found


def _reported(told: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "community": told["community"], "grid": told["grid"], "channel": told["channel"],
        "kind": told["kind"], "on": day_of(at), "reachable": told["reachable"],
        "links": {"COLLECTION"}, "contact_due": None, "contact": None, "due": None,
        "handled": None, "closed": None, "late": False, "left": None, "left_at": None,
        "resolved": None, "satisfied": None, "reached": False, "called": False,
        "mediated": False, "enforced": False, "made_up": None, "suspended": False, "helps": {},
    }  # fmt: skip


def _begun(case: dict[str, Any], verb: str, told: dict[str, Any], at: datetime) -> None:
    if verb == "accepted":
        case["links"].add("DISCOVERY")
        case["kind"], case["grid"] = told["kind"] or case["kind"], told["grid"] or case["grid"]
        case["contact_due"] = moment(told["first_contact_due_at"]) or case["contact_due"]
        case["due"] = moment(told["due_at"]) or case["due"]
        case["enforced"] = told["law_enforcement"]
    elif verb in ("assigned", "assignment_dispute_decided"):
        case["links"].add("ALLOCATION")
    elif verb == "first_contact_made":
        case["contact"] = case["contact"] or at
    elif verb == "imported":
        case["contact_due"] = moment(told["first_contact_due_at"])
        case["due"] = moment(told["due_at"])
    elif verb == "deadline_extended":
        case["due"] = moment(told["due_at"])
    elif verb == "deadline_recomputed":
        case["due"] = moment(told["due_at"])
        case["contact_due"] = moment(told["first_contact_due_at"]) or case["contact_due"]
    elif verb == "co_handler_invited":
        case["helps"][told["body"]] = {"invited": at, "replied": None}
    elif verb == "co_handler_replied":
        help = case["helps"][told["body"]]
        help["replied"] = help["replied"] or at


def _done(case: dict[str, Any], verb: str, told: dict[str, Any], at: datetime) -> None:
    if verb == "handled":
        case["links"].add("HANDLING")
        case["handled"] = at
        case["late"] = case["late"] or told["overdue"]
        case["contact"] = case["contact"] or moment(told["first_contact_at"])
    elif verb in ("fed_back", "feedback_impossible_recorded"):
        case["links"].add("FEEDBACK")
    elif verb == "callback_recorded" and (told["reached"] or not case["reached"]):
        case |= {
            "called": True, "reached": told["reached"], "resolved": told["resolved"],
            "satisfied": told["satisfaction"],
        }  # fmt: skip
    elif verb == "closed":
        case["closed"] = at
    elif verb == "reopened":
        case["links"] -= {"HANDLING", "FEEDBACK"}
        case |= {"handled": None, "closed": None, "due": moment(told["due_at"])}
    elif verb == "overdue_marked":
        case["late"] = True


def _aside(case: dict[str, Any], verb: str, told: dict[str, Any], at: datetime) -> None:
    if verb in LEFT:
        case["left"], case["left_at"] = LEFT[verb], at
        case["late"] = case["late"] or told.get("overdue", False)
    elif verb == "suspended":
        case["suspended"] = True
    elif verb == "resumed":
        case["suspended"] = False
    elif verb == "recategorised":
        case["kind"] = told["after"]["kind"]
        case["enforced"] = told["after"]["law_enforcement"]
    elif verb == "continued_as_discovery":
        case["kind"] = "DISCOVERY"
    elif verb == "corrected":
        case["grid"] = told["grid"] or case["grid"]
        case["reachable"] = case["reachable"] or told["contact"] is not None
    elif verb == "joined":
        case["reachable"] = case["reachable"] or bool(told["reporters"]) or told["contact"]
    elif verb == "excluded":
        case["made_up"] = told["reason"]
    elif verb == "mediation_opened":
        case["mediated"] = True


def rates(some: list[dict[str, Any]], until: datetime) -> dict[str, int]:
    """C3 to C6 of these cases."""
    found = dict.fromkeys(
        (
            "responded", "response_due", "resolved", "reached", "satisfied", "opinions",
            "whole", "closed",
        ),
        0,
    )  # fmt: skip
    for case in some:
        if case["left"] == "MERGED":
            continue  # judged in its master
        if _owed_a_contact(case, until):
            found["response_due"] += 1
            found["responded"] += (
                case["contact"] is not None and case["contact"] <= case["contact_due"]
            )
        out = case["left"] or case["made_up"] or not case["reachable"]
        if case["reached"] and case["kind"] != "CONSULT" and not out:
            found["reached"] += 1
            found["resolved"] += case["resolved"] == "YES"
        opinion = case["satisfied"] not in (None, "NO_COMMENT")
        if opinion and not out and not case["mediated"] and not case["enforced"]:
            found["opinions"] += 1
            found["satisfied"] += case["satisfied"] in ("SATISFIED", "BASICALLY")
        if case["closed"] is not None:
            found["closed"] += 1
            found["whole"] += len(case["links"]) == 5
    return found


def _owed_a_contact(case: dict[str, Any], until: datetime) -> bool:
    due = case["contact_due"]
    if due is None or until < due:
        return False
    left_before = case["left_at"] is not None and case["left_at"] <= due
    return case["contact"] is not None or not left_before


def grid_cases(some: list[dict[str, Any]], until: datetime) -> dict[str, int]:
    """G2 and G3 of the cases of one grid."""
    found = {"reports": 0, "valid": 0, "due": 0, "in_time": 0}
    for case in some:
        if case["channel"] == "GRID_PATROL":
            found["reports"] += 1
            declined = case["left"] == "NOT_ACCEPTED"
            found["valid"] += not declined and case["made_up"] not in ("FABRICATED", "ABUSIVE")
        due, handled = case["due"], case["handled"]
        if due is None or case["suspended"]:
            continue
        if case["left_at"] is not None:
            was_due = case["left_at"] > due
        else:
            was_due = handled is not None or due <= until
        if was_due:
            found["due"] += 1
            found["in_time"] += handled is not None and handled <= due and not case["late"]
    return found


def helped(case: dict[str, Any], help: dict[str, Any], until: datetime) -> tuple[Any, str] | None:
    """U8: the day and what an invitation was for who was invited."""
    due = case["due"]
    if help["replied"] is not None:
        if due is not None and help["replied"] > due:
            return last_day_until(due), "LATE"
        return day_of(help["replied"]), "IN_TIME"
    if due is None or until < due or case["suspended"]:
        return None
    ended = case["handled"] or case["left_at"]
    return None if ended is not None and ended <= due else (last_day_until(due), "LATE")
