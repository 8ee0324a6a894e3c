"""What is said of a policy set is true: without it no answer changes."""

import random
from collections import Counter

from simlib import Account, PolicySet, parse_policy
from simlib.language.findings import Finding, Source
from simlib.language.issues import Issue
from tests.random_sets import ACCOUNT, QUESTIONS, random_set, wrong

COUNT = 150
ASKED = 12  # questions for each finding


def test_what_is_said_to_be_in_vain_changes_no_answer() -> None:
    rng = random.Random(5)
    found: Counter[tuple[Issue, bool]] = Counter()
    for _ in range(COUNT):
        policies = random_set(rng)
        for finding in policies.check(ACCOUNT):
            found[finding.issue, "/Action/" in finding.source.pointer] += 1
            assert wrong(policies, finding, rng.sample(QUESTIONS, ASKED)) == []
    assert min(found.values()) > 15, found
    assert len(found) == 4


def test_an_untrue_finding_would_be_noticed() -> None:
    statements = [
        {"Effect": "Allow", "Action": action, "Resource": "*"} for action in ("s3:*", "sqs:*")
    ]
    policy = parse_policy({"Version": "2012-10-17", "Statement": statements}, name="identity")
    untrue = Finding(
        Issue.ALLOW_NEVER_TAKES_EFFECT, "", Source("identity", "/Statement/0", 1, 1), "", False
    )
    assert wrong(PolicySet(identity_based=[policy], accounts=[Account(ACCOUNT)]), untrue)
