"""A paper is what was sealed, or it is found out: by Python, and by the page in its own words."""

import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from application.proof.checking import (
    Broken,
    Key,
    base64_of,
    checkpoint_of,
    digest_of,
    leaf_hash,
    root_of,
)
from application.proof.papers import (
    FORMAT,
    HEAD,
    check_paper,
    put_together,
    sealed_lines,
)
from application.proof.signing import Signer, made_key
from application.proof.tree import Tree

SIGNER: Final = Signer.of("gongzhi/test", made_key())
OTHER: Final = Signer.of("gongzhi/test", made_key()).key
EVENTS, FLIPS = 11, 5000
LINES: Final = [f'stream\t{n}\tcase.reported\t{{"n":{n}}}' for n in range(1, EVENTS + 1)]
LEAVES: Final = [leaf_hash(digest_of(line.encode())) for line in LINES]
PROOF: Final = Path(__file__).parents[3] / "application" / "proof"
PAGE: Final = Path(__file__).parents[3] / "interfaces" / "papers" / "check.html"
SCRIPT: Final = re.compile(r'<script id="checking">\n"use strict";(.+?)</script>', re.DOTALL)
ASKED: Final = """
(async () => {
  for await (const line of require("node:readline").createInterface({input: process.stdin})) {
    const [file, key, kind] = JSON.parse(line);
    try {
      console.log(JSON.stringify(kind === "seal" ? await checkSeal(file, key)
        : await checkPaper(Uint8Array.from(Buffer.from(file, "base64")), key)));
    } catch (error) {
      console.log(JSON.stringify({[error instanceof Broken ? "broken" : "bug"]: String(error)}));
    }
  }
})();
"""


def tree() -> Tree:
    grown = Tree(lambda first, last: LEAVES[first:last])
    grown.grow(LEAVES)
    return grown


def members(**instead: Any) -> dict[str, Any]:
    """Of a paper about four events, one of which its receiver may not see."""
    events = [
        {
            "position": n,
            **(
                {"digest": base64_of(digest_of(LINES[n - 1].encode()))}
                if n == 7
                else {"line": LINES[n - 1]}
            ),
            "hashes": list(map(base64_of, tree().inclusion(n - 1, EVENTS))),
        }
        for n in (2, 7, 8, 11)
    ]
    return {
        "format": FORMAT,
        "kind": "score-sheet",
        "language": "zh-Hans",
        "position": EVENTS,
        "key": str(SIGNER.key),
        "summary": "评分 张𠮷 83.00",
        "content": {"total": "83.00", "lines": [{"evidence": [2, 7]}, {"evidence": [8, 11]}]},
        "events": events,
    } | instead


def sealed(paper: dict[str, Any], signer: Signer = SIGNER, summary: str | None = None) -> bytes:
    raw = json.dumps(paper, ensure_ascii=False).encode().replace(b"HALF", rb"\ud800")
    told = sealed_lines(raw, paper["summary"] if summary is None else summary)
    return put_together(raw, signer.checkpoint(EVENTS, root_of(LEAVES), *told))


def of_another_log() -> bytes:
    """With a seal that our key has put under the name of another."""
    raw = json.dumps(members(), ensure_ascii=False).encode()
    told = sealed_lines(raw, members()["summary"])
    lines = ("gongzhi/another", EVENTS, base64_of(root_of(LEAVES)), *told)
    return put_together(raw, checkpoint_of(SIGNER.note("".join(f"{line}\n" for line in lines))))


WHOLE: Final = sealed(members())
UNPROVED: Final = {"lines": [{"evidence": [2, 3]}]}
ANOTHERS: Final = [members()["events"][0] | {"line": LINES[2]}, *members()["events"][1:]]
FALSE: Final = {
    "of another position": sealed(members(position=EVENTS - 1)),
    "of another form": sealed(members(format="gongzhi-paper/2")),
    "with another summary": sealed(members(), summary="评分 张𠮷 93.00"),
    "with an event that is not there": sealed(members(events=ANOTHERS)),
    "with a figure that nothing proves": sealed(members(content=UNPROVED)),
    "with a line too many in its seal": sealed(members(), summary="评分 张𠮷 83.00\nmore"),
    "with a space before its seal": WHOLE.replace(b',"seal":', b',"seal": '),
    "with its seal in other letters": WHOLE.replace("—".encode(), b"\\u2014"),
    "with evidence that is none": sealed(members(content={"evidence": 5})),
    "with evidence that is no position": sealed(members(content={"evidence": [2, "7"]})),
    "with half a character": sealed(members()).replace("𠮷".encode(), rb"\ud800"),
    "with half a character that is sealed": sealed(
        members(events=[members()["events"][0] | {"line": "HALF"}], content={})
    ),
    "of another log": of_another_log(),
    "of nothing": b"",
    "of no seal": HEAD + b"{}}\n",
    "with a seal of another": WHOLE[: WHOLE.rindex(b',"seal":')]
    + sealed(members(kind="honour"))[WHOLE.rindex(b',"seal":') - 5 :],
}


def test_a_paper_says_what_was_sealed_and_by_which_key() -> None:
    found = check_paper(WHOLE, [OTHER, SIGNER.key])
    assert (found.summary, found.position, found.events) == ("评分 张𠮷 83.00", EVENTS, 4)
    assert (found.key, found.trusted) == (SIGNER.key, True)
    assert not check_paper(WHOLE).trusted


@pytest.mark.parametrize("file", FALSE.values(), ids=FALSE)
def test_what_is_false_though_it_is_signed_is_found(file: bytes) -> None:
    with pytest.raises(Broken):
        check_paper(file)


def test_who_signs_with_a_key_of_his_own_is_found_by_whoever_knows_ours() -> None:
    mine = Signer.of("gongzhi/test", made_key())
    forged = sealed(members(key=str(mine.key)), mine)
    assert not check_paper(forged).trusted
    with pytest.raises(Broken, match="no key that you trust"):
        check_paper(forged, [SIGNER.key])


def damaged(chance: random.Random) -> bytes:
    """Flipped, cut, doubled, swapped or put in, somewhere."""
    file, at = bytearray(WHOLE), chance.randrange(len(WHOLE))
    other = chance.randrange(len(WHOLE))
    match chance.randrange(8):
        case 0:
            del file[at]
        case 1:
            file.insert(at, chance.randrange(256))
        case 2:
            del file[at:]
        case 3:
            file[at], file[other] = file[other], file[at]
        case _:
            file[at] ^= 1 << chance.randrange(8)
    return bytes(file)


@pytest.mark.parametrize("trusted", [[], [SIGNER.key]], ids=["its own key", "a known key"])
def test_any_byte_that_is_changed_is_found(trusted: list[Key]) -> None:
    for position in range(len(WHOLE)):
        file = bytearray(WHOLE)
        file[position] ^= 1 << position % 8
        with pytest.raises(Broken):
            check_paper(bytes(file), trusted)
    chance, changed = random.Random(7), 0
    while changed < FLIPS:
        file = bytearray(damaged(chance))
        if file != WHOLE:
            changed += 1
            with pytest.raises(Broken):
                check_paper(bytes(file), trusted)


def test_it_is_checked_where_there_is_nothing_but_two_modules(tmp_path: Path) -> None:
    for module in ("papers", "checking"):
        folder = tmp_path / "application" / "proof"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROOF / f"{module}.py", folder)
    (tmp_path / "paper.json").write_bytes(WHOLE)

    def run(key: Key) -> subprocess.CompletedProcess[str]:
        words = ["-m", "application.proof.papers", "paper.json", str(key)]
        argv = [sys.executable, *words]
        return subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "评分 张𠮷 83.00" in run(SIGNER.key).stdout
    assert "NOT verified" in run(OTHER).stderr


# The page, by the machine that browsers have inside


def by_the_page(asked: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node: the page that checks papers was NOT tested")
    found = SCRIPT.search(PAGE.read_text())
    assert found
    done = subprocess.run(
        [node, "-e", found[1] + ASKED],
        input="".join(json.dumps(each) + "\n" for each in asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(asked), done.stderr
    return answers


def of_file(file: bytes, key: str = "") -> tuple[str, str]:
    return base64_of(file), key


def test_the_page_finds_a_paper_whole() -> None:
    key = str(SIGNER.key)
    note = json.loads(WHOLE)["seal"]
    known, own, foreign, seal, bare = by_the_page(
        [of_file(WHOLE, key), of_file(WHOLE), of_file(WHOLE, str(OTHER)), (note, key, "seal"),
         (note, "", "seal")]
    )  # fmt: skip
    told = {"summary": "评分 张𠮷 83.00", "position": EVENTS, "key": key}
    assert known == told | {"events": 4, "trusted": True}
    assert own == told | {"events": 4, "trusted": False}
    assert seal["trusted"]
    assert seal["summary"] == told["summary"]
    assert "broken" in foreign
    assert "broken" in bare


def test_the_page_finds_whatever_python_finds() -> None:
    for name, answer in zip(FALSE, by_the_page(list(map(of_file, FALSE.values()))), strict=True):
        assert "broken" in answer, name


def test_the_page_finds_any_byte_that_is_changed() -> None:
    chance = random.Random(8)
    files = [file for _ in range(FLIPS) if (file := damaged(chance)) != WHOLE]
    answers = by_the_page(list(map(of_file, files)))
    assert len(answers) > FLIPS * 0.9
    assert not [answer for answer in answers if "broken" not in answer]


def test_a_seal_whose_words_are_changed_is_found_by_the_page() -> None:
    note = json.loads(WHOLE)["seal"]
    key = str(SIGNER.key)
    files = [note[:at] + "x" + note[at + 1 :] for at in range(len(note) - 1) if note[at] != "x"]
    answers = by_the_page([(file, key, "seal") for file in files])
    assert not [answer for answer in answers if "broken" not in answer]


def test_the_page_asks_nobody_for_anything() -> None:
    text = PAGE.read_text()
    assert "default-src 'none'" in text
    for word in ("http:", "https:", "src=", "import ", "fetch(", "XMLHttpRequest", "<link"):
        assert word not in text, word
