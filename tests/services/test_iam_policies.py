"""IAM policies: inline and managed, versions, attachments, boundaries, quotas and context keys."""

import json
from typing import Any

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from tests.clouds import HOSPITAL, PARTNER, add_role, add_user, allow, document, hospital, trust
from tests.services.shapes import error_codes

READ = f"arn:aws:iam::{HOSPITAL}:policy/Read"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
LIST_USERS = "iam:ListUsers"


def text(*statements: dict[str, Any]) -> str:
    return json.dumps(document(*statements))


def wide(characters: int) -> str:
    """A policy with so many characters, white space not counted, and much white space."""
    empty = json.dumps(document(allow("s3:*", "arn:aws:s3:::")))
    size = characters - len("".join(empty.split()))
    return json.dumps(document(allow("s3:*", "arn:aws:s3:::" + "x" * size)), indent=8)


@pytest.fixture
def cloud() -> Cloud:
    made = hospital()
    add_user(made, "Alice")
    add_role(made, "CareRole", trust({"Service": "ec2.amazonaws.com"}))
    made.as_("root").call("iam:CreateGroup", GroupName="Nurses")
    return made


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root")


def call(caller: Caller, name: str, **parameters: Any) -> dict[str, Any]:
    return caller.call(f"iam:{name}", **parameters)


def refusal(caller: Caller, name: str, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        call(caller, name, **parameters)
    if caught.value.code != "AccessDenied":
        assert caught.value.code in error_codes("iam", name)
    return caught.value


def create(root: Caller, *statements: dict[str, Any], name: str = "Read") -> str:
    made = call(root, "CreatePolicy", PolicyName=name, PolicyDocument=text(*statements))
    return str(made["Policy"]["Arn"])


# Inline policies


@pytest.mark.parametrize(
    ("word", "name", "most"),
    [("User", "Alice", 2_048), ("Group", "Nurses", 5_120), ("Role", "CareRole", 10_240)],
)
def test_inline_policies_together_have_a_size_without_white_space(
    root: Caller, word: str, name: str, most: int
) -> None:
    who, put = {f"{word}Name": name}, f"Put{word}Policy"
    call(root, put, PolicyName="one", PolicyDocument=wide(most - 200), **who)
    call(root, put, PolicyName="two", PolicyDocument=wide(200), **who)
    refused = refusal(root, put, PolicyName="two", PolicyDocument=wide(201), **who)
    assert refused.code == "LimitExceeded"
    assert refused.message.startswith(f"Maximum policy size of {most} bytes exceeded for")


def test_an_inline_policy_counts_at_once_and_no_longer_when_deleted(
    cloud: Cloud, root: Caller
) -> None:
    one = {"UserName": "Alice", "PolicyName": "own"}
    call(root, "PutUserPolicy", PolicyDocument=text(allow(LIST_USERS)), **one)
    assert cloud.as_("Alice").can(LIST_USERS).allowed
    call(root, "DeleteUserPolicy", **one)
    assert not cloud.as_("Alice").can(LIST_USERS).allowed


def test_a_bad_document_is_refused_with_what_was_found(root: Caller) -> None:
    bad = json.dumps(document({"Effect": "allow", "Action": "s3:*", "Resource": "*"}))
    refused = refusal(root, "PutUserPolicy", UserName="Alice", PolicyName="own", PolicyDocument=bad)
    assert refused.code == "MalformedPolicyDocument"
    assert "did you mean `Allow`?" in refused.hint


def test_an_inline_policy_that_is_missing_cannot_be_shown(root: Caller) -> None:
    assert (
        refusal(root, "GetRolePolicy", RoleName="CareRole", PolicyName="x").code == "NoSuchEntity"
    )


# Managed policies and their versions


def test_a_managed_policy_counts_by_its_default_version(cloud: Cloud, root: Caller) -> None:
    arn = create(root, allow("s3:ListBucket"))
    call(root, "AttachUserPolicy", UserName="Alice", PolicyArn=arn)
    new = text(allow(LIST_USERS))
    call(root, "CreatePolicyVersion", PolicyArn=arn, PolicyDocument=new)
    assert not cloud.as_("Alice").can(LIST_USERS).allowed
    call(root, "SetDefaultPolicyVersion", PolicyArn=arn, VersionId="v2")
    assert cloud.as_("Alice").can(LIST_USERS).allowed


def test_five_versions_are_kept_and_numbers_are_not_used_again(root: Caller) -> None:
    arn, new = create(root, allow("s3:*")), text(allow("ec2:*"))
    for _ in range(4):
        call(root, "CreatePolicyVersion", PolicyArn=arn, PolicyDocument=new, SetAsDefault=True)
    refused = refusal(root, "CreatePolicyVersion", PolicyArn=arn, PolicyDocument=new)
    assert refused.code == "LimitExceeded"
    call(root, "DeletePolicyVersion", PolicyArn=arn, VersionId="v4")
    made = call(root, "CreatePolicyVersion", PolicyArn=arn, PolicyDocument=new)
    assert made["PolicyVersion"]["VersionId"] == "v6"


def test_the_default_version_is_not_deleted(root: Caller) -> None:
    arn = create(root, allow("s3:*"))
    refused = refusal(root, "DeletePolicyVersion", PolicyArn=arn, VersionId="v1")
    assert refused.code == "DeleteConflict"


def test_a_policy_in_use_is_not_deleted(root: Caller) -> None:
    arn = create(root, allow("s3:*"))
    call(root, "PutUserPermissionsBoundary", UserName="Alice", PermissionsBoundary=arn)
    assert refusal(root, "DeletePolicy", PolicyArn=arn).code == "DeleteConflict"
    call(root, "DeleteUserPermissionsBoundary", UserName="Alice")
    call(root, "DeletePolicy", PolicyArn=arn)
    assert refusal(root, "GetPolicy", PolicyArn=arn).code == "NoSuchEntity"


def test_a_policy_with_several_versions_is_not_deleted(root: Caller) -> None:
    arn = create(root, allow("s3:*"))
    call(root, "CreatePolicyVersion", PolicyArn=arn, PolicyDocument=text(allow("ec2:*")))
    assert refusal(root, "DeletePolicy", PolicyArn=arn).code == "DeleteConflict"


def test_a_managed_policy_has_at_most_6144_characters(root: Caller) -> None:
    call(root, "CreatePolicy", PolicyName="fits", PolicyDocument=wide(6_144))
    refused = refusal(root, "CreatePolicy", PolicyName="big", PolicyDocument=wide(6_145))
    assert refused.message == "Cannot exceed quota for PolicySize: 6144"


def test_a_policys_name_is_taken_under_every_path(root: Caller) -> None:
    create(root, allow("s3:*"))
    again = {"PolicyName": "read", "Path": "/x/", "PolicyDocument": text(allow("s3:*"))}
    assert refusal(root, "CreatePolicy", **again).code == "EntityAlreadyExists"


# Attachments


@pytest.mark.parametrize(
    ("word", "name"), [("User", "Alice"), ("Group", "Nurses"), ("Role", "CareRole")]
)
def test_ten_managed_policies_can_be_attached(root: Caller, word: str, name: str) -> None:
    arns = [create(root, allow("s3:*"), name=f"p{number}") for number in range(11)]
    for arn in arns[:10]:
        call(root, f"Attach{word}Policy", PolicyArn=arn, **{f"{word}Name": name})
    refused = refusal(root, f"Attach{word}Policy", PolicyArn=arns[10], **{f"{word}Name": name})
    assert refused.message == f"Cannot exceed quota for PoliciesPer{word}: 10"


def test_a_detached_policy_counts_no_longer(cloud: Cloud, root: Caller) -> None:
    one = {"UserName": "Alice", "PolicyArn": create(root, allow(LIST_USERS))}
    call(root, "AttachUserPolicy", **one)
    assert cloud.as_("Alice").can(LIST_USERS).allowed
    call(root, "DetachUserPolicy", **one)
    assert not cloud.as_("Alice").can(LIST_USERS).allowed
    assert refusal(root, "DetachUserPolicy", **one).code == "NoSuchEntity"


def test_an_aws_managed_policy_is_there_when_it_is_first_attached(
    cloud: Cloud, root: Caller
) -> None:
    assert ADMINISTRATOR not in cloud.state.policies
    call(root, "AttachRolePolicy", RoleName="CareRole", PolicyArn=ADMINISTRATOR)
    assert cloud.as_("CareRole").can("s3:DeleteBucket", "arn:aws:s3:::records").allowed


def test_an_aws_managed_policy_that_simlib_does_not_carry_is_said_to_be_so(root: Caller) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"
    refused = refusal(root, "AttachUserPolicy", UserName="Alice", PolicyArn=arn)
    assert refused.code == "NoSuchEntity"
    assert refused.message == f"Policy {arn} does not exist or is not attachable."
    assert "simlib carries AWS" in refused.hint


def test_nobody_changes_an_aws_managed_policy(root: Caller) -> None:
    document = text(allow("s3:*"))
    refused = refusal(root, "CreatePolicyVersion", PolicyArn=ADMINISTRATOR, PolicyDocument=document)
    assert refused.code == "AccessDenied"


def test_a_policy_of_another_account_cannot_be_attached(cloud: Cloud, root: Caller) -> None:
    cloud.add_account(PARTNER, "partner")
    arn = create(cloud.as_(f"arn:aws:iam::{PARTNER}:root"), allow("s3:*"))
    refused = refusal(root, "AttachUserPolicy", UserName="Alice", PolicyArn=arn)
    assert refused.code == "NoSuchEntity"


def test_entities_for_a_policy_are_told_by_their_use(root: Caller) -> None:
    arn = create(root, allow("s3:*"))
    call(root, "AttachGroupPolicy", GroupName="Nurses", PolicyArn=arn)
    call(root, "PutRolePermissionsBoundary", RoleName="CareRole", PermissionsBoundary=arn)
    usage = {"PolicyArn": arn, "PolicyUsageFilter": "PermissionsBoundary"}
    found = call(root, "ListEntitiesForPolicy", **usage)
    assert [each["RoleName"] for each in found["PolicyRoles"]] == ["CareRole"]
    assert found["PolicyGroups"] == []


@pytest.mark.parametrize(("scope", "local"), [("Local", True), ("AWS", False)])
def test_policies_are_listed_by_scope(root: Caller, scope: str, local: bool) -> None:
    create(root, allow("s3:*"))
    arns = [each["Arn"] for each in call(root, "ListPolicies", Scope=scope)["Policies"]]
    assert (READ in arns) is local
    assert (ADMINISTRATOR in arns) is not local


def test_only_attached_policies_are_listed(root: Caller) -> None:
    call(root, "AttachUserPolicy", UserName="Alice", PolicyArn=create(root, allow("s3:*")))
    create(root, allow("s3:*"), name="Unused")
    listed = call(root, "ListPolicies", OnlyAttached=True)["Policies"]
    assert [each["PolicyName"] for each in listed] == ["Read"]


def test_who_may_attach_one_policy_only_attaches_that_one(cloud: Cloud, root: Caller) -> None:
    arn, other = create(root, allow("s3:*")), create(root, allow("*"), name="Other")
    condition = {"ArnEquals": {"iam:PolicyARN": arn}}
    add_user(cloud, "Bob", allow("iam:AttachUserPolicy", Condition=condition))
    call(cloud.as_("Bob"), "AttachUserPolicy", UserName="Alice", PolicyArn=arn)
    refused = refusal(cloud.as_("Bob"), "AttachUserPolicy", UserName="Alice", PolicyArn=other)
    assert refused.code == "AccessDenied"


# Boundaries


def test_a_boundary_limits_what_policies_allow(cloud: Cloud, root: Caller) -> None:
    call(root, "AttachUserPolicy", UserName="Alice", PolicyArn=ADMINISTRATOR)
    boundary = create(root, allow("s3:*"))
    call(root, "PutUserPermissionsBoundary", UserName="Alice", PermissionsBoundary=boundary)
    assert not cloud.as_("Alice").can(LIST_USERS).allowed
    call(root, "DeleteUserPermissionsBoundary", UserName="Alice")
    assert cloud.as_("Alice").can(LIST_USERS).allowed


def test_a_boundary_that_does_not_exist_is_refused(root: Caller) -> None:
    refused = refusal(root, "CreateUser", UserName="Bob", PermissionsBoundary=READ)
    assert refused.message == f"Scope ARN: {READ} does not exist or is not attachable."


DELEGATED = {"StringEquals": {"iam:PermissionsBoundary": READ}}


@pytest.fixture
def delegate(cloud: Cloud, root: Caller) -> Caller:
    """Who may create users and give them policies, if they have the boundary."""
    create(root, allow("s3:*"))
    actions = ["iam:CreateUser", "iam:PutUserPolicy", "iam:AttachUserPolicy"]
    actions += ["iam:DeleteUserPolicy", "iam:DetachUserPolicy", "iam:PutUserPermissionsBoundary"]
    add_user(cloud, "Delegate", allow(actions, Condition=DELEGATED))
    return cloud.as_("Delegate")


def test_a_delegate_creates_users_with_the_boundary_only(delegate: Caller) -> None:
    assert refusal(delegate, "CreateUser", UserName="Bob").code == "AccessDenied"
    call(delegate, "CreateUser", UserName="Bob", PermissionsBoundary=READ)


GIVEN = {"PolicyName": "own", "PolicyDocument": text(allow("s3:*")), "PolicyArn": READ}


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("PutUserPolicy", ("PolicyName", "PolicyDocument")),
        ("DeleteUserPolicy", ("PolicyName",)),
        ("AttachUserPolicy", ("PolicyArn",)),
        ("DetachUserPolicy", ("PolicyArn",)),
    ],
)
def test_the_boundary_of_the_user_is_a_context_key(
    cloud: Cloud, root: Caller, delegate: Caller, name: str, takes: tuple[str, ...]
) -> None:
    given = {key: GIVEN[key] for key in takes} | {"UserName": "Alice"}
    assert refusal(delegate, name, **given).code == "AccessDenied"
    call(root, "PutUserPolicy", UserName="Alice", PolicyName="own", PolicyDocument=text(allow("*")))
    call(root, "AttachUserPolicy", UserName="Alice", PolicyArn=READ)
    call(root, "PutUserPermissionsBoundary", UserName="Alice", PermissionsBoundary=READ)
    call(delegate, name, **given)


def test_a_delegate_cannot_take_the_boundary_for_another(root: Caller, delegate: Caller) -> None:
    other = create(root, allow("*"), name="Other")
    one = {"UserName": "Alice", "PermissionsBoundary": other}
    assert refusal(delegate, "PutUserPermissionsBoundary", **one).code == "AccessDenied"


# Records


def test_a_record_shows_a_document_as_iam_sends_it(cloud: Cloud, root: Caller) -> None:
    create_role = {"RoleName": "R", "AssumeRolePolicyDocument": text(trust({"AWS": HOSPITAL}))}
    call(root, "CreateRole", **create_role)
    shown = cloud.records[-1]["responseElements"]["role"]["assumeRolePolicyDocument"]
    assert shown.startswith("%7B%22Version%22")
