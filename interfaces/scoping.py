"""Which rows a caller may see: every list, search and export goes through here."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final
from uuid import UUID

from application.authority import EVERYWHERE, covers
from domain.kernel import Actor, Concern
from domain.roles import Role
from projections.ledgers.agreements import L_AGR, L_COMMIT
from projections.reading import Snapshot

COMMUNITY: Final = ("community", "residence")
UNIT: Final = ("unit", "party", "unit_at_snapshot")
BODY: Final = ("handler", "body")
PERSON: Final = (
    "person", "member", "submitted_by", "subject", "requester", "on_behalf_of", "persons",
)  # fmt: skip
# The bodies that reported a case, help with it or were called to it.
INVOLVED: Final = ("department", "co_handlers", "whistled")
# Ledgers about the whole: nobody's scope but the county's covers them.
COUNTY_ONLY: Final = frozenset({"L-AUDIT", "DUE"})


def sees_all(actor: Actor) -> bool:
    return actor.role is Role.SYS or not EVERYWHERE.isdisjoint(actor.scopes)


def may_read(actor: Actor, ledger: str, snapshot: Snapshot) -> Callable[[Any], bool]:
    """Whether the caller may see a row of the ledger."""
    if sees_all(actor):
        return lambda row: True
    if ledger in COUNTY_ONLY:
        return lambda row: False
    about = _through_its_agreement(snapshot) if ledger == L_COMMIT.name else concern_of
    return lambda row: covers(actor, about(row), reading=True)


def _through_its_agreement(snapshot: Snapshot) -> Callable[[Any], Concern]:
    """A commitment concerns whom its agreement does."""

    @cache
    def concern(agreement: UUID) -> Concern:
        found = snapshot.row(L_AGR, agreement)
        return concern_of(found.row) if found else Concern()

    return lambda row: concern(row.agreement)


def concern_of(row: Any) -> Concern:
    """Whom a row is about, by the names of its columns. A rate is about what it is grouped by."""
    group = getattr(row, "group", None)
    counted = {getattr(row, "by", None): group} if group else {}
    named = (_each(getattr(row, name, None)) for name in PERSON)
    return Concern(
        community=counted.get("community") or _first(row, COMMUNITY),
        grid=counted.get("grid") or getattr(row, "grid", None),
        unit=_first(row, UNIT),
        body=counted.get("handler") or _first(row, BODY),
        persons=frozenset(one for some in named for one in some if isinstance(one, UUID)),
        readers=frozenset(v for name in INVOLVED for v in _each(getattr(row, name, None)) if v),
    )


def _each(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _first(row: Any, names: tuple[str, ...]) -> Any:
    return next((v for name in names if (v := getattr(row, name, None)) is not None), None)


def community_filter(actor: Actor) -> str | None:
    """The one community that the caller's scopes are about, if there is just one."""
    if sees_all(actor) or any(not scope.startswith("community:") for scope in actor.scopes):
        return None
    found = {scope.removeprefix("community:") for scope in actor.scopes}
    return found.pop() if len(found) == 1 else None
