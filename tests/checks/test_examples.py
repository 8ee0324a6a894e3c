"""Every check finds its name in its bad example, and nothing at all in its good one."""

import json

import pytest

from simlib.checks import CHECKS, Check, check_policy
from simlib.checks.check import Example

IDS = [str(check.issue) for check in CHECKS]


def whole(example: Example) -> str:
    """An example as a policy's text; a statement is put into a policy first."""
    if isinstance(example, str):
        return example
    policy = example if "Statement" in example else {"Statement": [example]}
    version = {} if "Statement" in example else {"Version": "2012-10-17"}
    return json.dumps({**version, **policy}, indent=2)


def found(check: Check, example: Example) -> list[str]:
    findings = check_policy(whole(example), check.policy_type, check.resource_type)
    return [str(finding.issue) for finding in findings]


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_the_bad_example_has_it(check: Check) -> None:
    assert check.issue in found(check, check.bad)


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_the_good_example_has_nothing(check: Check) -> None:
    assert found(check, check.good) == []


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_it_says_what_will_happen_in_a_sentence(check: Check) -> None:
    assert check.tells.endswith(".")
    assert check.page
