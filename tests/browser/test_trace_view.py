"""The verdict and its trace in a real browser: what is clicked is found, by the keyboard too."""

from typing import Any

import nbformat
import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab, opened
from tests.browser.test_lessons import contrast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]
CODE = """
from dataclasses import replace
from simlib import load_scenario
from simlib.panels.scene import Asked, Scene
from simlib.panels.trace_view import TraceView
from simlib.panels.what_if import WhatIf
bucket = "arn:aws:s3:us-east-1:111122223333:accesspoint"
scene = Scene(load_scenario("clinical-collaboration"))
own = Asked("Alice", "s3:PutObject", f"{bucket}/alice-access-point/object/Alice/x.csv")
bobs = replace(own, resource=f"{bucket}/bob-access-point/object/Alice/<img src=x onerror='ran=1'>")
shown = TraceView(on_node=lambda node: shown.grey(f"clicked {node.label}"))
shown.show(scene.evaluation(bobs), before=scene.evaluation(own))
shown.view
"""
WHAT_IF = """
guarded = Scene(load_scenario("guardrails"))
asked = Asked("Lena", "iam:CreateRole", "arn:aws:iam::111122223333:role/team/Night")
what_if = WhatIf(guarded.gates(asked))
what_if.view
"""
THEMES = ["JupyterLab Light", "JupyterLab Dark"]


@pytest.fixture(scope="module")
def page(browser: Any, lab: Lab) -> Any:
    cells = [nbformat.v4.new_code_cell(code.strip()) for code in (CODE, WHAT_IF)]
    python = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": python})
    nbformat.write(notebook, lab.folder / "trace-view.ipynb")
    found = opened(browser, lab, "trace-view.ipynb")
    found.locator(".simlib-banner").first.wait_for(timeout=20_000)
    return found


def themed(page: Any, theme: str) -> None:
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme
    )
    dark = "false" if theme.endswith("Dark") else "true"
    page.wait_for_selector(f'body[data-jp-theme-light="{dark}"]', state="attached")
    page.wait_for_timeout(500)


@pytest.mark.parametrize("width", [1366, 1920])
@pytest.mark.parametrize("theme", THEMES)
def test_it_is_legible(page: Any, theme: str, width: int) -> None:
    themed(page, theme)
    page.set_viewport_size({"width": width, "height": 2000})  # all of it in one picture
    view = page.locator(".simlib-view").first
    for part in (".simlib-banner", ".simlib-step.blocks button", ".simlib-tree small"):
        assert contrast(page, view.locator(part).first) >= 4.5
    name = f"{theme.split()[1].lower()}-{width}.png"
    for cell, panel in enumerate(("trace-view", "what-if")):
        at = page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")
        at.scroll_into_view_if_needed()
        at.screenshot(path=ARTEFACTS / f"{panel}-{name}")
    page.set_viewport_size({"width": 1366, "height": 768})


def test_a_step_of_the_flow_leads_to_its_layer(page: Any) -> None:
    view = page.locator(".simlib-view").first
    view.locator('[data-point="layer:1:resource-based policy"]').click()
    lit = view.locator("[data-lit]")
    lit.wait_for(timeout=10_000)
    assert "bucket policy of" in lit.inner_text()
    assert lit.evaluate("it => it === document.activeElement && it.parentElement.open")
    page.screenshot(path=ARTEFACTS / "trace-view-step.png")


def test_a_node_is_clicked_and_its_callback_called(page: Any) -> None:
    view = page.locator(".simlib-view").first
    view.get_by_text("Principal: does not match").first.click()
    alert = view.get_by_role("alert")
    alert.get_by_text("clicked Principal").wait_for(timeout=10_000)
    assert view.locator(".simlib-stale .simlib-banner").is_visible()
    page.screenshot(path=ARTEFACTS / "trace-view-stale.png")


def test_enter_on_a_node_does_what_a_click_does(page: Any) -> None:
    view = page.locator(".simlib-view").first
    view.locator(".leaf", has_text="Action: matches").first.focus()
    page.keyboard.press("Enter")
    view.get_by_text("clicked Action").wait_for(timeout=10_000)
    assert page.evaluate("document.activeElement.hasAttribute('data-lit')")


def test_the_keyboard_reaches_a_layer_from_its_step(page: Any) -> None:
    view = page.locator(".simlib-view").first
    view.locator('[data-point="layer:0:resource-based policy"]').focus()
    page.keyboard.press("Enter")
    view.locator("[data-lit]", has_text="access point policy of").wait_for(timeout=10_000)
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("✗ first statement")


def test_a_policy_is_read_line_by_line_and_a_note_leads_to_its_node(page: Any) -> None:
    view = page.locator(".simlib-view").first
    lines = view.locator(".simlib-lines", has_text="access point policy of").first
    lines.locator("summary").click()
    lines.scroll_into_view_if_needed()
    page.screenshot(path=ARTEFACTS / "trace-view-lines.png")
    lines.get_by_text("the request has").first.click()
    view.get_by_text("clicked Principal").wait_for(timeout=10_000)
    assert page.evaluate("document.activeElement.dataset.point").startswith("node:")


def test_what_if_a_key_had_a_value(page: Any) -> None:
    panel = page.locator(".jp-CodeCell").nth(1)
    key = panel.locator(".simlib-what-if-group", has_text="iam:PermissionsBoundary, now absent")
    key.get_by_role("button", name="set to").click()
    key.get_by_role("combobox", name="iam:PermissionsBoundary is").fill(
        "arn:aws:iam::111122223333:policy/TeamBoundary"
    )
    page.keyboard.press("Enter")
    panel.get_by_text("Allowed; as it is: implicit deny.").wait_for(timeout=10_000)
    panel.get_by_label("without the service control policy").check()
    panel.get_by_text("What if without the service control policy, with").wait_for(timeout=10_000)
    page.set_viewport_size({"width": 1366, "height": 2000})
    panel.locator(".jp-OutputArea-output").screenshot(path=ARTEFACTS / "what-if-switched.png")
    page.set_viewport_size({"width": 1366, "height": 768})


def test_what_users_wrote_does_not_run(page: Any) -> None:
    assert page.evaluate("window.ran") is None
    assert "<img src=x" in page.locator(".simlib-view").first.inner_text()
