"""Deliberation, facilities, intake channels and wishes: SYS-08, SYS-09, SYS-06."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from domain.kernel import Actor, local_date
from domain.roles import Role
from tests.county import person, self_actor, shanghai
from tests.interfaces.stories.teller import Teller, people

HERE: Final = {"community": "FC01"}


def today(t: Teller) -> str:
    return local_date(t.c.clock()).isoformat()


def an_item_is_deliberated_and_done(t: Teller) -> None:
    people(t)
    t.c.at("2022-01-19 09:00")
    on, proposer = today(t), person(t.c, "赵提议人", residence=HERE)
    resident = self_actor(Role.RES, proposer)
    sitting = called(t, proposer)
    t.means(proposer=proposer, sitting=sitting)
    item = t.play("deliberation.propose", resident)
    t.play("deliberation.screen", Role.CS, item)
    t.play("deliberation.schedule", Role.CS, item)
    t.play("deliberation.defer", Role.CS, item)
    t.play("deliberation.schedule", Role.CS, item)
    other = t.play("deliberation.propose", resident)
    t.play("deliberation.screen", Role.CS, other, needs_residents_meeting=False)
    t.play("deliberation.schedule", Role.CS, other)
    sit(t, sitting, proposer)
    for each in (item, other):
        t.play("deliberation.record", Role.CS, each)
    t.play("deliberation.record-no-consensus", Role.CS, other)
    t.play("deliberation.record-residents-vote", Role.CS, item, held_on=on)
    tasks = [task | {"due_on": on} for task in t.body("deliberation.adopt")["tasks"]]
    t.play("deliberation.adopt", Role.CS, item, tasks=tasks)
    t.play("deliberation.publish", Role.CS, item)
    t.means(task=t.last(item, "tasks")[0].task)  # type: ignore[index]
    t.play("deliberation.complete-task", Role.CW, item, on=on)
    t.play("deliberation.evaluate", resident, item)


def called(t: Teller, proposer: UUID) -> str:
    """A meeting in an hour."""
    return t.c.do(
        Role.CS, "meetings", type="DELIBERATION", community="FC01", convenor="FC01",
        title="共治议事会（合成）", place="议事中心", starts_at=shanghai("2022-01-19 10:00"),
        urgent=True, agenda=[{"subject": "停车"}],
        invited=[{"kind": "RESIDENT", "person": proposer}],
    )  # fmt: skip


def sit(t: Teller, meeting: str, proposer: UUID) -> None:
    t.c.at("2022-01-19 11:00")
    there = {"participant": {"kind": "RESIDENT", "person": proposer}, "status": "PRESENT"}
    t.c.do(Role.CS, "meetings", meeting, "record-attendance", lines=[there])
    t.c.do(Role.CS, "meetings", meeting, "hold", held_at=shanghai("2022-01-19 10:00"))


def a_centre_opens_and_is_used(t: Teller) -> None:
    people(t)
    on = today(t)
    t.means(manager=person(t.c, "负责人"))
    centre = t.play("facility.plan", Role.CS, approved_by=Role.TOWN, on=on)
    t.play("facility.open", Role.CS, centre, Role.TOWN, on=on)
    t.play("facility.add-item", Role.CW, centre)
    t.means(item=t.last(centre, "item"))
    t.play("facility.record-use", Role.CW, centre, month=on[:7])
    t.play("facility.remove-item", Role.CW, centre)
    t.play("facility.suspend", Role.CS, centre, on=on, reopens_on="2099-01-01")
    t.play("facility.reopen", Role.CS, centre, on=on)
    room = {"type": "LIBRARY", "address": "和谐路1号二层"}
    library = t.play("facility.plan", Role.CS, approved_by=Role.TOWN, on=on, **room)
    t.play("facility.close", Role.CS, library, on=on)


def channels_take_what_people_bring(t: Teller) -> None:
    people(t)
    witness = person(t.c, "见证人", residence=HERE)
    t.means(manager=person(t.c, "渠道负责人"), witness=witness)
    worker = Actor(Role.CW, person(t.c, "社区工作者"), None, None, ("community:FC01",))
    box = t.play("channel.register", Role.CS)
    t.play("channel.start", Role.CS, box)
    stands_by = self_actor(Role.RES, witness)
    opening = t.play("box_opening.open", worker, approved_by=stands_by)
    t.play("box_opening.register-letter", worker, opening)
    t.play("box_opening.set-aside-letter", worker, opening)
    t.play("box_opening.reconcile", worker, opening, stands_by)
    t.play("channel.stop", Role.CS, box)
    t.play("channel.retire", Role.CS, box)
    countywide = t.body("channel.register") | {"type": "WECHAT_ACCOUNT", "community": None}
    account = t.c.do(Role.TOWN, "channels", **countywide)
    t.c.do(Role.TOWN, "channels", account, "start")
    t.play("channel.record-post", Role.CW, account)
    group = t.play("channel.create-group", Role.GH)
    t.play("channel.dissolve-group", Role.GH, group)


def wishes_from_the_tree(t: Teller) -> None:
    people(t)
    soon = t.c.clock() + timedelta(days=2)
    wish = {
        "origin": "WISH_TREE",
        "wanted_from": soon.isoformat(),
        "wanted_until": (soon + timedelta(hours=3)).isoformat(),
    }
    for judged in ("order.verify-wish", "order.decline-wish"):
        t.play(judged, Role.GW, t.play("order.place", Role.CW, **wish))


def a_problem_comes_back(t: Teller) -> None:
    """The system sees it when the day is over, and proposes it (P-14)."""
    people(t)
    for _ in range(3):
        t.play("case.report", Role.CW, place="FC01001C001", category="NOISE")


OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (
    an_item_is_deliberated_and_done,
    a_centre_opens_and_is_used,
    channels_take_what_people_bring,
    wishes_from_the_tree,
    a_problem_comes_back,
)
