"""Who may take part in a meeting, and as what (R-05, R-10, R-13, AM-14)."""

from domain.body import Appointment, body_ref
from domain.kernel import Context, Reads, require
from domain.meeting.state import Meeting
from domain.meeting.terms import Participant, ParticipantKind
from domain.person import person_ref
from domain.unit import UnitKind, unit_ref


def reads_of(participant: Participant) -> Reads:
    """What `must_take_part` looks at."""
    match participant.kind:
        case ParticipantKind.UNIT | ParticipantKind.SOCIAL_ORGANISATION if participant.unit:
            yield unit_ref(participant.unit)
        case ParticipantKind.RESIDENT if participant.person:
            yield person_ref(participant.person)
        case ParticipantKind.BODY if participant.body:
            yield body_ref(participant.body)


def must_take_part(participant: Participant, context: Context) -> None:
    """There is such a participant on the day of the act, and it is what it is listed as."""
    require(
        _is_what_it_says(participant, context),
        "no_such_participant",
        "参会对象须按类别填写：单位已入册且类别相符，居民已登记，机构存在，请核对。",
        "Name a participant as its kind says: a unit enrolled and of that kind, a resident "
        "registered, a body that exists.",
    )


def _is_what_it_says(participant: Participant, context: Context) -> bool:
    if not participant.is_named:
        return False
    if participant.unit is not None:
        unit = context.look(unit_ref(participant.unit))
        organisation = unit.kind is UnitKind.SOCIAL_ORGANISATION
        listed_as = participant.kind is ParticipantKind.SOCIAL_ORGANISATION
        return unit.enrolled_on(context.on) and organisation is listed_as
    if participant.person is not None:
        return context.look(person_ref(participant.person)).exists
    assert participant.body is not None  # noqa: S101 - for the type checker
    return context.look(body_ref(participant.body)).exists_on(context.on)


def reads_of_posts(state: Meeting) -> Reads:
    """What `posts_of` looks at."""
    if state.committee is not None:
        yield body_ref(state.committee)


def posts_of(state: Meeting, context: Context) -> tuple[Appointment, ...]:
    """Who holds a post in the committee on the day of the meeting (R-13, AM-14)."""
    if state.committee is None:
        return ()
    return context.look(body_ref(state.committee)).held_on(state.day)


def as_expected(participant: Participant, state: Meeting, context: Context) -> Participant | None:
    """Who was asked to come, as the meeting knows him; None: nobody asked him."""
    if participant.kind is not ParticipantKind.POST_HOLDER:
        return next((one for one in state.invited if one.who == participant.who), None)
    held = (a for a in posts_of(state, context) if a.person == participant.person)
    return next((as_post_holder(appointment) for appointment in held), None)


def as_post_holder(appointment: Appointment) -> Participant:
    return Participant(
        kind=ParticipantKind.POST_HOLDER, person=appointment.person, unit=appointment.unit
    )


def expected(state: Meeting, context: Context) -> tuple[Participant, ...]:
    """Everybody who was asked to come: by name, or by his post."""
    return (*state.invited, *map(as_post_holder, posts_of(state, context)))


def must_be_expected(participant: Participant, state: Meeting, context: Context) -> Participant:
    found = as_expected(participant, state, context)
    require(
        found is not None and participant.unit in (None, found.unit),
        "not_invited",
        "会议未通知该参会对象，或其所代表单位不符，请核对。",
        "This participant was not asked to come, or sits for another unit; check it.",
    )
    assert found is not None  # noqa: S101 - for the type checker
    return found
