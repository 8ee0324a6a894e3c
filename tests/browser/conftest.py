"""A real JupyterLab and a real Chromium for the tests that look at what people see."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.browser.pages import listen, set_theme, written

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "tests" / "artefacts"
SETTINGS = {
    # Cells that are scrolled out of sight stay in the page; no pop-up about news.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
READY = """() => {
  const widget = window.jupyterapp?.shell?.currentWidget, session = widget?.sessionContext;
  return widget?.context?.isReady && session?.isReady && session.session?.kernel?.status === 'idle';
}"""
DONE = """() => {
  const cells = window.jupyterapp.shell.currentWidget.content.widgets;
  const code = cells.filter(c => c.model.type === 'code' && c.model.sharedModel.source.trim());
  return code.every(c => c.model.executionCount > 0)
    && window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle';
}"""


class Lab(NamedTuple):
    """A running JupyterLab over a copy of the lessons."""

    url: str
    token: str
    folder: Path


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("lab")) as started:
        yield started


@contextmanager
def running(home: Path) -> Iterator[Lab]:
    """Starts JupyterLab on a free port of this machine, over a copy of the notebooks."""
    lessons = home / "notebooks"
    shutil.copytree(ROOT / "notebooks", lessons)
    settings = home / "settings" / "@jupyterlab"
    for plugin, values in SETTINGS.items():
        file = settings / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    token = secrets.token_hex(16)
    process = _start(home, lessons, token)
    try:
        url = _address(home / "runtime", process)
        yield Lab(url, token, lessons)
        request = urllib.request.Request(
            f"{url}api/shutdown", method="POST", headers={"Authorization": f"token {token}"}
        )
        urllib.request.urlopen(request, timeout=20).close()
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Asks the server to go, and takes it away with its kernels where it waits for one of them."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def _start(home: Path, lessons: Path, token: str) -> "subprocess.Popen[bytes]":
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {**os.environ, **{name: str(home / folder) for name, folder in own.items()}}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0", f"--ServerApp.root_dir={lessons}",
        "--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    with (home / "lab.log").open("wb") as log:
        return subprocess.Popen(
            command,
            env={**environment, "JUPYTER_TOKEN": token, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _address(runtime: Path, process: "subprocess.Popen[bytes]") -> str:
    """The server's address, from the file that it writes when it is up."""
    file = runtime / f"jpserver-{process.pid}.json"
    for _ in range(600):
        if file.exists() and (text := file.read_text()).endswith("}"):
            return str(json.loads(text)["url"])
        assert process.poll() is None, "JupyterLab has stopped"
        time.sleep(0.1)
    raise TimeoutError("JupyterLab did not start within a minute")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with launched() as chromium:
        yield chromium


@contextmanager
def launched() -> Iterator[Any]:
    """A Chromium that nobody sees."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, "--no-sandbox"], headless=True
        )
        yield chromium
        chromium.close()


def opened(browser: Any, lab: Lab, notebook: str, width: int = 1366, height: int = 768) -> Any:
    """The page with the notebook, every cell executed."""
    page = browser.new_page(viewport={"width": width, "height": height})
    go_to(page, lab, notebook)
    page.evaluate("void window.jupyterapp.commands.execute('notebook:restart-run-all')")
    accept = page.locator(".jp-Dialog .jp-mod-accept")
    accept.click(timeout=10_000)
    page.wait_for_function(DONE, timeout=120_000)
    return page


def go_to(page: Any, lab: Lab, notebook: str) -> None:
    """Opens a notebook in JupyterLab, and waits for its kernel."""
    page.goto(f"{lab.url}lab/tree/{notebook}?reset&token={lab.token}")
    page.wait_for_function(READY, timeout=90_000)


@pytest.fixture(scope="module")
def panel_page(browser: Any, lab: Lab) -> Iterator[Callable[..., Any]]:
    """`panel_page(cell, cell, …)`: a page of JupyterLab with a notebook of these cells, executed.

    When the module's tests are over, no page may have logged an error.
    """
    errors: list[str] = []

    def open_cells(*cells: str, width: int = 1366, height: int = 768) -> Any:
        page = browser.new_page(viewport={"width": width, "height": height})
        listen(page, errors)
        go_to(page, lab, written(lab, cells))
        set_theme(page, "Light")  # JupyterLab keeps the theme of the tests before
        page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_function(DONE, timeout=120_000)
        return page

    yield open_cells
    assert errors == []
