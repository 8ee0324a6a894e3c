"""The policy editor that is committed is what its sources build, and its notices come with it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "simlib" / "panels" / "static"
EDITOR = STATIC / "editor"
BUILT = ["policy_editor.js", "LICENSES.txt"]
OFFLINE = re.compile(r"E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH)|ENOTCACHED")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what npm builds from a copy of the sources."""
    copy = tmp_path_factory.mktemp("static") / "editor"
    shutil.copytree(EDITOR, copy, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(STATIC / "holding.js", copy.parent)
    installed = run("ci", copy)
    if installed.returncode and OFFLINE.search(installed.stderr):
        pytest.skip("needs npm's registry: it cannot be reached")
    assert installed.returncode == 0, installed.stderr
    made = run("run build", copy)
    assert made.returncode == 0, made.stderr
    return copy.parent


def run(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["npm", *command.split()], cwd=folder, capture_output=True, text=True, timeout=300
    )


@pytest.mark.needs_npm
@pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm: it is not installed")
@pytest.mark.parametrize("name", BUILT)
def test_what_is_committed_is_what_the_sources_build(built: Path, name: str) -> None:
    assert (built / name).read_bytes() == (STATIC / name).read_bytes()


def test_every_package_that_the_sources_name_has_its_notice() -> None:
    named = json.loads((EDITOR / "package.json").read_text(encoding="utf-8"))["dependencies"]
    notices = (STATIC / "LICENSES.txt").read_text(encoding="utf-8")
    for name, version in named.items():
        assert f"{name} {version} (MIT)" in notices
    assert notices.count("Permission is hereby granted") == notices.count("(MIT)")


def test_the_lock_holds_versions_and_checksums_but_no_address() -> None:
    lock = (EDITOR / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in re.sub(r'"funding":.*|"url":.*', "", lock)
    packages = json.loads(lock)["packages"]
    assert all("integrity" in row for path, row in packages.items() if path)


def test_the_editor_asks_no_network() -> None:
    script = (STATIC / "policy_editor.js").read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[\w./-]+", script))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\bfetch\(|XMLHttpRequest|import\(", script)
