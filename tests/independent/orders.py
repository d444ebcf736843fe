"""Service orders: who took them, whether they were done in time (EX-08)."""

from typing import Any

from tests.independent.diary import Diary, day_of, last_day_until, midnight_after, moment

DONE = ("COMPLETED", "RATED", "CLOSED")


def orders(diary: Diary) -> dict[str, dict[str, Any]]:
    """By id. takers: one dictionary each time somebody took it."""
    found: dict[str, dict[str, Any]] = {}
    for entry in diary:
        verb = entry.name.partition("order.")[2]
        if entry.name == "order.placed":
            found[entry.stream] = {
                "state": "PLACED", "community": entry.told["community"], "issued": None,
                "due": None, "until": None, "completed": None, "stars": None, "verdict": None,
                "fault": None, "takers": [], "round": 1,
            }  # fmt: skip
        elif entry.name.startswith("order.") and entry.stream in found:
            _turn(found[entry.stream], verb, entry.told, entry.at)
    return found


def _turn(order: dict[str, Any], verb: str, told: dict[str, Any], at: Any) -> None:
    if verb == "merged":
        order["state"] = "MERGED"
    elif verb == "declined":
        order["state"] = "DECLINED"
    elif verb == "expired":
        order["state"] = "EXPIRED"
    elif verb == "issued":
        order |= {"state": "ISSUED", "issued": at, "due": moment(told["due_at"])}
        order["until"] = moment(told["service_until"])
    elif verb in ("reissued", "reopened"):
        order["state"], order["until"] = "ISSUED", moment(told["service_until"])
        later = midnight_after(day_of(order["until"]))
        order["due"] = later if order["due"] is None else max(order["due"], later)
        if verb == "reopened":
            order |= {"completed": None, "stars": None, "verdict": None}
    elif verb == "completed":
        order |= {"state": "COMPLETED", "completed": at}
    elif verb == "rated":
        order |= {"state": "RATED", "stars": told["stars"], "verdict": told["verdict"]}
    elif verb == "closed":
        order["state"] = "CLOSED"
    elif verb == "cancelled":
        order |= {"state": "CANCELLED", "fault": told["fault"]}
    else:
        _taken(order, verb, told, at)


def _taken(order: dict[str, Any], verb: str, told: dict[str, Any], at: Any) -> None:
    if verb == "accepted":
        taker = {"member": told["member"], "at": at, "state": "ACCEPTED", "failed": None}
        order["takers"].append(taker)
        order["state"] = "ACCEPTED" if order["state"] != "IN_SERVICE" else "IN_SERVICE"
        return
    states = {
        "released": "RELEASED", "abandoned": "ABANDONED", "no_show_recorded": "NO_SHOW",
        "acceptor_excused": "EXCUSED", "service_started": "ON_SITE",
        "acceptor_checked_out": "SERVED",
    }  # fmt: skip
    if verb not in states:
        return
    taker = [each for each in order["takers"] if each["member"] == told["member"]][-1]
    taker |= {"state": states[verb], "failed": None}  # who is excused has failed no more
    if verb == "abandoned":
        taker["failed"] = day_of(at)
    elif verb == "no_show_recorded":
        taker["failed"] = day_of(order["until"] or at)
    elif verb == "service_started":
        order["state"] = "IN_SERVICE"


def outcome(order: dict[str, Any], taker: dict[str, Any], until: Any) -> tuple[Any, str] | None:
    """The day and what the order was for who took it: in time, late, or abandoned.

    Who took it, and neither came nor gave it back, is late once its time is over.
    """
    if taker["failed"] is not None:
        return taker["failed"], "ABANDONED" if taker["state"] == "ABANDONED" else "LATE"
    if taker["state"] in ("RELEASED", "EXCUSED"):
        return None
    due = order["due"]
    if order["state"] in DONE and order["completed"] is not None:
        if due is not None and order["completed"] > due:
            return last_day_until(due), "LATE"
        return day_of(order["completed"]), "IN_TIME"
    over = order["state"] in ("ISSUED", "ACCEPTED", "IN_SERVICE") and due and due <= until
    return (last_day_until(due), "LATE") if over and taker["state"] != "SERVED" else None


def community_orders(diary: Diary, year: int, until: Any) -> dict[str, list[int]]:
    """C7, by community: completed in time, issued."""
    found: dict[str, list[int]] = {}
    for order in orders(diary).values():
        if order["issued"] is None or day_of(order["issued"]).year != year:
            continue
        if order["state"] == "MERGED" or order["fault"] in ("REQUESTER", "FORCE_MAJEURE"):
            continue
        done = order["state"] in DONE
        over = done or order["state"] in ("EXPIRED", "CANCELLED")
        if not over and order["due"] is not None and order["due"] > until:
            continue
        counts = found.setdefault(order["community"], [0, 0])
        counts[1] += 1
        served = done and order["verdict"] != "NOT_SERVED" and order["completed"] is not None
        if served and (order["due"] is None or order["completed"] <= order["due"]):
            counts[0] += 1
    return found
