"""Checks a paper that was issued: a score sheet, a service extract, an honour.

Needs nothing but `application/proof/checking.py`: `python -m application.proof.papers FILE KEY`
checks one on a machine that has never seen the server. A paper is a file of two parts,
`{"paper":…,"seal":…}`. The seal is a checkpoint of the log with two more lines: the SHA-256 of
the very bytes of the first part, and what the paper says in short. The first part has the events
behind it, each as it is stored or, where the receiver may not see it, as its digest; and for each
the hashes that lead to the root of that same checkpoint (ADR 0025).
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from application.proof.checking import (
    ED25519,
    HASH_BYTES,
    LINES_OF_A_CHECKPOINT,
    Broken,
    Checkpoint,
    Key,
    base64_of,
    bytes_of,
    check_inclusion,
    checkpoint_of,
    digest_of,
    key_of,
    leaf_hash,
)

FORMAT: Final = "gongzhi-paper/1"
HEAD: Final = b'{"paper":'
MIDDLE: Final = b',"seal":'
END: Final = b"}\n"
DIGEST: Final = "paper "
CITED: Final = "evidence"  # the member of a content that names positions
FILE_BYTES_MAX: Final = 1 << 26


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was found whole. key: that signed it. trusted: whether one knew it before."""

    kind: str
    summary: str
    position: int
    events: int
    key: Key
    trusted: bool
    content: dict[str, Any]


def is_paper(path: Path) -> bool:
    return _begins(path, HEAD)


def is_json(path: Path) -> bool:
    """An object as a paper is, but another."""
    return _begins(path, HEAD[:1])


def _begins(path: Path, head: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(head)) == head


def sealed_lines(paper: bytes, summary: str) -> tuple[str, str]:
    """What a seal says besides the checkpoint that it is."""
    return f"{DIGEST}{base64_of(sha256(paper).digest())}", summary


def put_together(paper: bytes, seal: Checkpoint) -> bytes:
    return HEAD + paper + MIDDLE + _text(seal.note) + END


def contents(file: bytes) -> tuple[dict[str, Any], str]:
    """What a paper says, and its seal; nothing of it is checked."""
    raw, seal = _parts(file)
    return members_of(raw), seal.note


def check_paper(file: bytes, trusted: Sequence[Key] = ()) -> Paper:
    """Broken unless every byte of it is what was sealed, and every event behind it in the log.

    trusted: the keys one has from elsewhere; without, the paper's own is believed.
    """
    try:
        return _checked(file, trusted)
    except (UnicodeError, RecursionError):
        raise Broken("this is no paper: nobody writes texts like that") from None


def _checked(file: bytes, trusted: Sequence[Key]) -> Paper:
    raw, seal = _parts(file)
    paper = members_of(raw)
    signer = signer_of(seal, trusted or [key_of(member(paper, "key", str))])
    summary = member(paper, "summary", str)
    lines = tuple(seal.note.partition("\n\n")[0].split("\n")[LINES_OF_A_CHECKPOINT:])
    if lines != sealed_lines(raw, summary):
        raise Broken("the paper is not the one that was sealed")
    if (paper.get("format"), paper.get("position")) != (FORMAT, seal.size):
        raise Broken(f"this is no paper of the form {FORMAT}, or of another position")
    events, content = member(paper, "events", list), member(paper, "content", dict)
    proved = {_proved(event, seal) for event in events}
    if missing := sorted(set(cited(content)) - proved):
        raise Broken(f"it cites position {missing[0]} and does not prove it")
    kind = member(paper, "kind", str)
    return Paper(kind, summary, seal.size, len(proved), signer, bool(trusted), content)


def _parts(file: bytes) -> tuple[bytes, Checkpoint]:
    raw, middle, tail = file.removeprefix(HEAD).rpartition(MIDDLE)
    if not file.startswith(HEAD) or not middle or not tail.endswith(END):
        raise Broken("this is no paper, or not the whole of one")
    note = _parsed(tail.removesuffix(END))
    if not isinstance(note, str) or _text(note) + END != tail:
        raise Broken("the seal is not written as a seal is")
    return raw, checkpoint_of(note)


def _text(note: str) -> bytes:
    return json.dumps(note, ensure_ascii=False).encode()


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Broken("this is no JSON") from None


def members_of(raw: bytes) -> dict[str, Any]:
    found = _parsed(raw)
    if not isinstance(found, dict):
        raise Broken("this is no paper")
    return found


def signer_of(signed: Checkpoint, keys: Sequence[Key]) -> Key:
    """Which of the keys of logs has signed it. Broken: none, or it is another log's."""
    for key in keys:
        if (key.kind, key.name) == (ED25519, signed.origin) and signed.signed_by(key):
            return key
    raise Broken("it is signed by no key that you trust")


def member(members: Any, name: str, kind: type[Any]) -> Any:
    found = members.get(name) if isinstance(members, dict) else None
    if not isinstance(found, kind):
        raise Broken(f"it has no {name}")
    return found


def _proved(event: Any, seal: Checkpoint) -> int:
    """The position at which the event stands in the log. Broken: it does not."""
    position: int = member(event, "position", int)
    if "line" in event:
        digest = digest_of(member(event, "line", str).encode())
    else:
        digest = bytes_of(member(event, "digest", str))
    hashes = [bytes_of(text) for text in map(str, member(event, "hashes", list))]
    if len(digest) != HASH_BYTES:
        raise Broken(f"position {position}: this is no digest")
    try:
        check_inclusion(leaf_hash(digest), position - 1, seal.size, hashes, seal.root)
    except Broken as broken:
        raise Broken(f"position {position}: {broken}") from None
    return position


def cited(content: Any) -> Iterator[int]:
    """Every position that the content names as the evidence of something."""
    match content:
        case dict():
            for name, item in content.items():
                yield from _positions(item) if name == CITED else cited(item)
        case list():
            for item in content:
                yield from cited(item)
        case _:
            pass


def _positions(found: Any) -> Sequence[int]:
    if not isinstance(found, list | tuple) or not all(isinstance(each, int) for each in found):
        raise Broken("what it cites are no positions")
    return found


def bytes_in(path: Path) -> bytes:
    """Broken: there are more than a paper can have."""
    with path.open("rb") as file:
        found = file.read(FILE_BYTES_MAX + 1)
    if len(found) > FILE_BYTES_MAX:
        raise Broken("it is too long to be a paper")
    return found


if __name__ == "__main__":
    try:
        trusted = [key_of(text) for text in sys.argv[2:]]
        whole = check_paper(bytes_in(Path(sys.argv[1])), trusted)
        sys.stdout.write(f"{whole.summary}\nposition {whole.position}, key {whole.key}\n")
        if not whole.trusted:
            sys.stdout.write("by its own key: give the KEY that you have from elsewhere\n")
    except (Broken, IndexError, OSError) as error:
        sys.exit(f"NOT verified: {error}")
