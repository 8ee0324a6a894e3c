"""`make bench`: how fast, measured here and now, as a table. Nothing is asserted.

Each figure is the best of many short runs: other programs can only make a run slower.
"""

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from simlib import (
    check_policy,
    evaluate,
    load_account,
    load_scenario,
    parse_policy,
    shipped_scenarios,
)
from simlib.cloud.caller import Caller
from tests.benchmarks.accounts import BUCKET, DOOR, signing, uploader, write_export
from tests.benchmarks.checks import carried, every, seconds
from tests.benchmarks.editing import edit_milliseconds
from tests.benchmarks.graphs import graph_rows
from tests.benchmarks.key_presses import mark_milliseconds, painted_milliseconds
from tests.benchmarks.memory import kernel_mebibytes
from tests.benchmarks.policies import heavy_policies, heavy_requests, six_kilobytes, small
from tests.benchmarks.timing import SECONDS, best
from tests.benchmarks.verdicts import p95, verdict_milliseconds, what_if_milliseconds


def evaluations(requests: list, policies: object, repeat: int) -> float:
    """Evaluations a second, each with its whole trace recorded."""

    def run() -> None:
        for _ in range(repeat):
            for request in requests:
                evaluate(request, policies)

    return 1 / best(run, repeat * len(requests))


def calls(caller: Caller, bucket: str) -> float:
    """Calls a second: authorized, done and recorded."""

    def run() -> None:
        for _ in range(50):
            caller.call("s3:PutObject", Bucket=bucket, Key="Alice/scan.dcm", Body=b"scan")
        caller.cloud.records.clear()

    return 1 / best(run, 50)


def scenario_milliseconds() -> float:
    """To load the slowest of the scenarios."""
    names = shipped_scenarios()
    seconds = SECONDS / len(names)
    return 1000 * max(best(partial(load_scenario, name), 1, seconds) for name in names)


def verdict_p95() -> float:
    """Of the scenario where a learner waits longest."""
    return max(p95(verdict_milliseconds(name)) for name in shipped_scenarios())


def what_if_p95() -> float:
    """Of the scenario where a learner waits longest for a switch."""
    return max(p95(what_if_milliseconds(name)) for name in shipped_scenarios())


def account_milliseconds() -> float:
    """To load an account of 500 roles from its export."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_export(Path(folder) / "account-details.json", 500)
        return 1000 * best(lambda: load_account(path), 1)


def import_milliseconds() -> float:
    """`import simlib` in a fresh Python, less an empty one's start."""

    def seconds(code: str) -> float:
        return best(lambda: subprocess.run([sys.executable, "-c", code], check=True), 1)

    return 1000 * (seconds("import simlib") - seconds("pass"))


def nothing() -> None:
    """What a call costs on this machine at this moment."""


def a_call() -> float:
    def run() -> None:
        for _ in range(100_000):
            nothing()

    return 1e9 * best(run, 100_000)


def main() -> None:
    """Prints the table."""
    text = six_kilobytes()
    few = evaluations(heavy_requests(1), heavy_policies(), 4)
    many = evaluations(heavy_requests(1), heavy_policies(others=100), 4)
    few_managed, managed = carried(), every()
    rows = [
        ("one small identity-based policy", "evaluations/s", evaluations(*small(), 200), 20_000),
        ("heavy: 20 policies x 10 statements", "evaluations/s", few, 2_000),
        ("heavy, every request another", "evaluations/s",
         evaluations(heavy_requests(200), heavy_policies(), 1), None),
        ("heavy, 10 times as many for other actions", "evaluations/s", many, few / 2),
        ("parse a policy of 6 KB", "ms", 1000 * best(lambda: parse_policy(text), 1), 2),
        ("check a policy of 6 KB", "ms", 1000 * best(lambda: check_policy(text), 1), 20),
        (f"check {len(few_managed)} AWS managed policies", "s", seconds(few_managed), None),
        (f"check all AWS managed policies: {len(managed):,}", "s", seconds(managed), 30),
        ("a call: authorize, do, record", "calls/s", calls(uploader(), BUCKET), 5_000),
        ("a call through an access point", "calls/s", calls(uploader(), DOOR), None),
        ("a signed call: signature made and checked", "calls/s", calls(signing(), BUCKET), None),
        ("load a scenario, the slowest", "ms", scenario_milliseconds(), 100),
        ("load an account of 500 roles", "ms", account_milliseconds(), 2_000),
        ("an edit to its verdict's HTML, p95", "ms", verdict_p95(), 20),
        ("a what-if switch to both verdicts, p95", "ms", what_if_p95(), None),
        ("an edit: checked, listed, completed (p95)", "ms", edit_milliseconds(), 20),
        ("a key press to the painted verdict, p95", "ms", painted_milliseconds(), 100),
        ("a key press to the lint mark, p95", "ms", mark_milliseconds(), 500),
        *graph_rows(),
        ("a kernel with a whole lab shown", "MiB", kernel_mebibytes("guardrails"), 170),
        ("import simlib", "ms", import_milliseconds(), 100),
        ("a Python call, for comparison", "ns", a_call(), None),
    ]  # fmt: skip
    print(f"{'':44}{'measured':>12}{'aim':>10}{'ratio':>8}")
    for what, unit, measured, aim in rows:
        if measured is None:
            print(f"{what:44}    left out: moto's package or Chromium, which it needs, is missing")
            continue
        better = measured / aim if aim and unit.endswith("/s") else aim and aim / measured
        aimed, ratio = (f"{aim:,.0f}", f"{better:.1f}") if aim and better else ("", "")
        print(f"{what:44}{measured:12,.1f}{aimed:>10}{ratio:>8}  {unit}")


if __name__ == "__main__":
    main()
