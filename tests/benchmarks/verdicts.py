"""How long a learner waits for a verdict: from an edit to the trace's HTML, in the kernel.

`python -m tests.benchmarks.verdicts` prints it for every scenario.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial

from simlib import load_scenario, shipped_scenarios
from simlib.cloud.askable import arns_there, askers, fitting
from simlib.language.errors import SimlibError
from simlib.panels.scene import Asked, Scene
from simlib.panels.trace_view import TraceView
from simlib.panels.what_if import WhatIf

ACTIONS = (
    "s3:GetObject", "s3:PutObject", "s3:ListAllMyBuckets", "healthlake:ReadResource",
    "health-agent:GetDomain", "kms:Decrypt", "sts:AssumeRole", "iam:CreateRole",
)  # fmt: skip
COUNT = 150  # questions a scenario, about


def questions(scene: Scene) -> list[Asked]:
    """Questions of everybody about everything that fits, spread evenly."""
    arns = arns_there(scene.cloud.state)
    every = [
        Asked(who.who, action, arn)
        for who in askers(scene.cloud.state)
        for action in ACTIONS
        for arn in fitting(action, arns)
        if _can_be_asked(scene, Asked(who.who, action, arn))
    ]
    return every[:: max(len(every) // COUNT, 1)]


def _can_be_asked(scene: Scene, asked: Asked) -> bool:
    try:
        scene.gates(asked)
    except SimlibError:
        return False
    return True


def edits(scene: Scene) -> Iterator[Scene]:
    """Scenes with a draft each: no text is ever seen twice, so that nothing is remembered."""
    places, number = list(scene.places), 0
    while places:
        label, number = places[number % len(places)], number + 1
        yield scene.with_draft(label, scene.text(label) + " " * number)


def milliseconds(run: Callable[[], object]) -> float:
    """The best of three: other programs can only make a run slower."""
    found = []
    for _ in range(3):
        started = time.perf_counter()
        run()
        found.append(1000 * (time.perf_counter() - started))
    return min(found)


def verdict_milliseconds(name: str) -> list[float]:
    """Of one scenario, for each question: parse an edit, evaluate, compare with the last, show."""
    scene, view = Scene(load_scenario(name)), TraceView()
    edited = edits(scene)

    def fire(asked: Asked) -> None:
        view.show(next(edited).evaluation(asked), view.evaluation)

    return [milliseconds(partial(fire, asked)) for asked in questions(scene)]


def what_if_milliseconds(name: str) -> list[float]:
    """Of one scenario, for each switch of each tenth question: both verdicts and traces."""
    scene, found = Scene(load_scenario(name)), []
    for asked in questions(scene)[::10]:
        panel = WhatIf(scene.gates(asked))
        for switch in panel.switches:
            panel.off = {switch.key}
            found.append(milliseconds(panel.apply))
    return found


def p95(figures: list[float]) -> float:
    """The figure that 95 of 100 stay below.

    >>> p95([1.0] * 99 + [50.0])
    1.0
    """
    return sorted(figures)[max(-(-95 * len(figures) // 100) - 1, 0)]


def main() -> None:
    """Prints the table."""
    print(f"{'p95 in ms; aim: 20':28}{'verdict':>10}{'worst':>10}{'what if':>10}")
    for name in shipped_scenarios():
        verdicts, what_ifs = verdict_milliseconds(name), what_if_milliseconds(name)
        print(f"{name:28}{p95(verdicts):10.1f}{max(verdicts):10.1f}{p95(what_ifs):10.1f}")


if __name__ == "__main__":
    main()
