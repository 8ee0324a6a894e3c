"""Context keys of a request: what is there, what policies miss, what somebody set."""

from simlib import load_scenario
from simlib.panels.context_rows import KeyRow, KeyState, context_rows, values_named
from simlib.panels.context_table import context_table
from simlib.panels.key_offers import key_offers, value_offers
from simlib.panels.scene import Asked, Scene
from tests.clouds import HOSPITAL, add_user, allow, hospital

ALICE = f"arn:aws:iam::{HOSPITAL}:user/Alice"
CONDITION = {
    "StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"], "aws:PrincipalTag/Ward": "3"},
    "Bool": {"aws:MultiFactorAuthPresent": "true"},
}


def scene() -> Scene:
    cloud = hospital()
    add_user(cloud, "Alice", allow("s3:*", Condition=CONDITION), tags={"Ward": "3"})
    return Scene(cloud)


def asks(**context: str | None) -> Asked:
    named = {key.replace("_", ":", 1): value for key, value in context.items()}
    return Asked(ALICE, "s3:ListAllMyBuckets", "*", named)


def rows(**context: str | None) -> dict[str, KeyRow]:
    return {row.key: row for row in context_rows(scene(), asks(**context))}


def test_a_key_that_policies_ask_for_and_the_request_lacks_is_listed_with_the_reason() -> None:
    mfa = rows()["aws:MultiFactorAuthPresent"]
    assert (mfa.state, mfa.asked, mfa.value) == (KeyState.ABSENT, True, None)
    assert "long-term access key never carries it" in mfa.why
    assert rows()["aws:SourceVpc"].why == "the request came over the public network"


def test_a_key_that_is_there_says_where_it_comes_from() -> None:
    ward = rows()["aws:PrincipalTag/Ward"]
    assert (ward.state, ward.value, ward.asked) == (KeyState.PRESENT, "3", True)
    assert ward.why == "from the principal"


def test_what_policies_ask_for_comes_first() -> None:
    asked = [row.asked for row in rows().values()]
    assert asked == sorted(asked, reverse=True)


def test_a_key_that_is_set_says_what_it_would_be() -> None:
    found = rows(aws_SourceIp="192.0.2.7", aws_SourceVpc="vpc-1", aws_username=None)
    assert found["aws:SourceIp"].otherwise == "203.0.113.10"
    assert found["aws:SourceVpc"].otherwise == "absent: the request came over the public network"
    assert (found["aws:username"].state, found["aws:username"].value) == ("overridden", None)


def test_keys_ignore_case() -> None:
    found = rows(**{"AWS_sourceip": "192.0.2.7"})
    same = [row for key, row in found.items() if key.lower() == "aws:sourceip"]
    assert [row.state for row in same] == [KeyState.OVERRIDDEN]


def test_the_values_that_policies_name_are_offered() -> None:
    assert values_named(scene(), asks(), "aws:sourcevpc") == ("vpc-1", "vpc-2")
    row = rows()["aws:SourceVpc"]
    offered = value_offers(scene().cloud, row, ("vpc-1",))
    assert [each.text for each in offered] == ["as it is", "absent", "vpc-1"]
    assert offered[0].detail.startswith("absent: ")


def test_a_value_can_be_typed_and_the_words_of_the_form_are_no_values() -> None:
    row = rows()["aws:username"]
    assert value_offers(scene().cloud, row, (), "Bob")[0].value == "=Bob"
    assert [each.value for each in value_offers(scene().cloud, row, (), "absent")] == ["absent"]


def test_every_key_can_be_set_those_of_the_request_first() -> None:
    found = key_offers(scene().cloud, "s3:GetObject", rows().values())
    groups = list(dict.fromkeys(each.group for each in found))
    assert groups[:2] == ["Policies here ask for", "In the request"]
    assert "s3:ExistingObjectTag/Ward" in [each.value for each in found]
    assert [e.group for e in key_offers(scene().cloud, "s3:GetObject", (), "saml:sub")] == [
        "As typed"
    ]


def test_the_table_says_every_state_in_words() -> None:
    table = context_table(context_rows(scene(), asks(aws_SourceIp="192.0.2.7")))
    assert "2 absent, 1 overridden" in table
    assert "absent: a long-term access key never carries it" in table
    assert "<b>overridden</b>: set by you, else 203.0.113.10" in table
    assert 'data-point="back:aws:SourceIp"' in table


def test_through_an_access_point_the_keys_of_both_policies_count() -> None:
    cloud = load_scenario("cross-account-partner")
    for arn, door in cloud.state.access_points.items():
        asked = Asked("anonymous", "s3:GetObject", f"{arn}/object/x")
        found = {row.key for row in context_rows(Scene(cloud), asked)}
        assert "s3:DataAccessPointArn" in found, door
