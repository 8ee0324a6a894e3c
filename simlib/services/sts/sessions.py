"""What every new session goes through: duration, session policies, tags, and the answer.

Source: "AWS STS API Reference: AssumeRole", "Pass session tags in AWS STS", "Session policies",
"IAM and AWS STS quotas".
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...cloud.attached import identity_at
from ...cloud.aws_managed import aws_managed_policy
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.identities import ManagedPolicy, Role
from ...cloud.sessions import Session
from ...evaluation.request import PrincipalType
from ...language.policy import Policy
from ...language.terms import PolicyType
from ..saving import IAM_REFUSAL, read_policy
from ..tags import tag_keys, tags_from

__all__ = [
    "AN_HOUR",
    "SessionTags",
    "answer",
    "as_session_policy",
    "inherited",
    "keep",
    "packed_size",
    "passed_tags",
    "role_of",
    "role_seconds",
    "session_policies",
    "session_tags",
    "tagging_keys",
]

PLAIN_LIMIT = 2048  # characters of session policies, inline and ARNs together (rule F10)
# AWS's packed form is not published; what zlib makes of policies and tags stands for it (inferred).
PACKED_LIMIT = 2048
AN_HOUR = 3600
MOST_ARNS = 10


class SessionTags(NamedTuple):
    """The tags of a new session, and which of them go on to the next one."""

    tags: Mapping[str, str] = {}
    transitive: frozenset[str] = frozenset()


def passed_tags(call: Call) -> dict[str, str]:
    """The session tags in the request."""
    return tags_from(call.get("Tags", ()))


def tagging_keys(call: Call) -> dict[str, object]:
    """The context keys that session tags bring."""
    keys = tag_keys(passed_tags(call))
    transitive = call.get("TransitiveTagKeys", ())
    return {**keys, **({"sts:TransitiveTagKeys": list(transitive)} if transitive else {})}


def inherited(call: Call) -> dict[str, str]:
    """The transitive tags of the session that calls (rule F11)."""
    session = call.session
    lower = {key.lower() for key in session.transitive}
    return {key: value for key, value in session.tags.items() if key.lower() in lower}


def session_tags(call: Call) -> SessionTags:
    """The new session's tags: those inherited and those passed. Raises ClientError."""
    passed, before = passed_tags(call), inherited(call)
    names = [tag["Key"].lower() for tag in call.get("Tags", ())]
    transitive = frozenset(call.get("TransitiveTagKeys", ()))
    if any(name.startswith("aws:") for name in names):
        message = "Tag keys must not begin with aws:, which is reserved."
        raise ClientError("ValidationError", message, 400, hint="the wording is inferred")
    if len(set(names)) < len(names):
        message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        raise ClientError("InvalidParameterValue", message, 400)
    if not {key.lower() for key in transitive} <= set(names):
        message = "The specified transitive tag key must be included in the requested tags."
        raise ClientError("InvalidParameterValue", message, 400)
    clash = sorted(key for key in before if key.lower() in names)
    if clash:
        message = (
            "One of the specified transitive tag keys can't be set because it conflicts with a "
            "transitive tag key from the calling session."
        )
        hint = f"`{clash[0]}` came along as a transitive tag and cannot be changed in the chain"
        raise ClientError("InvalidParameterValue", message, 400, hint=hint)
    return SessionTags({**before, **passed}, transitive | frozenset(before))


def session_policies(call: Call, account: str) -> tuple[Policy, ...]:
    """The inline session policy and the managed ones of the role's account (rule F10)."""
    text = call.get("Policy")
    arns = [each["arn"] for each in call.get("PolicyArns", ()) if "arn" in each]
    if len(arns) > MOST_ARNS:
        message = (
            f"1 validation error detected: Value at 'policyArns' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MOST_ARNS}"
        )
        raise ClientError("ValidationError", message, 400)
    if len(text or "") + sum(map(len, arns)) > PLAIN_LIMIT:
        message = (
            f"1 validation error detected: Value at 'policy' failed to satisfy constraint: Member "
            f"must have length less than or equal to {PLAIN_LIMIT}"
        )
        raise ClientError("ValidationError", message, 400)
    inline = (_inline(text),) if text else ()
    return (*inline, *(_managed(call, arn, account) for arn in arns))


def _inline(text: str) -> Policy:
    return read_policy(text, PolicyType.SESSION, IAM_REFUSAL, name="session policy")


def _managed(call: Call, arn: str, account: str) -> Policy:
    """A managed policy of the account's, or of AWS's, as a session policy. Raises ClientError."""
    found = call.state.policies.get(arn) or aws_managed_policy(arn)
    if found is None or found.account not in (account, "aws"):
        raise ClientError("ValidationError", f"Policy ARN {arn} is not valid.", 400)
    return as_session_policy(found)


def as_session_policy(managed: ManagedPolicy) -> Policy:
    """A managed policy's default version, where a session policy stands."""
    return replace(managed.policy, policy_type=PolicyType.SESSION)


def packed_size(policies: Sequence[Policy], tags: Mapping[str, str]) -> int:
    """How much of the packed limit is used, in percent; estimated. Raises ClientError above 100.

    That a managed policy goes in by its ARN is inferred.
    """
    said = [policy.arn or policy.text for policy in policies] + [
        f"{k}={v}" for k, v in sorted(tags.items())
    ]
    if not said:
        return 0
    percent = -(-100 * len(zlib.compress("\n".join(said).encode())) // PACKED_LIMIT)
    if percent > 100:
        message = f"Packed policy consumes {percent}% of allotted space, please use smaller policy."
        hint = "the percentage is simlib's estimate; AWS does not publish how it packs"
        raise ClientError("PackedPolicyTooLarge", message, 400, hint=hint)
    return percent


def role_of(call: Call) -> Role:
    """The role that the call names; the authorization has found it already."""
    found = identity_at(call.state, call["RoleArn"])
    if not isinstance(found, Role):
        raise ClientError("AccessDenied", f"Role {call['RoleArn']} cannot be assumed", 403)
    return found


def role_seconds(call: Call, role: Role, *, chained: bool) -> int:
    """How long the session lasts: an hour by default, an hour at most when chained (rule F7)."""
    wanted: int = call.get("DurationSeconds", AN_HOUR)
    if wanted > AN_HOUR and chained:
        message = (
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by "
            "role chaining."
        )
        raise ClientError("ValidationError", message, 400)
    if wanted > role.max_session_duration:
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        hint = f"this role's sessions last at most {role.max_session_duration:,} seconds"
        raise ClientError("ValidationError", message, 400, hint=hint)
    return wanted


def keep(call: Call, session: Session) -> Session:
    """Keeps a new session in the call's state."""
    call.put("sessions", session.access_key_id, session)
    return session


def answer(session: Session, **more: Any) -> dict[str, Any]:
    """The response with the new credentials; a packed size of nothing is left out."""
    key = session.credentials
    assert key is not None  # INVARIANT: the session was just issued
    credentials = {
        "AccessKeyId": key.access_key_id,
        "SecretAccessKey": key.secret_access_key,
        "SessionToken": key.session_token,
        "Expiration": key.expiry,
    }
    found = {"Credentials": credentials, **more}
    if session.principal is PrincipalType.ROLE_SESSION:
        user = {"AssumedRoleId": f"{session.unique_id}:{session.name}", "Arn": session.arn}
        found["AssumedRoleUser"] = user
    return {key: value for key, value in found.items() if value not in (0, None)}
