"""How long the checks take: for one policy, and for all that AWS manages."""

import ast
import json
import time
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from simlib import check_policy
from simlib.shipped import shipped_json


def carried() -> list[str]:
    """The AWS managed policies that simlib carries."""
    policies = shipped_json("reference/aws-managed-policies.json")["policies"]
    return [json.dumps(each["document"], indent=2) for each in policies.values()]


def every() -> list[str]:
    """All AWS managed policies, from the text of the package moto; none where it is not there."""
    try:
        path = distribution("moto").locate_file("moto/iam/aws_managed_policies.py")
    except PackageNotFoundError:
        return []
    (assigned,) = ast.parse(Path(str(path)).read_text(encoding="utf-8")).body
    assert isinstance(assigned, ast.Assign)
    policies = json.loads(ast.literal_eval(assigned.value))
    return [json.dumps(each["Document"], indent=2) for each in policies.values()]


def seconds(texts: list[str]) -> float | None:
    """To check them all, once, one after another; None where there is none."""
    started = time.perf_counter()
    for text in texts:
        check_policy(text)
    return time.perf_counter() - started if texts else None
