"""Values of context keys: those that can be picked in a cloud, and those that somebody types."""

import pytest

from simlib import load_scenario, parse_policy
from simlib.cloud.key_values import as_key_value, pickable_values
from simlib.cloud.policy_keys import keys_in
from simlib.language.errors import QuestionError
from tests.clouds import HOSPITAL, allow, document

GUARDED = load_scenario("guardrails").state


def test_booleans_are_both() -> None:
    assert pickable_values(GUARDED, "aws:SecureTransport") == ("true", "false")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aws:SourceVpce", "vpce-d9b3a202cf24f1083"),
        ("aws:PrincipalOrgID", "o-exampleorgid"),
        ("aws:principalaccount", HOSPITAL),
        ("aws:RequestedRegion", "eu-west-2"),
        ("aws:PrincipalArn", f"arn:aws:iam::{HOSPITAL}:user/Alice"),
    ],
)
def test_what_is_in_the_cloud_can_be_picked(key: str, value: str) -> None:
    assert value in pickable_values(GUARDED, key)


def test_a_tag_offers_the_values_that_it_has_here() -> None:
    cloud = load_scenario("clinical-collaboration")
    tags = {k: v for user in cloud.state.users.values() for k, v in user.tags.items()}
    tagged = {k: v for kept in cloud.state.objects.values() for o in kept.values()
              for k, v in o.tags.items()}  # fmt: skip
    for key, value in (tags | tagged).items():
        assert value in pickable_values(cloud.state, f"aws:PrincipalTag/{key.upper()}")


def test_a_key_of_which_nothing_is_known_offers_nothing() -> None:
    assert pickable_values(GUARDED, "aws:UserAgent") == ()
    assert pickable_values(GUARDED, "aws:PrincipalTag/NoSuchTag") == ()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("aws:SecureTransport", "yes"),
        ("aws:SourceIp", "ward 3"),
        ("aws:MultiFactorAuthAge", "an hour"),
        ("aws:CurrentTime", "tomorrow"),
        ("aws:SourceArn", "records"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_what_is_expected(key: str, text: str) -> None:
    with pytest.raises(QuestionError, match="expected"):
        as_key_value(key, text)


def test_any_text_is_taken_where_the_type_is_not_known() -> None:
    assert as_key_value("saml:sub", "<b>") == "<b>"


def test_the_keys_of_policies_are_found_in_conditions_and_variables_with_what_they_name() -> None:
    policy = parse_policy(
        document(
            allow("s3:GetObject", "arn:aws:s3:::notes/${aws:username}/*",
                  Condition={"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-*"]},
                             "Null": {"aws:TokenIssueTime": "true"}}),
            allow("s3:PutObject", Condition={
                "StringNotEquals": {"AWS:sourcevpc": "${aws:PrincipalTag/Vpc, 'none'}"}}),
        )
    )  # fmt: skip
    assert keys_in([policy]) == {
        "aws:PrincipalTag/Vpc": (),
        "aws:SourceVpc": ("vpc-1",),
        "aws:TokenIssueTime": (),
        "aws:username": (),
    }
