"""Who comes to a community from outside: a judge and his visit, a social organisation; and what
its workers' pay is measured by."""

from uuid import UUID

from domain.kernel import derived_id, local_date
from domain.roles import Role
from domain.workforce import shipped_pay_system
from tests.county import County, found, person, self_actor


def officers_and_organisations(c: County) -> list[tuple[Role, UUID]]:
    """Who holds which office."""
    today = local_date(c.clock()).isoformat()
    paper = {"document_no": "【合成】7号"}
    judge = person(c, "钱法官")
    c.do(
        Role.COD, "bodies", derived_id("body", "FC01"), "appoint", person=judge, post="JUDGE",
        basis="SENT_BY_EMPLOYER", period={"start": today}, **paper,
    )  # fmt: skip
    visit = c.do(Role.CS, "legal-visits", community="FC01", role="JUDGE", person=judge, on=today)
    c.do(
        Role.CW, "legal-visits", visit, "record", approved_by=self_actor(Role.LEG, judge),
        held_on=today, kind="CONSULT", people_served=3,
    )  # fmt: skip
    found(c, "FC01-INCUBATION", "INCUBATION_CENTRE", on="2021-06-01", **paper)
    c.do(
        Role.CS, "units", approved_by=Role.TOWN, title="同心社（合成）", kind="SOCIAL_ORGANISATION",
        community="FC01", synthetic=True, on=today,
    )  # fmt: skip
    system = shipped_pay_system().model_dump(mode="json")
    c.do(Role.COD, "pay-standards", system=system, **paper)
    c.do(
        Role.COD, "pay-standards", None, "publish-income", year=2020, value_fen=2_800_000,
        published_on="2021-02-20", source="合成",
    )  # fmt: skip
    return [(Role.LEG, judge)]
