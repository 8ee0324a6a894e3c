"""A policy is checked whatever it comes as."""

from simlib import PolicyType, check_policy, parse_policy


def test_a_parsed_policy_is_checked_as_the_type_that_it_is_of() -> None:
    text = (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", '
        '"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRol"}}'
    )
    policy = parse_policy(text, PolicyType.ROLE_TRUST)
    assert [str(each.issue) for each in check_policy(policy)] == [
        str(each.issue) for each in check_policy(text, PolicyType.ROLE_TRUST)
    ]
    assert "INVALID_ACTION" in [str(each.issue) for each in check_policy(policy)]
