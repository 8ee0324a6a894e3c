"""Policies in put calls: read, measured and bound to whom they name, or refused.

Source: "IAM and AWS STS quotas", "AWS JSON policy elements: Principal" (users and roles that a
policy names must exist when it is saved).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..cloud.attached import unique_id_of
from ..cloud.calling import Call
from ..cloud.errors import ClientError
from ..cloud.saved_policy import SavedPolicy, named_identities, saved
from ..language.document import parse_policy
from ..language.errors import PolicySyntaxError
from ..language.policy import Policy
from ..language.sizes import QUOTAS, policy_size
from ..language.terms import PolicyType
from .malformed import malformed

__all__ = [
    "IAM_REFUSAL",
    "KMS_REFUSAL",
    "S3_REFUSAL",
    "Refusal",
    "read_policy",
    "readable_policy",
    "save_policy",
]


class Refusal(NamedTuple):
    """How a service words it: code for a bad policy, code and message for one that is too long.

    `{principal}` in `nobody` is the principal that does not exist, `{limit}` the quota.
    """

    code: str
    too_long: str
    too_long_message: str
    nobody: str
    too_long_status: int = 400


IAM_REFUSAL = Refusal(
    "MalformedPolicyDocument",
    "LimitExceeded",
    "Cannot exceed quota for PolicySize: {limit}",
    'Invalid principal in policy: "AWS":"{principal}"',
    409,
)
S3_REFUSAL = Refusal(
    "MalformedPolicy",
    "PolicyTooLarge",
    "Policy exceeds the maximum allowed document size.",
    "Invalid principal in policy",
)
KMS_REFUSAL = Refusal(
    "MalformedPolicyDocumentException",
    "LimitExceededException",
    "The policy exceeds the maximum size of {limit} bytes.",
    "Policy contains a statement with one or more invalid principals.",
)


def read_policy(
    text: str | Mapping[str, Any],
    policy_type: PolicyType,
    refusal: Refusal,
    *,
    name: str,
    arn: str | None = None,
) -> Policy:
    """Reads and measures. Raises ClientError; its hint is what simlib's own reading found."""
    policy = readable_policy(text, policy_type, refusal, name=name, arn=arn)
    quota = QUOTAS[policy_type]
    size = policy_size(policy.text.strip(), white_space_counts=quota.white_space_counts)
    if size > quota.characters:
        message = refusal.too_long_message.format(limit=quota.characters)
        hint = f"it has {size:,} characters, {quota.of} has at most {quota.characters:,}"
        raise ClientError(refusal.too_long, message, refusal.too_long_status, hint=hint)
    return policy


def readable_policy(
    text: str | Mapping[str, Any],
    policy_type: PolicyType,
    refusal: Refusal,
    *,
    name: str,
    arn: str | None = None,
) -> Policy:
    """Reads, where the size is measured otherwise. Raises ClientError for what cannot be read."""
    try:
        return parse_policy(text, policy_type, name=name, arn=arn)
    except PolicySyntaxError as error:
        message = malformed(error.findings[0], refusal.code)
        raise ClientError(refusal.code, message, 400, hint=str(error)) from None


def save_policy(
    call: Call,
    text: str | Mapping[str, Any],
    policy_type: PolicyType,
    refusal: Refusal,
    *,
    name: str,
) -> SavedPolicy:
    """Reads a resource-based policy and binds it to the users and roles it names (rule A19).

    One that names a user or role which does not exist is refused; accounts that are not in this
    cloud cannot be looked into. Raises ClientError.
    """
    policy = read_policy(text, policy_type, refusal, name=name)
    for arn in named_identities(policy):
        known = arn.split(":")[4] in call.state.accounts
        if known and unique_id_of(call.state, arn) is None:
            message = refusal.nobody.format(principal=arn)
            hint = f"`{arn}` does not exist; AWS checks the users and roles that a policy names"
            raise ClientError(refusal.code, message, 400, hint=hint)
    return saved(policy, lambda arn: unique_id_of(call.state, arn))
