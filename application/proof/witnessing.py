"""Witnesses: others who saw a checkpoint and put their signature under it (C2SP tlog-cosignature).

So a log that shows two histories needs every one of them as an accomplice.
"""

from datetime import timedelta
from typing import Final

from application.proof.checking import (
    COSIGNATURE,
    KEY_ID_BYTES,
    TIME_BYTES,
    Broken,
    Checkpoint,
    Key,
    base64_of,
    checkpoint_of,
    key_of,
    parts_of,
)
from application.recorded import Clock
from application.stores import Store, Transaction
from domain.kernel import Refused, require

FAST_CLOCK: Final = timedelta(minutes=5)  # so far ahead a witness's clock may be


class Witnesses:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def known(self) -> list[Key]:
        rows = self._store.read("SELECT key FROM witnesses ORDER BY key")
        return [key_of(text) for (text,) in rows]

    def admit(self, key: Key) -> None:
        """From now on its cosignatures are taken. Once more changes nothing."""
        require(
            key.kind == COSIGNATURE,
            "no_witness_key",
            "这不是见证者公钥（tlog-cosignature，Ed25519），请向见证者索取。",
            "That is no key for cosignatures (tlog-cosignature, Ed25519); ask the witness for it.",
        )
        with self._store.writing() as transaction:
            sql = "INSERT INTO witnesses VALUES (?) ON CONFLICT (key) DO NOTHING"
            transaction.all(sql, (str(key),))

    def cosigned(self, note: str) -> Checkpoint:
        """Our checkpoint with the cosignatures of a note, which must be under that very one.

        Those that it has already stay; of each witness it has one. Refused: see below.
        """
        told, known, latest = _read(note), self.known(), self._clock() + FAST_CLOCK
        with self._store.writing() as transaction:
            ours = _ours(transaction, told)
            found = [key for key in known if _signs(told, key)]
            require(
                bool(found),
                "witness_unknown",
                "其中没有已登记见证者的签名；请先由系统管理员登记其公钥（gongzhi witness）。",
                "No witness that is known here has signed it; its key must be entered first"
                " (gongzhi witness).",
            )
            news = [key for key in found if not ours.signed_by(key)]
            lines = [_line(told, key, latest.timestamp()) for key in news]
            note = ours.note + "".join(lines)
            sql = "UPDATE checkpoints SET note=?, cosigned=cosigned+? WHERE size=?"
            transaction.all(sql, (note, len(lines), ours.size))
        return checkpoint_of(note)


def _read(note: str) -> Checkpoint:
    try:
        return checkpoint_of(note)
    except Broken:
        raise Refused(
            "not_a_checkpoint",
            "这不是检查点；请原样提交/tlog/checkpoint的内容并附上您的签名行。",
            "That is no checkpoint: send what /tlog/checkpoint gave you, with your line below it.",
        ) from None


def _ours(transaction: Transaction, told: Checkpoint) -> Checkpoint:
    """What we have signed of that size."""
    rows = transaction.all("SELECT note FROM checkpoints WHERE size=?", (told.size,))
    require(
        bool(rows),
        "no_such_checkpoint",
        f"本日志没有签发过大小为{told.size}的检查点，请先取/tlog/checkpoint。",
        f"No checkpoint of {told.size} events was signed here; fetch /tlog/checkpoint first.",
    )
    ours = checkpoint_of(rows[0][0])
    require(
        told.origin == ours.origin,
        "another_log",
        f"这是另一日志（{told.origin}）的检查点，请提交给该日志。",
        f"This checkpoint is of another log, {told.origin}; send it there.",
    )
    require(
        parts_of(told.note)[0] == parts_of(ours.note)[0],
        "another_history",
        "同样大小，本日志签发的是另一个根。请保留您手中的检查点并报告审计部门。",
        "Of that size another root was signed here. Keep what you have, and tell the auditors.",
    )
    return ours


def _signs(told: Checkpoint, key: Key) -> bool:
    try:
        return told.signed_by(key)
    except Broken:
        raise Refused(
            "cosignature_invalid",
            f"{key.name}的签名与此检查点不符，请重新签署。",
            f"The signature of {key.name} is not under this checkpoint; sign it again.",
        ) from None


def _line(told: Checkpoint, key: Key, latest: float) -> str:
    """The line of a witness."""
    signatures = parts_of(told.note)[1]
    mine = next(s for name, s in signatures if (name, s[:KEY_ID_BYTES]) == (key.name, key.id))
    time = int.from_bytes(mine[KEY_ID_BYTES : KEY_ID_BYTES + TIME_BYTES])
    require(
        0 < time <= latest,
        "cosigned_in_the_future",
        "签名时间晚于现在，请校准时钟后重新签署。",
        "It was signed in the future; set your clock and sign again.",
    )
    return f"— {key.name} {base64_of(mine)}\n"
