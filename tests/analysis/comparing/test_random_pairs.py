"""Comparison against brute force: whatever random requests tell apart, it tells apart too."""

import random
from collections import Counter

from simlib import PolicySet
from simlib.analysis.comparing import Relation, compare
from simlib.analysis.deciding import Decider
from simlib.language.terms import Decision
from tests.analysis.comparing.random_pairs import random_pair, random_request

PAIRS, REQUESTS = 250, 150


def test_what_random_requests_tell_apart_comparison_tells_apart() -> None:
    rng = random.Random(11)
    seen: Counter[Relation] = Counter()
    for number in range(PAIRS):
        before, after = random_pair(rng)
        comparison = compare(before, after)
        seen[comparison.relation] += 1
        old, new = Decider(PolicySet([before])), Decider(PolicySet([after]))
        for _ in range(REQUESTS):
            request = random_request(rng)
            allowed = [each.decision(request) is Decision.ALLOWED for each in (old, new)]
            if allowed == [False, True]:
                assert comparison.gained, (number, before.text, after.text, request)
            if allowed == [True, False]:
                assert comparison.lost, (number, before.text, after.text, request)
    assert seen[Relation.UNDECIDED] == 0
    assert min(seen[each] for each in Relation if each is not Relation.UNDECIDED) >= 20, seen
