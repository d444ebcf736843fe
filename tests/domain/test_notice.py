"""Public notices: SYS-18, HANDBOOK 4.5, P-11."""

from datetime import date
from uuid import UUID

from domain.notice import (
    NOTICE,
    CloseNotice,
    DraftNotice,
    HideName,
    NoticeClosed,
    NoticeNameHidden,
    NoticePosted,
    ObjectionOpened,
    ObjectionSettled,
    PostNotice,
)
from domain.roles import Role
from tests.domain.assessment.facts import DRAFTED, HERE, POSTED, THERE, the_year
from tests.spec import given

WANG, DISPUTE = UUID(int=0x23), UUID(int=0xB3)


def test_a_notice_is_drafted_and_posted_once_for_five_working_days() -> None:
    draft = DraftNotice(**dict(DRAFTED))
    given(NOTICE).by(Role.EVO).when(draft).then(DRAFTED)
    given(NOTICE, DRAFTED).when(draft).then_refused("notice_state")
    [posted] = (
        given(NOTICE, DRAFTED).at("2023-01-30 09:00").looking(the_year()).when(PostNotice()).facts()
    )
    assert isinstance(posted, NoticePosted)
    assert (posted.starts_on, posted.ends_on) == (POSTED.starts_on, POSTED.ends_on)
    again = given(NOTICE, DRAFTED, POSTED).looking(the_year())
    again.when(PostNotice()).then_refused("notice_state")


def test_a_holiday_is_no_day_of_publicity() -> None:
    """The Spring Festival of 2023 is from 21 to 27 January; 28 and 29 are worked."""
    on_the_eve = given(NOTICE, DRAFTED).at("2023-01-20 09:00").looking(the_year())
    [posted] = on_the_eve.when(PostNotice()).facts()
    assert isinstance(posted, NoticePosted)
    assert posted.ends_on == date(2023, 1, 31)  # 20, 28, 29, 30, 31
    on_a_holiday = given(NOTICE, DRAFTED).at("2023-01-22 09:00").looking(the_year())
    [posted] = on_a_holiday.when(PostNotice()).facts()
    assert isinstance(posted, NoticePosted)
    assert posted.ends_on == date(2023, 2, 1)


def test_it_is_taken_down_when_its_period_has_passed() -> None:
    hanging = given(NOTICE, DRAFTED, POSTED).by(Role.SYS)
    hanging.at("2023-02-03 23:59").when(CloseNotice()).then_refused("publicity_running")
    hanging.at("2023-02-04 00:00").when(CloseNotice()).then(NoticeClosed())
    given(NOTICE, DRAFTED, POSTED, NoticeClosed()).when(CloseNotice()).then_nothing()
    given(NOTICE, DRAFTED).when(CloseNotice()).then_refused("notice_state")


def test_a_name_is_hidden_while_it_is_shown_p11() -> None:
    hide = HideName(person=WANG)
    hidden = NoticeNameHidden(person=WANG)
    for facts in ((DRAFTED,), (DRAFTED, POSTED)):
        given(NOTICE, *facts).when(hide).then(hidden)
    given(NOTICE, DRAFTED, POSTED, hidden).when(hide).then_nothing()
    given(NOTICE, DRAFTED, POSTED, NoticeClosed()).when(hide).then_refused("notice_not_open")


def test_it_knows_what_is_open_about_whom_and_what_stands() -> None:
    opened = ObjectionOpened(objection=DISPUTE, subject=HERE)
    state = NOTICE.replay([DRAFTED, POSTED, opened])
    assert (state.disputed(HERE), state.disputed(THERE)) == (True, False)
    stands = NOTICE.replay([ObjectionSettled(objection=DISPUTE, upheld=True)], state)
    assert (stands.disputed(HERE), stands.upheld) == (False, {DISPUTE})
    fell = NOTICE.replay([opened, ObjectionSettled(objection=DISPUTE, upheld=False)], stands)
    assert (fell.disputed(HERE), fell.upheld) == (False, frozenset())
