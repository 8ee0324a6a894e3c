"""What the README says works: its Python, its commands, its links."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from simlib import Issue

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text()
COMMANDS = re.findall(r"^\.venv/bin/python (-m simlib .*)$", TEXT, re.MULTILINE)
LINKS = sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT)))


def run_the_python() -> dict[str, object]:
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(code, names)  # the README's own text, which this repository holds
    return names


def test_the_python_runs_and_says_what_the_comments_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names = run_the_python()
    assert repr(eval("decision.decision", names)) == "'implicitDeny'"
    assert eval("decision.fixes()", names)
    assert list(eval('cloud.trail[cloud.trail.errorCode != ""].eventName', names))
    assert eval("imported.problems", names) == ()
    assert [len(eval(f"matrix.{each}()", names)) for each in ("public", "escalations")] == [0, 1]
    assert len(eval("findings.errors", names)) == 2
    assert {
        f.issue for f in eval("PolicySet([reader], permissions_boundary=boundary).check()", names)
    } == {Issue.ALLOW_NEVER_TAKES_EFFECT}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_for_practitioners_runs(line: str) -> None:
    """Denied is the one answer, errors in the published policies the other."""
    done = subprocess.run([sys.executable, *shlex.split(line)], cwd=ROOT, capture_output=True)
    assert done.returncode == 1
    assert done.stdout


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_every_lesson_is_in_the_table() -> None:
    lessons = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert [name for name in lessons if name not in TEXT] == []


@pytest.mark.parametrize("target", ["lab", "test", "fuzz", "bench"])
def test_every_make_target_that_is_named_exists(target: str) -> None:
    assert f"make {target}" in TEXT
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
