"""Policy variables: what one key stands for may have to equal what another one does."""

from simlib import Policy, parse_policy
from simlib.analysis.comparing import Relation, compare

GIVEN = {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::a/${aws:PrincipalTag/ward}",
}
FORBIDDEN = {
    "Effect": "Deny",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::a/${aws:username}",
    "Condition": {"StringEquals": {"aws:username": "Bob"}},
}


def policy(*statements: object) -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": list(statements)})


def test_a_tag_can_have_to_be_the_name_that_a_condition_asks_for():
    comparison = compare(policy(GIVEN), policy(GIVEN, FORBIDDEN))
    assert comparison.relation is Relation.NARROWER
    (lost,) = comparison.lost
    assert lost.request.resource.arn == "arn:aws:s3:::a/Bob"
    assert lost.request.principal.arn.endswith("user/Bob")
    assert lost.request.principal.tags == (("ward", "Bob"),)
