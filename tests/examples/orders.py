"""Orders driven through the public HTTP API, from 点单 to 评单."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.roles import Role
from tests.county import County, self_actor, shanghai

NAMED = {5: "SERVED_SATISFIED", 4: "SERVED_SATISFIED", 3: "SERVED_BASICALLY"}


def lines(sheet: dict[str, Any]) -> dict[str, str | None]:
    return {line["line"]: line["points"] for line in sheet["lines"]}


def later(start: str, minutes: int) -> str:
    """The moment so many minutes after another."""
    return f"{datetime.fromisoformat(start) + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"


def issued(c: County, resident: UUID, start: str, minutes: int = 120) -> str:
    """Placed by the resident, issued by the community for this time."""
    id = c.do(
        self_actor(Role.RES, resident), "orders", origin="RESIDENT", occasion="SMALL",
        field="ENVIRONMENT", need="清扫楼道（合成）", community="FC01", grid="FC01001",
        requester=resident, contact_consent=True, wanted_from=shanghai(start),
        wanted_until=shanghai(later(start, minutes)),
    )  # fmt: skip
    return c.do(Role.CS, "orders", id, "issue")  # AM-24: the grid has no branch yet


def accepted(c: County, id: str, who: UUID) -> str:
    return c.do(self_actor(Role.MEM, who), "orders", id, "accept", member=who)


def on_site(c: County, id: str, who: UUID, start: str, minutes: int) -> None:
    """Came and left, as the grid worker confirms; completed by the grid head when he left."""
    me = self_actor(Role.MEM, who)
    c.at(start)
    c.do(me, "orders", id, "check-in", approved_by=Role.GW, member=who)
    c.at(later(start, minutes))
    c.do(me, "orders", id, "check-out", approved_by=Role.GW, member=who)
    c.do(Role.GH, "orders", id, "complete")


def order_served(c: County, resident: UUID, who: UUID, start: str, minutes: int, stars: int) -> str:
    """A whole order: placed the day before, rated by the resident at once."""
    c.at(later(start, -24 * 60))
    id = accepted(c, issued(c, resident, start, minutes), who)
    on_site(c, id, who, start, minutes)
    return rated(c, id, resident, NAMED[stars], stars=stars)


def rated(c: County, id: str, resident: UUID, verdict: str, **more: int) -> str:
    return c.do(self_actor(Role.RES, resident), "orders", id, "rate", verdict=verdict, **more)
