"""Lesson 00 in a real browser: it runs from top to bottom, and its panel can be used."""

from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab, opened
from tests.browser.pages import axe_violations, python, set_theme, wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]
FOCUSED = """() => {
  const at = document.activeElement;
  return at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent.trim();
}"""


@pytest.fixture(scope="session")
def lesson(browser: Any, lab: Lab) -> Any:
    return opened(browser, lab, "00-start-here.ipynb")


def test_the_lesson_runs_and_shows_its_traces(lesson: Any) -> None:
    assert lesson.locator(".simlib-trace .banner").count() >= 3
    text = lesson.locator(".jp-Notebook").inner_text()
    assert "✓ Allowed" in text
    assert "✗ Implicit deny" in text
    lesson.screenshot(path=ARTEFACTS / "lesson-00-top.png")


@pytest.fixture
def panel(lesson: Any) -> Any:
    """The lesson's panel as it came: the policy's own text, Alice, and `DeleteDomain`."""
    shown = lesson.locator(".simlib-lesson").first
    alice = "arn:aws:iam::111122223333:user/Alice"
    asked = f"who='{alice}', action='health-agent:DeleteDomain', resource=DOMAIN"
    python(lesson, f"panel.editor.back_to_start(); panel.ask({asked})")
    verdict(shown, "✗ Implicit deny")
    shown.locator(".simlib-editor").scroll_into_view_if_needed()
    return shown


def verdict(panel: Any, words: str) -> None:
    panel.locator(".simlib-banner", has_text=words).wait_for(timeout=10_000)


def type_an_action(lesson: Any, panel: Any, name: str) -> None:
    """Adds a name to the list of actions, as somebody types it."""
    panel.locator(".cm-line", has_text="ListAgents").click()
    lesson.keyboard.press("End")
    lesson.keyboard.type(",")
    lesson.keyboard.press("Enter")
    lesson.keyboard.type(f'"{name}')


def test_a_slip_is_marked_and_mended_by_a_completion_and_fired(lesson: Any, panel: Any) -> None:
    type_an_action(lesson, panel, "health-agent:DeleteDoman")
    panel.locator(".cm-lintRange-error").wait_for(timeout=5_000)
    lesson.screenshot(path=ARTEFACTS / "lesson-00-slip.png")
    for _ in "an":
        lesson.keyboard.press("Backspace")
    lesson.keyboard.press("Control+Space")
    offered = lesson.locator(".cm-tooltip-autocomplete")
    offered.get_by_text("health-agent:DeleteDomain", exact=True).wait_for(timeout=5_000)
    lesson.screenshot(path=ARTEFACTS / "lesson-00-completion.png")
    lesson.wait_for_timeout(200)  # CodeMirror takes no answer in the first moments
    lesson.keyboard.press("Enter")
    lesson.keyboard.press("Control+Enter")
    verdict(panel, "✓ Allowed")
    assert '"health-agent:DeleteDomain"' in panel.locator(".cm-content").inner_text()
    assert "Changed since the last fire" in panel.inner_text()
    lesson.screenshot(path=ARTEFACTS / "lesson-00-allowed.png")


def test_a_forgotten_brace_greys_the_verdict_and_loses_nothing(lesson: Any, panel: Any) -> None:
    panel.locator(".cm-content").click()
    lesson.keyboard.press("Control+End")
    for _ in "}\n":
        lesson.keyboard.press("Backspace")
    lesson.keyboard.press("Control+Enter")
    alert = panel.locator(".simlib-problems")
    alert.wait_for(timeout=10_000)
    assert "cannot be read" in alert.inner_text()
    assert "line " in alert.inner_text()
    assert "✗ Implicit deny" in panel.locator(".simlib-stale").first.inner_text()
    assert "Traceback" not in lesson.locator(".jp-Notebook").inner_text()
    lesson.screenshot(path=ARTEFACTS / "lesson-00-mistake.png")
    lesson.keyboard.type("}")
    lesson.keyboard.press("Control+Enter")
    alert.wait_for(state="detached", timeout=10_000)
    verdict(panel, "✗ Implicit deny")


def test_another_principal_is_chosen_and_fired_by_keyboard_alone(lesson: Any, panel: Any) -> None:
    panel.get_by_role("combobox", name="Principal", exact=True).focus()
    lesson.keyboard.press("Control+a")
    lesson.keyboard.type("root")
    lesson.get_by_role("option", name="root user").wait_for(timeout=5_000)
    lesson.keyboard.press("Enter")
    wait_for(lesson, "panel.asked.who.endswith(':root')")
    lesson.keyboard.press("Control+Enter")
    verdict(panel, "✓ Allowed")


def test_the_keyboard_comes_through_every_field_and_no_field_traps_it(
    lesson: Any, panel: Any
) -> None:
    panel.get_by_role("combobox", name="Principal", exact=True).focus()
    reached = []
    for _ in range(14):
        lesson.keyboard.press("Tab")
        reached.append(lesson.evaluate(FOCUSED))
    wanted = ["Action", "Resource", "Where from", "Policy: identity", "Fire the request"]
    places = [next(i for i, said in enumerate(reached) if said.startswith(w)) for w in wanted]
    assert places == sorted(places)


def test_markup_that_a_learner_types_does_not_run(lesson: Any, panel: Any) -> None:
    lesson.evaluate("window.ran = false")
    resource = panel.get_by_role("combobox", name="Resource", exact=True)
    resource.fill("arn:aws:s3:::<img src=x onerror='window.ran=true'>")
    lesson.keyboard.press("Enter")
    wait_for(lesson, "'img' in panel.asked.resource")
    lesson.keyboard.press("Control+Enter")
    panel.locator(".simlib-message", has_text="<img src=x").wait_for(timeout=10_000)
    type_an_action(lesson, panel, "<img src=x onerror='window.ran=true'>")
    panel.locator(".simlib-editor-findings", has_text="<img src=x").wait_for(timeout=10_000)
    assert lesson.evaluate("window.ran") is False


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_the_panel_is_accessible_and_fits(
    lesson: Any, panel: Any, theme: str, width: int, height: int
) -> None:
    lesson.set_viewport_size({"width": width, "height": height})
    set_theme(lesson, theme)
    panel.evaluate("element => element.scrollIntoView({block: 'start'})")
    lesson.screenshot(path=ARTEFACTS / f"lesson-00-panel-{width}-{theme.lower()}.png")
    fold = panel.get_by_role("button", name="Where from, when")
    fold.click()
    panel.get_by_role("combobox", name="Network path").wait_for(timeout=5_000)
    lesson.screenshot(path=ARTEFACTS / f"lesson-00-keys-{width}-{theme.lower()}.png")
    assert axe_violations(lesson, ".jp-OutputArea:has(.simlib-lesson)") == []
    assert panel.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    fold.click()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_trace_is_legible_in_light_and_dark(lesson: Any, theme: str) -> None:
    set_theme(lesson, theme)
    banner = lesson.locator(".simlib-trace .banner").first
    banner.scroll_into_view_if_needed()
    assert contrast(lesson, banner) >= 4.5
    lesson.screenshot(path=ARTEFACTS / f"lesson-00-{theme.lower()}.png")


def contrast(page: Any, element: Any) -> float:
    """The contrast of an element's text with the ground behind it, as WCAG 2 defines it."""
    text, ground = page.evaluate(
        """element => {
          const ground = node => {
            const color = getComputedStyle(node).backgroundColor;
            const clear = color === 'transparent' || color.endsWith(', 0)');
            return clear && node.parentElement ? ground(node.parentElement) : color;
          };
          const numbers = color => color.match(/[0-9.]+/g).slice(0, 3).map(Number);
          return [numbers(getComputedStyle(element).color), numbers(ground(element))];
        }""",
        element.element_handle(),
    )
    bright, dim = sorted((luminance(text), luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(rgb: list[float]) -> float:
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
