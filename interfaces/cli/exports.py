"""`gongzhi export`: the packages for the county, put together anew and compared."""

from pathlib import Path
from typing import Any

import click

from domain.kernel import Label
from interfaces.cli.failures import Exit, say
from interfaces.cli.ledgers import AS_OF, moment
from interfaces.cli.output import show
from interfaces.cli.system import opened
from interfaces.exports import package_of
from interfaces.rendering import plain
from projections.ledgers.exports import L_EXPORT, ExportRow

SAME = Label("与登记的摘要一致", "the same as was recorded")
DIFFERENT = Label("与登记的摘要不一致", "NOT what was recorded")
SHOWN = ("package_no", "state", "delivered_at", "log_position", "content_hash")


@click.command()
@click.argument("package_no", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="存为文件 To a file.")
@AS_OF
@click.pass_obj
def export(
    obj: dict[str, Any], package_no: str | None, out: Path | None, as_of: str | None
) -> None:
    """Puts a package together anew from the log and compares it with its digest.

    Without a number: all packages. Exit code 8: it is not what was recorded.

    \b
    gongzhi export                               有哪些报送包
    gongzhi export 2022-01 --out package.json    重新生成并核对摘要
    """
    with opened(obj) as system:
        position, _ = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            rows = snapshot.all(L_EXPORT)
            if package_no is None:
                show([_told(row) for row in rows], obj["how"])
                return
            package = package_of(system.log, snapshot, _named(rows, package_no))
    if out is None:
        click.echo(package.whole.decode())
    else:
        out.write_bytes(package.whole)
    click.echo(f"{package.digest} {say(SAME if package.same else DIFFERENT)}", err=True)
    if not package.same:
        raise SystemExit(int(Exit.DIFFERENT))


def _told(row: ExportRow) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in SHOWN}


def _named(rows: list[ExportRow], package_no: str) -> Any:
    found = next((row.package for row in rows if row.package_no == package_no), None)
    if found is None:
        raise click.BadParameter(
            say(Label("没有此报送包", "there is no such package")), param_hint="PACKAGE_NO"
        )
    return found
