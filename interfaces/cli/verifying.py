"""What `gongzhi verify` does with a data folder, a bundle and a server."""

from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import click

from application.log import EventLog
from application.proof.auditing import Verified
from application.proof.checking import Checkpoint, base64_of
from application.proof.following import Forked, fetching, follow
from application.proof.keys import Trust
from application.proof.verifying import opened
from domain.kernel import Label
from interfaces.cli.failures import say
from interfaces.cli.output import show
from interfaces.cli.progress import bar
from interfaces.cli.system import logged
from interfaces.product import product
from interfaces.verification import log_of, recomputed

HASHES: Final = Label("核验", "Verifying")
FIGURES: Final = Label("重算", "Recomputing")
BLIND: Final = Label(
    "但公钥取自被核验者自身：全部伪造者会用自己的密钥签署。请用 --key 写明您另外取得的公钥，"
    "或用 --seen 与您上次所见核对。",
    "But the keys were taken from what was checked: whoever forged all of it would have signed it "
    "with his own. Give the key that you have from elsewhere with --key, or hold it to what you "
    "saw last with --seen.",
)


def folder(obj: dict[str, Any], trust: Trust, quiet: bool) -> Checkpoint:
    with logged(obj) as system:
        checkpoints, total = system.tlog.checkpoints(), system.log.position()
        with bar(say(HASHES), quiet) as told:
            found = system.tlog.verified(trust, lambda done: told(done, total))
        figures = _figures(system.log, quiet)
    _show(obj, found, figures, trust)
    return checkpoints[-1]


def file(obj: dict[str, Any], path: Path, trust: Trust, quiet: bool) -> Checkpoint:
    with ExitStack() as stack:
        with opened(path) as bundle:
            total = bundle.checkpoints[-1].size if bundle.checkpoints else 0
            with bar(say(HASHES), quiet) as told:
                found = bundle.verified(trust, lambda done: told(done, total))
            log = stack.enter_context(log_of(bundle))
        made_by = bundle.manifest.product
        if made_by != product():
            click.echo(say(_another(made_by)), err=True)
        figures = _figures(log, quiet)
    _show(obj, found, figures, trust)
    return bundle.checkpoints[-1]


def server(
    obj: dict[str, Any], url: str, trust: Trust, seen: Path | None, quiet: bool
) -> Checkpoint:
    """What it shows to everybody. The evidence of a fork is kept beside what was seen."""
    with bar(say(HASHES), quiet) as told:
        try:
            latest = follow(fetching(url), trust, lambda done: told(done, done))
        except Forked as fork:
            kept = Path(f"{seen or 'gongzhi'}.fork")
            kept.write_text(fork.evidence, encoding="utf-8")
            click.echo(say(Label(f"证据已存于{kept}。", f"The evidence is in {kept}.")), err=True)
            raise
    before = trust.seen.size if trust.seen else 0
    told_of = {"events": latest.size, "seen_before": before, "root": base64_of(latest.root)}
    show([told_of | {"own_keys": trust.blind}], obj["how"])
    click.echo(
        say(
            Label(
                f"核验通过：服务器签署的{latest.size}件事件与上次所见的{before}件一脉相承。",
                f"Verified: the {latest.size} events that the server signs go on from the {before} "
                "that were seen before.",
            )
        ),
        err=True,
    )
    warn(trust)
    return latest


def _figures(log: EventLog, quiet: bool) -> Counter[str]:
    with bar(say(FIGURES), quiet) as told:
        return recomputed(log, told)


def _another(made_by: str) -> Label:
    return Label(
        f"此包由另一版程序生成（{made_by}），本程序为{product()}；数字如有出入，请以该版重算。",
        f"Another program made this bundle, {made_by}; this is {product()}. If a figure differs, "
        "recompute it with that one.",
    )


def _show(obj: dict[str, Any], found: Verified, figures: Counter[str], trust: Trust) -> None:
    told = found._asdict() | {"root": base64_of(found.root), "witnesses": list(found.witnesses)}
    show([told | {"own_keys": trust.blind, "figures": figures.total()}], obj["how"])
    later = found.events - found.signed
    sentence = Label(
        f"核验通过：{found.signed}件事件与已签检查点一致"
        + (f"，其后{later}件尚未签署" if later else "")
        + f"；已公布的{figures.total()}项数字重算无误。",
        f"Verified: {found.signed} events are what was signed"
        + (f"; {later} later ones are not signed yet" if later else "")
        + f"; the {figures.total()} figures that were published follow from them.",
    )
    click.echo(say(sentence), err=True)
    warn(trust)


def warn(trust: Trust) -> None:
    """Of what the check could not find."""
    if trust.blind:
        click.echo(say(BLIND), err=True)
