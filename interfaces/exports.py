"""What a package for the county holds: put together anew from the log, and who may read which part.

R-32: the list of barred members goes to the Organisation Department, and to each unit its own.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from application.authority import Forbidden
from application.handler import NotFound
from application.log import EventLog
from domain.kernel import Actor, require
from domain.roles import Role
from interfaces.scoping import sees_all
from projections.closing import ruleset_of
from projections.exporting import Content, canonical, content, digest_of, final_cycle, part_of
from projections.ledgers.exports import L_EXPORT, ExportRow
from projections.reading import Snapshot

READERS: Final = frozenset({Role.COD, Role.LG, Role.EVO, Role.AUD, Role.SYS})


@dataclass(frozen=True, slots=True)
class Package:
    """As its row tells it, and as it is put together now from the log at its position."""

    row: ExportRow
    content: Content

    @property
    def digest(self) -> str:
        return digest_of(self.content)

    @property
    def same(self) -> bool:
        """Whether it is what was recorded, signed and delivered."""
        return self.digest == self.row.content_hash

    @property
    def whole(self) -> bytes:
        return canonical(self.content)


def package_of(log: EventLog, snapshot: Snapshot, id: UUID) -> Package:
    """NotFound: there is none. Refused: it is ordered, but not put together yet."""
    line = snapshot.row(L_EXPORT, id)
    if line is None:
        raise NotFound(id)
    row = line.row
    require(
        row.log_position is not None,
        "export_not_prepared",
        "报送包尚未生成，请稍后再试；成绩审定后系统即自动生成。",
        "The package is not put together yet; the system does it once the scores are final.",
    )
    at = snapshot.before(row.log_position or 0)
    cycle = final_cycle(at, row.year)
    if cycle is None:
        raise LookupError(f"package {row.package_no} was prepared without final scores")
    return Package(row, content(at, cycle, ruleset_of(log, cycle)))


def reads_all(actor: Actor) -> bool:
    return actor.role in READERS and sees_all(actor)


def part_for(actor: Actor, package: Package) -> Content:
    """What the caller's units are told, once it is delivered. Forbidden: nothing is his."""
    units = {scope.removeprefix("unit:") for scope in actor.scopes if scope.startswith("unit:")}
    if not units or package.row.delivered_at is None:
        raise Forbidden(
            "scope_not_allowed",
            "报送包只发组织部门；送达后各单位可查阅本单位部分，请以单位身份登录。",
            "The package is the Organisation Department's; once it is delivered a unit reads its "
            "own part: sign in for your unit.",
        )
    return part_of(package.content, frozenset(units))
