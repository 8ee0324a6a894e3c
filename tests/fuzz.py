"""Random questions, decided three times: with a trace, without one, and by the naive evaluator.

The naive evaluator shares no code with simlib. `make fuzz N=100000` prints how many agreed and how
the decisions split; any disagreement is printed as a question that `python -m simlib evaluate` can
read, and fails the run. Then a tenth as many spoilt documents, and hostile ones, are put to all
that reads some (`tests/abuse`); anything raised but a SimlibError, and too long a time, fails it.
"""

import json
import random
import sys
import time
from collections import Counter

from simlib.analysis.deciding import decision_at
from simlib.evaluation.question import answer, read_question
from simlib.language.terms import Decision
from tests.abuse.feeding import abuse, feed_hostile, table
from tests.naive import decide
from tests.random_questions import random_question

WORDS = {
    Decision.ALLOWED: "allow",
    Decision.IMPLICIT_DENY: "implicit_deny",
    Decision.EXPLICIT_DENY: "explicit_deny",
}
SHOWN = 5
HOSTILE_SIZE = 30_000


def simlib_decides(question: dict[str, object]) -> tuple[str, str]:
    """simlib's decision with a trace and without one, in the oracle's words."""
    asked = read_question(json.dumps(question))
    return WORDS[answer(asked).decision], WORDS[decision_at(asked.gates)]


def disagreements(count: int, seed: int) -> tuple[list[dict[str, object]], Counter[str]]:
    """The questions on which the two differ, and the split of the oracle's decisions."""
    rng = random.Random(seed)
    split: Counter[str] = Counter()
    found = []
    for _ in range(count):
        question = random_question(rng)
        naive = decide(question)
        split[naive] += 1
        traced, fast = simlib_decides(question)
        if not traced == fast == naive:
            found.append({**question, "_naive": naive, "_traced": traced, "_fast": fast})
    return found, split


def main() -> int:
    """Runs N questions (first argument) from a seed (second, 1 unless told)."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    started = time.perf_counter()
    found, split = disagreements(count, seed)
    seconds = time.perf_counter() - started
    for question in found[:SHOWN]:
        print(json.dumps(question, indent=1))
    shares = ", ".join(f"{word} {number / count:.1%}" for word, number in sorted(split.items()))
    print(f"{count:,} random questions from seed {seed} in {seconds:.0f} s: {shares}")
    print(f"{count - len(found):,} agreed, {len(found):,} disagreed")
    return 1 if abused(count // 10, seed) or found else 0


def abused(count: int, seed: int) -> int:
    """Spoils so many documents, prints how it went, and returns how many finds there are."""
    tallies = abuse(count, seed)
    print(f"\nSpoilt documents\n{table(tallies)}", flush=True)
    hostile = feed_hostile(HOSTILE_SIZE)
    print(f"\nHostile documents of {HOSTILE_SIZE:,} characters\n{table(hostile)}")
    finds = [find for tally in (*tallies, *hostile) for find in tally.finds]
    for find in finds[:SHOWN]:
        print(find)
    return len(finds)


if __name__ == "__main__":
    sys.exit(main())
