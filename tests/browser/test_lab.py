"""The lab in a real browser: edit, fire, understand; then the tabs, in light and dark."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM
from tests.browser.pages import axe_violations, output, set_theme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]
CELL = """from simlib import load_scenario
from simlib.panels import Asked, Lab
door = "arn:aws:s3:us-east-1:111122223333:accesspoint/alice-access-point"
alice = "arn:aws:iam::111122223333:user/Alice"
asked = Asked(alice, "s3:PutObject", f"{door}/object/Alice/scan.dcm")
lab = Lab(load_scenario("clinical-collaboration"), asked)
lab.open_policy("resource-based policy · accesspoint/alice-access-point")
lab"""


@pytest.fixture(scope="module")
def page(panel_page: Callable[..., Any]) -> Any:
    page = panel_page(CELL)
    output(page, 0).locator(".simlib-editor .cm-content").wait_for(timeout=20_000)
    return page


def tab(page: Any, title: str) -> None:
    output(page, 0).get_by_role("tab", name=title, exact=True).click(timeout=5_000)
    page.wait_for_timeout(600)


def test_a_learner_edits_fires_and_reads_why(page: Any) -> None:
    shown = output(page, 0)
    status = shown.locator(".simlib-status")
    assert "Allowed" in status.inner_text()
    page.screenshot(path=ARTEFACTS / "lab-policy-1366-light.png")
    line = shown.locator(".cm-line", has_text='"Allow"').first
    line.get_by_text('"Allow"').dblclick()
    page.keyboard.type("Deny")
    page.keyboard.press("Control+Enter")
    status.get_by_text("Explicit deny").wait_for(timeout=5_000)
    assert "1 draft counts" in status.inner_text()
    page.screenshot(path=ARTEFACTS / "lab-denied-1366-light.png")


def test_half_a_policy_keeps_the_verdict_and_no_stack_trace_is_seen(page: Any) -> None:
    shown = output(page, 0)
    shown.locator(".cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Enter")
    shown.locator(".simlib-status", has_text="Not fired").wait_for(timeout=5_000)
    assert "Traceback" not in page.locator(".jp-Notebook").inner_text()
    page.keyboard.type("}")
    page.keyboard.press("Control+Enter")
    shown.locator(".simlib-status", has_text="Explicit deny").wait_for(timeout=5_000)


TITLES = ["Request", "Trace", "What if", "Graph", "Matrix", "Trail", "Organization"]


@pytest.mark.parametrize("title", TITLES)
def test_a_tab_opens_and_is_accessible(page: Any, title: str) -> None:
    tab(page, title)
    name = title.lower().replace(" ", "-")
    page.wait_for_timeout(800)
    page.screenshot(path=ARTEFACTS / f"lab-{name}-1366-light.png")
    found = axe_violations(page, ".jp-OutputArea")
    assert [each for each in found if "scrollable-region" not in each] == []


def test_it_is_legible_in_the_dark(page: Any) -> None:
    set_theme(page, "Dark")
    page.set_viewport_size({"width": 1920, "height": 1080})
    for title in ["Policy", *TITLES]:
        tab(page, title)
        name = title.lower().replace(" ", "-")
        page.screenshot(path=ARTEFACTS / f"lab-{name}-1920-dark.png")
    tab(page, "Trace")
    found = axe_violations(page, ".jp-OutputArea")
    assert [each for each in found if "scrollable-region" not in each] == []
    set_theme(page, "Light")
