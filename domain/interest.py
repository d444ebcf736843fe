"""Conflict of interest: whoever checks or judges a unit must not belong to it."""

from uuid import UUID

from domain.kernel import Actor, Context, Reads
from domain.person import person_ref
from domain.unit import Unit


def deciders(context: Context) -> tuple[Actor, ...]:
    """Who asks, and who consents."""
    return (context.actor,) if context.approver is None else (context.actor, context.approver)


def reads_of_deciders(context: Context) -> Reads:
    for actor in deciders(context):
        if actor.person is not None:
            yield person_ref(actor.person)


def any_is_of(unit: Unit, id: UUID, context: Context) -> bool:
    """Whether one of the deciders belongs to the unit today, or acts or signs for it."""
    return any(_is_of(unit, id, actor, context) for actor in deciders(context))


def _is_of(unit: Unit, id: UUID, actor: Actor, context: Context) -> bool:
    if f"unit:{id}" in actor.scopes:
        return True
    if actor.person is None:
        return False
    held_by = context.look(person_ref(actor.person)).unit_on(context.today)
    return held_by == id or unit.may_sign(actor.person, context.today)
