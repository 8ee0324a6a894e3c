"""How fast policies are decided and compared: `python -m tests.benchmarks.comparing`.

Decisions are of requests that all differ; comparisons are of policies that were never seen before.
"""

import json
import random
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from simlib import Policy, Request, parse_policy, user
from simlib.analysis.comparing import compare
from simlib.analysis.deciding import Decider
from simlib.language.terms import POLICY_TYPES
from simlib.reference.refresh.managed_policies import policies_of
from simlib.reference.refresh.packages import PACKAGES, PackageError, files_of
from tests.analysis.comparing.random_pairs import random_pair
from tests.benchmarks.policies import heavy_policies, heavy_requests, small

__all__ = ["decided_per_second", "main", "varied_small"]

LESSONS = Path(__file__).parents[2] / "data" / "policies"
REQUESTS, RUNS = 100, 200
PAIRS, STATEMENTS = 40, 20


def decided_per_second(decide: Callable[[Request], object], requests: list[Request]) -> float:
    """The best of some runs, each over requests of its own."""
    size = len(requests) // RUNS
    parts = iter(requests)
    return max(size / _seconds(decide, list(islice(parts, size))) for _ in range(RUNS))


def _seconds(decide: Callable[[Request], object], requests: list[Request]) -> float:
    started = time.perf_counter()
    for request in requests:
        decide(request)
    return time.perf_counter() - started


def varied_small(count: int) -> list[Request]:
    """The small policy's request by 50 users, on as many data stores as there are requests."""
    (request,), _ = small()
    people = cycle([user(f"user{number}") for number in range(50)])
    return [
        Request(next(people), request.action, f"{request.resource.arn[:-8]}{number:08}")
        for number in range(count)
    ]


def lessons() -> Iterator[tuple[Policy, Policy]]:
    """Each policy of the lessons, and a changed copy."""
    for path in sorted(LESSONS.rglob("*.json")):
        kind = POLICY_TYPES[path.parent.name]
        document = json.loads(path.read_text(encoding="utf-8"))
        before = parse_policy(document, policy_type=kind)
        for changed in _changes(document):
            yield before, parse_policy(changed, policy_type=kind)


def _changes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Without its last statement, without a condition, and with actions more."""
    statements = document["Statement"]
    if isinstance(statements, list) and len(statements) > 1:
        yield {**document, "Statement": statements[:-1]}
    every = statements if isinstance(statements, list) else [statements]
    wider = {name: value for name, value in every[-1].items() if name != "Condition"}
    if wider != every[-1]:
        yield {**document, "Statement": [*every[:-1], wider]}
    if "Action" in wider:
        action = "sts:TagSession" if "Principal" in wider else "s3:GetBucketPolicy"
        more = {name: value for name, value in every[-1].items() if name != "Sid"}
        more["Action"] = action
        yield {**document, "Statement": [*every, more]}


def random_pairs() -> Iterator[tuple[Policy, Policy]]:
    """Pairs of which both sides have this many statements, or close to."""
    rng, found = random.Random(20), 0
    while found < PAIRS:
        pair = random_pair(rng, most=STATEMENTS)
        if min(len(each.statements) for each in pair) >= STATEMENTS - 2:
            found += 1
            yield pair


def milliseconds(pairs: Iterator[tuple[Policy, Policy]]) -> tuple[float, float, int]:
    """Median and worst of comparing each pair once, and on how many no answer was found."""
    found, undecided = [], 0
    for before, after in pairs:
        started = time.perf_counter()
        undecided += bool(compare(before, after, seconds=30).undecided)
        found.append(1000 * (time.perf_counter() - started))
    return median(found), max(found), undecided


def managed() -> tuple[Policy, Policy] | None:
    """SecurityAudit and ReadOnlyAccess, from moto's pinned package; None where there is none."""
    try:
        found = policies_of(files_of(PACKAGES["moto"]))
    except PackageError:
        return None
    texts = (json.dumps(found[name]["document"]) for name in ("SecurityAudit", "ReadOnlyAccess"))
    audit, read_only = map(parse_policy, texts)
    return audit, read_only


def within_seconds(pair: tuple[Policy, Policy]) -> float:
    """Is all of the one within the other? From texts never seen to the answer."""
    started = time.perf_counter()
    compare(*pair, seconds=60)
    return time.perf_counter() - started


def main() -> None:
    """Prints the table."""
    print(f"{'':44}{'measured':>12}{'aim':>10}{'ratio':>8}")
    _, policies = small()
    simple = decided_per_second(Decider(policies).decision, varied_small(REQUESTS * RUNS))
    decider = Decider(heavy_policies())
    heavy = decided_per_second(decider.decision, heavy_requests(REQUESTS * RUNS))
    _print("decided: simple, every request another", simple, 100_000, "decisions/s")
    _print("decided: heavy, every request another", heavy, 10_000, "decisions/s")
    middle, worst, undecided = milliseconds(lessons())
    _print("compared: a lesson's policy, changed", middle, 100, f"ms; worst {worst:,.0f}")
    middle, worst, undecided = milliseconds(random_pairs())
    more = f"ms; worst {worst:,.0f}, {undecided} of {PAIRS} undecided"
    _print(f"compared: {STATEMENTS} statements a side, random", middle, 1000, more)
    pair = managed()
    if pair is None:
        print("compared: SecurityAudit, ReadOnlyAccess: left out: moto's package was not fetched")
    else:
        _print("compared: SecurityAudit, ReadOnlyAccess", within_seconds(pair), 2, "s")


def _print(what: str, measured: float, aim: float, unit: str) -> None:
    better = measured / aim if unit.endswith("/s") else aim / measured
    print(f"{what:44}{measured:12,.1f}{aim:>10,}{better:>8.1f}  {unit}")


if __name__ == "__main__":
    main()
