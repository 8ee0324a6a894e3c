"""The lab by the keyboard alone: every tab is reached, read and left again."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM
from tests.browser.pages import output
from tests.browser.test_lab import CELL

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]
INSIDE = "() => Boolean(document.activeElement.closest('.jp-OutputArea'))"
NAMED = """() => {
  const there = document.activeElement, named = there.labels?.[0] ?? there;
  return (there.ariaLabel || named.textContent || '').trim();
}"""
REACHED = {
    "Policy": "Fire the request",
    "Request": "Set a context key",
    "Trace": "✓ the request: allowed",
    "What if": "without the resource-based policy",
    "Graph": "Drawing of the permissions",
    "Matrix": "Principals",
    "Trail": "Explain",
}


def test_the_keyboard_alone_opens_every_tab_and_is_not_trapped(
    panel_page: Callable[..., Any],
) -> None:
    page = panel_page(CELL, "'after the lab'")
    shown = output(page, 0)
    shown.locator(".lm-TabBar-tab").first.focus()
    for number, (title, control) in enumerate(REACHED.items()):
        if number:
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Enter")
        assert page.evaluate(NAMED) == title
        shown.locator(".widget-tab-contents > :not(.lm-mod-hidden) > *").first.wait_for()
        page.wait_for_timeout(1500)
        names = []
        page.keyboard.press("Tab")
        while page.evaluate(INSIDE) and len(names) < 300:
            names.append(page.evaluate(NAMED))
            page.keyboard.press("Tab")
        assert any(name.startswith(control) for name in names), names
        assert len(names) < 300
        for _ in names:
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Shift+Tab")


ORGANIZATION = """from simlib import load_scenario
from simlib.panels import Lab
lab = Lab(load_scenario("guardrails"), draft=None)
lab.tabs.selected_index = 7
lab"""


def test_the_organization_is_read_and_switched_by_the_keyboard(
    panel_page: Callable[..., Any],
) -> None:
    page = panel_page(ORGANIZATION)
    shown = output(page, 0)
    shown.locator(".simlib-attached").first.wait_for(timeout=20_000)
    shown.locator(".lm-TabBar-tab.lm-mod-current").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.dataset.point?.startsWith('switch:')"):
            break
    page.keyboard.press("Space")
    shown.get_by_text("Tried without").first.wait_for(timeout=5_000)
    assert not page.evaluate("() => document.activeElement.checked")
    page.screenshot(path=ARTEFACTS / "lab-organization-by-keyboard.png")
    page.keyboard.press("Space")
    shown.get_by_text("All counts as attached").wait_for(timeout=5_000)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.dataset.point?.startsWith('policy:')"):
            break
    name = page.evaluate("() => document.activeElement.textContent")
    page.keyboard.press("Enter")
    shown.locator(".simlib-editor .cm-content").wait_for(timeout=5_000)
    assert name in shown.get_by_label("Policy of").evaluate("each => each.selectedOptions[0].text")
    page.close()
