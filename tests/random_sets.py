"""Random policy sets over a small world, and the questions that show whether a finding is true.

`python -m tests.random_sets 20000` makes that many sets. For each finding it takes out what the
finding says is in vain, asks every question of the small world with it and without it, and prints
the sets where an answer changes.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from simlib import Account, Level, PolicySet, PolicyType, Request, evaluate, parse_policy, user
from simlib.evaluation.request import Resource
from simlib.language.edits import Edit, EditKind, edited
from simlib.language.findings import Finding
from simlib.language.issues import Issue
from simlib.language.policy import Policy
from simlib.language.terms import Decision

Json = dict[str, Any]
ACCOUNT = "111122223333"
ACTIONS = ("s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "healthlake:ReadResource")
ACTION_VALUES = (
    *ACTIONS,
    *("*", "s3:*", "S3:get*", "s3:*Object", "s3:?etObject", "healthlake:*", "s3:GetObject*"),
)
RESOURCES = (
    *("*", "arn:aws:s3:::icu/Alice/x", "arn:aws:s3:::icu/Bob/x", "arn:aws:s3:::icu/*"),
    *("arn:aws:s3:::lab", f"arn:aws:healthlake:us-east-1:{ACCOUNT}:datastore/fhir/Alice:1"),
)
RESOURCE_VALUES = (
    *RESOURCES,
    *("*", "*", "arn:aws:s3:::*", "arn:aws:s3:::icu/*/x", "arn:aws:s3:::ic?/A*", "arn:*:s3:::lab"),
    *("arn:aws:s3:::icu/${aws:username}/*", "arn:aws:s3:::icu/${aws:username}/x"),
    *("arn:aws:s3:::icu/${aws:username, 'Bob'}/x", "arn:aws:s3:::icu/${*}"),
    *("arn:aws:healthlake:*:*:datastore/fhir/*", "arn:aws:healthlake:*:*:datastore/*:1"),
)
CONDITION = {"Bool": {"aws:SecureTransport": "true"}}
LAYERS = {
    "identity": PolicyType.IDENTITY_BASED,
    "boundary": PolicyType.PERMISSIONS_BOUNDARY,
    "session": PolicyType.SESSION,
    "scp": PolicyType.SERVICE_CONTROL,
    "rcp": PolicyType.RESOURCE_CONTROL,
    "resource": PolicyType.RESOURCE_BASED,
}


def some(rng: random.Random, values: tuple[str, ...]) -> list[str]:
    return rng.sample(values, rng.choice((1, 1, 1, 2, 3)))


def random_statement(rng: random.Random, layer: str, effect: str) -> Json:
    """Now and then with a Not… element or a condition."""
    actions = [value for value in some(rng, ACTION_VALUES) if layer != "rcp" or value != "*"]
    plain = layer == "rcp" or rng.random() < 0.85
    statement: Json = {"Effect": effect, "Action" if plain else "NotAction": actions or ["s3:*"]}
    resource = "Resource" if rng.random() < 0.88 else "NotResource"
    statement[resource] = some(rng, RESOURCE_VALUES)
    if layer in ("rcp", "resource"):
        statement["Principal"] = "*"
    if rng.random() < 0.2:
        statement["Condition"] = CONDITION
    return statement


def random_policy(rng: random.Random, layer: str, name: str) -> Policy:
    """One to three statements, and one that meets no question, so that any can be taken out."""
    effects = ("Deny",) if layer == "rcp" else ("Allow", "Allow", "Deny")
    statements = [
        random_statement(rng, layer, rng.choice(effects)) for _ in range(rng.choice((1, 2, 3)))
    ]
    filler: Json = {"Effect": "Deny", "Action": f"sqs:{name.replace(' ', '')}", "Resource": "*"}
    if layer in ("rcp", "resource"):
        filler["Principal"] = "*"
    old = layer != "rcp" and rng.random() < 0.1
    version = "2008-10-17" if old else "2012-10-17"
    text = json.dumps({"Version": version, "Statement": [*statements, filler]}, indent=1)
    return parse_policy(text, LAYERS[layer], name=name)


def random_set(rng: random.Random) -> PolicySet:
    """A user of a member account; its policies bear their own names."""

    def several(layer: str, most: int, place: str = "") -> list[Policy]:
        count = rng.randint(0, most)
        return [random_policy(rng, layer, f"{layer}{place} {n}") for n in range(count)]

    def levels(layer: str) -> tuple[Level, ...]:
        count = rng.choice((0, 0, 1, 2))
        return tuple(Level(str(n), tuple(several(layer, 2, f" {n}"))) for n in range(count))

    return PolicySet(
        identity_based=[random_policy(rng, "identity", "identity"), *several("identity", 2)],
        permissions_boundary=next(iter(several("boundary", 1)), None),
        session=several("session", 1),
        resource_based=next(iter(several("resource", 1)), None) if rng.random() < 0.4 else None,
        accounts=[Account(ACCOUNT, "o-hosp", False, levels("scp"), levels("rcp"))],
    )


def questions() -> Iterator[Request]:
    """Every question of the small world."""
    for name, action, arn, tls in product(("Alice", "Bob"), ACTIONS, RESOURCES, (True, False)):
        resource = Resource(arn, ACCOUNT)
        yield Request(user(name, ACCOUNT), action, resource, {"aws:SecureTransport": tls})


QUESTIONS = tuple(questions())


def without(policies: PolicySet, finding: Finding) -> PolicySet:
    """The same set without what the finding points at."""

    def mended(policy: Policy | None) -> Policy | None:
        if policy is None or policy.name != finding.source.policy:
            return policy
        text = edited(policy.text, [Edit(EditKind.REMOVE, finding.source.pointer)])
        return parse_policy(text, policy.policy_type, name=policy.name)

    def all_mended(several: tuple[Policy, ...]) -> list[Any]:
        return [mended(policy) for policy in several]

    (account,) = policies.accounts
    levels = (
        tuple(Level(level.name, tuple(all_mended(level.policies))) for level in found or ())
        for found in (account.service_control, account.resource_control)
    )
    return PolicySet(
        identity_based=all_mended(policies.identity_based),
        permissions_boundary=mended(policies.permissions_boundary),
        session=all_mended(policies.session),
        resource_based=mended(policies.resource_based),
        accounts=[Account(ACCOUNT, "o-hosp", False, *levels)],
    )


def outcome(request: Request, policies: PolicySet, issue: Issue) -> object:
    """The decision; where a Deny is said not to be needed, only whether it is allowed."""
    decision = evaluate(request, policies).decision
    needless = issue is Issue.DENY_OF_WHAT_NOTHING_ALLOWS
    return decision is Decision.ALLOWED if needless else decision


def wrong(
    policies: PolicySet, finding: Finding, requests: Sequence[Request] = QUESTIONS
) -> list[Request]:
    """The questions whose answer depends on what the finding says is in vain."""
    less = without(policies, finding)
    return [
        request
        for request in requests
        if outcome(request, policies, finding.issue) != outcome(request, less, finding.issue)
    ]


def main() -> int:
    """Makes N sets (first argument) from a seed (second, 1 unless told)."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    found: Counter[str] = Counter()
    failures = 0
    for _ in range(count):
        policies = random_set(rng)
        for finding in policies.check(ACCOUNT):
            place = ("statement", "value")[finding.source.pointer.count("/") > 2]
            found[f"{finding.issue} of a {place}"] += 1
            if requests := wrong(policies, finding):
                failures += 1
                print(finding, finding.source.policy, requests[0], policies, sep="\n")
    print(f"{count:,} sets: {dict(found)}, {failures} findings wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
