"""Random pairs of policies, compared twice: by simlib and by z3, which shares nothing with it.

Every other pair is two sets: an identity-based policy under a permissions boundary, an SCP or both.
`make compare-with-z3 N=1000` prints on how many pairs both decide and agree, on how many one of
them does not decide, and how it splits. A disagreement is printed with both policies and fails the
run.
"""

import random
import sys
import time
from collections import Counter
from typing import NamedTuple

from simlib import PolicySet, evaluate
from simlib.analysis.comparing import Comparison, Relation, compare
from tests.analysis.comparing.beside_z3.asking import Answer, Found, Layers, beyond
from tests.analysis.comparing.random_pairs import random_pair, random_sets

__all__ = ["Compared", "compared", "layers_of", "relation"]


class Compared(NamedTuple):
    """A pair of policy sets, and what each of the two says of it."""

    before: PolicySet
    after: PolicySet
    ours: Comparison
    gained: Found
    lost: Found

    @property
    def z3s(self) -> Relation:
        """The relation as z3 has it."""
        return relation(self.gained.answer, self.lost.answer)

    @property
    def verdict(self) -> str:
        """Do both decide, and say the same?"""
        if Relation.UNDECIDED in (self.ours.relation, self.z3s):
            return "undecided by " + " and ".join(self._undecided())
        return "agreed" if self.ours.relation is self.z3s else "disagreed"

    def _undecided(self) -> list[str]:
        named = {"simlib": self.ours.relation, "z3": self.z3s}
        return [name for name, found in named.items() if found is Relation.UNDECIDED]

    def shows(self) -> bool:
        """Does the traced evaluator see what z3 found?"""
        ways = ((self.gained, self.before, self.after), (self.lost, self.after, self.before))
        return all(
            _allowed(found, more) and not _allowed(found, less)
            for found, less, more in ways
            if found.answer is Answer.YES
        )


def _allowed(found: Found, policies: PolicySet) -> bool:
    assert found.request is not None
    return evaluate(found.request, policies).allowed


def layers_of(policies: PolicySet) -> Layers:
    """The policies of which each must allow."""
    levels = [level for each in policies.accounts for level in each.service_control or ()]
    boundary = policies.permissions_boundary
    bounds = (boundary,) if boundary else ()
    return (*policies.identity_based, *bounds, *(p for level in levels for p in level.policies))


def relation(gained: Answer, lost: Answer) -> Relation:
    """What two answers come to. One way may be known where the other is not: that is undecided."""
    if Answer.UNKNOWN in (gained, lost):
        return Relation.UNDECIDED
    return {
        (Answer.YES, Answer.YES): Relation.DIFFERENT,
        (Answer.YES, Answer.NO): Relation.WIDER,
        (Answer.NO, Answer.YES): Relation.NARROWER,
        (Answer.NO, Answer.NO): Relation.EQUAL,
    }[gained, lost]


def compared(rng: random.Random, most: int = 6, *, layered: bool = False) -> Compared:
    """The next pair, of which each policy begins with at most so many statements."""
    if layered:
        before, after = random_sets(rng, most)
    else:
        before, after = (PolicySet([each]) for each in random_pair(rng, most))
    ours, sides = compare(before, after, seconds=30), (layers_of(before), layers_of(after))
    return Compared(before, after, ours, beyond(*reversed(sides)), beyond(*sides))


def main() -> int:
    """Compares N pairs (first argument) from a seed (second, 1 unless told)."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng, started = random.Random(seed), time.perf_counter()
    verdicts: Counter[str] = Counter()
    split: Counter[Relation] = Counter()
    unseen = 0
    for number in range(count):
        pair = compared(rng, most=3 if number % 2 else 6, layered=number % 2 == 1)
        verdicts[pair.verdict] += 1
        split[pair.ours.relation] += 1
        unseen += not pair.shows()
        if pair.verdict == "disagreed" or not pair.shows():
            _print(pair)
    print(f"{count:,} random pairs from seed {seed} in {time.perf_counter() - started:.0f} s:")
    print("  " + ", ".join(f"{number:,} {each}" for each, number in sorted(verdicts.items())))
    print("  " + ", ".join(f"{number:,} {each}" for each, number in sorted(split.items())))
    print(f"  {unseen:,} of z3's requests were not seen so by the traced evaluator")
    return 1 if verdicts["disagreed"] or unseen else 0


def _print(pair: Compared) -> None:
    print(f"simlib: {pair.ours}\nz3: {pair.z3s}")
    for found in (pair.gained, pair.lost):
        if found.request is not None:
            print(f"  {found.request}")
    for policies in (pair.before, pair.after):
        print(*(each.text for each in layers_of(policies)), sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
