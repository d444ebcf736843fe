"""`gongzhi demo`: a made-up year on a fresh machine, its scores, and the API over it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import orjson

from domain.kernel import SHANGHAI, Actor, Label, local_date
from domain.roles import Role
from interfaces.cli.failures import Exit, say

if TYPE_CHECKING:
    from interfaces.simulation import Summary
    from interfaces.system import System

SUMMARY, MAKING = "demo.json", "demo.making"
VALID_HOURS = 12
SCALES = ("community", "county")
Told = Callable[[str, float], None]


@click.command()
@click.option(
    "--scale",
    type=click.Choice(SCALES),
    default="community",
    show_default=True,
    help="规模 The smallest community (seconds), or the whole county (minutes).",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="种子 The same seed makes the same year.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="数据文件夹 New, or that of an earlier demo, which is kept; else that of gongzhi --data.",
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="不启动服务 Show and end.")
@click.pass_obj
def demo(
    obj: dict[str, Any],
    scale: str,
    seed: int,
    data: Path | None,
    host: str,
    port: int,
    no_serve: bool,
) -> None:
    """Makes up the year 2022 of a community, shows its scores, and serves the API over it.

    Every record goes through the command path that real ones go through, under a clock that is
    driven. All people are made up. Who runs it again with the same folder finds it as it was left.

    \b
    gongzhi demo                                    最小社区的一年，随后启动服务
    gongzhi demo --scale county --data county       全县一年
    gongzhi demo --no-serve                         只看结果，不启动服务
    """
    from interfaces.cli.demo_pages import show_pages
    from interfaces.system import Settings, System

    settings = Settings.of(data=data or obj["data"])
    began = time.monotonic()
    with bar() as told:
        about = _earlier(settings.data) or _generated(settings, scale, seed, told)
        system = System(settings)
        _catch_up(system, told)
    with system:
        show_pages(system)
        _tell_how_long(about, time.monotonic() - began, settings.data)
        if not no_serve:
            _serve(system, about, host, port)


def _catch_up(system: "System", told: Told) -> None:
    stage = say(Label("建立台账", "building ledgers"))
    if not system.epochs.usable():
        system.rebuild(lambda so_far: told(stage, so_far.position / max(so_far.head, 1)))
    system.catch_up()


def _tell_how_long(about: dict[str, Any], seconds: float, folder: Path) -> None:
    click.echo()
    click.echo(say(Label(
        f"{about['events']}条事件，用时{seconds:.0f}秒；埋设的缺陷见{folder / about['key']}",
        f"{about['events']} events, {seconds:.0f} s; the planted defects: {folder / about['key']}",
    )))  # fmt: skip


def _serve(system: "System", about: dict[str, Any], host: str, port: int) -> None:
    from interfaces.cli.demo_pages import show_tokens
    from interfaces.cli.demo_today import bring_up_to_date
    from interfaces.cli.serving import run

    actors = {who["is"]: _actor(who) for who in about["actors"]}
    bring_up_to_date(system, actors)
    valid = timedelta(hours=VALID_HOURS)
    show_tokens(system.settings.data, actors, valid, f"http://{host}:{port}")
    run(system, host, port)


def _earlier(folder: Path) -> dict[str, Any] | None:
    """What an earlier demo left in the folder; None: nothing is there."""
    if (folder / SUMMARY).exists():
        found: dict[str, Any] = orjson.loads((folder / SUMMARY).read_bytes())
        return found
    if (folder / MAKING).exists():  # it was interrupted
        for left in (*folder.glob("log.db*"), *folder.glob("read*.db*")):
            left.unlink()
    return None


def _generated(settings: Any, scale: str, seed: int, told: Told) -> dict[str, Any]:
    from interfaces.simulation import COMMUNITY, COUNTY, simulate
    from interfaces.simulation.world import OPENING
    from interfaces.simulation.year import ENDS

    shown = None

    def tick(now: datetime) -> None:
        nonlocal shown
        if (day := local_date(now)) != shown:
            shown = day
            told(f"{day:%Y-%m}", (now - OPENING) / (ENDS - OPENING))

    folder, profile = settings.data, COUNTY if scale == "county" else COMMUNITY
    if settings.has_log:
        _leave_alone(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MAKING).touch()
    try:
        summary = simulate(settings, profile, seed, tick)
    except FileExistsError:  # a database that is in use
        (folder / MAKING).unlink()
        _leave_alone(folder)
    about = _about(summary, scale, seed)
    # Written last: who finds it finds all.
    (folder / SUMMARY).write_bytes(orjson.dumps(about, option=orjson.OPT_INDENT_2))
    (folder / MAKING).unlink()
    return about


def _leave_alone(folder: Path) -> NoReturn:
    click.echo(say(Label(
        f"{folder}已有日志，且不是演示数据；请用 --data 另选一个新文件夹。",
        f"There is a log in {folder} that is not a demo's: choose a new folder with --data.",
    )), err=True)  # fmt: skip
    raise SystemExit(int(Exit.REFUSED))


def _about(summary: "Summary", scale: str, seed: int) -> dict[str, Any]:
    from interfaces.simulation.simulate import KEY_FILE

    return {
        "scale": scale,
        "seed": seed,
        "events": summary.events,
        "commands": summary.commands,
        "seconds": round(summary.seconds, 1),
        "refused": dict(summary.refused),
        "key": KEY_FILE,
        "actors": [
            {
                "is": name,
                "role": actor.role,
                "person": str(actor.person) if actor.person else None,
                "body": actor.body,
                "scopes": actor.scopes,
            }
            for name, actor in summary.actors
        ],
    }


def _actor(who: dict[str, Any]) -> Actor:
    from uuid import UUID

    person = UUID(who["person"]) if who["person"] else None
    return Actor(Role(who["role"]), person, who["body"], None, tuple(who["scopes"]))


@contextmanager
def bar() -> Iterator[Told]:
    """A progress bar that names the stage; a line a stage where there is no screen."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<16}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=1.0)
        stage = ""

        def told(name: str, share: float) -> None:
            nonlocal stage
            progress.update(task, description=name, completed=share)
            if progress.disable and name != stage:
                click.echo(f"{datetime.now(SHANGHAI):%H:%M:%S} {name}", err=True)
            stage = name

        yield told
