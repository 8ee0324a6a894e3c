"""Hundreds of published policies: each is read, or refused with the place; findings are stable."""

import json
from pathlib import Path
from typing import Any

import pytest

from simlib import PolicySyntaxError, PolicyType, check_policy, parse_policy

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "policies.json"

pytestmark = pytest.mark.skipif(
    not CORPUS.exists(), reason="the published policies are not beside this checkout"
)


@pytest.fixture(scope="module")
def published() -> list[tuple[str, PolicyType]]:
    documents: list[dict[str, Any]] = json.loads(CORPUS.read_text(encoding="utf-8"))
    return [
        (json.dumps(each["policy"], indent=2), policy_type)
        for number, each in enumerate(documents)
        for policy_type in (PolicyType.IDENTITY_BASED, list(PolicyType)[number % len(PolicyType)])
    ]


def test_each_is_read_or_refused_with_a_place(published: list[tuple[str, PolicyType]]) -> None:
    refused = []
    for text, policy_type in published:
        try:
            parse_policy(text, policy_type)
        except PolicySyntaxError as error:
            refused.append(error)
    assert 0 < len(refused) < len(published)
    assert all(each.source.line > 0 for error in refused for each in error.findings)


def test_findings_are_the_same_each_time(published: list[tuple[str, PolicyType]]) -> None:
    for text, policy_type in published:
        found = check_policy(text, policy_type)
        assert found == check_policy(text, policy_type)
        assert {each.issue for each in found if each.refused} <= {
            each.issue for each in found.errors
        }
