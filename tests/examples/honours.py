"""A title through the public API, from its programme to its conferral; and what is exported."""

from typing import Any
from uuid import UUID

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import COUNTY, County, found
from tests.examples.cycle import FILE, YEAR

GROUP = Actor(Role.LG, derived_id("test-actor", "leading group"), "LEADING-GROUP", None, COUNTY)
ANOTHER = Actor(Role.LG, derived_id("test-actor", "of the group"), "LEADING-GROUP", None, COUNTY)
VOTES = [{"group": "PARTY_DELEGATE", "issued": 9, "returned": 9, "votes": {"A": 8, "B": 1}}]
APPROVAL = {"approval_document_no": "【合成】繁表批〔2022〕3号", "approved_places": 120}


def programme(c: County, code: str, **more: Any) -> str:
    """Defined by the leading group, which confers it."""
    if not c.ledger("BODIES", type="LEADING_GROUP"):
        found(c, "LEADING-GROUP", "LEADING_GROUP", on="2021-05-20", document_no="【合成】8号")
    body = {"code": code, "year": YEAR, "conferring_body": "LEADING-GROUP"} | APPROVAL | more
    return c.do(GROUP, "honour-programmes", **body)


def nominated(c: County, code: str, subject: UUID, unit: UUID, **more: Any) -> str:
    body = {
        "programme": code, "year": YEAR, "subject": subject, "unit": unit, "community": "FC01",
        "deeds": "常年参与社区志愿服务（合成）", "consent": FILE,
    }  # fmt: skip
    return c.do(Role.CS, "honour-nominations", **body | more)


def balloted(c: County, nomination: str) -> None:
    c.do(Role.EVO, "honour-nominations", nomination, "record-ballot", groups=VOTES)


def publicised(c: County, programme: str, at: str) -> str:
    """Shortlisted, and hanging for five working days."""
    c.at(at)
    c.do(Role.EVO, "honour-programmes", programme, "shortlist")
    notice = c.do(
        Role.EVO, "notices", kind="HONOURS", about=programme, year=YEAR,
        title="拟命名对象公示（合成）", places=["各社区公示栏"], content=FILE,
    )  # fmt: skip
    c.do(Role.EVO, "notices", notice, "post")
    c.do(Role.EVO, "honour-programmes", programme, "publicise", notice=notice)
    return notice


def conferred(c: County, nomination: str, on: str) -> None:
    """Approved and conferred."""
    c.do(GROUP, "honour-nominations", nomination, "approve", minutes_no="【合成】纪要2号")
    c.do(GROUP, "honour-nominations", nomination, "confer", certificate_no="【合成】证1号", on=on)


def revoked(c: County, nomination: str, on: str, reason: str) -> None:
    c.do(
        GROUP, "honour-nominations", nomination, "revoke", approved_by=ANOTHER, reason=reason,
        effective_on=on, decision_no="【合成】决定1号",
    )  # fmt: skip


def delivered(c: County, package: str, on: str) -> None:
    """Signed by the leading group, handed over, received."""
    [row] = [row for row in c.ledger("L-EXPORT", year=YEAR) if row["package"] == package]
    c.do(GROUP, "exports", package, "sign", digest=row["content_hash"], document_no="【合成】签1号")
    c.do(Role.EVO, "exports", package, "deliver", on=on)
    c.do(Role.COD, "exports", package, "acknowledge", on=on)


def content(c: County, package: str, actor: Actor | Role = Role.COD, **asked: Any) -> Any:
    return c.get(f"exports/{package}/content", actor, **asked)
