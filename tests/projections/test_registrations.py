"""The register of registrations says of every day what the member's own stream says (AM-02, AM-03).

Rules read the stream, figures read the register.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given as over, strategies as st

from application.recorded import ActorStamp, Recorded
from domain.kernel import Event, Period, Refused, derived_id
from domain.person import LeaveReason, MemberLeftUnit
from domain.registration import (
    MEMBER_REGISTRATION,
    ConfirmMemberRegistration,
    EndExemption,
    EndReason,
    EndRegistration,
    ExemptionReason,
    GrantExemption,
    RegistrationExemptionEnded,
    RegistrationExemptionGranted,
    RejectMemberRegistration,
    SubmitMemberRegistration,
    TransferMemberRegistration,
    WithdrawRegistration,
)
from domain.roles import Role
from projections.ledgers.registrations import L_MEMBER_REG, MemberRegistrationRow
from tests.domain.registration.examples import IN_A, WANG, WORLD, A, person
from tests.spec import given

FIRST = date(2022, 3, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(15)]
LEFT = MemberLeftUnit(unit=A, last_day=DAYS[7], reason=LeaveReason.LEFT_COUNTY)
days, communities = st.sampled_from(DAYS), st.sampled_from(("FC01", "FC02"))

acts = st.one_of(
    st.builds(SubmitMemberRegistration, person=st.just(WANG), community=communities),
    st.just(ConfirmMemberRegistration()),
    st.just(ConfirmMemberRegistration()),
    st.just(RejectMemberRegistration(reason="合成")),
    st.builds(TransferMemberRegistration, community=communities),
    st.just(WithdrawRegistration()),
    st.builds(EndRegistration, last_day=days, reason=st.just(EndReason.LEFT_COUNTY)),
    st.builds(
        lambda start, length: GrantExemption(
            person=WANG, community="FC02", reason=ExemptionReason.SECONDED_OUT,
            period=Period(start=start, end=length and start + timedelta(days=length)),
            document_no="【合成】1号",
        ),
        days, st.none() | st.integers(0, 9),
    ),
    st.builds(lambda last_day: last_day, days),
)  # fmt: skip


def history(made: Iterable[tuple[Any, date]], leaves: bool) -> list[Event[Any]]:
    """What is decided one after the other, each as having happened on its day."""
    facts: list[Event[Any]] = []
    him = person(WANG, (IN_A, LEFT) if leaves else (IN_A,))
    for number, (act, on) in enumerate(made):
        asked = given(MEMBER_REGISTRATION, *facts).by(Role.CS, person=WANG).looking(WORLD | him)
        asked = asked.at(f"2022-04-01 09:{number:02}", f"{on} 09:00")
        ended = [e.id for e in asked.state.exemptions]
        if isinstance(act, GrantExemption) and ended:
            continue  # a test's command has one id, which gives one exemption's
        if isinstance(act, date) and not ended:
            continue
        command = EndExemption(exemption=ended[0], last_day=act) if isinstance(act, date) else act
        with suppress(Refused):
            facts += asked.when(command).facts()  # type: ignore[arg-type]
    return facts


def row_of(facts: Iterable[Event[Any]]) -> MemberRegistrationRow:
    now = datetime(2022, 4, 1, tzinfo=UTC)
    recorded = [
        Recorded(n, WANG, n, fact.name, fact, now, now, ActorStamp("CS"), WANG, WANG, None, None)
        for n, fact in enumerate(facts, start=1)
    ]
    empty = MemberRegistrationRow(WANG, "NONE", None)
    return L_MEMBER_REG.replay(recorded).get((WANG,), empty)


def in_time(made: list[tuple[Any, date]]) -> list[tuple[Any, date]]:
    """Mostly as life goes: registered and confirmed first, the rest by its day."""
    begun = [(SubmitMemberRegistration(person=WANG, community="FC01"), FIRST)]
    return [*begun, (ConfirmMemberRegistration(), FIRST), *sorted(made, key=lambda act: act[1])]


some = st.lists(st.tuples(acts, days), max_size=10)


@over(some | some.map(in_time), st.booleans())
def test_register_and_stream_agree_on_every_day(made: list[tuple[Any, date]], leaves: bool) -> None:
    facts = history(made, leaves)
    stream, row = MEMBER_REGISTRATION.replay(facts), row_of(facts)
    for day in [FIRST - timedelta(days=1), *DAYS, *(d + timedelta(days=15) for d in DAYS)]:
        stay = row.stay_on(day)
        assert (stay and stay.community) == stream.registered_on(day)
        exempt = any(start <= day.toordinal() < end for start, end in row.exempt_days)
        assert exempt == stream.exempt_on(day)
    assert row.state == (stream.latest.status if stream.latest else "NONE")


def test_ending_one_exemption_leaves_another() -> None:
    first, second = (
        RegistrationExemptionGranted(
            exemption=derived_id("exemption", number), person=WANG, unit=A, community="FC02",
            reason=ExemptionReason.SECONDED_OUT, period=Period(start=start, end=end),
            document_no="【合成】1号",
        )
        for number, start, end in ((1, DAYS[0], DAYS[2]), (2, DAYS[4], DAYS[9]))
    )  # fmt: skip
    ended = RegistrationExemptionEnded(exemption=second.exemption, person=WANG, last_day=DAYS[4])
    row = row_of([first, second, ended])
    assert [(e.start, e.end) for e in row.exemptions] == [
        (DAYS[0], DAYS[2]), (DAYS[4], DAYS[4]),
    ]  # fmt: skip
    assert [(e.began, e.ended) for e in row.exemptions] == [(1, None), (2, 3)]
