"""IAM's resources as the API shows them, in botocore's shapes.

Policy documents are dicts, as the SDK for Python decodes them. Source: "AWS Identity and Access
Management API Reference" (Data Types).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ...cloud.identities import Group, InstanceProfile, ManagedPolicy, PolicyVersion, Role, User
from ...cloud.resources import current
from ...cloud.state import State
from ...language.document import as_document
from ...language.policy import Policy
from ..tags import tag_list
from .kinds import GROUP, PROFILE, ROLE, USER, Kind

__all__ = [
    "attached_policies",
    "document",
    "group",
    "inline_policies",
    "instance_profile",
    "managed_policy",
    "policy_version",
    "role",
    "user",
    "with_details",
]

Shown = dict[str, Any]


def document(policy: Policy) -> Any:
    """A policy's JSON as the SDK shows it."""
    return as_document(policy.text)


def _identified(kind: Kind, thing: User | Group | Role | InstanceProfile) -> Shown:
    return {
        "Path": thing.path,
        kind.name: thing.name,
        f"{kind.word}Id": thing.unique_id,
        "Arn": thing.arn,
        "CreateDate": thing.created,
    }


def with_details(thing: User | Role) -> Shown:
    """The boundary and the tags, which lists leave out."""
    shown: Shown = {}
    if thing.boundary is not None:
        shown["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": thing.boundary,
        }
    return shown | ({"Tags": tag_list(thing.tags)} if thing.tags else {})


def user(found: User) -> Shown:
    """As in a list."""
    return _identified(USER, found)


def group(found: Group) -> Shown:
    """A group."""
    return _identified(GROUP, found)


def role(state: State, found: Role) -> Shown:
    """As in a list, with the trust policy as it counts now."""
    shown = _identified(ROLE, found) | {"AssumeRolePolicyDocument": trust_document(state, found)}
    described = {"Description": found.description} if found.description else {}
    return shown | described | {"MaxSessionDuration": found.max_session_duration}


def trust_document(state: State, found: Role) -> Any:
    """The trust policy: unique ids stand where a principal it named was deleted (rule A19)."""
    policy = current(state, found.trust)
    return document(policy if policy is not None else found.trust.policy)


def instance_profile(state: State, found: InstanceProfile, *, tags: bool = True) -> Shown:
    """An instance profile with its role, if it has one."""
    held = state.roles.get((found.account, found.role)) if found.role else None
    shown = _identified(PROFILE, found) | {"Roles": [role(state, held)] if held else []}
    return shown | ({"Tags": tag_list(found.tags)} if tags and found.tags else {})


def managed_policy(state: State, found: ManagedPolicy, account: str) -> Shown:
    """A managed policy, with how often the account uses it."""
    identities = [
        each
        for table in (state.users, state.groups, state.roles)
        for each in table.values()
        if each.account == account
    ]
    return {
        "PolicyName": found.name,
        "PolicyId": found.unique_id,
        "Arn": found.arn,
        "Path": found.path,
        "DefaultVersionId": found.default,
        "AttachmentCount": sum(found.arn in each.attached for each in identities),
        "PermissionsBoundaryUsageCount": sum(
            getattr(each, "boundary", None) == found.arn for each in identities
        ),
        "IsAttachable": True,
        "CreateDate": found.created,
        "UpdateDate": found.versions[-1].created or found.created,
    }


def policy_version(found: ManagedPolicy, version: PolicyVersion, *, text: bool = True) -> Shown:
    """A version, with its document or without."""
    shown: Shown = {"Document": document(version.policy)} if text else {}
    return shown | {
        "VersionId": version.id,
        "IsDefaultVersion": version.id == found.default,
        "CreateDate": version.created,
    }


def attached_policies(arns: Iterable[str], under: str = "/") -> list[Shown]:
    """Attached managed policies, by name, of those whose path starts so."""
    found = ((arn.rpartition("/")[2], arn) for arn in arns)
    return [
        {"PolicyName": name, "PolicyArn": arn}
        for name, arn in sorted(found)
        if f"/{arn.partition('/')[2]}".startswith(under)
    ]


def inline_policies(policies: Mapping[str, Policy]) -> list[Shown]:
    """Inline policies with their documents, by name."""
    return [
        {"PolicyName": name, "PolicyDocument": document(policy)}
        for name, policy in sorted(policies.items())
    ]
