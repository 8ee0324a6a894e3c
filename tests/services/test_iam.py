"""IAM: users, groups, roles, access keys, tags, profiles, providers, and what nobody may change."""

import json
from typing import Any

import pytest

from simlib import PolicyType, parse_policy
from simlib.cloud.attached import unique_id_of
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError
from simlib.cloud.saved_policy import saved
from simlib.cloud.signature import Credentials
from simlib.cloud.storage import Bucket
from simlib.services import SERVICES
from tests.clouds import (
    HOSPITAL,
    PARTNER,
    add_role,
    add_user,
    allow,
    deny,
    document,
    hospital,
    trust,
)
from tests.services.shapes import error_codes, misfits, model

EC2 = trust({"Service": "ec2.amazonaws.com"})
SLR = "AWSServiceRoleForConfig"
METADATA = '<EntityDescriptor entityID="https://idp.example.org/saml">' + " " * 1000


def text(*statements: dict[str, Any]) -> str:
    return json.dumps(document(*statements))


def arn(what: str, account: str = HOSPITAL) -> str:
    return f"arn:aws:iam::{account}:{what}"


def policy_arn(name: str) -> str:
    return arn(f"policy/{name}")


@pytest.fixture
def cloud() -> Cloud:
    return hospital()


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root")


def call(caller: Caller, name: str, **parameters: Any) -> dict[str, Any]:
    return caller.call(f"iam:{name}", **parameters)


def refusal(caller: Caller, name: str, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        call(caller, name, **parameters)
    if caught.value.code not in ("AccessDenied", "ValidationError"):
        assert caught.value.code in error_codes("iam", name)
    return caught.value


# The shapes of answers


STORY: list[tuple[str, dict[str, Any]]] = [
    ("CreatePolicy", {"PolicyName": "Read", "PolicyDocument": text(allow("s3:Get*")),
                      "Description": "reads", "Tags": [{"Key": "a", "Value": "b"}]}),
    ("CreateUser", {"UserName": "Alice", "PermissionsBoundary": policy_arn("Read"),
                    "Tags": [{"Key": "dept", "Value": "icu"}]}),
    ("CreateGroup", {"GroupName": "Nurses", "Path": "/ward/"}),
    ("CreateRole", {"RoleName": "CareRole", "AssumeRolePolicyDocument": text(EC2),
                    "Description": "cares", "PermissionsBoundary": policy_arn("Read")}),
    ("CreateServiceLinkedRole", {"AWSServiceName": "config.amazonaws.com"}),
    ("CreateInstanceProfile", {"InstanceProfileName": "Care",
                               "Tags": [{"Key": "a", "Value": "b"}]}),
    ("CreateSAMLProvider", {"Name": "Idp", "SAMLMetadataDocument": METADATA}),
    ("CreateOpenIDConnectProvider", {"Url": "https://token.example.org", "ClientIDList": ["app"]}),
    ("CreateAccessKey", {"UserName": "Alice"}),
    ("CreateAccountAlias", {"AccountAlias": "hospital"}),
    ("AddUserToGroup", {"GroupName": "Nurses", "UserName": "Alice"}),
    ("AddRoleToInstanceProfile", {"InstanceProfileName": "Care", "RoleName": "CareRole"}),
    ("PutUserPolicy", {"UserName": "Alice", "PolicyName": "own",
                       "PolicyDocument": text(allow("s3:ListBucket"))}),
    ("PutGroupPolicy", {"GroupName": "Nurses", "PolicyName": "own",
                        "PolicyDocument": text(allow("s3:ListBucket"))}),
    ("PutRolePolicy", {"RoleName": "CareRole", "PolicyName": "own",
                       "PolicyDocument": text(allow("s3:ListBucket"))}),
    ("AttachUserPolicy", {"UserName": "Alice", "PolicyArn": policy_arn("Read")}),
    ("AttachGroupPolicy", {"GroupName": "Nurses", "PolicyArn": policy_arn("Read")}),
    ("AttachRolePolicy", {"RoleName": "CareRole",
                          "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}),
    ("CreatePolicyVersion", {"PolicyArn": policy_arn("Read"),
                             "PolicyDocument": text(allow("s3:*"))}),
    ("EnableMFADevice", {"UserName": "Alice", "SerialNumber": arn("mfa/Alice"),
                         "AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}),
    ("GetUser", {"UserName": "Alice"}),
    ("ListUsers", {}),
    ("ListAccessKeys", {"UserName": "Alice"}),
    ("ListMFADevices", {"UserName": "Alice"}),
    ("GetGroup", {"GroupName": "Nurses"}),
    ("ListGroups", {}),
    ("ListGroupsForUser", {"UserName": "Alice"}),
    ("GetRole", {"RoleName": "CareRole"}),
    ("ListRoles", {}),
    ("GetUserPolicy", {"UserName": "Alice", "PolicyName": "own"}),
    ("GetGroupPolicy", {"GroupName": "Nurses", "PolicyName": "own"}),
    ("GetRolePolicy", {"RoleName": "CareRole", "PolicyName": "own"}),
    ("ListUserPolicies", {"UserName": "Alice"}),
    ("ListGroupPolicies", {"GroupName": "Nurses"}),
    ("ListRolePolicies", {"RoleName": "CareRole"}),
    ("ListAttachedUserPolicies", {"UserName": "Alice"}),
    ("ListAttachedGroupPolicies", {"GroupName": "Nurses"}),
    ("ListAttachedRolePolicies", {"RoleName": "CareRole"}),
    ("GetPolicy", {"PolicyArn": policy_arn("Read")}),
    ("ListPolicies", {}),
    ("ListEntitiesForPolicy", {"PolicyArn": policy_arn("Read")}),
    ("GetPolicyVersion", {"PolicyArn": policy_arn("Read"), "VersionId": "v2"}),
    ("ListPolicyVersions", {"PolicyArn": policy_arn("Read")}),
    ("ListUserTags", {"UserName": "Alice"}),
    ("ListRoleTags", {"RoleName": "CareRole"}),
    ("ListPolicyTags", {"PolicyArn": policy_arn("Read")}),
    ("ListInstanceProfileTags", {"InstanceProfileName": "Care"}),
    ("GetInstanceProfile", {"InstanceProfileName": "Care"}),
    ("ListInstanceProfiles", {}),
    ("ListInstanceProfilesForRole", {"RoleName": "CareRole"}),
    ("GetSAMLProvider", {"SAMLProviderArn": arn("saml-provider/Idp")}),
    ("ListSAMLProviders", {}),
    ("GetOpenIDConnectProvider",
     {"OpenIDConnectProviderArn": arn("oidc-provider/token.example.org")}),
    ("ListOpenIDConnectProviders", {}),
    ("ListSAMLProviderTags", {"SAMLProviderArn": arn("saml-provider/Idp")}),
    ("ListOpenIDConnectProviderTags",
     {"OpenIDConnectProviderArn": arn("oidc-provider/token.example.org")}),
    ("ListAccountAliases", {}),
    ("GetAccountAuthorizationDetails", {}),
    ("SimulatePrincipalPolicy",
     {"PolicySourceArn": arn("user/Alice"), "ActionNames": ["s3:GetObject"]}),
    ("SimulateCustomPolicy",
     {"PolicyInputList": [text(allow("s3:*"))], "ActionNames": ["s3:GetObject"]}),
    ("DeleteServiceLinkedRole", {"RoleName": SLR}),
]  # fmt: skip


def played(root: Caller) -> dict[str, dict[str, Any]]:
    return {name: call(root, name, **parameters) for name, parameters in STORY}


def test_every_answer_has_botocores_shape(root: Caller) -> None:
    answers = played(root)
    assert [each for name, answer in answers.items() for each in misfits("iam", name, answer)] == []


def test_the_story_has_every_operation_that_answers_something() -> None:
    answering = {
        name
        for name in SERVICES["iam"].operations
        if model("iam").operation_model(name).output_shape is not None
    }
    assert answering - {name for name, _ in STORY} == {"UpdateRole"}


def test_authorization_details_show_the_whole_account(root: Caller) -> None:
    details = played(root)["GetAccountAuthorizationDetails"]
    (alice,) = details["UserDetailList"]
    assert alice["GroupList"] == ["Nurses"]
    assert alice["UserPolicyList"][0]["PolicyDocument"] == document(allow("s3:ListBucket"))
    assert [each["RoleName"] for each in details["RoleDetailList"]] == [SLR, "CareRole"]
    assert {each["PolicyName"] for each in details["Policies"]} == {
        "Read",
        "AmazonS3ReadOnlyAccess",
    }


def test_authorization_details_can_be_filtered(root: Caller) -> None:
    played(root)
    details = call(root, "GetAccountAuthorizationDetails", Filter=["Group"])
    assert [len(details[f"{kind}DetailList"]) for kind in ("User", "Group", "Role")] == [0, 1, 0]


# Users and access keys


def test_a_user_gets_itself_without_a_name(cloud: Cloud, root: Caller) -> None:
    add_user(cloud, "Alice", allow("iam:GetUser"), path="/clinic/")
    assert call(cloud.as_("Alice"), "GetUser")["User"]["Arn"] == arn("user/clinic/Alice")


def test_the_path_is_part_of_the_arn_that_is_authorized(cloud: Cloud) -> None:
    add_user(cloud, "Bob", allow("iam:GetUser", arn("user/clinic/*")))
    add_user(cloud, "Alice", path="/clinic/")
    assert call(cloud.as_("Bob"), "GetUser", UserName="Alice")["User"]["Path"] == "/clinic/"
    assert refusal(cloud.as_("Bob"), "GetUser", UserName="Bob").code == "AccessDenied"


def test_a_role_session_must_name_the_user(cloud: Cloud) -> None:
    add_role(cloud, "CareRole", EC2, allow("iam:*"))
    assert refusal(cloud.as_("CareRole"), "GetUser").code == "ValidationError"


def test_a_user_that_is_missing_is_denied_before_it_is_not_found(
    cloud: Cloud, root: Caller
) -> None:
    add_user(cloud, "Bob")
    assert refusal(cloud.as_("Bob"), "GetUser", UserName="Nobody").code == "AccessDenied"
    assert refusal(root, "GetUser", UserName="Nobody").code == "NoSuchEntity"


def test_names_differ_in_more_than_case(root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice")
    assert refusal(root, "CreateUser", UserName="alice").code == "EntityAlreadyExists"


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("CreateAccessKey", {}),
        ("PutUserPolicy", {"PolicyName": "own", "PolicyDocument": text(allow("s3:*"))}),
        ("AttachUserPolicy", {"PolicyArn": "arn:aws:iam::aws:policy/AWSDenyAll"}),
        ("AddUserToGroup", {"GroupName": "Nurses"}),
        ("EnableMFADevice", {"SerialNumber": arn("mfa/Alice"), "AuthenticationCode1": "123456",
                             "AuthenticationCode2": "654321"}),
    ],
)  # fmt: skip
def test_a_user_is_deleted_only_when_nothing_hangs_on_it(
    root: Caller, name: str, parameters: dict[str, Any]
) -> None:
    call(root, "CreateGroup", GroupName="Nurses")
    call(root, "CreateUser", UserName="Alice")
    call(root, name, UserName="Alice", **parameters)
    assert refusal(root, "DeleteUser", UserName="Alice").code == "DeleteConflict"


def test_a_user_has_at_most_two_access_keys(root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice")
    call(root, "CreateAccessKey", UserName="Alice")
    call(root, "CreateAccessKey", UserName="Alice")
    assert refusal(root, "CreateAccessKey", UserName="Alice").code == "LimitExceeded"


def test_an_inactive_key_signs_nothing(cloud: Cloud, root: Caller) -> None:
    add_user(cloud, "Alice", allow("iam:*"))
    key = call(cloud.as_("Alice"), "CreateAccessKey")["AccessKey"]
    alice = cloud.as_(Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    call(alice, "UpdateAccessKey", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    with pytest.raises(ClientError) as caught:
        call(alice, "GetUser")
    assert caught.value.code == "InvalidClientTokenId"


def test_a_key_is_found_under_its_own_user_only(root: Caller) -> None:
    for name in ("Alice", "Bob"):
        call(root, "CreateUser", UserName=name)
    key = call(root, "CreateAccessKey", UserName="Alice")["AccessKey"]["AccessKeyId"]
    refused = refusal(root, "DeleteAccessKey", UserName="Bob", AccessKeyId=key)
    assert refused.code == "NoSuchEntity"


def test_no_record_shows_a_secret(cloud: Cloud, root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice")
    secret = call(root, "CreateAccessKey", UserName="Alice")["AccessKey"]["SecretAccessKey"]
    assert secret not in json.dumps(cloud.records)


def test_one_device_is_one_users(root: Caller) -> None:
    codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    for name in ("Alice", "Bob"):
        call(root, "CreateUser", UserName=name)
    call(root, "EnableMFADevice", UserName="Alice", SerialNumber=arn("mfa/Alice"), **codes)
    refused = refusal(
        root, "EnableMFADevice", UserName="Bob", SerialNumber=arn("mfa/Alice"), **codes
    )
    assert refused.code == "EntityAlreadyExists"


# Groups


def test_a_groups_policies_count_for_its_users(cloud: Cloud, root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice")
    call(root, "CreateGroup", GroupName="Nurses")
    own = text(allow("iam:ListUsers"))
    call(root, "PutGroupPolicy", GroupName="Nurses", PolicyName="own", PolicyDocument=own)
    assert not cloud.as_("Alice").can("iam:ListUsers").allowed
    call(root, "AddUserToGroup", GroupName="Nurses", UserName="Alice")
    assert cloud.as_("Alice").can("iam:ListUsers").allowed
    call(root, "RemoveUserFromGroup", GroupName="Nurses", UserName="Alice")
    assert not cloud.as_("Alice").can("iam:ListUsers").allowed


def test_a_group_with_users_is_not_deleted(root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice")
    call(root, "CreateGroup", GroupName="Nurses")
    call(root, "AddUserToGroup", GroupName="Nurses", UserName="Alice")
    assert refusal(root, "DeleteGroup", GroupName="Nurses").code == "DeleteConflict"


def test_a_user_is_in_at_most_ten_groups(root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice")
    for number in range(11):
        call(root, "CreateGroup", GroupName=f"g{number}")
    for number in range(10):
        call(root, "AddUserToGroup", GroupName=f"g{number}", UserName="Alice")
    refused = refusal(root, "AddUserToGroup", GroupName="g10", UserName="Alice")
    assert refused.code == "LimitExceeded"


# Roles and what a trust policy names


def create_role(root: Caller, name: str = "CareRole", statement: Any = EC2, **more: Any) -> Any:
    return call(root, "CreateRole", RoleName=name, AssumeRolePolicyDocument=text(statement), **more)


def test_a_trust_policy_names_only_who_exists(root: Caller) -> None:
    nobody = trust({"AWS": arn("user/Nobody")})
    with pytest.raises(ClientError) as caught:
        create_role(root, statement=nobody)
    assert caught.value.code == "MalformedPolicyDocument"
    assert caught.value.message == f'Invalid principal in policy: "AWS":"{arn("user/Nobody")}"'


def test_a_role_cannot_trust_itself_before_it_exists(root: Caller) -> None:
    itself = text(trust({"AWS": arn("role/CareRole")}))
    made = {"RoleName": "CareRole", "AssumeRolePolicyDocument": itself}
    assert refusal(root, "CreateRole", **made).code == "MalformedPolicyDocument"
    create_role(root)
    call(root, "UpdateAssumeRolePolicy", RoleName="CareRole", PolicyDocument=itself)


def test_a_principal_of_an_account_outside_this_cloud_is_not_looked_up(root: Caller) -> None:
    create_role(root, statement=trust({"AWS": arn("user/Bob", PARTNER)}))


def test_a_recreated_user_is_not_the_one_a_trust_policy_named(cloud: Cloud, root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice")
    create_role(root, statement=trust({"AWS": arn("user/Alice")}))
    role = arn("role/CareRole")
    assert cloud.as_("Alice").can("sts:AssumeRole", role).allowed
    (key,) = call(root, "ListAccessKeys", UserName="Alice")["AccessKeyMetadata"]
    call(root, "DeleteAccessKey", UserName="Alice", AccessKeyId=key["AccessKeyId"])
    call(root, "DeleteUser", UserName="Alice")
    call(root, "CreateUser", UserName="Alice")
    assert not cloud.as_("Alice").can("sts:AssumeRole", role).allowed


def test_a_recreated_user_is_not_the_one_a_bucket_policy_named(cloud: Cloud, root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice")
    policy = parse_policy(
        document(
            trust({"AWS": arn("user/Alice")}, "s3:GetObject", Resource="arn:aws:s3:::records/*")
        ),
        PolicyType.RESOURCE_BASED,
    )
    bound = saved(policy, lambda named: unique_id_of(cloud.state, named))
    bucket = Bucket("records", HOSPITAL, "us-east-1", policy=bound)
    cloud.state = cloud.state.put("buckets", "records", bucket)
    asked = ("s3:GetObject", "arn:aws:s3:::records/1.json")
    assert cloud.as_("Alice").can(*asked).allowed
    (key,) = call(root, "ListAccessKeys", UserName="Alice")["AccessKeyMetadata"]
    call(root, "DeleteAccessKey", UserName="Alice", AccessKeyId=key["AccessKeyId"])
    call(root, "DeleteUser", UserName="Alice")
    call(root, "CreateUser", UserName="Alice")
    assert not cloud.as_("Alice").can(*asked).allowed


def test_get_role_shows_the_id_of_a_principal_that_is_gone(root: Caller) -> None:
    alice = call(root, "CreateUser", UserName="Alice")["User"]
    create_role(root, statement=trust({"AWS": arn("user/Alice")}))

    def named() -> str:
        trusting = call(root, "GetRole", RoleName="CareRole")["Role"]["AssumeRolePolicyDocument"]
        return str(trusting["Statement"][0]["Principal"]["AWS"])

    assert named() == alice["Arn"]
    call(root, "DeleteUser", UserName="Alice")
    assert named() == alice["UserId"]
    call(root, "CreateUser", UserName="Alice")
    assert named() == alice["UserId"]


def test_a_trust_policy_has_at_most_2048_characters(root: Caller) -> None:
    sids = [trust({"Service": "ec2.amazonaws.com"}, Sid=f"s{'x' * 90}{n}") for n in range(20)]
    made = {"RoleName": "CareRole", "AssumeRolePolicyDocument": text(*sids)}
    refused = refusal(root, "CreateRole", **made)
    assert refused.message == "Cannot exceed quota for ACLSizePerRole: 2048"


def test_a_role_in_an_instance_profile_is_not_deleted(root: Caller) -> None:
    create_role(root)
    call(root, "CreateInstanceProfile", InstanceProfileName="Care")
    call(root, "AddRoleToInstanceProfile", InstanceProfileName="Care", RoleName="CareRole")
    assert refusal(root, "DeleteRole", RoleName="CareRole").code == "DeleteConflict"


def test_a_duration_that_is_not_given_is_an_hour_again(root: Caller) -> None:
    create_role(root, MaxSessionDuration=7200, Description="cares")
    call(root, "UpdateRole", RoleName="CareRole")
    role = call(root, "GetRole", RoleName="CareRole")["Role"]
    assert (role["MaxSessionDuration"], role["Description"]) == (3600, "cares")


def test_nobody_makes_a_role_under_a_reserved_path(root: Caller) -> None:
    made = {"RoleName": "X", "AssumeRolePolicyDocument": text(EC2)}
    path = "/aws-service-role/config.amazonaws.com/"
    assert refusal(root, "CreateRole", Path=path, **made).code == "InvalidInput"


# What nobody may change


UNMODIFIABLE = sorted(
    name for name in SERVICES["iam"].operations if "UnmodifiableEntity" in error_codes("iam", name)
)
GIVEN: dict[str, Any] = {
    "RoleName": SLR,
    "PolicyName": "own",
    "PolicyDocument": text(allow("s3:*")),
    "PolicyArn": policy_arn("Read"),
    "PermissionsBoundary": policy_arn("Read"),
    "InstanceProfileName": "Care",
    "MaxSessionDuration": 7200,
}


@pytest.mark.parametrize("name", UNMODIFIABLE)
def test_a_service_linked_role_is_changed_by_nobody(root: Caller, name: str) -> None:
    call(root, "CreateServiceLinkedRole", AWSServiceName="config.amazonaws.com")
    call(root, "CreatePolicy", PolicyName="Read", PolicyDocument=text(allow("s3:*")))
    call(root, "CreateInstanceProfile", InstanceProfileName="Care")
    takes = SERVICES["iam"].operations[name].takes
    given = {key: value for key, value in GIVEN.items() if key in takes}
    assert refusal(root, name, **given).code == "UnmodifiableEntity"


def test_a_service_linked_role_can_be_described_and_tagged(root: Caller) -> None:
    call(root, "CreateServiceLinkedRole", AWSServiceName="config.amazonaws.com")
    call(root, "UpdateRole", RoleName=SLR, Description="ours")
    call(root, "TagRole", RoleName=SLR, Tags=[{"Key": "a", "Value": "b"}])
    assert call(root, "GetRole", RoleName=SLR)["Role"]["Description"] == "ours"


def test_a_service_linked_role_needs_the_service_in_the_request(cloud: Cloud) -> None:
    condition = {"StringEquals": {"iam:AWSServiceName": "config.amazonaws.com"}}
    add_user(cloud, "Alice", allow("iam:CreateServiceLinkedRole", Condition=condition))
    call(cloud.as_("Alice"), "CreateServiceLinkedRole", AWSServiceName="config.amazonaws.com")
    refused = refusal(
        cloud.as_("Alice"), "CreateServiceLinkedRole", AWSServiceName="ssm.amazonaws.com"
    )
    assert refused.code == "AccessDenied"


def test_a_service_linked_role_that_simlib_does_not_know_is_refused_by_name(root: Caller) -> None:
    with pytest.raises(NotModelledError, match=r"nobody\.amazonaws\.com"):
        call(root, "CreateServiceLinkedRole", AWSServiceName="nobody.amazonaws.com")


# Tags and context keys


def test_tags_at_creation_need_the_tagging_action_too(cloud: Cloud) -> None:
    add_user(cloud, "Bob", allow("iam:CreateUser"))
    tags = [{"Key": "dept", "Value": "icu"}]
    call(cloud.as_("Bob"), "CreateUser", UserName="Alice")
    refused = refusal(cloud.as_("Bob"), "CreateUser", UserName="Carol", Tags=tags)
    assert "iam:TagUser" in refused.message


@pytest.mark.parametrize(("value", "allowed"), [("icu", True), ("billing", False)])
def test_a_condition_on_the_requests_tags_counts(cloud: Cloud, value: str, allowed: bool) -> None:
    condition = {"StringEquals": {"aws:RequestTag/dept": "icu"}}
    add_user(cloud, "Bob", allow(["iam:CreateRole", "iam:TagRole"], Condition=condition))
    made = {
        "RoleName": "R",
        "AssumeRolePolicyDocument": text(EC2),
        "Tags": [{"Key": "dept", "Value": value}],
    }
    if allowed:
        call(cloud.as_("Bob"), "CreateRole", **made)
    else:
        assert refusal(cloud.as_("Bob"), "CreateRole", **made).code == "AccessDenied"


def test_a_tag_replaces_one_whose_key_differs_in_case(root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice", Tags=[{"Key": "Dept", "Value": "er"}])
    call(root, "TagUser", UserName="Alice", Tags=[{"Key": "dept", "Value": "icu"}])
    listed = call(root, "ListUserTags", UserName="Alice")
    assert listed["Tags"] == [{"Key": "dept", "Value": "icu"}]


def test_tag_keys_that_differ_in_case_cannot_both_be_given(root: Caller) -> None:
    tags = [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]
    assert refusal(root, "CreateUser", UserName="Alice", Tags=tags).code == "InvalidInput"


def test_there_are_at_most_fifty_tags(root: Caller) -> None:
    tags = [{"Key": str(n), "Value": ""} for n in range(50)]
    call(root, "CreateUser", UserName="Alice", Tags=tags)
    more = [{"Key": "more", "Value": ""}]
    assert refusal(root, "TagUser", UserName="Alice", Tags=more).code == "LimitExceeded"


def test_untagging_goes_by_key_in_any_case(root: Caller) -> None:
    call(root, "CreateUser", UserName="Alice", Tags=[{"Key": "Dept", "Value": "er"}])
    call(root, "UntagUser", UserName="Alice", TagKeys=["dept"])
    assert call(root, "ListUserTags", UserName="Alice")["Tags"] == []


# Instance profiles


def test_a_role_in_a_profile_is_passed(cloud: Cloud, root: Caller) -> None:
    create_role(root)
    call(root, "CreateInstanceProfile", InstanceProfileName="Care")
    add_user(cloud, "Bob", allow("iam:AddRoleToInstanceProfile"))
    both = {"InstanceProfileName": "Care", "RoleName": "CareRole"}
    refused = refusal(cloud.as_("Bob"), "AddRoleToInstanceProfile", **both)
    assert "iam:PassRole" in refused.message
    condition = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    passing = allow("iam:PassRole", arn("role/CareRole"), Condition=condition)
    add_user(cloud, "Carol", allow("iam:AddRoleToInstanceProfile"), passing)
    call(cloud.as_("Carol"), "AddRoleToInstanceProfile", **both)


def test_a_profile_holds_one_role(root: Caller) -> None:
    call(root, "CreateInstanceProfile", InstanceProfileName="Care")
    for name in ("One", "Two"):
        create_role(root, name)
    call(root, "AddRoleToInstanceProfile", InstanceProfileName="Care", RoleName="One")
    both = {"InstanceProfileName": "Care", "RoleName": "Two"}
    assert refusal(root, "AddRoleToInstanceProfile", **both).code == "LimitExceeded"


def test_a_profile_with_a_role_is_not_deleted(root: Caller) -> None:
    create_role(root)
    call(root, "CreateInstanceProfile", InstanceProfileName="Care")
    call(root, "AddRoleToInstanceProfile", InstanceProfileName="Care", RoleName="CareRole")
    refused = refusal(root, "DeleteInstanceProfile", InstanceProfileName="Care")
    assert refused.code == "DeleteConflict"
    call(root, "RemoveRoleFromInstanceProfile", InstanceProfileName="Care", RoleName="CareRole")
    call(root, "DeleteInstanceProfile", InstanceProfileName="Care")


# Providers


def test_a_saml_provider_is_known_by_its_metadatas_entity(cloud: Cloud, root: Caller) -> None:
    call(root, "CreateSAMLProvider", Name="Idp", SAMLMetadataDocument=METADATA)
    provider = cloud.state.providers[arn("saml-provider/Idp")]
    assert provider.issuer == "https://idp.example.org/saml"


def test_client_ids_are_added_and_removed(root: Caller) -> None:
    made = call(
        root, "CreateOpenIDConnectProvider", Url="https://idp.example.org", ClientIDList=["a"]
    )
    one = {"OpenIDConnectProviderArn": made["OpenIDConnectProviderArn"]}
    call(root, "AddClientIDToOpenIDConnectProvider", ClientID="b", **one)
    call(root, "RemoveClientIDFromOpenIDConnectProvider", ClientID="a", **one)
    assert call(root, "GetOpenIDConnectProvider", **one)["ClientIDList"] == ["b"]


def test_a_providers_tags_are_context_keys(cloud: Cloud, root: Caller) -> None:
    url, tags = "https://idp.example.org", [{"Key": "dept", "Value": "icu"}]
    made = call(root, "CreateOpenIDConnectProvider", Url=url, Tags=tags)
    condition = {"StringEquals": {"aws:ResourceTag/dept": "icu"}}
    add_user(cloud, "Bob", allow("iam:DeleteOpenIDConnectProvider", Condition=condition))
    bob, one = cloud.as_("Bob"), made["OpenIDConnectProviderArn"]
    call(bob, "DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=one)


# Revoking sessions


def test_a_deny_on_older_tokens_ends_live_sessions_and_spares_new_ones(
    cloud: Cloud, root: Caller
) -> None:
    add_role(cloud, "CareRole", EC2, allow("iam:ListUsers"))
    before = cloud.as_("CareRole")
    cloud.advance(minutes=5)
    revoked = {"DateLessThan": {"aws:TokenIssueTime": cloud.now.isoformat()}}
    policy = text(deny("*", Condition=revoked))
    given = {"RoleName": "CareRole", "PolicyName": "AWSRevokeOlderSessions"}
    call(root, "PutRolePolicy", PolicyDocument=policy, **given)
    assert before.can("iam:ListUsers").decision == "explicitDeny"
    assert cloud.as_("CareRole").can("iam:ListUsers").allowed
