"""Who could read a record, or a row of a ledger, at a moment: by which scope, and by which post.

The rule is asked, not written a second time: what may be read is what `covers` and `may_read` let
through, for every scope that there was and every office held on the day.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from application.authority import Forbidden
from application.handler import NotFound
from domain.access import PROTECTORS
from domain.kernel import Actor, Concern
from domain.roles import Role
from interfaces.rendering import plain
from interfaces.scoping import concern_of, may_read, offices_of
from projections.between import STORED
from projections.models import Register, Row
from projections.offices import Office, offices_held, scopes_there_are
from projections.reading import Snapshot

ANYBODY: Final = frozenset(Role) - {Role.SYS}
May = Callable[[Actor], bool]


def must_watch(actor: Actor) -> None:
    """Forbidden: the question is for those who watch over reads (SYS-20, SYS-22)."""
    if actor.role not in PROTECTORS | {Role.SYS}:
        raise Forbidden(
            "role_not_allowed",
            "此查询供审计人员与个人信息保护负责人使用，请向其提出。",
            "This is for auditors and the protection officer; ask one of them.",
        )


def row_of(snapshot: Snapshot, ledger: str, key: str) -> Row:
    """NotFound: the ledger has no such row then, or its rows have no keys."""
    model = STORED.get(ledger)
    found = snapshot.row(model, key) if isinstance(model, Register) else None
    if found is None:
        raise NotFound(key)
    row: Row = found.row
    return row


def readers_of_row(snapshot: Snapshot, ledger: str, row: Row, day: date) -> dict[str, Any]:
    def may(actor: Actor) -> bool:
        return may_read(actor, ledger, snapshot)(row)

    return readers(may, concern_of(row), offices_of(row), snapshot, day)


def readers(
    may: May, concern: Concern, offices: frozenset[Role], snapshot: Snapshot, day: date
) -> dict[str, Any]:
    """roles: who alone reads it, whatever his scope; every role where there is no such rule."""
    roles = sorted(offices or ANYBODY)
    scopes = scopes_there_are(snapshot)
    # Of the roles that may read it at all, the scope alone decides.
    covering = [scope for scope in scopes if may(Actor(roles[0], None, None, None, (scope,)))]
    return {
        "day": plain(day),
        "roles": [role.value for role in roles],
        "scopes": covering,
        "persons": sorted(
            str(person)
            for person in concern.persons
            if may(Actor(Role.RES, person, None, None, ("self",)))
        ),
        "posts": [_told(office) for office in offices_held(snapshot, day) if may(_holder(office))],
    }


def _holder(office: Office) -> Actor:
    return Actor(office.role, office.person, None, None, (office.scope,))


def _told(office: Office) -> dict[str, Any]:
    return {
        "person": str(office.person),
        "role": office.role.value,
        "scope": office.scope,
        "post": office.post,
        "body": office.body,
        "start": plain(office.start),
        "end": plain(office.end),
        "ledger": office.ledger,
        "key": office.key,
    }
