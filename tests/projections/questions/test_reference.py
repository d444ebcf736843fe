"""Questions of SYS-21: which calendar made a due time, which codes held on a day."""

from datetime import date
from uuid import UUID

from domain.calendar import CalendarYearCorrected, CalendarYearPublished, calendar_ref
from domain.codes import CodeAdded, CodeRetired, code_list_ref
from tests.domain.case.world import ACCEPTED, DUE, REPORTED
from tests.projections.questions.asked import Told, asked

CODES, CALENDARS = "codes-in-force", "calendar-behind-a-due-date"
CATEGORIES = code_list_ref("case-categories").id
FIRST = CalendarYearPublished(
    year=2022, holidays=(date(2022, 1, 1),), workdays=(), notice_no="【合成】1号", version=1
)
SECOND = CalendarYearCorrected(
    **(dict(FIRST) | {"version": 2, "notice_no": "【合成】2号"}), reason="更正（合成）"
)


def code(name: str, start: date) -> CodeAdded:
    about = {"hans": name, "en": name, "start": start, "document_no": "【合成】3号"}
    return CodeAdded(list_name="case-categories", code=name, **about)


def test_which_categories_existed_in_march() -> None:
    known = Told()
    known.tell(CATEGORIES, code("FIRE", date(2022, 1, 1)))
    known.tell(CATEGORIES, code("SNOW", date(2022, 3, 1)))
    known.tell(CATEGORIES, code("DRONE", date(2022, 4, 1)))
    known.tell(CATEGORIES, CodeRetired(code="FIRE", on=date(2022, 3, 30), reason="合成"))
    found = {
        day: [row.code for row in asked(known, CODES, on=day)]
        for day in ("2022-02-28", "2022-03-15", "2022-03-31", "2022-12-31")
    }
    assert found == {
        "2022-02-28": ["FIRE"],
        "2022-03-15": ["FIRE", "SNOW"],
        "2022-03-31": ["SNOW"],
        "2022-12-31": ["SNOW", "DRONE"],
    }


def test_which_calendar_version_produced_a_due_date_and_whether_it_was_corrected_since() -> None:
    known = Told()
    known.tell(calendar_ref(2022).id, FIRST)
    known.tell(UUID(int=1), REPORTED)
    position = known.tell(UUID(int=1), ACCEPTED)
    [row] = asked(known, CALENDARS)
    assert (row.record, row.what, row.community) == (UUID(int=1), "HANDLING", "FC01")
    assert (row.due_at, row.calendar_year, row.calendar_version) == (DUE, 2022, 1)
    assert (row.notice_no, row.current, row.position) == ("【合成】1号", 1, position)
    known.tell(calendar_ref(2022).id, SECOND)
    [row] = asked(known, CALENDARS)
    assert (row.calendar_version, row.current) == (1, 2)


def test_what_has_no_due_time_by_a_calendar_is_not_told() -> None:
    known = Told()
    known.tell(UUID(int=1), REPORTED)
    assert asked(known, CALENDARS) == []
