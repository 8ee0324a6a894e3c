"""A policy in a file: its text, and which type of policy it is.

Source: "Policies and permissions in IAM", "get-policy-version", "get-bucket-policy" (AWS CLI).
"""

from pathlib import PurePath
from typing import Any, NamedTuple

from ..language.json_text import Json, read_json
from ..language.terms import POLICY_TYPES, PolicyType
from .files import UnreadableFileError, text_of

__all__ = ["PolicyFile", "guessed_type", "read_policy_file"]

# What holds a policy and is none, by a key at its top: what it is, and how to get at the policy.
_HOLDERS = {
    "PolicyVersion": "an answer of the AWS CLI; add `--query PolicyVersion.Document` to it",
    "PolicyDocument": "an answer of the AWS CLI; add `--query PolicyDocument` to it",
    "Role": "an answer of the AWS CLI; add `--query Role.AssumeRolePolicyDocument` to it",
    "Policy": "an answer of the AWS CLI; add `--query Policy --output text` to it",
    "Resources": "a CloudFormation template; put each policy of it into a file of its own",
    "AWSTemplateFormatVersion": "a CloudFormation template; put each policy into its own file",
}
_POLICY_IN_PARTS = (
    "an answer of the AWS CLI; `--query Policy.Content --output text` gives the policy of an "
    "organization, `aws iam get-policy-version` that of an account"
)


class PolicyFile(NamedTuple):
    """A policy's text with its type; `guessed` says that nobody named the type."""

    name: str
    text: str
    policy_type: PolicyType
    guessed: bool = False


def read_policy_file(name: str, policy_type: PolicyType | None) -> PolicyFile:
    """Reads a policy. Without a type, the folder's name tells it, or else the text.

    Raises UnreadableFileError, for something that only holds a policy as well.
    """
    text = text_of(name)
    _refuse_holders(name, text)
    told = policy_type or POLICY_TYPES.get(PurePath(name).parent.name)
    return PolicyFile(name, text, told or guessed_type(text), guessed=told is None)


def _refuse_holders(name: str, text: str) -> None:
    document = _plain(text)
    keys = document.keys() if isinstance(document, dict) else ()
    holder = next((key for key in _HOLDERS if key in keys and "Statement" not in keys), None)
    if holder is not None:
        in_parts = holder == "Policy" and isinstance(document["Policy"], dict)
        what = _POLICY_IN_PARTS if in_parts else _HOLDERS[holder]
        raise UnreadableFileError(f"`{name}`: expected a policy document, found {what}")


def guessed_type(text: str) -> PolicyType:
    """What a policy seems to be, for some types cannot be told from the text.

    >>> guessed_type('{"Statement": {"Principal": "*", "Action": "sts:AssumeRole"}}').value
    'role trust policy'
    """
    document = _plain(text)
    listed = _list(document.get("Statement")) if isinstance(document, dict) else []
    statements = [each for each in listed if isinstance(each, dict)]
    if not any("Principal" in each or "NotPrincipal" in each for each in statements):
        return PolicyType.IDENTITY_BASED
    services = {str(action).partition(":")[0].lower() for action in _all(statements, "Action")}
    resources = _all(statements, "Resource")
    if services == {"sts"} and not resources:
        return PolicyType.ROLE_TRUST
    if services == {"kms"} and all(each == "*" for each in resources):
        return PolicyType.KEY_POLICY
    return PolicyType.RESOURCE_BASED


def _all(statements: list[dict[str, Any]], name: str) -> list[Any]:
    return [value for each in statements for value in _list(each.get(name, []))]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _plain(text: str) -> Any:
    """The text as data as far as it can be read."""
    document, _ = read_json(text)
    return _value(document) if document is not None else None


def _value(node: Json) -> Any:
    if node.kind == "object":
        return {member.key: _value(member.value) for member in node.value}
    return list(map(_value, node.value)) if node.kind == "array" else node.value
