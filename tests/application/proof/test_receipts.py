"""A receipt of an erasure tells what the log holds, or it is none."""

import base64
import json
from typing import Any, Final

import pytest

from application.proof.checking import Broken, Proof, digest_of, leaf_hash, line_of, root_of
from application.proof.receipts import check_receipt
from application.proof.signing import Signer, made_key
from application.proof.tree import Tree
from tests.application.proof.conftest import SIGNER

ME: Final = "018f0000-0000-7000-8000-000000000001"
ELSEWHERE: Final = Signer.of("gongzhi/another", made_key())
FACTS: Final = {"person": ME, "ground": "REQUEST", "document_no": "【合成】9号", "fields": []}


def stored(name: str) -> bytes:
    event = {"recorded_at": "2025-02-02T01:00:00.000000Z", "data": FACTS}
    return line_of(ME, 1, name, json.dumps(event, ensure_ascii=False).encode())


def receipt(signer: Signer = SIGNER, name: str = "subject.erased", **instead: Any) -> bytes:
    """Of the third event of five."""
    line = stored(name)
    leaves = [leaf_hash(digest_of(other)) for other in (b"a", b"b", line, b"d", b"e")]
    tree = Tree(lambda first, last: leaves[first:last])
    tree.grow(leaves)
    proof = Proof(2, tuple(tree.inclusion(2, 5)), signer.checkpoint(5, root_of(leaves)))
    told = {
        **FACTS, "position": 3, "erased_at": "2025-02-02T01:00:00Z", "texts": [],
        "line": base64.b64encode(line).decode(), "proof": str(proof), "key": str(signer.key),
    }  # fmt: skip
    return json.dumps(told | instead, ensure_ascii=False).encode()


def test_a_receipt_is_checked_with_a_key_that_one_has() -> None:
    found = check_receipt(receipt(), [ELSEWHERE.key, SIGNER.key])
    assert (found.person, found.position, found.key) == (ME, 3, SIGNER.key)
    assert (found.own_key, check_receipt(receipt()).own_key) == (False, True)


FALSE: Final = {
    "of another person": receipt(person=ME.replace("8", "9")),
    "of another ground": receipt(ground="PERIOD_OVER"),
    "of another document": receipt(document_no="【合成】8号"),
    "of another position": receipt(position=4),
    "of another time": receipt(erased_at="2024-02-02T01:00:00Z"),
    "of no time": receipt(erased_at="yesterday"),
    "of another event": receipt(line=base64.b64encode(stored("subject.erased")[:-1]).decode()),
    "of no erasure": receipt(name="subject.restricted"),
    "signed by another": receipt(ELSEWHERE),
    "that names nobody": receipt(person=None),
    "too deep": b'{"person":' + b"[" * 100_000,
    "with half a character": receipt().replace(ME.encode(), rb"\ud800"),
    "of no text": b"{\xff}",
    "empty": b"{}",
}


@pytest.mark.parametrize("file", FALSE.values(), ids=FALSE)
def test_one_that_tells_of_something_else_is_refused(file: bytes) -> None:
    with pytest.raises(Broken):
        check_receipt(file, [SIGNER.key])
