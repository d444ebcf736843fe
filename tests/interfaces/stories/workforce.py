"""Workforce: SYS-15."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from domain.roles import Role
from tests.county import person
from tests.interfaces.stories.teller import Teller, people


def workers_come_work_and_go(t: Teller) -> None:
    people(t)
    t.play("pay_standards.adopt-system", Role.COD)
    t.play("pay_standards.publish-income", Role.COD)
    worker = in_post(t, "周工作者")
    t.play("community_worker.record-training", Role.CS, worker)
    t.play("community_worker.record-pay", Role.TOWN, worker)
    t.play("community_worker.correct-pay", Role.TOWN, worker)
    t.play("community_worker.record-insurance", Role.TOWN, worker)
    t.play("community_worker.rotate", Role.TOWN, worker)
    t.means(colleague=t.known["community worker"])
    other = in_post(t, "吴工作者")
    t.play("community_worker.exchange", Role.TOWN, other)
    t.play("community_worker.appraise", Role.CS, worker)
    t.play("community_worker.leave", Role.TOWN, other)
    t.c.clock.now += timedelta(days=1)  # then the pay floor is checked
    t.c.settle()


def in_post(t: Teller, name: str) -> str:
    who = t.known["community worker"] = person(t.c, name)
    t.means(community_worker=who)
    worker = t.play("community_worker.recruit", Role.TOWN)
    t.play("community_worker.assign-responsibility", Role.CS, worker)
    t.play("community_worker.grade", Role.TOWN, worker)
    t.play("community_worker.confirm", Role.TOWN, worker)
    return worker


OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (workers_come_work_and_go,)
