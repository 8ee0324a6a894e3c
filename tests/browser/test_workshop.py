"""An instructor's room and a learner's progress as they are seen in JupyterLab."""

from pathlib import Path
from typing import Any

import pytest

from simlib.lessons import make_up_room
from simlib.lessons.events import IN_A_HOME, Event, What
from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab
from tests.browser.pages import axe_violations, output, python, set_theme
from tests.lessons.rooms import FIRST, home, wrong

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("homes")
    make_up_room(made, learners=60, minutes=8)
    return made


@pytest.fixture(scope="module")
def room(panel_page: Any, folder: Path) -> Any:
    cell = (
        "from simlib.lessons import workshop\n"
        f"room = workshop({str(folder)!r}, every=1, clock=lambda: 480)\nroom"
    )
    page = panel_page(cell, width=1366, height=1000)
    output(page, 0).locator(".simlib-room").wait_for(timeout=20_000)
    return page


def test_the_room_is_seen(room: Any) -> None:
    seen = output(room, 0)
    assert "60 learners at 00:08:00 UTC" in seen.inner_text()
    seen.locator(".simlib-room summary").first.click()
    seen.locator(".simlib-room li button").first.click()
    seen.get_by_text("At it:").wait_for(timeout=5_000)
    assert seen.locator(".simlib-room li").first.is_visible()  # what was open stays open


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_room_is_accessible(room: Any, theme: str) -> None:
    set_theme(room, theme)
    output(room, 0).screenshot(path=ARTEFACTS / f"workshop-{theme.lower()}.png")
    assert axe_violations(room) == []


def test_the_room_is_read_again_while_it_is_shown_and_no_longer(room: Any, folder: Path) -> None:
    seen = output(room, 0)
    home(folder, "latecomer", wrong(5, since=400))
    seen.get_by_text("latecomer").first.wait_for(timeout=10_000)
    assert python(room, "print(room.html._view_count)") == "1\n"
    room.evaluate("void window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    seen.locator(".simlib-room").wait_for(state="detached", timeout=5_000)
    room.wait_for_timeout(2_500)
    home(folder, "another", wrong(1, since=400))
    room.wait_for_timeout(2_500)
    assert python(room, "print('another' in room.html.value)") == "False\n"


def test_progress_leads_to_the_lesson_to_go_on_with(panel_page: Any, lab: Lab) -> None:
    (lab.folder / IN_A_HOME).unlink(missing_ok=True)  # what other tests did in this lab
    home(lab.folder.parent, lab.folder.name, [*wrong(3), Event(FIRST, What.PASSED, 99)], "")
    page = panel_page("from simlib.lessons import progress\nprogress()")
    seen = output(page, 0)
    assert "1 of " in seen.inner_text()
    for theme in ("Light", "Dark"):
        set_theme(page, theme)
        seen.screenshot(path=ARTEFACTS / f"progress-{theme.lower()}.png")
        assert axe_violations(page) == []
    seen.locator(".next a").click()
    page.locator(".jp-NotebookPanel:visible h1", has_text=FIRST[:2]).first.wait_for(timeout=20_000)
