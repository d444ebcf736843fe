"""What went wrong, told to a person in one sentence on standard error, and the exit code."""

import os
import sys
from enum import IntEnum
from typing import Any, NoReturn

import click

from application.authority import Forbidden
from application.handler import EXPECTED, NotFound, StaleVersion
from application.proof.checking import Broken
from application.proof.following import Unreachable
from application.proof.tlog import Tampered
from application.recorded import KeyReused, LogUnavailable, LostRace, NewerEvent
from application.stores import ForeignStore
from application.vault import WrongMasterKey
from domain.kernel import Label, Refused
from interfaces.explaining import NotOneRow
from interfaces.language import Told, in_language, language
from interfaces.ledgers import BadValue, UnknownFilter, UnknownLedger
from interfaces.parsing import Invalid, pointer
from interfaces.system import BadSetting
from projections.rebuild import Differs
from projections.recomputing import FigureDiffers


class Exit(IntEnum):
    """What the exit code means."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3  # a rule said no; nothing was written
    NOT_FOUND = 4
    FORBIDDEN = 5
    INVALID = 6  # the input, or a file of ours, is malformed
    UNAVAILABLE = 7  # try again
    DIFFERENT = 8  # a check found a difference
    INTERRUPTED = 130  # Ctrl-C, as shells have it
    NOBODY_READS = 141  # the pipe was closed, as shells have it


class NoLog(Exception):
    """There is nothing to read in the data folder."""


TELLABLE = (
    *EXPECTED, NewerEvent, ForeignStore, WrongMasterKey, Invalid, UnknownLedger, UnknownFilter,
    BadValue, BadSetting, NotOneRow, NoLog, Differs, Broken, Tampered, FigureDiffers, Unreachable,
    OSError,
)  # fmt: skip


class Telling(click.Group):
    """A group whose commands end with a sentence and an exit code where they cannot go on."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # What is still to be written at the end must not complain again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(int(Exit.NOBODY_READS)) from None
        except KeyboardInterrupt:
            click.echo(say(Label("\n已中断。", "\nInterrupted.")), err=True)
            raise SystemExit(int(Exit.INTERRUPTED)) from None
        except TELLABLE as error:
            fail(error)
        except Exception as error:
            if type(error).__module__.partition(".")[0] != "sqlalchemy":
                raise  # a bug
            fail(UnreadableLedgers(str(getattr(error, "orig", error))))


class UnreadableLedgers(Exception):
    """A file of the read side is not what we wrote."""


def say(label: Label | Told) -> str:
    return in_language(label, language())


def fail(error: Exception) -> NoReturn:
    """Tells a person what went wrong and what to do, and exits."""
    for sentence, code in told(error):
        click.echo(f"{sentence} [{code}]", err=True)
    raise SystemExit(int(exit_of(error)))


def exit_of(error: Exception) -> Exit:
    match error:
        case Refused() | StaleVersion() | KeyReused():
            return Exit.REFUSED
        case Forbidden():
            return Exit.FORBIDDEN
        case NotFound() | NoLog():
            return Exit.NOT_FOUND
        case LostRace() | LogUnavailable() | Unreachable():
            return Exit.UNAVAILABLE
        case Differs() | Broken() | Tampered() | FigureDiffers():
            return Exit.DIFFERENT
        case NotOneRow():
            return Exit.USAGE if error.several else Exit.NOT_FOUND
        case UnknownLedger() | UnknownFilter() | BadValue() | BadSetting():
            return Exit.USAGE
        case _:
            return Exit.INVALID


def told(error: Exception) -> list[tuple[str, str]]:
    """Sentences and codes: several where several places of a document are wrong."""
    if isinstance(error, Invalid):
        return [(f"{pointer(f.path) or '/'}: {say(f.told)}", f.code) for f in error.faults]
    if isinstance(error, Refused | Forbidden):
        return [(say(error), error.code)]
    label, code = _label(error)
    return [(say(label), code)]


def _label(error: Exception) -> tuple[Label, str]:
    match error:
        case NotFound():
            return Label("查无此记录，请核对编号。", "No such record; check its id."), "not_found"
        case StaleVersion():
            return Label(
                f"记录已到第{error.current}版，请重新读取后再办。",
                f"The record is at version {error.current}; read it again first.",
            ), "stale_version"
        case KeyReused():
            return Label(
                "幂等键已用于另一请求，请换新键。", "The key was used before; take a new one."
            ), "key_reused"
        case LostRace() | LogUnavailable():
            return Label(
                f"存储暂不可用，请重试：{error}", f"The store did not answer, try again: {error}"
            ), "unavailable"
        case _:
            return _of_the_question(error)


def _of_the_question(error: Exception) -> tuple[Label, str]:
    match error:
        case UnknownLedger():
            return Label(
                f"没有台账{error}，请用 gongzhi ledger 查看全部台账。",
                f"There is no ledger {error}; `gongzhi ledger` lists them all.",
            ), "no_such_ledger"
        case UnknownFilter():
            return Label(
                f"这里没有“{error}”一项；可用的有：{error.known}。",
                f"There is no {error} to ask by; what there is: {error.known}.",
            ), "no_such_filter"
        case BadValue():
            return Label(
                f"“{error}”的值格式不对，请核对。", f"The value of {error} is malformed; check it."
            ), "bad_parameter"
        case NotOneRow():
            return error.told, error.code
        case NoLog():
            return Label(
                f"{error}中没有日志：请用 --data 指定数据文件夹，或先运行 gongzhi demo。",
                f"There is no log in {error}: choose a folder with --data, or run `gongzhi demo`.",
            ), "no_log"
        case _:
            return _of_the_files(error)


def _of_the_files(error: Exception) -> tuple[Label, str]:
    match error:
        case ForeignStore() | NewerEvent():
            return Label(
                f"这不是本程序能读的日志，请另选数据文件夹或安装新版程序：{error}。",
                f"No log that this program can read: {error}.",
            ), "foreign_store"
        case Differs():
            return Label(
                f"重建结果与现有台账不同，未切换：{error}。查明后可用 gongzhi rebuild --anyway。",
                f"Rebuilt, the rows are others, so nothing was switched: {error}. Find out why; "
                "`gongzhi rebuild --anyway` switches.",
            ), "ledgers_differ"
        case UnreadableLedgers():
            return Label(
                f"台账文件已损坏（{error}）；日志无恙，删去read*.db后重来即可重建。",
                f"A ledger file is damaged ({error}); the log is not: delete read*.db, try again.",
            ), "ledgers_damaged"
        case WrongMasterKey():
            return Label(
                "主密钥不是写入此日志时的那一把，请改用原密钥。",
                "This log's keys were wrapped under another master key: give that one.",
            ), "wrong_master_key"
        case BadSetting():
            return Label(
                f"设置{error}有误，请更正。", f"Correct the setting {error}."
            ), "bad_setting"
        case _:
            return _of_the_proof(error)


def _of_the_proof(error: Exception) -> tuple[Label, str]:
    match error:
        case Broken() | Tampered():
            return Label(
                f"核验未通过：{error}。请保留原件，并报告审计部门。",
                f"NOT verified: {error}. Keep it as it is, and tell the auditors.",
            ), "not_verified"
        case FigureDiffers():
            return Label(
                f"重算不符：{error}。请保留原件，并报告审计部门。",
                f"Recomputed, a figure is another: {error}. Keep it as it is, and tell the"
                " auditors.",
            ), "figure_differs"
        case Unreachable():
            return Label(
                f"服务器没有应答，请核对地址后重试：{error}",
                f"The server does not answer; check its address and try again: {error}",
            ), "unreachable"
        case _:
            return Label(f"无法读写文件：{error}", f"A file cannot be used: {error}"), "file"
