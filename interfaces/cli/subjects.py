"""`gongzhi copy` and `gongzhi receipt`: what a person takes home (SYS-20)."""

from typing import Any
from uuid import UUID

import click

from domain.access import Purpose
from domain.kernel import SYSTEM, Actor
from domain.roles import Role
from interfaces.cli.output import show
from interfaces.cli.system import logged


@click.command()
@click.argument("person", type=click.UUID)
@click.option("--officer", type=click.UUID, help="经办人编号 Who answers the request.")
@click.pass_obj
def copy(obj: dict[str, Any], person: UUID, officer: UUID | None) -> None:
    """All that is held of a person, with its purpose and basis; the read goes on record.

    As a table or CSV the texts alone; as JSON also where else he is named, and who has read it.

    \b
    gongzhi copy <id>                        查阅：本人信息一览
    gongzhi --format json copy <id>          复制：全部内容，供程序读取
    """
    from interfaces.subjects import copy_of

    with logged(obj) as system:
        actor = Actor(Role.PIO, officer, scopes=("county",))
        found = copy_of(system, actor, person, Purpose.SUBJECT_REQUEST)
    show([found] if obj["how"] == "json" else found["texts"], obj["how"])


@click.command()
@click.argument("subject", type=click.UUID)
@click.pass_obj
def receipt(obj: dict[str, Any], subject: UUID) -> None:
    """That somebody's data was erased, with the proof that it stands in the log.

    As JSON it is a file that `gongzhi verify` checks.

    \b
    gongzhi --format json receipt <id>       交本人留存，任何人可核验
    """
    from interfaces.subjects import receipt_of

    with logged(obj) as system:
        found = receipt_of(system, SYSTEM, subject)
    show([found] if obj["how"] == "json" else found["texts"], obj["how"])
