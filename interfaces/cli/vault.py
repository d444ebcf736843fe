"""`gongzhi vault rotate`: another master key over all keys of persons."""

from typing import Any

import click

from domain.kernel import Label
from interfaces.cli.failures import say
from interfaces.cli.system import logged


@click.group()
def vault() -> None:
    """The keys under which personal fields are sealed, and the master key over them.

    \b
    gongzhi vault rotate          更换主密钥
    """


@vault.command()
@click.pass_obj
def rotate(obj: dict[str, Any]) -> None:
    """Wraps every key under a new master key, at once or not at all; on record as an event.

    What is sealed stays as it is. Whoever has a copy of the old keys and the old master key
    can open what they opened then, and nothing of whom was erased since: destroy the old one.

    \b
    gongzhi vault rotate          更换主密钥，旧密钥请销毁
    """
    with logged(obj) as system:
        path = system.rotate_master()
        elsewhere = system.settings.master_key is not None
    told = Label(f"主密钥已更换，新密钥在{path}。", f"The master key was changed; it is in {path}.")
    if elsewhere:
        told = Label(
            f"主密钥已更换：请将GONGZHI_MASTER_KEY改为{path}的内容，再删除该文件。",
            f"The master key was changed: set GONGZHI_MASTER_KEY to what is in {path}, then delete "
            "that file.",
        )
    click.echo(say(told))
