"""The yearly assessment through the public API, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import COUNTY, County, person

YEAR = 2022
FILE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
CYCLE = derived_id("cycle", YEAR)
OTHER_OFFICER = Actor(Role.EVO, derived_id("test-actor", "another officer"), None, None, COUNTY)
SHORT = {
    "PARTY_DELEGATE": "党代表", "PEOPLES_CONGRESS": "人大代表", "CPPCC_MEMBER": "政协委员",
    "SUPERVISION_COMMITTEE": "监委会成员",
}  # fmt: skip


def frozen(c: County) -> None:
    """Opened, and frozen on the morning after the freeze."""
    c.at("2023-01-11 09:00")
    c.do(Role.EVO, "cycles", year=YEAR)
    c.do(Role.EVO, "cycles", CYCLE, "freeze")


def computed(c: County) -> None:
    frozen(c)
    c.at("2023-01-13 09:00")
    c.do(Role.EVO, "cycles", CYCLE, "compute")


def assessors(c: County, **groups: int) -> dict[str, list[UUID]]:
    """Fixes a roll of so many of each group, for the whole county."""
    roll = {
        group: [person(c, f"{SHORT[group]}{n}") for n in range(count)]
        for group, count in groups.items()
    }
    listed = [{"person": who, "group": group} for group, all in roll.items() for who in all]
    c.do(Role.EVO, "cycles", CYCLE, "compose-roll", assessors=listed)
    return roll


@dataclass
class Box:
    """A round, and the codes that its assessors have drawn. group → its slips, unused ones last."""

    c: County
    kind: str
    subjects: Sequence[UUID]
    roll: Mapping[str, Sequence[UUID]]
    number: int = 1
    id: str = ""
    slips: dict[str, list[str]] = field(default_factory=dict)

    def opened(self, **issued: int) -> "Box":
        """issued: how many of a group get a paper, where not all of its members do."""
        for group, all in self.roll.items():
            count = issued.get(group, len(all))
            self.slips[group] = [f"slip-{self.number}-{group}-{n:04}" for n in range(count)]
        digests = {g: [_digest(slip) for slip in slips] for g, slips in self.slips.items()}
        self.id = self.c.do(
            Role.EVO, "ballot-rounds", year=YEAR, kind=self.kind, number=self.number,
            subjects=self.subjects, slips=digests,
        )  # fmt: skip
        return self

    def papers(self, group: str) -> list[dict[str, Any]]:
        """The papers of a group, each with the code that belongs to it."""
        found = self.c.get(f"ballot-rounds/{self.id}")["state"]["papers"]
        papers = found.values() if isinstance(found, dict) else found
        codes = {_digest(slip): slip for slip in self.slips[group]}
        return [
            paper | {"code": codes[paper["slip"]]} for paper in papers if paper["slip"] in codes
        ]

    def vote(self, group: str, subject: UUID, options: str) -> None:
        """'AAB': three papers that have the subject on them say so; one assessor each returns."""
        able = [p for p in self.papers(group) if str(subject) not in map(str, p["without"])]
        for paper, option in zip(able, options, strict=False):
            self.cast(paper["code"], {subject: option})
        for who in list(self.roll[group])[: len(options)]:
            self.c.do(Role.EVO, "ballot-rounds", self.id, "return", assessor=who)

    def cast(self, code: str, votes: Mapping[UUID, str]) -> None:
        listed = [{"subject": subject, "option": option} for subject, option in votes.items()]
        self.c.do(assessor(), "ballots", round=self.id, slip=code, votes=listed)

    def close(self, **in_box: int) -> None:
        self.c.do(Role.EVO, "ballot-rounds", self.id, "close", in_box=in_box)


def assessor(who: UUID | None = None) -> Actor:
    """Somebody who votes: whoever it is, his token says no more than that he may."""
    return Actor(Role.ASR, who or derived_id("test-actor", Role.ASR), None, None, ("self",))


def _digest(slip: str) -> str:
    return sha256(slip.encode()).hexdigest()


def counted_in(c: County) -> None:
    """The ballots are in the scores."""
    c.do(Role.EVO, "cycles", CYCLE, "compute", ballots=True)


def publicised(c: County, at: str = "2023-01-30 09:00") -> str:
    """The notice: it hangs for five working days, to 3 February."""
    c.at(at)
    c.do(
        Role.EVO, "cycles", CYCLE, "publish", title="2022年度共评成绩公示（合成）",
        places=["各社区公示栏"], content=FILE,
        shows=[{"field": "name", "basis": "PIPL art. 13(2), HANDBOOK 3.8"}],
    )  # fmt: skip
    [row] = c.ledger("L-NOTICE", year=YEAR)
    return str(row["notice"])


def objection(
    c: County, notice: str, objector: Actor, kind: str, subject: UUID, **more: Any
) -> str:
    body = {"facts": "现有签到表原件一份（合成）", "evidence": [FILE]} | more
    id = c.do(objector, "objections", notice=notice, kind=kind, subject=subject, **body)
    return c.do(Role.EVO, "objections", id, "admit")


def decided(c: County, objection: str, finding: str, *admits: str | UUID) -> None:
    c.do(
        Role.EVO, "objections", objection, "decide", finding=finding, reasons="经查属实（合成）",
        admits=admits,
    )  # fmt: skip


def ruled(c: County, *objections: str) -> None:
    c.do(Role.EVO, "cycles", CYCLE, "rule", objections=objections)


def finalised(c: County, at: str = "2023-02-20 09:00") -> None:
    c.at(at)
    c.do(Role.LG, "cycles", CYCLE, "finalise", minutes="【合成】繁共治领纪〔2023〕1号")


def published(c: County, subject: UUID, **asked: Any) -> dict[str, Any]:
    [row] = c.ledger("L-PUBLISHED", year=YEAR, subject=subject, **asked)
    return row


def points(c: County, subject: UUID, version: int, **asked: Any) -> dict[str, Any]:
    """Line → points as published; where a version was completed with ballots, those."""
    rows = c.ledger("L-SCORE", year=YEAR, subject=subject, **asked)
    return {row["line"]: row["points"] for row in rows if row["version"] == version}
