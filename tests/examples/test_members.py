"""Members' examples of HANDBOOK 6, through the public API: EX-03, EX-04, EX-05, EX-07, EX-15."""

from tests.county import County, member, register, served, unit

ORGAN = "111409249999000116"


def lines(sheet: dict) -> dict[str, str | None]:
    return {line["line"]: line["points"] for line in sheet["lines"]}


def test_ex04_two_sessions_on_one_day_count_once(c: County) -> None:
    who = member(c, unit(c, "甲局", ORGAN))
    register(c, who)
    for moment, start, minutes in (
        ("2022-03-05 18:00", "2022-03-05 09:00", 90),
        ("2022-03-05 18:30", "2022-03-05 14:00", 120),
        ("2022-06-18 18:00", "2022-06-18 09:00", 90),
        ("2022-12-02 18:00", "2022-12-02 09:00", 60),
    ):
        c.at(moment)
        served(c, who, start, minutes)
    sheet = c.sheet(who)
    assert lines(sheet) == {
        "M1": "10.00", "M2": "30.00", "M3": "15.00", "M4": "3.00", "M5": "0.00", "M6": None,
    }  # fmt: skip
    assert sheet["total"] == "64.44"
    assert sheet["bars"] == ["V-MEM-4"]
