"""Exercises done as a learner does them: wrong answers first, by pointing and by the keyboard."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM
from tests.browser.pages import axe_violations, set_theme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]

IMPORT = "from simlib.lessons import exercise, progress"
CHOICE = 'exercise("02-1").panel()'
POLICY = 'ex = exercise("02-2")\nex.panel()'


@pytest.fixture(scope="module")
def page(panel_page: Callable[..., Any]) -> Any:
    return panel_page(IMPORT, CHOICE, POLICY, "progress()", height=1000)


def output(page: Any, cell: int) -> Any:
    shown = page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea")
    shown.scroll_into_view_if_needed()
    return shown


def press(panel: Any, name: str) -> None:
    panel.get_by_role("button", name=name, exact=True).click()


def test_a_wrong_prediction_is_told_with_its_trace(page: Any) -> None:
    panel = output(page, 1)
    panel.get_by_role("radio", name="implicitDeny").click()
    press(panel, "Check")
    panel.get_by_text("✗ Not yet").wait_for(timeout=10_000)
    page.screenshot(path=ARTEFACTS / "exercise-choice.png")
    panel.get_by_role("radio", name="explicitDeny").click()
    press(panel, "Check")
    panel.get_by_text("✓ Right").wait_for(timeout=10_000)


def test_a_policy_that_is_too_wide_is_told_by_a_request(page: Any) -> None:
    panel = output(page, 2)
    press(panel, "Check")
    panel.get_by_text("and must not be").wait_for(timeout=10_000)
    page.screenshot(path=ARTEFACTS / "exercise-policy.png", full_page=True)
    set_theme(page, "Dark")
    page.screenshot(path=ARTEFACTS / "exercise-policy-dark.png")
    set_theme(page, "Light")


def test_a_hint_then_the_solution_asked_for_twice_then_pasted(page: Any) -> None:
    panel = output(page, 2)
    press(panel, "Hint")
    panel.get_by_text("Hint 1 of 3").wait_for(timeout=10_000)
    press(panel, "Solution")
    panel.get_by_text("ask once more").wait_for(timeout=10_000)
    press(panel, "Solution")
    text = panel.locator("[role=status] pre").inner_text()
    editor = panel.locator(".cm-content").first
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    press(panel, "Check")
    panel.get_by_text("✓ Right").wait_for(timeout=10_000)


def test_nothing_of_an_exercise_shuts_anybody_out(page: Any) -> None:
    assert axe_violations(page) == []
    set_theme(page, "Dark")
    assert axe_violations(page) == []
    set_theme(page, "Light")


def test_a_choice_is_made_and_checked_by_the_keyboard(page: Any) -> None:
    panel = output(page, 1)
    panel.get_by_role("radio", name="allowed").focus()
    for key, option in (("ArrowUp", "explicitDeny"), ("ArrowDown", "allowed")):
        page.keyboard.press(key)
        panel.locator("[aria-checked=true]", has_text=option).wait_for(timeout=10_000)
    page.keyboard.press("ArrowRight")
    panel.locator("[aria-checked=true]", has_text="implicitDeny").wait_for(timeout=10_000)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    panel.get_by_text("You said implicitDeny").wait_for(timeout=10_000)
