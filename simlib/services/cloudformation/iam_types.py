"""The resource types of IAM, as calls.

A user's `LoginProfile` is read over: nobody signs in to a console here.
Source: "AWS::IAM resource type reference".
"""

from collections.abc import Mapping
from typing import Any

from .intrinsics import MadeResource
from .resource_types import Making, ResourceType
from .shapes import ANY, NUMBER, OBJECT, TEXT, Shape, list_of, structure

__all__ = ["IAM_TYPES", "TAGS", "TEXTS"]

TEXTS = list_of(TEXT)
TAGS = list_of(structure("a tag", {"Key": TEXT, "Value": TEXT}))
_POLICIES = list_of(structure("a policy", {"PolicyName": TEXT, "PolicyDocument": OBJECT}))
_ATTACHED = {"ManagedPolicyArns": TEXTS, "Policies": _POLICIES}
_WHOM = {"Users": TEXTS, "Groups": TEXTS, "Roles": TEXTS}
_KINDS = {"Users": "User", "Groups": "Group", "Roles": "Role"}


def _iam(
    name: str,
    required: Mapping[str, Shape] | None = None,
    optional: Mapping[str, Shape] | None = None,
) -> Shape:
    return structure(f"AWS::IAM::{name}", required, optional)


def _identity(making: Making, kind: str, *names: str, **more: str) -> tuple[str, dict[str, Any]]:
    """Creates a user, group or role, and gives it its policies. Returns its name and description.

    `names` are properties that its Create operation takes as they are.
    """
    name = making.name(f"{kind}Name")
    named = {f"{kind}Name": name}
    parameters = {**making.only("Path", *names), **more, **named}
    description: dict[str, Any] = making.call(f"iam:Create{kind}", **parameters)[kind]
    for policy in making.get("Policies", ()):
        making.call(f"iam:Put{kind}Policy", **named, **policy)
    for arn in making.get("ManagedPolicyArns", ()):
        making.call(f"iam:Attach{kind}Policy", **named, PolicyArn=arn)
    return name, description


def _user(making: Making) -> MadeResource:
    name, user = _identity(making, "User", "PermissionsBoundary", "Tags")
    for group in making.get("Groups", ()):
        making.call("iam:AddUserToGroup", GroupName=group, UserName=name)
    return MadeResource(name, {"Arn": user["Arn"]})


def _group(making: Making) -> MadeResource:
    name, group = _identity(making, "Group")
    return MadeResource(name, {"Arn": group["Arn"]})


def _role(making: Making) -> MadeResource:
    name, role = _identity(
        making, "Role", "AssumeRolePolicyDocument", "Description", "MaxSessionDuration",
        "PermissionsBoundary", "Tags",
    )  # fmt: skip
    return MadeResource(name, {"Arn": role["Arn"], "RoleId": role["RoleId"]})


def _policy(making: Making) -> MadeResource:
    """An inline policy, put to each of its users, groups and roles."""
    policy = making.only("PolicyName", "PolicyDocument")
    for kind, name in _named(making):
        making.call(f"iam:Put{kind}Policy", **{f"{kind}Name": name}, **policy)
    made_up = making.name("Id")
    return MadeResource(made_up, {"Id": made_up})


def _named(making: Making) -> list[tuple[str, str]]:
    return [(kind, name) for key, kind in _KINDS.items() for name in making.get(key, ())]


def _managed_policy(making: Making) -> MadeResource:
    name = making.name("ManagedPolicyName")
    parameters = making.only("Path", "Description", "PolicyDocument")
    policy = making.call("iam:CreatePolicy", PolicyName=name, **parameters)["Policy"]
    for kind, identity in _named(making):
        named = {f"{kind}Name": identity}
        making.call(f"iam:Attach{kind}Policy", **named, PolicyArn=policy["Arn"])
    attributes = {"PolicyArn": policy["Arn"], "PolicyId": policy["PolicyId"]}
    return MadeResource(policy["Arn"], attributes)


def _instance_profile(making: Making) -> MadeResource:
    name = making.name("InstanceProfileName")
    parameters = making.only("Path")
    answer = making.call("iam:CreateInstanceProfile", InstanceProfileName=name, **parameters)
    for role in making["Roles"]:
        making.call("iam:AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role)
    return MadeResource(name, {"Arn": answer["InstanceProfile"]["Arn"]})


def _access_key(making: Making) -> MadeResource:
    user = making["UserName"]
    key = making.call("iam:CreateAccessKey", UserName=user)["AccessKey"]
    if making.get("Status", "Active") != "Active":
        parameters = {"UserName": user, "AccessKeyId": key["AccessKeyId"]}
        making.call("iam:UpdateAccessKey", **parameters, Status=making["Status"])
    return MadeResource(key["AccessKeyId"], {"SecretAccessKey": key["SecretAccessKey"]})


def _addition(making: Making) -> MadeResource:
    for user in making["Users"]:
        making.call("iam:AddUserToGroup", GroupName=making["GroupName"], UserName=user)
    return MadeResource(making.name("Id"))


def _saml_provider(making: Making) -> MadeResource:
    answer = making.call(
        "iam:CreateSAMLProvider",
        Name=making.name("Name"),
        SAMLMetadataDocument=making["SamlMetadataDocument"],
        **making.only("Tags"),
    )
    return MadeResource(answer["SAMLProviderArn"], {"Arn": answer["SAMLProviderArn"]})


def _oidc_provider(making: Making) -> MadeResource:
    answer = making.call(
        "iam:CreateOpenIDConnectProvider",
        Url=making["Url"],
        ClientIDList=making.get("ClientIdList"),
        **making.only("Tags", "ThumbprintList"),
    )
    arn = answer["OpenIDConnectProviderArn"]
    return MadeResource(arn, {"Arn": arn})


_IDENTITY = {"Path": TEXT, "PermissionsBoundary": TEXT, "Tags": TAGS, **_ATTACHED}
IAM_TYPES: Mapping[str, ResourceType] = {
    "AWS::IAM::AccessKey": ResourceType(
        _iam("AccessKey", {"UserName": TEXT}, {"Status": TEXT}),
        _access_key,
        ("SecretAccessKey",),
    ),
    "AWS::IAM::Group": ResourceType(
        _iam("Group", {}, {"GroupName": TEXT, "Path": TEXT, **_ATTACHED}), _group, ("Arn",)
    ),
    "AWS::IAM::InstanceProfile": ResourceType(
        _iam("InstanceProfile", {"Roles": TEXTS}, {"InstanceProfileName": TEXT, "Path": TEXT}),
        _instance_profile,
        ("Arn",),
    ),
    "AWS::IAM::ManagedPolicy": ResourceType(
        _iam(
            "ManagedPolicy",
            {"PolicyDocument": OBJECT},
            {"ManagedPolicyName": TEXT, "Path": TEXT, "Description": TEXT, **_WHOM},
        ),
        _managed_policy,
        ("PolicyArn", "PolicyId"),
    ),
    "AWS::IAM::OIDCProvider": ResourceType(
        _iam(
            "OIDCProvider",
            {"Url": TEXT},
            {"ClientIdList": TEXTS, "ThumbprintList": TEXTS, "Tags": TAGS},
        ),
        _oidc_provider,
        ("Arn",),
    ),
    "AWS::IAM::Policy": ResourceType(
        _iam("Policy", {"PolicyName": TEXT, "PolicyDocument": OBJECT}, _WHOM), _policy, ("Id",)
    ),
    "AWS::IAM::Role": ResourceType(
        _iam(
            "Role",
            {"AssumeRolePolicyDocument": OBJECT},
            {"RoleName": TEXT, "Description": TEXT, "MaxSessionDuration": NUMBER, **_IDENTITY},
        ),
        _role,
        ("Arn", "RoleId"),
    ),
    "AWS::IAM::SAMLProvider": ResourceType(
        _iam("SAMLProvider", {"SamlMetadataDocument": TEXT}, {"Name": TEXT, "Tags": TAGS}),
        _saml_provider,
        ("Arn",),
    ),
    "AWS::IAM::User": ResourceType(
        _iam("User", {}, {"UserName": TEXT, "Groups": TEXTS, "LoginProfile": ANY, **_IDENTITY}),
        _user,
        ("Arn",),
    ),
    "AWS::IAM::UserToGroupAddition": ResourceType(
        _iam("UserToGroupAddition", {"GroupName": TEXT, "Users": TEXTS}), _addition
    ),
}
