"""What a readable policy becomes: elements with their places, sizes, filled templates."""

import json

import pytest

from simlib import (
    Effect,
    PolicyType,
    QuestionError,
    TemplateError,
    fill,
    parse_policy,
    placeholders,
    policy_size,
)
from simlib.language.findings import Issue
from simlib.language.sizes import QUOTAS
from simlib.shipped import shipped_path
from simlib.shipped_policies import load_policy, policy_text, shipped_policies

TEXT = """{
  "Version": "2012-10-17",
  "Id": "p/1",
  "Statement": {
    "Sid": "Read it",
    "Effect": "Deny",
    "NotPrincipal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/clinic/Care"]},
    "NotAction": "s3:Put*",
    "Condition": {"NumericLessThan": {"s3:max-keys": [10, "2.50"]},
                  "Bool": {"aws:SecureTransport": false}}
  }
}"""


def test_every_value_knows_its_line_column_and_pointer() -> None:
    (statement,) = parse_policy(TEXT, PolicyType.RESOURCE_BASED, name="p").statements
    assert statement.principals is not None
    places = [value.source[1:] for value in statement.principals.values]
    assert places == [
        ("/Statement/NotPrincipal/AWS/0", 7, 30),
        ("/Statement/NotPrincipal/AWS/1", 7, 46),
    ]
    assert statement.conditions[1].source[1:] == (
        "/Statement/Condition/Bool/aws:SecureTransport",
        10,
        28,
    )


def test_numbers_and_booleans_keep_their_text() -> None:
    (statement,) = parse_policy(TEXT, PolicyType.RESOURCE_BASED).statements
    values = [[value.text for value in condition.values] for condition in statement.conditions]
    assert values == [["10", "2.50"], ["false"]]


def test_one_statement_may_stand_without_a_list() -> None:
    (statement,) = parse_policy(TEXT, PolicyType.RESOURCE_BASED).statements
    assert (statement.effect, statement.sid, statement.number) == (Effect.DENY, "Read it", 0)
    assert statement.resource is None
    assert statement.action.negated


def test_no_version_means_2008_and_is_told() -> None:
    policy = parse_policy('{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}')
    assert policy.version == "2008-10-17"
    assert [finding.issue for finding in policy.findings] == [Issue.MISSING_VERSION]


def test_slashes_in_keys_are_escaped_in_pointers() -> None:
    condition = {"StringEquals": {"aws:PrincipalTag/a~b/c": "x"}}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [statement]})
    pointer = policy.statements[0].conditions[0].source.pointer
    assert pointer == "/Statement/0/Condition/StringEquals/aws:PrincipalTag~1a~0b~1c"


def test_white_space_counts_for_some_and_not_for_others() -> None:
    assert policy_size("a b\n", white_space_counts=False) == 2
    assert policy_size("a b\n", white_space_counts=True) == 4


@pytest.mark.parametrize("policy_type", PolicyType)
def test_a_policy_over_its_quota_is_told(policy_type: PolicyType) -> None:
    quota = QUOTAS[policy_type]
    needs = {
        PolicyType.RESOURCE_BASED, PolicyType.ROLE_TRUST, PolicyType.KEY_POLICY,
        PolicyType.RESOURCE_CONTROL, PolicyType.VPC_ENDPOINT,
    }  # fmt: skip
    statement: dict[str, object] = {"Effect": "Deny", "Action": "sts:AssumeRole"}
    if policy_type in needs:
        statement["Principal"] = "*" if policy_type is not PolicyType.ROLE_TRUST else {"AWS": "*"}
    if policy_type is not PolicyType.ROLE_TRUST:
        statement["Resource"] = "*"
    long = statement | {"Condition": {"StringLike": {"aws:PrincipalTag/x": "x" * quota.characters}}}
    for body, expected in ((statement, 0), (long, 1)):
        document = {"Version": "2012-10-17", "Statement": [body]}
        found = parse_policy(document, policy_type).findings
        assert len([f for f in found if "SIZE" in f.issue]) == expected


def test_templates_are_found_by_name() -> None:
    text = (
        '"arn:aws:health-agent:<region>:<account-id>:domain/<domain-id>" {POLICY_VERSION} ${aws:x}'
    )
    names = [name for name, _ in placeholders(text)]
    assert names == ["<region>", "<account-id>", "<domain-id>", "{POLICY_VERSION}"]


def test_fill_takes_every_way_of_writing_a_name() -> None:
    text = "<account-id> {ACCOUNT_ID} ACCOUNT-ID ACCOUNT_ID MY-ACCOUNT-ID ${account_id}"
    filled = fill(text, account_id="1")
    assert filled == "1 1 1 1 MY-ACCOUNT-ID ${account_id}"


def test_what_is_filled_in_stays_one_json_text() -> None:
    text = fill('{"Id": "<bucket-name>"}', bucket_name='a"b\\c')
    assert json.loads(text) == {"Id": 'a"b\\c'}


def test_fill_names_what_is_there_when_a_name_is_not() -> None:
    with pytest.raises(TemplateError, match=r"no placeholder `regoin`.*did you mean `region`"):
        fill("<region>", regoin="us-east-1")


@pytest.mark.parametrize("name", shipped_policies())
def test_a_shipped_policy_can_be_pasted_into_aws(name: str) -> None:
    policy = load_policy(name)
    assert policy.findings == ()
    assert not placeholders(policy_text(name))
    assert json.loads(policy.text)["Version"] == "2012-10-17"


def test_every_shipped_policy_is_in_a_known_folder() -> None:
    files = sorted(shipped_path("policies").rglob("*.json"))
    assert len(files) == len(shipped_policies())


def test_a_policy_type_may_be_named_and_one_that_is_none_gets_a_suggestion() -> None:
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", '
    text += '"Action": "s3:GetObject", "Resource": "*"}}'
    assert parse_policy(text, "resource-based").policy_type is PolicyType.RESOURCE_BASED
    with pytest.raises(QuestionError, match="did you mean `resource-based`"):
        parse_policy(text, "resource-base")
