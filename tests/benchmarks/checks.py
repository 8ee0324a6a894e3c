"""How long the checks take: for one policy, and for all that AWS manages."""

import json
import time

from simlib import check_policy
from simlib.reference.refresh.managed_policies import policies_of
from simlib.reference.refresh.packages import PACKAGES, PackageError, files_of
from simlib.shipped import shipped_json


def carried() -> list[str]:
    """The AWS managed policies that simlib carries."""
    policies = shipped_json("reference/aws-managed-policies.json")["policies"]
    return [json.dumps(each["document"], indent=2) for each in policies.values()]


def every() -> list[str]:
    """All AWS managed policies, from moto's pinned package; none where it cannot be fetched."""
    try:
        policies = policies_of(files_of(PACKAGES["moto"]))
    except PackageError:
        return []
    return [json.dumps(each["document"], indent=2) for each in policies.values()]


def seconds(texts: list[str]) -> float | None:
    """To check them all, once, one after another; None where there is none."""
    started = time.perf_counter()
    for text in texts:
        check_policy(text)
    return time.perf_counter() - started if texts else None
