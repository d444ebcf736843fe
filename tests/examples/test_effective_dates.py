"""SYS-02 through the public API: what changes from a day on is shown as it was on each day."""

from domain.roles import Role
from tests.county import County, found, unit


def test_a_report_of_2022_shows_the_body_of_2022_sys02(c: County) -> None:
    """Since 2024 another office has the working committee's name and functions (S29)."""
    papers = {"on": "2021-06-01", "document_no": "【合成】21号"}
    body = found(c, "NON-PUBLIC", "NON_PUBLIC_SOCIAL_ORG_COMMITTEE", **papers)
    found(c, "SOCIAL-WORK", "DEPARTMENT", **papers)
    paper, day = "【合成】22号", "2024-03-01"
    c.do(Role.COD, "bodies", body, "rename", title="社会工作部（合成）", on=day, document_no=paper)
    c.do(
        Role.COD, "bodies", body, "transfer-function", function="志愿服务协调", to="SOCIAL-WORK",
        on=day, document_no=paper,
    )  # fmt: skip
    titles = {}
    for at in ("2022-12-31", "2024-02-29", "2024-03-01"):
        rows = c.ledger("BODIES", valid_at=at, type="NON_PUBLIC_SOCIAL_ORG_COMMITTEE")
        [titles[at]] = [row["title"] for row in rows]
    old, new = "NON-PUBLIC（合成）", "社会工作部（合成）"
    assert titles == {"2022-12-31": old, "2024-02-29": old, "2024-03-01": new}
    [row] = c.ledger("BODIES", type="NON_PUBLIC_SOCIAL_ORG_COMMITTEE")
    assert row["handed"] == [
        {"on": day, "function": "志愿服务协调", "to": "SOCIAL-WORK", "document_no": paper}
    ]


def test_a_unit_is_shown_with_the_community_that_led_for_it_on_the_day_am04(c: County) -> None:
    found(c, "FC02", "COMMUNITY_PARTY_ORG", on="2021-06-01", document_no="【合成】23号")
    id = unit(c, "财政局", "111409249999000116")
    c.at("2022-07-01 09:00")
    c.do(
        Role.CS, "units", id, "assign-host", approved_by=Role.TOWN, community="FC02",
        also_in=["FC01"], on="2022-07-01",
    )  # fmt: skip
    led = {}
    for at in ("2022-06-30", "2022-07-01"):
        [row] = c.ledger("UNITS", valid_at=at)
        led[at] = row["community"], row["also_in"]
    assert led == {"2022-06-30": ("FC01", []), "2022-07-01": ("FC02", ["FC01"])}
    by = {
        on: [row["community"] for row in c.ledger("L-REG", year=2022, valid_at=on)]
        for on in ("2022-06-30", "2022-12-31")
    }
    assert by == {"2022-06-30": ["FC01"], "2022-12-31": ["FC02"]}
