"""The permission graph in a real browser: a line is clicked, and its trace is read."""

from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM
from tests.browser.pages import axe_violations, output, set_theme
from tests.browser.test_lessons import contrast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_dot,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]
SCENARIOS = ("clinical-collaboration", "guardrails", "cross-account-partner")
CELLS = [
    f"from simlib import load_scenario\n"
    f"from simlib.panels.graph_view import GraphView\n"
    f'GraphView(load_scenario("{name}")).view'
    for name in SCENARIOS
]
MIDDLE = """path => {
  const point = path.getPointAtLength(path.getTotalLength() / 2), seen = path.getScreenCTM();
  const there = point.matrixTransform(seen);
  return [there.x, there.y];
}"""
HOSTILE = """
from simlib.cloud.identities import User
from dataclasses import replace
cloud = load_scenario("clinical-collaboration")
for key, user in list(cloud.state.users.items()):
    evil = "<img src=x onerror='window.ran=1'>" + user.name
    there = cloud.state.drop("users", key)
    cloud.state = there.put("users", (user.account, evil), replace(user, name=evil))
GraphView(cloud).view
"""


@pytest.fixture(scope="module")
def page(panel_page: Any) -> Any:
    found = panel_page(*CELLS, HOSTILE.strip())
    output(found, 2).locator("svg.simlib-graph").wait_for(timeout=30_000)
    return found


@pytest.mark.parametrize("width", [1366, 1920])
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_it_is_legible(page: Any, theme: str, width: int) -> None:
    set_theme(page, theme)
    page.set_viewport_size({"width": width, "height": 2200})
    for cell, name in enumerate(SCENARIOS):
        panel = output(page, cell)
        panel.scroll_into_view_if_needed()
        for part in (".simlib-graph-tools small", ".simlib-graph-legend .may", "td .yes"):
            assert contrast(page, panel.locator(part).first) >= 4.5
        panel.screenshot(path=ARTEFACTS / f"graph-{name}-{theme.lower()}-{width}.png")
    page.set_viewport_size({"width": 1366, "height": 768})


def test_a_line_is_clicked_and_its_trace_is_read(page: Any) -> None:
    panel = output(page, 0)
    line = panel.locator("svg .edge", has=page.locator("title", has_text="user Carol"))
    line.scroll_into_view_if_needed()
    page.mouse.click(*line.locator("path.reach").evaluate(MIDDLE))
    panel.get_by_text("✓ Allowed").wait_for(timeout=10_000)
    assert "user Carol (research) is allowed" in panel.locator(".simlib-graph-said").inner_text()
    panel.screenshot(path=ARTEFACTS / "graph-trace.png")


def test_a_row_of_the_table_opens_the_trace_by_the_keyboard(page: Any) -> None:
    panel = output(page, 1)
    row = panel.locator("tr", has_text="denied explicitly").first.locator("button")
    row.focus()
    page.keyboard.press("Enter")
    panel.get_by_text("✗ Explicit deny").first.wait_for(timeout=10_000)
    assert panel.locator("tr[aria-current]").count() == 1


def test_a_node_is_looked_at_by_the_keyboard_and_all_is_shown_again(page: Any) -> None:
    panel = output(page, 0)
    node = panel.locator("svg .node", has=page.locator("title", has_text="user Carol"))
    node.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "svg => !svg.isConnected",
        arg=panel.locator("svg.simlib-graph").element_handle(),
        timeout=10_000,
    )
    assert panel.locator("svg .node").count() == 2
    panel.get_by_role("button", name="Show everything").click()
    panel.locator("svg .node").nth(7).wait_for(timeout=10_000)


def test_the_drawing_is_zoomed_and_fits_again(page: Any) -> None:
    panel = output(page, 1)
    width = "it => it.getBoundingClientRect().width"
    svg = panel.locator("svg.simlib-graph")
    before = svg.evaluate(width)
    panel.get_by_role("button", name="Zoom in").click()
    assert svg.evaluate(width) > before * 1.2
    panel.get_by_role("button", name="Fit").click()
    assert abs(svg.evaluate(width) - before) < 2


def test_names_with_markup_do_not_run(page: Any) -> None:
    panel = output(page, 3)
    panel.locator("svg .node").first.wait_for(timeout=20_000)
    panel.locator("tr button", has_text="<img").first.click()
    panel.locator(".simlib-graph-said").wait_for(timeout=10_000)
    assert page.evaluate("window.ran") is None
    assert panel.locator("img").count() == 0


def test_axe_finds_nothing(page: Any) -> None:
    pytest.importorskip("axe_playwright_python")
    assert axe_violations(page) == []
