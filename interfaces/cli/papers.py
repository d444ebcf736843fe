"""`gongzhi paper`: an extract, a score sheet or a certificate that anybody can check."""

from pathlib import Path
from typing import Any, Final
from uuid import UUID

import click

from application.proof.checking import Key
from application.proof.papers import Paper, bytes_in, check_paper
from application.proof.receipts import Receipt, check_receipt
from domain.access import Purpose
from domain.kernel import Actor, Label
from domain.roles import Role
from interfaces.cli.acting import SCOPE_HELP, known
from interfaces.cli.failures import say
from interfaces.cli.ledgers import moment
from interfaces.cli.output import show
from interfaces.cli.system import opened
from interfaces.language import language
from interfaces.papers.drafts import Asking, Draft, Kind
from projections.reading import Snapshot

WITH_OWN_KEY: Final = Label(
    "本件前后一致，但签署密钥取自本件：请用 --key 写明您另外取得的公钥。",
    "It is whole, but the key was taken from the paper: give the one that you have from "
    "elsewhere with --key.",
)


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("id", type=click.UUID)
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 Of which year (score sheets).")
@click.option("--number", help="编号 Of which extract; else the last.")
@click.option("--as-of", help="时点 A position or an RFC 3339 time.")
@click.option(
    "--purpose", type=click.Choice([p.value for p in Purpose]), help="查阅目的 To show names."
)
@click.option(
    "--role", type=click.Choice([role.value for role in Role if role is not Role.SYS]),
    default=Role.AUD.value, show_default=True, help="以何角色 As whom, so that he sees his part.",
)  # fmt: skip
@click.option("--person", type=click.UUID, help="本人编号 Who receives it.")
@click.option(
    "--scope", "scopes", multiple=True, default=("county",), callback=known, help=SCOPE_HELP
)
@click.pass_obj
def paper(
    obj: dict[str, Any],
    kind: str,
    id: UUID,
    out: Path,
    year: int | None,
    number: str | None,
    as_of: str | None,
    purpose: str | None,
    role: str,
    person: UUID | None,
    scopes: tuple[str, ...],
) -> None:
    """Writes a paper as OUT.json, which carries its proof, and OUT.pdf; and check.html beside them,
    which checks the one in any browser, without a server.

    Id: of the volunteer book, the subject, or the nomination.

    \b
    gongzhi paper score-sheet <id> sheet --year 2022
    gongzhi paper honour <id> honour --purpose AUDIT
    gongzhi paper service-extract <id> mine --role RES --person <id> --scope self --purpose OWN_DATA
    gongzhi verify sheet.json                       在任何一台电脑上核验
    """
    from interfaces.papers.issuing import issued
    from interfaces.papers.page import page
    from interfaces.papers.pdf import as_pdf

    actor = Actor(Role(role), person, None, None, scopes)
    with opened(obj) as system:
        asking = Asking(system, actor, language(), Purpose(purpose) if purpose else None)
        position, _ = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            draft = _drafted(asking, snapshot, Kind(kind), id, year, number)
            file = issued(asking, draft, snapshot.position)
    written = {".json": file, ".pdf": as_pdf(file)}
    for suffix, content in written.items():
        out.with_name(out.name + suffix).write_bytes(content)
    out.with_name("check.html").write_text(page(), encoding="utf-8")
    show([{"file": f"{out}.json", "summary": draft.summary}], obj["how"])


def _drafted(
    asking: Asking, snapshot: Snapshot, kind: Kind, id: UUID, year: int | None, number: str | None
) -> Draft:
    from interfaces.papers.honours import honour
    from interfaces.papers.services import service_extract
    from interfaces.papers.sheets import score_sheet

    match kind:
        case Kind.SERVICE_EXTRACT:
            return service_extract(asking, snapshot, id, number)
        case Kind.HONOUR:
            return honour(asking, snapshot, id)
        case Kind.SCORE_SHEET if year is not None:
            return score_sheet(asking, snapshot, year, id)
        case _:
            raise click.UsageError("评分表须写明--year a score sheet is of a year: --year")


def verify_paper(path: Path, trusted: list[Key], how: str) -> None:
    """What `gongzhi verify` does with a paper. Broken: it is not what was sealed."""
    found = check_paper(bytes_in(path), trusted)
    show([_shown(found)], how)
    click.echo(say(_sentence(found)), err=True)


def _shown(found: Paper) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "summary": found.summary,
        "position": found.position,
        "events": found.events,
        "key": str(found.key),
        "own_key": not found.trusted,
    }


def _sentence(found: Paper) -> Label:
    if found.trusted:
        return Label("核验通过：与日志所签一致。", "Verified: it is what the log has sealed.")
    return WITH_OWN_KEY


def verify_receipt(path: Path, trusted: list[Key], how: str) -> None:
    """The same with the receipt of an erasure."""
    found = check_receipt(bytes_in(path), trusted)
    show([found._asdict() | {"key": str(found.key)}], how)
    click.echo(say(_receipt_sentence(found)), err=True)


def _receipt_sentence(found: Receipt) -> Label:
    if found.own_key:
        return WITH_OWN_KEY
    return Label(
        "核验通过：此人的删除已载入日志；所列文本条数以出具者所述为准。",
        "Verified: that he was erased stands in the log. How many texts it were, is the word of "
        "whoever gave the receipt.",
    )
