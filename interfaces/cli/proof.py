"""`gongzhi checkpoint`, `bundle` and `verify`: the log signed, taken along, and checked."""

from pathlib import Path
from typing import Any

import click

from application.proof.checking import Broken, Key, base64_of, key_of
from application.proof.papers import is_paper
from application.proof.verifying import Verified, verify_bundle
from domain.kernel import Label
from interfaces.cli.failures import say
from interfaces.cli.output import show
from interfaces.cli.system import logged


def _keys(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> list[Key]:
    try:
        return [key_of(text) for text in texts]
    except Broken as broken:
        raise click.BadParameter(str(broken)) from None


@click.command()
@click.option("--key", "wants_key", is_flag=True, help="只显示公钥 Only the public key.")
@click.pass_obj
def checkpoint(obj: dict[str, Any], wants_key: bool) -> None:
    """Signs what the log holds now, and prints the checkpoint: a C2SP signed note.

    Keep it where nobody can change it. Whoever has it will find any event that was changed,
    left out or put in before its time.

    \b
    gongzhi checkpoint              签发并显示检查点
    gongzhi checkpoint --key        公钥：交给核验者
    """
    with logged(obj) as system:
        click.echo(system.tlog.signer.key if wants_key else system.tlog.sign().note, nl=wants_key)


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--quiet", is_flag=True, help="不显示进度 No progress bar.")
@click.pass_obj
def bundle(obj: dict[str, Any], out: Path, quiet: bool) -> None:
    """Everything that somebody needs to check the log without its server, in one zip file.

    Texts about people are in it as they are stored: sealed, and their keys are not.

    \b
    gongzhi bundle 2022.zip
    gongzhi verify 2022.zip         在任何一台电脑上核验
    """
    from application.proof.bundling import bundle as bundled
    from interfaces.cli.progress import bar

    with logged(obj) as system, bar(say(Label("打包日志", "Bundling")), quiet) as told:
        total = system.log.position()
        last = bundled(system.log, system.tlog, out, lambda done: told(done, total))
    show([{"file": str(out), "events": last.size, "root": base64_of(last.root)}], obj["how"])


@click.command()
@click.argument("target", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--key", "keys", multiple=True, callback=_keys, help="可信公钥 A key you trust.")
@click.option("--quiet", is_flag=True, help="不显示进度 No progress bar.")
@click.pass_obj
def verify(obj: dict[str, Any], target: Path | None, keys: list[Key], quiet: bool) -> None:
    """Checks every event, its order and its time against every checkpoint that was signed.

    Without a file: the log of the data folder. Exit code 8: something is not what was signed;
    the first such position is named.

    \b
    gongzhi verify                                 核验本机日志
    gongzhi verify 2022.zip --key <key>            用您另外取得的公钥核验
    gongzhi verify paper.json --key <key>          核验出具的文书
    """
    from interfaces.cli.papers import verify_paper
    from interfaces.cli.progress import bar

    if target is not None and is_paper(target):
        return verify_paper(target, keys, obj["how"])
    with bar(say(Label("核验", "Verifying")), quiet) as told:
        if target is not None:
            found = verify_bundle(target, keys, lambda done: told(done, done))
        else:
            with logged(obj) as system:
                total = system.log.position()
                found = system.tlog.verified(keys, lambda done: told(done, total))
    show([_shown(found)], obj["how"])
    click.echo(say(_sentence(found)), err=True)


def _shown(found: Verified) -> dict[str, Any]:
    return found._asdict() | {"root": base64_of(found.root)}


def _sentence(found: Verified) -> Label:
    later = found.events - found.signed
    return Label(
        f"核验通过：{found.signed}件事件与已签检查点一致"
        + (f"，其后{later}件尚未签署。" if later else "。"),
        f"Verified: {found.signed} events are what was signed"
        + (f"; {later} later ones are not signed yet." if later else "."),
    )
