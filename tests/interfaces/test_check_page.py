"""The page that checks papers, in a real browser that reaches no server (ADR 0025)."""

import json
import shutil
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.application.proof.test_papers import OTHER, PAGE, SIGNER, WHOLE

CHROMIUM: Final = shutil.which("chromium")
QUIETLY: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium: the page was NOT seen in a browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        context = browser.new_context(offline=True)
        yield context.new_page()
        browser.close()


def asked(page: Page, file: bytes, key: str) -> Any:
    page.goto(PAGE.as_uri())
    page.fill("#key", key)
    paper = {"name": "paper.json", "mimeType": "application/json", "buffer": file}
    page.set_input_files("#file", [paper])
    found = page.locator("#found")
    expect(found).to_be_visible()
    return found


def test_a_whole_paper_is_verified_by_the_key_that_one_was_given(page: Page) -> None:
    found = asked(page, WHOLE, str(SIGNER.key))
    expect(found).to_have_class("whole")
    expect(found).to_contain_text("核验通过 · Verified")
    expect(found).to_contain_text("评分 张𠮷 83.00")


def test_by_its_own_key_it_is_only_called_whole(page: Page) -> None:
    expect(asked(page, WHOLE, "")).to_have_class("unknown")


@pytest.mark.parametrize("at", [40, len(WHOLE) // 2, len(WHOLE) - 90])
def test_a_changed_byte_or_another_key_is_told(page: Page, at: int) -> None:
    changed = bytearray(WHOLE)
    changed[at] ^= 1
    found = asked(page, bytes(changed), str(SIGNER.key))
    expect(found).to_have_class("broken")
    expect(found).to_contain_text("NOT verified")
    expect(asked(page, WHOLE, str(OTHER))).to_have_class("broken")


def test_what_the_code_of_the_paper_says_is_checked_alone(page: Page) -> None:
    page.goto(PAGE.as_uri())
    page.fill("#key", str(SIGNER.key))
    page.fill("#seal", json.loads(WHOLE)["seal"])
    page.locator("#seal").blur()
    expect(page.locator("#found")).to_have_class("whole")
