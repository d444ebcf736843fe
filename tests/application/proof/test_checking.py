"""Hashes, proofs and notes against the RFCs' own vectors, other programs' notes, and every lie."""

import random
from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from application.proof.checking import (
    COSIGNATURE,
    KEY_ID_BYTES,
    TIME_BYTES,
    Broken,
    Checkpoint,
    Key,
    Proof,
    bytes_of,
    check_consistency,
    check_inclusion,
    checkpoint_of,
    key_of,
    leaf_hash,
    proof_of,
    root_of,
)
from application.proof.signing import Signer, made_key
from application.proof.tree import WIDTH, Tree

# The eight entries that implementations of RFC 6962 test themselves with, and their roots.
ENTRIES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
# And its proofs: (index or old size, size) and the hashes that the same implementations expect.
INCLUSION = {
    (0, 8): ("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
    (5, 8): ("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
             "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): ("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
}  # fmt: skip
CONSISTENCY = {
    (1, 8): INCLUSION[0, 8],
    (6, 8): ("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
             *INCLUSION[5, 8][1:]),
    (2, 5): INCLUSION[1, 5][1:],
}  # fmt: skip
# A witness's key and a cosignature from the tests of a program that many witnesses run.
REMORA = ".".join(["remora", "n621", "de"]) + (
    "+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
)
COSIGNED = "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="  # noqa: E501
SECOND = 1_727_964_367  # in which it was made
# The note that the Go project's package for signed notes has in its documentation.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
HIS_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""  # noqa: E501
LEAVES = [leaf_hash(str(number).encode()) for number in range(3 * WIDTH + 7)]
SIZES = st.integers(1, len(LEAVES))


def tree_of(sizes: list[int]) -> Tree:
    """Over all leaves, grown in these portions."""
    tree = Tree(lambda first, last: LEAVES[first:last])
    for size in [*sizes, len(LEAVES)]:
        first = tree.size
        tree.grow(LEAVES[first : first + size], LEAVES[first - first % WIDTH : first])
    return tree


TREE = tree_of([])


@pytest.mark.parametrize("count", range(1, 9))
def test_the_roots_are_those_of_rfc_6962(count: int) -> None:
    assert root_of(map(leaf_hash, ENTRIES[:count])).hex() == ROOTS[count - 1]


@pytest.fixture(scope="module")
def published() -> Tree:
    hashes = list(map(leaf_hash, ENTRIES))
    tree = Tree(lambda first, last: hashes[first:last])
    tree.grow(hashes)
    return tree


@pytest.mark.parametrize(("asked", "expected"), INCLUSION.items())
def test_the_inclusion_proofs_are_those_of_rfc_6962(
    published: Tree, asked: tuple[int, int], expected: tuple[str, ...]
) -> None:
    index, size = asked
    assert [each.hex() for each in published.inclusion(index, size)] == list(expected)
    proof, root = list(map(bytes.fromhex, expected)), bytes.fromhex(ROOTS[size - 1])
    check_inclusion(leaf_hash(ENTRIES[index]), index, size, proof, root)


@pytest.mark.parametrize(("asked", "expected"), CONSISTENCY.items())
def test_the_consistency_proofs_are_those_of_rfc_6962(
    published: Tree, asked: tuple[int, int], expected: tuple[str, ...]
) -> None:
    old, size = asked
    assert [each.hex() for each in published.consistency(old, size)] == list(expected)
    roots = bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[size - 1])
    check_consistency(old, roots[0], size, roots[1], list(map(bytes.fromhex, expected)))


def test_the_root_of_nothing_is_that_of_rfc_6962() -> None:
    assert root_of([]) == sha256().digest() == TREE.root(0)


@given(st.lists(st.integers(0, 300), max_size=8), st.integers(0, len(LEAVES)))
def test_however_it_grew_the_root_is_the_same(portions: list[int], size: int) -> None:
    assert tree_of(portions).root(size) == root_of(LEAVES[:size])


@given(SIZES, st.data())
def test_every_leaf_is_proved_and_no_other_in_its_place(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof, root = TREE.inclusion(index, size), TREE.root(size)
    check_inclusion(LEAVES[index], index, size, proof, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index) if size > 1 else
                      st.just(0))  # fmt: skip
    lies = [
        (leaf_hash(b"another"), index, size, proof, root),
        (LEAVES[index], index, size, [*proof, root], root),
        (LEAVES[index], index, size, proof, root_of([])),
        (LEAVES[index], size, size, proof, root),
    ]
    if other != index:
        lies += [(LEAVES[index], other, size, proof, root), (LEAVES[index], index, size, [], root)]
    for lie in lies:
        with pytest.raises(Broken):
            check_inclusion(*lie)


@given(st.integers(0, len(LEAVES)), SIZES)
def test_every_beginning_is_proved_and_no_other(old: int, size: int) -> None:
    old = min(old, size)
    proof, old_root, root = TREE.consistency(old, size), TREE.root(old), TREE.root(size)
    check_consistency(old, old_root, size, root, proof)
    another = root_of([leaf_hash(b"another")])
    lies = [(old, another, size, root, proof), (old, old_root, size, root, [*proof, root])]
    if old:
        lies.append((old, old_root, size, another, proof))
    if 0 < old < size:
        lies += [(old, old_root, size, root, proof[:-1]), (old, old_root, size, root, [])]
    for lie in lies:
        with pytest.raises(Broken):
            check_consistency(*lie)


def test_what_is_not_in_the_tree_is_not_proved() -> None:
    for asked in (lambda: TREE.inclusion(5, 5), lambda: TREE.root(len(LEAVES) + 1),
                  lambda: TREE.consistency(6, 5), lambda: TREE.tile(0, 3, 8),
                  lambda: TREE.tile(0, 0, 0), lambda: TREE.tile(2, 0, 1)):  # fmt: skip
        with pytest.raises(Broken):
            asked()


def test_the_tiles_are_those_of_tlog_tiles() -> None:
    assert TREE.tile(0, 3, 7) == LEAVES[3 * WIDTH :]
    assert TREE.tile(1, 0, 3) == [root_of(LEAVES[n * WIDTH :][:WIDTH]) for n in range(3)]


# Notes


def test_a_note_of_another_program_is_read() -> None:
    assert Checkpoint("", 0, b"", HIS_NOTE).signed_by(key_of(PETER))
    assert str(key_of(PETER)) == PETER


def test_a_witnesss_key_and_cosignature_of_another_program_are_read() -> None:
    key = key_of(REMORA)
    assert (key.kind, str(key)) == (COSIGNATURE, REMORA)
    signature = bytes_of(COSIGNED)
    time = signature[KEY_ID_BYTES : KEY_ID_BYTES + TIME_BYTES]
    assert (int.from_bytes(time), len(signature)) == (SECOND, KEY_ID_BYTES + TIME_BYTES + 64)


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer.of("gongzhi/test", made_key())


def test_a_checkpoint_says_what_was_signed(signer: Signer) -> None:
    told = checkpoint_of(signer.checkpoint(7, LEAVES[0]).note)
    assert (told.origin, told.size, told.root) == ("gongzhi/test", 7, LEAVES[0])
    assert told.signed_by(signer.key)
    assert not told.signed_by(Signer.of("gongzhi/test", made_key()).key)


def test_a_proof_of_another_tree_or_under_another_log_is_refused(signer: Signer) -> None:
    size, index = 300, 7
    root, hashes = TREE.root(size), tuple(TREE.inclusion(index, size))
    sound = proof_of(str(Proof(index, hashes, signer.checkpoint(size, root))))
    sound.check(LEAVES[index], [signer.key])
    another = Signer.of("another", made_key())
    for lie in (
        Proof(index, hashes, signer.checkpoint(size, root_of(LEAVES[1 : size + 1]))),
        Proof(index, hashes, signer.checkpoint(size - 1, TREE.root(size - 1))),
        Proof(index, tuple(TREE.inclusion(index, size - 45)), sound.checkpoint),
        Proof(index, hashes, another.checkpoint(size, root)),
        Proof(index + 1, hashes, sound.checkpoint),
        Proof(size, hashes, sound.checkpoint),
    ):
        with pytest.raises(Broken):
            lie.check(LEAVES[index], [signer.key])


@pytest.mark.parametrize("cut", [0, 1, 2, 5, -1])
def test_a_proof_that_is_cut_short_is_refused(signer: Signer, cut: int) -> None:
    whole = Proof(7, tuple(TREE.inclusion(7, 300)), signer.checkpoint(300, TREE.root(300)))
    lines = str(whole).splitlines(keepends=True)
    with pytest.raises(Broken):
        proof_of("".join(lines[:cut])).check(LEAVES[7], [signer.key])


def test_any_changed_byte_of_a_checkpoint_is_found(signer: Signer) -> None:
    note = signer.checkpoint(1234, LEAVES[0]).note.encode()
    dice = random.Random(1)
    for at in range(len(note)):
        changed = bytes([*note[:at], dice.choice([b for b in range(256) if b != note[at]]),
                         *note[at + 1 :]])  # fmt: skip
        try:
            found = checkpoint_of(changed.decode())
            assert not found.signed_by(signer.key) or found.note == note.decode()
        except (Broken, UnicodeDecodeError):
            continue


@pytest.mark.parametrize("note", ["", "a\n1\nx\n", "a\n01\nQQ==\n\n— a QQ==\n", "\n\n\n"])
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(Broken):
        checkpoint_of(note)


@pytest.mark.parametrize("text", ["", "a", "a+00000000+QQ==", PETER.replace("c74f", "c74e")])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Broken):
        key_of(text)


def test_a_witness_signs_with_the_second_in_which_it_saw_it(signer: Signer) -> None:
    witness = Signer.of("witness/test", made_key(), COSIGNATURE)
    seen = witness.cosigned(signer.checkpoint(7, LEAVES[0]), 1_669_000_000)
    assert seen.signed_by(signer.key)
    assert seen.signed_by(witness.key)
    later = Key("witness/test", COSIGNATURE, Signer.of("x", made_key()).key.public)
    assert not seen.signed_by(later)
