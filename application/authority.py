"""Who may do what, where: role × command from the registry, and scope."""

from typing import Any, Final

from domain.access import Purpose, may_give
from domain.kernel import Actor, Command, Concern
from domain.roles import Role

# county and town stand above the communities, and whose record names none is theirs.
EVERYWHERE: Final = frozenset({"county", "town"})
# They act for themselves, not for an office.
PRIVATE: Final = (Role.RES, Role.MER, Role.MEM, Role.VOL, Role.ASR)


class Forbidden(Exception):
    """The role or the scope of the caller does not cover this. code: stable."""

    def __init__(self, code: str, hans: str, en: str) -> None:
        super().__init__(en)
        self.code, self.hans, self.en = code, hans, en


def may_issue(actor: Actor, command: type[Command[Any]]) -> None:
    """Forbidden unless the registry lets the actor's role issue this command."""
    if actor.role in command.who or actor.role is Role.SYS:
        return
    roles = "、".join(sorted(command.who))
    raise Forbidden(
        "role_not_allowed",
        f"角色{actor.role}不能办理“{command.label.hans}”，须由{roles}办理。",
        f"Role {actor.role} may not issue this; ask one of {roles}.",
    )


def must_cover(actor: Actor, concern: Concern, *, reading: bool = False) -> None:
    """Forbidden unless one of the actor's scopes covers what this is about."""
    if not covers(actor, concern, reading=reading):
        raise Forbidden(
            "scope_not_allowed",
            "该事项不在您的管辖范围内，请由所属社区或单位办理。",
            "This lies outside your scope; ask the community or the unit it belongs to.",
        )


def covers(actor: Actor, concern: Concern, *, reading: bool = False) -> bool:
    """Whether some scope covers it.

    `self` covers what names the person; for those who act for themselves also commands (not
    reads) that are anybody's.
    """
    if actor.role is Role.SYS:
        return True
    if reading and concern.offices and actor.role not in concern.offices:
        return "self" in actor.scopes and actor.person in concern.persons
    if not EVERYWHERE.isdisjoint(actor.scopes):
        return True
    mine = {
        f"community:{concern.community}" if concern.community else None,
        f"grid:{concern.grid}" if concern.grid else None,
        f"unit:{concern.unit}" if concern.unit else None,
        f"body:{concern.body}" if concern.body else None,
    }
    if reading:
        mine |= {f"body:{body}" for body in concern.readers}
    if not mine.isdisjoint(actor.scopes):
        return True
    if "self" not in actor.scopes:
        return False
    if actor.person in concern.persons:
        return True
    return concern.anybody and actor.role in PRIVATE and not reading


def must_be_for(actor: Actor, purpose: Purpose, record: Concern) -> None:
    """Forbidden unless the actor may read personal fields of the record for this purpose."""
    if not may_give(purpose, actor, record):
        raise Forbidden(
            "purpose_not_allowed",
            f"您不能以“{purpose}”为目的查阅此记录的个人信息，请如实选择与职责相符的目的。",
            f"You may not read personal fields of this for {purpose}; give what you need it for.",
        )
