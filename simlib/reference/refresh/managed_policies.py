"""AWS managed policies out of moto's package, which carries them all.

`python -m simlib.reference.refresh.managed_policies FOLDER` writes over a thousand, 3 MB, into one
file there; the kit carries a few, which the refresh makes anew. Needs pip.
"""

import argparse
import ast
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .packages import PACKAGES, PackageError, files_of
from .writing import save, written_policies

__all__ = ["FILE", "main", "policies_of"]

FILE = "aws-managed-policies.json"
_MODULE = "moto/iam/aws_managed_policies.py"
_ELEMENTS = ("Version", "Id", "Statement")


def policies_of(moto: Mapping[str, bytes]) -> dict[str, Any]:
    """Every policy by name, sorted: its path, its newest version, when that came, its document.

    Raises PackageError where the package keeps them no more as it did.
    """
    try:
        (assigned,) = ast.parse(moto[_MODULE].decode("utf-8")).body
        found = json.loads(ast.literal_eval(assigned.value))  # type: ignore[attr-defined]
        return {name: _row(policy) for name, policy in sorted(found.items())}
    except (AttributeError, LookupError, SyntaxError, TypeError, ValueError) as error:
        raise PackageError(f"{_MODULE} has changed its shape: {error!r}") from error


def _row(policy: Mapping[str, Any]) -> dict[str, Any]:
    document = policy["Document"]
    return {
        "path": policy["Path"],
        "version": policy["DefaultVersionId"],
        "created": policy["CreateDate"],
        "updated": policy["UpdateDate"],
        "document": {name: document[name] for name in _ELEMENTS if name in document},
    }


def main(arguments: list[str] | None = None) -> int:
    """Writes all policies into a folder; the exit code is 1 where the package cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m simlib.reference.refresh.managed_policies")
    parser.add_argument("folder", type=Path, help=f"where {FILE} is written")
    folder: Path = parser.parse_args(arguments).folder
    try:
        policies = policies_of(files_of(PACKAGES["moto"]))
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / FILE, written_policies(policies))
    print(f"{len(policies)} AWS managed policies in {folder / FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
