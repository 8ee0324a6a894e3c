"""A cloud of hostile names in a real browser: in every tab of the lab they are text, and nothing
runs. Nor does the kernel raise, whatever is typed.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from simlib.language.markup import visible
from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab
from tests.browser.pages import output, overhear, overheard, python, wait_for
from tests.hostile_clouds import HIDDEN, IMAGE, LONG, MARKED, SCRIPT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]
TEXTS = (SCRIPT + IMAGE + MARKED, HIDDEN, LONG)
NAMES = ("markup", "hidden", "long")
CELL = """from simlib.panels import Asked, Lab
from tests.hostile_clouds import HOSPITAL, hostile_cloud
text = {text!r}
cloud = hostile_cloud(text)
who, what = f"arn:aws:iam::{{HOSPITAL}}:user/{{text}}", f"arn:aws:s3:::records{{text}}/{{text}}"
lab{cell} = Lab(cloud, Asked(who, "s3:GetObject", what), draft=None)
places = lab{cell}.scene.places
lab{cell}.open_policy(next(label for label, place in places.items() if place.owner == who))
lab{cell}"""
UNSEEN = re.compile("[\x00-\x08\x1b\u202e\u2066\ufeff]")


@pytest.fixture(scope="module")
def whole(panel_page: Callable[..., Any]) -> Any:
    cells = [CELL.format(text=text, cell=cell) for cell, text in enumerate(TEXTS)]
    page = panel_page(*cells)
    output(page, 2).locator(".cm-content").wait_for(timeout=20_000)
    overhear(page)
    return page


@pytest.fixture(params=range(len(TEXTS)), ids=NAMES)
def shown(whole: Any, request: Any, lab: Lab) -> Any:
    """The lab of one of the texts; after each test nothing has run and nobody has raised."""
    panel = output(whole, request.param)
    panel.cell, panel.hostile = request.param, TEXTS[request.param]
    whole.evaluate("window.hit = 0")
    yield panel
    assert whole.evaluate("window.hit") == 0
    assert panel.locator("script, img:not(.cm-widgetBuffer), b b").count() == 0
    assert not UNSEEN.search(panel.inner_text())
    assert overheard(whole) == []
    assert "Traceback" not in (lab.folder.parent / "lab.log").read_text()


def tab(panel: Any, title: str) -> None:
    panel.get_by_role("tab", name=title, exact=True).click()
    panel.page.wait_for_timeout(600)
    panel.scroll_into_view_if_needed()
    name = title.lower().replace(" ", "-")
    panel.page.screenshot(path=ARTEFACTS / f"hostile-{name}-{NAMES[panel.cell]}.png")


def start_of(text: str) -> str:
    """As much of a text as is shown of it everywhere."""
    return visible(text)[:12]


def test_the_editor_completes_explains_and_marks_as_text(shown: Any) -> None:
    tab(shown, "Policy")
    page = shown.page
    assert start_of(shown.hostile) in shown.get_by_label("Policy of").inner_text()
    line = shown.locator(".cm-line", has_text="arn:aws:s3:::records").first
    line.hover(position={"x": 120, "y": 5})
    page.wait_for_timeout(800)
    assert not UNSEEN.search(page.locator("body").inner_text())
    line.click()
    for key in ("End", "ArrowLeft", "Control+Space"):
        page.keyboard.press(key)
    page.wait_for_timeout(900)
    page.screenshot(path=ARTEFACTS / f"hostile-completion-{NAMES[shown.cell]}.png")
    assert not UNSEEN.search(page.locator("body").inner_text())
    page.keyboard.press("Escape")
    page.keyboard.type('"<img src=x onerror=window.hit=1>')
    page.keyboard.press("Control+Enter")
    shown.locator(".simlib-status", has_text="Not fired").wait_for()
    editor = f"lab{shown.cell}.editor"
    shown.locator(".simlib-editor-status", has_text="error").wait_for()
    shown.get_by_role("button", name="Back to the start").click()
    wait_for(page, f"{editor}.value == {editor}.start")
    shown.get_by_role("button", name="Fire the request").first.click()
    shown.locator(".simlib-status", has_text="Not fired").wait_for(state="detached")


FIELDS = ("Principal", "Action", "Resource", "Network path", "Time", "Set a context key")


def test_the_form_offers_and_takes_text(shown: Any) -> None:
    tab(shown, "Request")
    page = shown.page
    assert start_of(shown.hostile) in shown.get_by_role("combobox", name="Principal").input_value()
    for name in FIELDS:
        field = shown.get_by_role("combobox", name=name, exact=True)
        field.focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(400)
        assert not UNSEEN.search(page.locator("body").inner_text())
        before = field.input_value()
        field.fill(shown.hostile[:300] or "x")
        page.keyboard.press("Tab")
        page.wait_for_timeout(300)
        page.screenshot(path=ARTEFACTS / f"hostile-{name.split()[0]}-{NAMES[shown.cell]}.png")
        field.fill(before)
        page.keyboard.press("Tab")
        page.wait_for_timeout(200)


def test_a_node_of_the_trace_and_a_what_if_are_text(shown: Any) -> None:
    tab(shown, "Trace")
    shown.locator(".simlib-tree .leaf:visible").first.click()
    tab(shown, "What if")
    shown.get_by_role("checkbox").first.check()
    shown.page.wait_for_timeout(500)
    assert start_of(shown.hostile) in shown.inner_text()


def test_the_graph_and_its_exports_are_text(shown: Any, browser: Any) -> None:
    tab(shown, "Graph")
    shown.locator(".simlib-graph-table button", has_text=start_of(shown.hostile)).first.click()
    shown.locator(".simlib-graph-said").wait_for()
    assert not UNSEEN.search(shown.inner_text())
    svg = python(shown.page, f"print(lab{shown.cell}.graph.shown.svg())")
    alone = browser.new_page()
    alone.set_content(svg)
    assert alone.evaluate("window.hit") is None
    assert alone.locator("script, img, foreignObject").count() == 0
    assert start_of(shown.hostile) in alone.locator("svg").text_content()
    alone.close()


def test_the_matrix_and_its_trace_are_text(shown: Any) -> None:
    tab(shown, "Matrix")
    assert start_of(shown.hostile) in shown.get_by_label("Principals").inner_text()
    shown.locator(".simlib-matrix td button").first.click()
    shown.locator(".simlib-asked").first.wait_for()


def test_records_and_what_is_pasted_are_text(shown: Any) -> None:
    tab(shown, "Trail")
    assert start_of(shown.hostile) in shown.locator("table.simlib-table").inner_text()
    denied = shown.locator("tr", has_text="AccessDenied").first.locator("button")
    denied.click()
    shown.page.wait_for_timeout(500)
    for text in (shown.hostile, '{"eventName": "\\ud800", "errorCode": "AccessDenied"}'):
        shown.get_by_label("Why was this denied?").fill(text)
        shown.get_by_role("button", name="Explain").click()
        shown.page.wait_for_timeout(500)
        assert not UNSEEN.search(shown.inner_text())


def test_the_organization_is_text(shown: Any) -> None:
    tab(shown, "Organization")
    assert start_of(shown.hostile) in shown.locator(".simlib-tree").last.inner_text()
    shown.locator(".simlib-attached input:enabled").first.click()
    shown.get_by_role("status").get_by_text("Tried without").wait_for()
