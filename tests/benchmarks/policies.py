"""The policies and requests that the benchmarks ask about."""

import random
from typing import Any

from simlib import Policy, PolicySet, Request, parse_policy, user

STORE = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/eeb8005725ae22b35b4edbdc68cf2dfd"
CONTEXT = {
    "aws:PrincipalTag/dept": "icu",
    "s3:prefix": "home/3/y",
    "aws:SourceIp": "203.0.113.5",
    "aws:SecureTransport": "true",
}


def small() -> tuple[list[Request], PolicySet]:
    """One request, one small identity-based policy."""
    statements = [
        {
            "Effect": "Allow",
            "Action": ["healthlake:Read*", "healthlake:Search*"],
            "Resource": STORE,
        },
        {"Effect": "Deny", "Action": "healthlake:Delete*", "Resource": "*"},
    ]
    policy = parse_policy({"Version": "2012-10-17", "Statement": statements})
    return [Request(user("Alice"), "healthlake:ReadResource", STORE)], PolicySet([policy])


def heavy_policies(others: int = 0) -> PolicySet:
    """20 policies of 10 statements, all for the action; `others` more in each for other actions."""
    return PolicySet([_heavy(number, others) for number in range(20)])


def _heavy(number: int, others: int) -> Policy:
    statements: list[dict[str, Any]] = [_statement(number, place) for place in range(10)]
    for place in range(others):
        actions = ["ec2:Run*", f"ec2:Describe{place}"]
        statements.append({"Effect": "Allow", "Action": actions, "Resource": "*"})
    document = {"Version": "2012-10-17", "Statement": statements}
    return parse_policy(document, name=f"policy {number}")


def _statement(number: int, place: int) -> dict[str, Any]:
    return {
        "Effect": "Allow" if place % 3 else "Deny",
        "Action": ["s3:GetObject", "s3:Put*"],
        "Resource": [
            f"arn:aws:s3:::bucket-{number}-{place}/${{aws:username}}/*",
            f"arn:aws:s3:::shared-{number}/{place}/*",
        ],
        "Condition": {
            "StringEquals": {"aws:PrincipalTag/dept": ["icu", "er", f"ward-{number}"]},
            "StringLike": {"s3:prefix": [f"home/{place}/*", "*/reports"]},
            "IpAddress": {"aws:SourceIp": ["203.0.113.0/24", f"198.51.{place}.0/24"]},
            "Bool": {"aws:SecureTransport": "true"},
        },
    }


def heavy_requests(count: int) -> list[Request]:
    """One request, or many that differ in user, bucket, key, prefix and address."""
    if count == 1:
        return [Request(user("Alice"), "s3:GetObject", "arn:aws:s3:::bucket-3-4/Alice/x", CONTEXT)]
    rng = random.Random(1)
    return [_varied(rng, number) for number in range(count)]


def _varied(rng: random.Random, number: int) -> Request:
    name = f"user{rng.randrange(50)}"
    bucket = f"bucket-{rng.randrange(20)}-{rng.randrange(10)}"
    changed = {
        "s3:prefix": f"home/{rng.randrange(10)}/{number}",
        "aws:SourceIp": f"203.0.{rng.choice((113, 114))}.{rng.randrange(256)}",
    }
    resource = f"arn:aws:s3:::{bucket}/{name}/{number}"
    return Request(user(name), "s3:GetObject", resource, CONTEXT | changed)


def six_kilobytes() -> str:
    """A policy text of about 6 KB, as a person writes it."""
    import json

    statements = [
        {
            "Sid": f"Statement{number}",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "health-agent:Get*"],
            "Resource": [f"arn:aws:s3:::bucket-{number}/*", "arn:aws:s3:::shared"],
            "Condition": {"StringEquals": {"aws:PrincipalTag/dept": ["icu", "er"]}},
        }
        for number in range(15)
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
