"""A button is about what was written, though messages to Python overtake each other."""

from typing import Any

import pytest

from simlib.lessons import exercise
from tests.browser.conftest import CHROMIUM, DONE, Lab, go_to
from tests.browser.pages import output, written

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]

CHOICE = exercise("02-5").exercise
CELLS = (
    "from simlib.lessons import exercise",
    'exercise("02-3").panel()',
    'exercise("02-5").panel()',
    "from simlib.panels.policy_editor import PolicyEditor\nPolicyEditor('{}')",
)
PRESSED = """() => {
  const button = document.body.appendChild(document.createElement('button'));
  let pressed = 0;
  button.addEventListener('click', () => (pressed += 1));
  button.click();
  button.remove();
  return pressed;
}"""
LATE = tuple(f'"event":"{each}"'.encode() for each in ("text", "take", "pick", "point"))


class Road:
    """The way to the kernel, on which what was written can be kept behind what comes after it."""

    def __init__(self) -> None:
        self.slow, self.behind = False, list[Any]()

    def open(self, socket: Any) -> None:
        self.server = socket.connect_to_server()
        socket.on_message(self.passes)
        self.server.on_message(socket.send)

    def passes(self, message: "bytes | str") -> None:
        told = message if isinstance(message, bytes) else message.encode()
        if self.slow and any(each in told for each in LATE):
            self.behind.append(message)
        else:
            self.server.send(message)

    def clear(self) -> None:
        self.slow = False
        for message in self.behind:
            self.server.send(message)
        self.behind.clear()


@pytest.fixture(scope="module")
def road() -> Road:
    return Road()


@pytest.fixture(scope="module")
def page(browser: Any, lab: Lab, road: Road) -> Any:
    page = browser.new_page(viewport={"width": 1366, "height": 1000})
    page.route_web_socket(lambda url: "/channels" in url, road.open)
    go_to(page, lab, written(lab, CELLS))
    page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(DONE, timeout=120_000)
    return page


def overtaken(page: Any, road: Road, button: Any) -> None:
    """Presses a button whose message would come before what was just written."""
    button.click()
    page.wait_for_timeout(500)
    assert road.behind, "nothing was written"
    road.clear()


def test_check_grades_the_policy_that_was_written_last(page: Any, road: Road) -> None:
    panel = output(page, 1)
    panel.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    road.slow = True
    page.keyboard.insert_text(exercise("02-3").exercise.solution)
    overtaken(page, road, panel.get_by_role("button", name="Check", exact=True))
    panel.get_by_text("✓ Right").wait_for(timeout=10_000)


def test_fire_asks_the_action_that_was_typed_last(page: Any, road: Road) -> None:
    panel = output(page, 1)
    panel.get_by_role("combobox", name="Action", exact=True).click()
    road.slow = True
    page.keyboard.insert_text("health-agent:GetDomain")
    overtaken(page, road, panel.get_by_role("button", name="Fire the request").first)
    allowed = panel.locator(".simlib-banner", has_text="Allowed")
    allowed.wait_for(timeout=10_000)


def test_a_button_that_is_drawn_anew_meanwhile_is_pressed_all_the_same(
    page: Any, road: Road
) -> None:
    panel = output(page, 1)
    panel.get_by_text("Where from, when, and with which context keys").click()
    panel.get_by_role("combobox", name="Principal", exact=True).click()
    road.slow = True
    page.keyboard.insert_text("Bob")
    overtaken(page, road, panel.get_by_role("button", name="Change aws:SourceIp"))
    panel.get_by_role("combobox", name="Value of aws:SourceIp").wait_for(timeout=10_000)


def test_check_grades_the_option_that_was_chosen_last(page: Any, road: Road) -> None:
    panel = output(page, 2)
    road.slow = True
    panel.get_by_role("radio", name=CHOICE.solution).click()
    overtaken(page, road, panel.get_by_role("button", name="Check", exact=True))
    panel.get_by_text("✓ Right").wait_for(timeout=10_000)


def test_of_two_choices_the_last_one_is_graded(page: Any, road: Road) -> None:
    panel = output(page, 2)
    first, *_ = (each for each in CHOICE.options if each != CHOICE.solution)
    panel.get_by_role("button", name="Start again", exact=True).click()
    panel.locator("[aria-checked=true]").wait_for(state="detached", timeout=10_000)
    road.slow = True
    panel.get_by_role("radio", name=CHOICE.solution).click()
    panel.get_by_role("radio", name=first).click()
    overtaken(page, road, panel.get_by_role("button", name="Check", exact=True))
    panel.get_by_text("✗ Not yet").wait_for(timeout=10_000)


@pytest.mark.parametrize("cell", [1, 3], ids=["in a panel", "alone"])
def test_a_button_outside_of_widgets_waits_for_nothing(page: Any, road: Road, cell: int) -> None:
    output(page, cell).locator(".cm-content").click()
    road.slow = True
    page.keyboard.insert_text(" ")
    assert page.evaluate(PRESSED) == 1
    road.clear()
