"""The account as a whole: its alias, and everything in it at once.

Source: "GetAccountAuthorizationDetails" (AWS Identity and Access Management API Reference), "Your
AWS account ID and its alias".
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.identities import Group, ManagedPolicy, Role, User
from ...cloud.operation import Operation
from ...cloud.organization import Account
from ..tags import tag_list
from . import shown
from .kinds import GROUP, PROFILE, ROLE, USER, in_account, row
from .refusals import duplicate, no_such_entity

__all__ = ["OPERATIONS"]

Shown = dict[str, Any]


def _policies_of(word: str, holder: User | Group | Role) -> Shown:
    return {
        f"{word}PolicyList": shown.inline_policies(holder.inline),
        "AttachedManagedPolicies": shown.attached_policies(holder.attached),
    }


def _user(call: Call, user: User) -> Shown:
    groups = {"GroupList": sorted(user.groups)}
    return shown.user(user) | groups | _policies_of("User", user) | _details(user)


def _details(holder: User | Role) -> Shown:
    return shown.with_details(holder) | {"Tags": tag_list(holder.tags)}


def _group(call: Call, group: Group) -> Shown:
    return shown.group(group) | _policies_of("Group", group)


def _role(call: Call, role: Role) -> Shown:
    profiles = [
        shown.instance_profile(call.state, each, tags=False)
        for each in in_account(call, PROFILE)
        if each.role == role.name
    ]
    whole = shown.role(call.state, role)
    kept = {k: v for k, v in whole.items() if k not in ("Description", "MaxSessionDuration")}
    listed = {"InstanceProfileList": profiles, "RoleLastUsed": {}}
    return kept | listed | _policies_of("Role", role) | _details(role)


def _policy(call: Call, policy: ManagedPolicy) -> Shown:
    versions = [shown.policy_version(policy, each) for each in reversed(policy.versions)]
    return shown.managed_policy(call.state, policy, call.account) | {"PolicyVersionList": versions}


def _policies(call: Call, wanted: set[str]) -> list[Shown]:
    """The account's own policies, and those of AWS's that it uses."""
    scopes = {call.account: "LocalManagedPolicy", "aws": "AWSManagedPolicy"}
    every = sorted(call.state.policies.values(), key=lambda each: each.arn)
    told = [_policy(call, each) for each in every if scopes.get(each.account) in wanted]
    return [each for each in told if ":aws:policy/" not in each["Arn"] or _used(each)]


def _used(policy: Shown) -> bool:
    return bool(policy["AttachmentCount"] or policy["PermissionsBoundaryUsageCount"])


_EVERYTHING = ("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy")
_DETAILS: tuple[tuple[Any, Callable[[Call, Any], Shown]], ...] = (
    (USER, _user),
    (GROUP, _group),
    (ROLE, _role),
)


def _authorization_details(call: Call) -> Shown:
    wanted = set(call.get("Filter") or _EVERYTHING)
    lists = {
        f"{kind.word}DetailList": [
            detail(call, each) for each in in_account(call, kind) if kind.word in wanted
        ]
        for kind, detail in _DETAILS
    }
    return lists | {"Policies": _policies(call, wanted), "IsTruncated": False}


def _own_account(call: Call) -> Account:
    return call.state.accounts.get(call.account) or Account(call.account, "")


def _create_alias(call: Call) -> Shown:
    alias = call["AccountAlias"]
    if any(each.alias == alias for each in call.state.accounts.values()):
        raise duplicate(f"The account alias {alias} already exists.")
    call.put("accounts", call.account, replace(_own_account(call), alias=alias))
    return {}


def _list_aliases(call: Call) -> Shown:
    alias = _own_account(call).alias
    return {"AccountAliases": [alias] if alias else [], "IsTruncated": False}


def _delete_alias(call: Call) -> Shown:
    account = _own_account(call)
    if account.alias != call["AccountAlias"]:
        raise no_such_entity(f"The account alias {call['AccountAlias']} cannot be found.")
    call.put("accounts", call.account, replace(account, alias=None))
    return {}


OPERATIONS: dict[str, Operation] = {
    "GetAccountAuthorizationDetails": row(
        "GetAccountAuthorizationDetails", None, _authorization_details, "Filter", paged=True
    ),
    "CreateAccountAlias": row("CreateAccountAlias", None, _create_alias, "AccountAlias"),
    "ListAccountAliases": row("ListAccountAliases", None, _list_aliases, paged=True),
    "DeleteAccountAlias": row("DeleteAccountAlias", None, _delete_alias, "AccountAlias"),
}
