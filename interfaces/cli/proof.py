"""`gongzhi checkpoint`, `bundle`, `verify`, `key` and `witness`: the log signed and checked."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from application.proof.checking import Broken, Checkpoint, Key, base64_of, checkpoint_of, key_of
from application.proof.keys import Trust
from application.proof.papers import is_json, is_paper
from domain.kernel import Label
from interfaces.cli.failures import say
from interfaces.cli.output import show
from interfaces.cli.system import logged


def _keys(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> list[Key]:
    return [_key(context, option, text) for text in texts]


def _key(context: click.Context, option: click.Parameter, text: str) -> Key:
    try:
        return key_of(text)
    except Broken as broken:
        raise click.BadParameter(str(broken), ctx=context, param=option) from None


@click.command()
@click.pass_obj
def checkpoint(obj: dict[str, Any]) -> None:
    """Signs what the log holds now, and prints the checkpoint: a C2SP signed note.

    Keep it where nobody can change it. Whoever has it will find any event that was changed,
    left out or put in before its time.

    \b
    gongzhi checkpoint              签发并显示检查点：请交他人保存
    """
    with logged(obj) as system:
        click.echo(system.tlog.sign().note, nl=False)


@click.command()
@click.option("--rotate", is_flag=True, help="换用新密钥 Take a new key; the old one is destroyed.")
@click.pass_obj
def key(obj: dict[str, Any], rotate: bool) -> None:
    """The public keys that have signed this log, each with the checkpoint from which on it did.

    Where one follows another, both sign one checkpoint and the old key the new one: so it vouches
    for the new one, and for nothing that comes later.

    \b
    gongzhi key                     公钥：交给核验者
    gongzhi key --rotate            换用新密钥，旧密钥最后签一次
    """
    with logged(obj) as system:
        if rotate:
            system.tlog.rotate()
        stretches = system.tlog.keys().stretches
    show([{"since": each.since, "key": str(each.key)} for each in stretches], obj["how"])


@click.command()
@click.argument("admitted", metavar="[KEY]", required=False)
@click.pass_obj
def witness(obj: dict[str, Any], admitted: str | None) -> None:
    """Enters the public key of a witness, whose cosignatures are taken from then on.

    A witness fetches /tlog/checkpoint, sees that it goes on from the one it saw before, signs it
    (C2SP tlog-cosignature) and posts it to /tlog/checkpoint. Without a key: all who are entered.

    \b
    gongzhi witness                 已登记的见证者
    gongzhi witness <key>           登记见证者公钥
    """
    with logged(obj) as system:
        if admitted is not None:
            context = click.get_current_context()
            system.witnesses.admit(_key(context, context.command.params[0], admitted))
        known = system.witnesses.known()
    show([{"witness": each.name, "key": str(each)} for each in known], obj["how"])


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
    from interfaces.product import product

    with logged(obj) as system, bar(say(Label("打包日志", "Bundling")), quiet) as told:
        total = system.log.position()
        last = bundled(system.log, system.tlog, product(), out, lambda done: told(done, total))
    show([{"file": str(out), "events": last.size, "root": base64_of(last.root)}], obj["how"])


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "keys", multiple=True, callback=_keys, help="可信公钥 A key you trust.")
@click.option("--quiet", is_flag=True, help="不显示进度 No progress bar.")
@click.pass_obj
def unpack(obj: dict[str, Any], file: Path, keys: list[Key], quiet: bool) -> None:
    """Checks a bundle and makes a data folder of it, that of `--data`, to ask everything of.

    Ledgers, scores, questions, comparisons, explanations: as in the log's own folder. No text
    about people opens there, and nothing more can be signed.

    \b
    gongzhi --data audit unpack 2022.zip --key <key>
    gongzhi --data audit score 2022                    随后如同在原处查询
    """
    from application.proof.verifying import opened
    from interfaces.cli.progress import bar
    from interfaces.cli.verifying import warn
    from interfaces.system import LEAVES, LOG, Settings
    from interfaces.verification import unpack as unpacked

    folder, trust = Path(obj["data"]), Trust(keys)
    if Settings.of(data=folder).has_log:
        raise click.UsageError(f"{folder}已有日志，请另选文件夹 There is a log in it already.")
    with opened(file) as bundle:
        total = bundle.checkpoints[-1].size if bundle.checkpoints else 0
        with bar(say(Label("核验", "Verifying")), quiet) as told:
            found = bundle.verified(trust, lambda done: told(done, total))
        folder.mkdir(parents=True, exist_ok=True)
        with (
            bar(say(Label("展开", "Unpacking")), quiet) as told,
            TemporaryDirectory(dir=folder, prefix=".unpacking-") as part,
        ):
            unpacked(bundle, Path(part), lambda done: told(done, total))
            for name in (LEAVES, LOG):  # the log last: what breaks off before is no data folder
                (Path(part) / name).replace(folder / name)
    show([{"folder": str(folder), "events": found.events}], obj["how"])
    warn(trust)


@click.command()
@click.argument("target", required=False)
@click.option("--key", "keys", multiple=True, callback=_keys, help="可信公钥 A key you trust.")
@click.option(
    "--seen",
    type=click.Path(path_type=Path, dir_okay=False),
    help="上次所见检查点，通过后更新 The checkpoint seen last; kept there for the next time.",
)
@click.option("--quiet", is_flag=True, help="不显示进度 No progress bar.")
@click.pass_obj
def verify(
    obj: dict[str, Any], target: str | None, keys: list[Key], seen: Path | None, quiet: bool
) -> None:
    """Checks every event, its order and its time against every checkpoint that was signed, and
    makes every published score, eligibility, quota and package anew from the events.

    TARGET: a bundle, a paper, or the receipt of an erasure; or the address of a server, whose
    signatures, tiles and proofs are checked; without: the log of the data folder. A key may be
    the log's or a witness's. Exit code 8: something is not what was signed or published; the
    first such position is named.

    \b
    gongzhi verify                                 核验本机日志
    gongzhi verify 2022.zip --key <key>            用您另外取得的公钥核验
    gongzhi verify paper.json --key <key>          核验出具的文书
    gongzhi verify receipt.json --key <key>        核验删除回执
    gongzhi verify http://127.0.0.1:8000 --seen county.seen    与上次所见核对
    """
    from interfaces.cli import verifying
    from interfaces.cli.papers import verify_paper, verify_receipt

    if target is not None and "://" not in target:
        path = Path(target)
        if is_paper(path):
            return verify_paper(path, keys, obj["how"])
        if is_json(path):
            return verify_receipt(path, keys, obj["how"])
    trust = Trust(keys, _kept(seen))
    if target is None:
        latest = verifying.folder(obj, trust, quiet)
    elif "://" in target:
        latest = verifying.server(obj, target, trust, seen, quiet)
    else:
        latest = verifying.file(obj, Path(target), trust, quiet)
    if seen is not None:
        fresh = seen.with_name(f"{seen.name}.new")
        fresh.write_text(latest.note, encoding="utf-8")
        fresh.replace(seen)  # whoever breaks off now has the one or the other


def _kept(seen: Path | None) -> Checkpoint | None:
    if seen is None or not seen.exists():
        return None
    try:
        return checkpoint_of(seen.read_text(encoding="utf-8"))
    except (Broken, UnicodeDecodeError) as error:
        told = Label(f"{seen}不是检查点：{error}", f"{seen} is no checkpoint: {error}")
        raise click.BadParameter(say(told), param_hint="--seen") from None
