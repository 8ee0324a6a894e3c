"""What S3 takes as a bucket policy or an access point policy, beyond the grammar; and saving one.

Source: "Amazon S3 API Reference: PutBucketPolicy", "Troubleshoot bucket policy errors" (AWS
re:Post), "Blocking public access to your Amazon S3 storage".
"""

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.saved_policy import SavedPolicy
from ...evaluation.message import denied_message
from ...evaluation.public_access import is_public
from ...language.policy import Policy, Statement, Value
from ...language.terms import Decision, PolicyType
from ..saving import S3_REFUSAL, save_policy
from .actions import BUCKET, OBJECT, kinds_of

__all__ = ["refuse_public", "resource_policy"]


def resource_policy(call: Call, arn: str, name: str) -> SavedPolicy:
    """Reads the parameter `Policy` for the bucket or access point `arn`. Raises ClientError."""
    saved = save_policy(call, call["Policy"], PolicyType.RESOURCE_BASED, S3_REFUSAL, name=name)
    for statement in saved.policy.statements:
        _check(statement, arn)
    return saved


def _check(statement: Statement, arn: str) -> None:
    if statement.resource is None:
        raise _malformed("Missing required field Resource", statement, arn)
    strange = [value for value in statement.resource.values if not _kinds_at(value.text, arn)]
    if strange:
        raise _malformed("Policy has invalid resource", statement, arn, strange[0])
    unknown = [value for value in statement.action.values if not kinds_of(value.text)]
    if unknown:
        raise _malformed("Policy has invalid action", statement, arn, unknown[0])
    if statement.action.negated or statement.resource.negated:
        return
    there = {kind for value in statement.resource.values for kind in _kinds_at(value.text, arn)}
    idle = [value for value in statement.action.values if not kinds_of(value.text) & there]
    if idle:
        message = "Action does not apply to any resource(s) in statement"
        raise _malformed(message, statement, arn, idle[0])


def _kinds_at(text: str, arn: str) -> set[str]:
    """What a Resource value means of this bucket or access point; nothing, and it is another's.

    That `bucket*` passes and a bare `*` does not is inferred from public error texts.
    """
    rest = text.removeprefix(arn)
    if not text.startswith(arn):
        return set()
    if not rest:
        return {BUCKET}
    if rest.startswith("/"):
        return {OBJECT}
    return {OBJECT, BUCKET} if rest[0] in "*?" else set()


def _malformed(
    message: str, statement: Statement, arn: str, value: Value | None = None
) -> ClientError:
    at = value.source.line if value else statement.source.line
    what = f"`{value.text}` in the " if value else "the "
    hint = f"{what}{statement.label}, line {at}: this is the policy of `{arn}`"
    hint += f" (objects are `{arn}{'/object' if ':accesspoint/' in arn else ''}/*`)"
    return ClientError("MalformedPolicy", message, 400, hint=hint)


def refuse_public(call: Call, policy: Policy, arn: str, *, of_access_point: bool = False) -> None:
    """BlockPublicPolicy: raises ClientError AccessDenied for a public policy (rule G9)."""
    public = is_public(policy, of_access_point=of_access_point)
    if not public:
        return
    action = f"s3:{call.name}"
    who = call.session.arn or call.session.service or "anonymous"
    head = denied_message(who, action, arn, Decision.IMPLICIT_DENY, None)
    message = (
        f"{head} because public policies are prevented by the BlockPublicPolicy setting in S3 "
        "Block Public Access."
    )
    statements = ", ".join(f"the {s.label} (line {s.source.line})" for s in public)
    hint = f"public by {statements}: no fixed principal, and no condition with fixed values"
    raise ClientError("AccessDenied", message, 403, hint=hint)
