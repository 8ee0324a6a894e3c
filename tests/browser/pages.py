"""What the browser tests of panels do with a page: write it, listen to it, light it, look at it."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import nbformat

if TYPE_CHECKING:
    from tests.browser.conftest import Lab

PYTHON = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
EXECUTE = """async code => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const run = kernel.requestExecute({code, store_history: false});
  const said = [];
  run.onIOPub = ({content}) => said.push(content.text ?? content.traceback?.join('\\n') ?? '');
  await run.done;
  return said.join('');
}"""
WATCH = """selector => {
  let pressed = 0;
  const press = () => (pressed = performance.now());
  window.addEventListener('keydown', press, {capture: true, once: true});
  window.seen = new Promise((found, missing) => {
    const look = () => {
      const now = performance.now();
      if (pressed && document.querySelector(selector)) found(now - pressed);
      else if (pressed && now - pressed > 10000) missing(new Error(`never seen: ${selector}`));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}"""
OVERHEAR = """() => {
  window.overheard = [];
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  kernel.anyMessage.connect((_, {msg: {header, content}}) => {
    const wrong = header.msg_type === 'error' || content.name === 'stderr';
    if (wrong) window.overheard.push(content.text ?? content.traceback.join('\\n'));
  });
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def written(lab: "Lab", cells: Iterable[str]) -> str:
    """The name of a notebook with these cells, in the folder that JupyterLab shows."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": PYTHON})
    notebook.cells = [
        nbformat.v4.new_code_cell(cell, id=f"cell-{number}") for number, cell in enumerate(cells)
    ]
    text = nbformat.writes(notebook)
    name = f"panel-{hashlib.sha256(text.encode()).hexdigest()[:8]}.ipynb"
    (lab.folder / name).write_text(text, encoding="utf-8")
    return name


def listen(page: Any, errors: list[str]) -> None:
    """Collects whatever the page logs as an error, and what it throws."""
    page.on("pageerror", lambda error: errors.append(f"thrown: {error}"))
    page.on("console", lambda said: said.type == "error" and errors.append(f"logged: {said.text}"))


def output(page: Any, cell: int) -> Any:
    """The output of a code cell, counted from 0."""
    return page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea")


def set_theme(page: Any, theme: str) -> None:
    """Changes JupyterLab's theme: Light or Dark."""
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        f"JupyterLab {theme}",
    )
    light = "true" if theme == "Light" else "false"
    page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
    page.wait_for_timeout(500)


def axe_violations(page: Any, selector: str = ".jp-OutputArea") -> list[str]:
    """What axe-core finds against WCAG 2 A and AA within a selector: rule, element, advice."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": WCAG, "resultTypes": ["violations"]}
    found = Axe().run(page, context=selector, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def python(page: Any, code: str) -> str:
    """What a piece of Python prints in the notebook's kernel, tracebacks included.

    What a widget tells the kernel runs in a thread of its own, and may come after this.
    """
    return str(page.evaluate(EXECUTE, code))


def wait_for(page: Any, expression: str, seconds: float = 5) -> None:
    """Waits until a Python expression is true in the notebook's kernel."""
    said = ""
    for _ in range(int(seconds / 0.1)):
        if (said := python(page, f"print(bool({expression}))")) == "True\n":
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}; {said}")


def seconds_until(page: Any, key: str, selector: str) -> float:
    """From a key press to the first frame with an element of this selector, in the browser."""
    page.evaluate(WATCH, selector)
    page.keyboard.press(key)
    return float(page.evaluate("window.seen")) / 1000


def overhear(page: Any) -> None:
    """Collects what the notebook's kernel says went wrong, outside of cells too."""
    page.evaluate(OVERHEAR)


def overheard(page: Any) -> list[str]:
    """What was collected since."""
    return list(page.evaluate("window.overheard"))
