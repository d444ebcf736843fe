"""The guards that several commands on objections share."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final
from uuid import UUID

from domain.finding.subjects import must_stand_apart
from domain.kernel import Actor, Context, Elsewhere, require
from domain.notice import ObjectionSettled, notice_ref
from domain.objection.state import Finding, Objection, ObjectionState
from domain.roles import Role
from domain.ruleset import Ruleset, rulebook_ref

WHO_MAY_OBJECT: Final = (
    Role.RES, Role.MER, Role.MEM, Role.VOL, Role.UNIT, Role.ORG, Role.GH, Role.CS, Role.CW,
)  # fmt: skip


def rules_of(year: int, context: Context) -> Ruleset:
    return context.look(rulebook_ref()).in_force(date(year, 12, 31))


def settled(
    state: Objection, context: Context, finding: Finding = Finding.REJECTED
) -> Iterable[Elsewhere]:
    """Tells the notice that nothing is open about it any more, and whether it stands."""
    if state.notice is not None:
        upheld = finding is not Finding.REJECTED
        fact = ObjectionSettled(objection=context.stream, upheld=upheld)
        yield Elsewhere(notice_ref(state.notice), fact)


def must_be(state: Objection, wanted: Collection[ObjectionState]) -> None:
    require(
        state.state in wanted,
        "objection_state",
        f"异议的状态为{state.state}，不能这样办理。",
        f"The objection is {state.state}, so this is not possible.",
    )


def must_be_objector(state: Objection, actor: Actor) -> None:
    require(
        state.objector is not None and state.objector in (actor.person, actor.on_behalf_of),
        "not_your_objection",
        "须由提出异议的本人办理。",
        "Only whoever lodged the objection may do this.",
    )


def must_be_impartial(state: Objection, context: Context) -> None:
    """SYS-18: deciders had no part in the disputed act, and nobody decides on his own."""
    actor = context.actor
    require(
        actor.person is not None,
        "decider_unnamed",
        "裁定须由本人实名作出，请以本人账号登录。",
        "A decision is made in one's own name: sign in as yourself.",
    )
    require(
        ({actor.person, actor.on_behalf_of} - {None}).isdisjoint({state.objector, state.subject}),
        "own_objection",
        "不得裁定本人提出或涉及本人的异议，请由他人裁定。",
        "Nobody decides on an objection of his own or about himself; leave it to somebody else.",
    )
    require(
        actor.person not in state.involved | state.deciders,
        "had_part_in_it",
        "参与过争议事项或已作过裁定的人员须回避，请由他人裁定。",
        "Whoever had part in the disputed act, or decided on it before, stands aside; leave it to "
        "somebody else.",
    )
    if state.kind is not None and state.subject is not None:
        must_stand_apart(state.kind, state.subject, context)


def must_admit_by_right(finding: Finding, admits: tuple[UUID, ...]) -> None:
    require(  # AM-11
        not admits or finding is not Finding.REJECTED,
        "rejected_admits_nothing",
        "异议不成立的，不得采纳封账后的记录。",
        "A rejected objection admits no record later than the freeze.",
    )
