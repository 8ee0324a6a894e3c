"""How long a learner waits in a real JupyterLab: from a key press to what is painted.

`python -m tests.benchmarks.key_presses`; Chromium and Playwright are needed.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.verdicts import p95
from tests.browser.conftest import CHROMIUM, DONE, go_to, launched, running
from tests.browser.pages import output, python, seconds_until, written

RUNS = 10
CELL = """from simlib import load_scenario
from simlib.panels import Asked, Lab
door = "arn:aws:s3:us-east-1:111122223333:accesspoint/alice-access-point"
alice = "arn:aws:iam::111122223333:user/Alice"
asked = Asked(alice, "s3:PutObject", f"{door}/object/Alice/scan.dcm")
lab = Lab(load_scenario("clinical-collaboration"), asked, draft=None)
lab.open_policy("resource-based policy · accesspoint/alice-access-point")
lab"""


@contextmanager
def shown_lab() -> Iterator[Any]:
    """A page with the lab of a scenario."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as jupyter,
        launched() as browser,
    ):
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        go_to(page, jupyter, written(jupyter, [CELL]))
        page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_function(DONE, timeout=120_000)
        output(page, 0).locator(".cm-content").first.wait_for(timeout=20_000)
        yield page


def to_verdicts(page: Any) -> Iterator[float]:
    """Fires a draft that turns the verdict round, again and again."""
    for number in range(RUNS):
        old, new, css = ("Allow", "Deny", "no") if number % 2 == 0 else ("Deny", "Allow", "yes")
        python(page, f"lab.editor.value = lab.editor.value.replace('{old}', '{new}')")
        output(page, 0).locator(".cm-line", has_text=f'"{new}"').first.click()
        yield seconds_until(page, "Control+Enter", f".simlib-status .{css}")


def to_marks(page: Any) -> Iterator[float]:
    """Makes a slip in an Effect, again and again; the editor waits until nothing more is typed."""
    for _ in range(RUNS):
        python(page, "lab.editor.back_to_start()")
        output(page, 0).locator(".simlib-editor-status", has_text="nothing to remark").wait_for()
        word = output(page, 0).locator(".cm-line", has_text='"Allow"').first.get_by_text('"Allow"')
        word.dblclick()
        yield seconds_until(page, "x", ".cm-lint-marker-error")


def milliseconds(look: Callable[[Any], Iterator[float]]) -> list[float]:
    """Each wait in a page of its own, in ms."""
    with shown_lab() as page:
        return [1000 * each for each in look(page)]


def painted_milliseconds() -> float | None:
    """To the painted verdict, the slowest of ten; None without a browser."""
    return p95(milliseconds(to_verdicts)) if CHROMIUM else None


def mark_milliseconds() -> float | None:
    """To the mark of a slip, the slowest of ten; None without a browser."""
    return p95(milliseconds(to_marks)) if CHROMIUM else None


def main() -> None:
    """Prints every wait, sorted."""
    for told, look in (("painted verdict", to_verdicts), ("lint mark", to_marks)):
        waits = sorted(round(each) for each in milliseconds(look))
        print(f"key press to {told:16}{waits} ms, p95 {p95(waits)}")


if __name__ == "__main__":
    main()
