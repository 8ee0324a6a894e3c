"""The lab by the keyboard alone: every tab is reached, read and left again."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM
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
