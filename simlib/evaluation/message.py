"""AWS's own access denied messages, word for word.

Source: "Troubleshoot access denied error messages", "Troubleshoot access denied (403 Forbidden)
errors in Amazon S3", "Enhanced access denied error messages with policy ARNs" (AWS Security Blog),
"DecodeAuthorizationMessage" (AWS STS API).
"""

from collections.abc import Sequence

from ..language.terms import Decision, Effect
from ..trace.nodes import Layer, Match, Verdict
from ..trace.words import a_layer
from .encoded_message import encode
from .policy_set import PolicySet
from .request import PrincipalType, Request

__all__ = [
    "access_denied_message",
    "denied_because",
    "denied_message",
    "error_code",
    "with_encoded",
]

_OWN_CODES = {"ec2": "UnauthorizedOperation", "sns": "AuthorizationError"}
_ACCESS_DENIED = ("s3", "iam", "sts", "cloudformation")
_WITH_ARN = (
    Layer.IDENTITY,
    Layer.BOUNDARY,
    Layer.SESSION,
    Layer.SERVICE_CONTROL,
    Layer.RESOURCE_CONTROL,
)
_WITH_ENCODED = (
    "You are not authorized to perform this operation. {message}. "
    "Encoded authorization failure message: {encoded}"
)
# Explicit denies that no policy holds: S3 words them as if a resource-based policy did.
_WITHOUT_POLICY = (Layer.PUBLIC_ACCESS, Layer.AWS)
_KMS_ABROAD = (
    "because the resource does not exist in this Region, no resource-based policies allow access, "
    "or a resource-based policy explicitly denies access"
)


def error_code(service: str) -> str:
    """The error code of a denied call, by service prefix (rule J9).

    >>> error_code("s3"), error_code("healthlake"), error_code("ec2")
    ('AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation')
    """
    if service in _OWN_CODES:
        return _OWN_CODES[service]
    return "AccessDenied" if service in _ACCESS_DENIED else "AccessDeniedException"


def denied_because(action: str, decision: Decision, layer: Layer, policy_arn: str | None) -> str:
    """The tail of the message, which names the kind of policy.

    >>> denied_because("s3:GetObject", Decision.IMPLICIT_DENY, Layer.SESSION, None)
    'because no session policy allows the s3:GetObject action'
    """
    if decision is Decision.EXPLICIT_DENY:
        layer = Layer.RESOURCE if layer in _WITHOUT_POLICY else layer
        arn = f": {policy_arn}" if policy_arn and layer in _WITH_ARN else ""
        return f"with an explicit deny in {a_layer(layer)}{arn}"
    return f"because no {layer} allows the {action} action"


def denied_message(
    principal: str,
    action: str,
    resource: str | None,
    decision: Decision,
    layer: Layer | None,
    policy_arn: str | None = None,
) -> str:
    """The whole message; without a resource that part is left out, S3 quotes it (J1, J6).

    >>> denied_message("arn:aws:iam::111122223333:user/Alice", "s3:ListBucket", None,
    ...                Decision.IMPLICIT_DENY, None)
    'User: arn:aws:iam::111122223333:user/Alice is not authorized to perform: s3:ListBucket'
    """
    service = _service(action)
    parts = [f"User: {principal} is not authorized to perform: {action}"]
    if resource is not None:
        quote = '"' if service == "s3" else ""
        parts.append(f"on resource: {quote}{resource}{quote}")
    explicit = decision is Decision.EXPLICIT_DENY
    if layer is not None and (explicit or layer not in (Layer.AWS, Layer.GRANT)):
        parts.append(denied_because(action, decision, layer, policy_arn))
    return " ".join(parts)


def with_encoded(message: str, encoded: str) -> str:
    """A message as EC2 gives it: an encoded one follows, for sts:DecodeAuthorizationMessage (J8).

    >>> with_encoded("User: Alice is not authorized to perform: ec2:RunInstances", "kAw1")[-57:]
    'RunInstances. Encoded authorization failure message: kAw1'
    """
    return _WITH_ENCODED.format(message=message, encoded=encoded)


def access_denied_message(
    request: Request, policies: PolicySet, deciding: Sequence[Verdict]
) -> str:
    """The message for a denied request; AWS names one layer, here the first (rule E27)."""
    service, first = _service(request.action), deciding[0]
    owner = request.resource.account
    abroad = owner is not None and owner != request.principal.account
    stranger = abroad and not _one_organization(request, policies)
    unsigned = request.principal.type is PrincipalType.ANONYMOUS
    if service == "s3" and (unsigned or stranger or (abroad and first.layer is Layer.VPC_ENDPOINT)):
        return "Access Denied"
    caller = request.principal.label
    # S3 names no resource where there is none (inferred from published messages).
    arn = None if service == "s3" and request.resource.arn == "*" else request.resource.arn
    if service == "kms" and abroad and first.layer is Layer.RESOURCE:
        head = denied_message(caller, request.action, arn, first.decision, None)
        return f"{head} {_KMS_ABROAD}"
    policy_arn = None if stranger else _policy_arn(first)
    message = denied_message(caller, request.action, arn, first.decision, first.layer, policy_arn)
    if service == "ec2":
        return with_encoded(message, encode(request, policies, deciding))
    return message


def _service(action: str) -> str:
    return action.partition(":")[0].lower()


def _one_organization(request: Request, policies: PolicySet) -> bool:
    caller = policies.account(request.principal.account)
    owner = policies.account(request.resource.account)
    return bool(caller and owner and caller.organization == owner.organization is not None)


def _policy_arn(verdict: Verdict) -> str | None:
    """The ARN of the policy whose Deny matched; inline policies have none (rule J4)."""
    stack = [verdict]
    while stack:
        node = stack.pop()
        if node.policy is not None and any(
            isinstance(c, Match) and c.matched and c.effect is Effect.DENY for c in node.children
        ):
            return node.policy.arn
        stack.extend(c for c in reversed(node.children) if isinstance(c, Verdict))
    return None
