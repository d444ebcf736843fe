"""A moment pinned to a checkpoint: answered only if the log is still what was signed then."""

import re
from base64 import urlsafe_b64decode
from typing import Final

from domain.kernel import Refused
from interfaces.system import System

# Size and root as the checkpoint's lines have them; + and / may stand as - and _, = be left off.
PIN: Final = re.compile(r"([0-9]{1,18})@([A-Za-z0-9+/_-]{43})=?")


def pinned(system: System, text: str) -> int | None:
    """The size that a pin names, which may be beyond the end; None: it is none.

    Refused: another_history.
    """
    found = PIN.fullmatch(text)
    if found is None:
        return None
    size, root = int(found[1]), found[2].replace("+", "-").replace("/", "_")
    if size <= system.log.position() and system.tlog.tree().root(size) != _bytes(root):
        raise Refused(
            "another_history",
            "本日志不是该检查点所签的日志：请保存检查点，并立即报告审计部门。",
            "This log is not the one that checkpoint was signed over: keep it, and tell the"
            " auditors at once.",
        )
    return size


def _bytes(root: str) -> bytes:
    return urlsafe_b64decode(root + "=")
