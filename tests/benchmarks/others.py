"""Decisions beside other Python evaluators of policies: `python -m tests.benchmarks.others`.

Decisions a second of the same questions, policies prepared beforehand; and how many of our `authz`
cases each decides as AWS does, of those that it can be asked. Nothing is asserted.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from simlib import PolicySet, Request, evaluate
from simlib.analysis.deciding import Decider, decision_at
from simlib.evaluation.question import read_question
from simlib.language.terms import Decision
from tests.benchmarks.comparing import REQUESTS, RUNS, decided_per_second, varied_small
from tests.benchmarks.evaluators import cedar, moto, pmapper
from tests.benchmarks.policies import heavy_policies, heavy_requests, small
from tests.cases_reader import cases

INSTALL = "pip install -c constraints.txt --group benchmarks"
SHOWN = 3  # cases that it decides otherwise

Decide = Callable[[Request], object]
Answer = Callable[[dict[str, Any]], bool | None]  # allowed? None where it cannot be asked


class Evaluator(NamedTuple):
    """Somebody who decides: how, with some policies ready; and what it says of a case."""

    name: str
    ready: Callable[[PolicySet], Decide]
    answer: Answer | None


def simlibs(case: dict[str, Any]) -> bool:
    """What the decider says of a case."""
    return decision_at(read_question(json.dumps(case)).gates) is Decision.ALLOWED


def traced(policies: PolicySet) -> Decide:
    """Decisions with all their reasons."""
    return lambda request: evaluate(request, policies)


EVALUATORS = (
    Evaluator("simlib, decision only", lambda each: Decider(each).decision, simlibs),
    Evaluator("simlib, with its trace", traced, simlibs),
    Evaluator("moto 5, access control", moto.ready, moto.answer),
    Evaluator("PMapper 1.1.5", pmapper.ready, pmapper.answer),
    Evaluator("cedarpy 4", cedar.ready, None),
)


class Score(NamedTuple):
    """Of the cases that can be asked: how many as AWS decides, and which otherwise."""

    asked: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        right = f"{self.asked - len(self.wrong)} of {self.asked}"
        return right + (f"; not {', '.join(self.wrong[:SHOWN])}" if self.wrong else "")


def score(answer: Answer) -> Score:
    """Allowed or not is all that is asked for. An exception is a wrong answer."""
    found = [(case, _said(answer, case)) for case in cases("authz")]
    asked = [(case, said) for case, said in found if said is not None]
    wrong = tuple(case["id"] for case, said in asked if said != _aws(case))
    return Score(len(asked), wrong)


def _said(answer: Answer, case: dict[str, Any]) -> object:
    try:
        return answer(case)
    except Exception as failed:
        return failed


def _aws(case: dict[str, Any]) -> bool:
    return bool(case["expected"]["decision"] == "allow")


def rows() -> Iterator[tuple[str, str]]:
    """A line for each evaluator, or that it is missing."""
    for each in EVALUATORS:
        try:
            yield each.name, _row(each)
        except ModuleNotFoundError as missing:
            yield each.name, f"   left out: no {missing.name}; {INSTALL}"


def _row(each: Evaluator) -> str:
    count = REQUESTS * RUNS // (1 if each.name.startswith("simlib, d") else 20)
    _, policies = small()
    simple = decided_per_second(each.ready(policies), varied_small(count))
    heavy = decided_per_second(each.ready(heavy_policies()), heavy_requests(count))
    told = "another language" if each.answer is None else str(score(each.answer))
    return f"{simple:14,.0f}{heavy:14,.0f}   {told}"


def main() -> None:
    """Prints the table."""
    print(f"{'decisions/s, every request another':34}{'simple':>14}{'heavy':>14}   as AWS does")
    for name, told in rows():
        print(f"{name:34}{told}", flush=True)


if __name__ == "__main__":
    main()
