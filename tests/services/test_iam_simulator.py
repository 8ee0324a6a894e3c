"""SimulatePrincipalPolicy and SimulateCustomPolicy: the evaluator asked through IAM's API."""

import json
from typing import Any

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from tests.clouds import HOSPITAL, add_role, add_user, allow, deny, document, hospital, trust

ALICE = f"arn:aws:iam::{HOSPITAL}:user/Alice"
OBJECT = "arn:aws:s3:::records/Alice/1.json"


def text(*statements: dict[str, Any]) -> str:
    return json.dumps(document(*statements))


@pytest.fixture
def cloud() -> Cloud:
    made = hospital()
    add_user(made, "Alice", allow("s3:*", "arn:aws:s3:::records/${aws:username}/*"))
    return made


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root")


def principal(caller: Caller, action: str = "s3:GetObject", **given: Any) -> dict[str, Any]:
    given = {"PolicySourceArn": ALICE, "ResourceArns": [OBJECT], **given}
    answer = caller.call("iam:SimulatePrincipalPolicy", ActionNames=[action], **given)
    return dict(answer["EvaluationResults"][0])


def custom(caller: Caller, *statements: dict[str, Any], **given: Any) -> dict[str, Any]:
    given = {"PolicyInputList": [text(*statements)], "ActionNames": ["s3:GetObject"], **given}
    return dict(caller.call("iam:SimulateCustomPolicy", **given)["EvaluationResults"][0])


def test_a_users_own_policies_are_simulated(root: Caller) -> None:
    assert principal(root)["EvalDecision"] == "allowed"
    other = principal(root, ResourceArns=["arn:aws:s3:::records/Bob/1.json"])
    assert other["EvalDecision"] == "implicitDeny"


def test_a_groups_policies_are_simulated_with_its_users(root: Caller) -> None:
    root.call("iam:CreateGroup", GroupName="Nurses")
    root.call("iam:AddUserToGroup", GroupName="Nurses", UserName="Alice")
    own = text(allow("iam:ListUsers"))
    root.call("iam:PutGroupPolicy", GroupName="Nurses", PolicyName="list", PolicyDocument=own)
    (statement,) = principal(root, "iam:ListUsers", ResourceArns=["*"])["MatchedStatements"]
    assert (statement["SourcePolicyId"], statement["SourcePolicyType"]) == ("list", "group")


def test_a_group_can_be_simulated_itself(root: Caller) -> None:
    root.call("iam:CreateGroup", GroupName="Nurses")
    own = text(allow("iam:ListUsers"))
    root.call("iam:PutGroupPolicy", GroupName="Nurses", PolicyName="list", PolicyDocument=own)
    group = f"arn:aws:iam::{HOSPITAL}:group/Nurses"
    asked = principal(root, "iam:ListUsers", PolicySourceArn=group, ResourceArns=["*"])
    assert asked["EvalDecision"] == "allowed"


def test_a_role_can_be_simulated(cloud: Cloud, root: Caller) -> None:
    add_role(cloud, "CareRole", trust({"Service": "ec2.amazonaws.com"}), allow("s3:Get*"))
    role = f"arn:aws:iam::{HOSPITAL}:role/CareRole"
    assert principal(root, PolicySourceArn=role)["EvalDecision"] == "allowed"


def test_who_does_not_exist_cannot_be_simulated(root: Caller) -> None:
    with pytest.raises(ClientError) as caught:
        principal(root, PolicySourceArn=f"arn:aws:iam::{HOSPITAL}:user/Nobody")
    assert caught.value.code == "NoSuchEntity"


def test_further_policies_count_too(root: Caller) -> None:
    denied = principal(root, PolicyInputList=[text(deny("s3:GetObject"))])
    assert denied["EvalDecision"] == "explicitDeny"


def test_with_an_explicit_deny_only_the_deny_is_told(root: Caller) -> None:
    denied = principal(root, PolicyInputList=[text(deny("s3:GetObject"))])
    told = [each["SourcePolicyId"] for each in denied["MatchedStatements"]]
    assert told == ["PolicyInputList.1"]


def test_a_statements_place_goes_from_brace_to_brace(root: Caller) -> None:
    lines = json.dumps(document(allow("s3:GetObject")), indent=2)
    result = custom(root, PolicyInputList=[lines])
    (statement,) = result["MatchedStatements"]
    assert statement["StartPosition"] == {"Line": 4, "Column": 5}
    assert statement["EndPosition"] == {"Line": 8, "Column": 6}
    assert lines.split("\n")[7] == "    }"


def test_a_boundary_says_what_it_decides(root: Caller) -> None:
    limited = principal(root, PermissionsBoundaryPolicyInputList=[text(allow("ec2:*"))])
    assert limited["EvalDecision"] == "implicitDeny"
    detail = limited["PermissionsBoundaryDecisionDetail"]
    assert detail == {"AllowedByPermissionsBoundary": False}


def test_without_a_boundary_nothing_is_said_of_one(root: Caller) -> None:
    assert "PermissionsBoundaryDecisionDetail" not in principal(root)


def test_the_users_own_boundary_counts(root: Caller) -> None:
    policy = text(allow("ec2:*"))
    made = root.call("iam:CreatePolicy", PolicyName="Limit", PolicyDocument=policy)["Policy"]
    given = {"UserName": "Alice", "PermissionsBoundary": made["Arn"]}
    root.call("iam:PutUserPermissionsBoundary", **given)
    assert principal(root)["EvalDecision"] == "implicitDeny"


def test_service_control_policies_count(root: Caller) -> None:
    levels = [
        {"ServiceControlPolicyInputList": [text(allow("*"))]},
        {"ServiceControlPolicyInputList": [text(allow("ec2:*"))]},
    ]
    result = custom(root, allow("s3:*"), OrderedOrganizationPolicyInputList=levels)
    assert result["EvalDecision"] == "implicitDeny"
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}


def test_the_accounts_own_service_control_policies_count(cloud: Cloud, root: Caller) -> None:
    root.call("organizations:CreateOrganization")
    result = principal(root)
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": True}


def test_a_context_key_that_is_not_given_is_missing(root: Caller) -> None:
    condition = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    asked = allow("s3:GetObject", Condition=condition)
    assert custom(root, asked)["MissingContextValues"] == ["aws:SourceIp"]
    entry = {
        "ContextKeyName": "aws:SourceIp",
        "ContextKeyValues": ["203.0.113.9"],
        "ContextKeyType": "ip",
    }
    given = custom(root, asked, ContextEntries=[entry])
    assert (given["EvalDecision"], given["MissingContextValues"]) == ("allowed", [])


def test_a_list_is_a_multivalued_key(root: Caller) -> None:
    condition = {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}
    entry = {
        "ContextKeyName": "aws:TagKeys",
        "ContextKeyValues": ["a", "c"],
        "ContextKeyType": "stringList",
    }
    result = custom(root, allow("s3:GetObject", Condition=condition), ContextEntries=[entry])
    assert result["EvalDecision"] == "implicitDeny"


def test_a_resource_policy_is_asked_for_a_caller(root: Caller) -> None:
    policy = text(trust({"AWS": ALICE}, "s3:GetObject", Resource=OBJECT))
    given = {"ResourceArns": [OBJECT], "ResourcePolicy": policy}
    with pytest.raises(ClientError, match="CallerArn is required"):
        custom(root, allow("ec2:*"), **given)
    result = custom(root, allow("ec2:*"), CallerArn=ALICE, **given)
    assert result["EvalDecision"] == "allowed"
    assert result["MatchedStatements"][0]["SourcePolicyType"] == "resource"


def test_only_a_user_is_a_simulated_caller(root: Caller) -> None:
    with pytest.raises(ClientError) as caught:
        custom(root, allow("s3:*"), CallerArn=f"arn:aws:iam::{HOSPITAL}:role/CareRole")
    assert caught.value.code == "InvalidInput"


def test_a_resource_of_another_account_needs_its_policy_too(root: Caller) -> None:
    owner = "arn:aws:iam::444455556666:root"
    result = custom(root, allow("s3:*"), ResourceArns=[OBJECT], ResourceOwner=owner)
    assert result["EvalDecision"] == "implicitDeny"


def test_key_and_trust_policies_are_not_simulated(root: Caller) -> None:
    key = f"arn:aws:kms:us-east-1:{HOSPITAL}:key/k"
    given = {"ActionNames": ["kms:Decrypt"], "ResourceArns": [key]}
    assert custom(root, allow("kms:*"), **given)["EvalDecision"] == "allowed"


def test_every_action_is_asked_on_every_resource(root: Caller) -> None:
    answer = root.call(
        "iam:SimulateCustomPolicy",
        PolicyInputList=[text(allow("s3:*"))],
        ActionNames=["s3:GetObject", "s3:PutObject"],
        ResourceArns=["arn:aws:s3:::a/1", "arn:aws:s3:::b/1"],
    )
    assert len(answer["EvaluationResults"]) == 4


@pytest.mark.parametrize("given", [{"ActionNames": ["GetObject"]}, {"ResourceArns": ["records"]}])
def test_what_is_no_action_or_arn_is_invalid(root: Caller, given: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as caught:
        custom(root, allow("s3:*"), **given)
    assert caught.value.code == "InvalidInput"


def test_a_bad_policy_is_invalid_input(root: Caller) -> None:
    with pytest.raises(ClientError) as caught:
        custom(root, {"Effect": "Allow"})
    assert caught.value.code == "InvalidInput"


def test_simulating_others_is_a_permission_on_them(cloud: Cloud) -> None:
    add_user(cloud, "Bob", allow("iam:SimulatePrincipalPolicy", f"{ALICE}*"))
    assert principal(cloud.as_("Bob"))["EvalDecision"] == "allowed"
    with pytest.raises(ClientError, match="not authorized"):
        principal(cloud.as_("Bob"), PolicySourceArn=f"arn:aws:iam::{HOSPITAL}:user/Bob")
