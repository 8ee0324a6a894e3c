"""What AWS itself settles, whatever policies say.

Source: "AWS STS API Reference: GetCallerIdentity", "… GetSessionToken", "AWS managed policies",
"AWS KMS aliases", "Single sign-on access to AWS accounts" (reserved roles), "Access points
restrictions and limitations", "Creating access points restricted to a virtual private cloud".
"""

from ..language.terms import Decision
from ..trace.nodes import Layer, Reason, Verdict
from .asked import Asked
from .request import PrincipalType, ResourceKind

__all__ = [
    "always_allowed",
    "other_network",
    "remarked",
    "reserved",
    "without_signature",
    "without_tls",
    "wrong_credentials",
]

_FREE = frozenset({"sts:getcalleridentity", "sts:getsessiontoken"})
_WITHOUT_CREDENTIALS = (PrincipalType.SERVICE, PrincipalType.ANONYMOUS)
_MANAGED_POLICY = frozenset(
    {
        "iam:createpolicyversion",
        "iam:deletepolicy",
        "iam:deletepolicyversion",
        "iam:setdefaultpolicyversion",
        "iam:tagpolicy",
        "iam:untagpolicy",
    }
)
_ALIAS = frozenset({"kms:createalias", "kms:updatealias", "kms:deletealias"})
_ROLE_READS = ("get", "list", "generate", "simulate", "passrole")


def always_allowed(asked: Asked) -> Verdict | None:
    """Calls that need no permission and cannot be denied (rule F9, E3)."""
    without = asked.principal.type in _WITHOUT_CREDENTIALS
    if asked.action not in _FREE or without or asked.request.refusal:
        return None
    label = f"{asked.request.action} needs no permission"
    return Verdict(label, Decision.ALLOWED, Reason.NO_PERMISSION_NEEDED, layer=Layer.AWS)


def wrong_credentials(asked: Asked) -> Verdict | None:
    """Calls that AWS takes from no such credentials (rule F8); who asks knows which they are."""
    if not asked.request.refusal:
        return None
    reason = Reason.RESERVED_TO_AWS
    label = asked.request.refusal
    return Verdict(label, Decision.IMPLICIT_DENY, reason, layer=Layer.AWS, limits=True)


def remarked(asked: Asked) -> tuple[Verdict, ...]:
    """What whoever asks for this decision wants said beside it; it decides nothing."""
    allowed, reason = Decision.ALLOWED, Reason.REMARK
    return tuple(Verdict(each, allowed, reason, limits=True) for each in asked.request.remarks)


def without_signature(asked: Asked) -> Verdict | None:
    """Access points and keys take signed requests only (rules G7, E20)."""
    signed = asked.principal.type is not PrincipalType.ANONYMOUS
    access_point = asked.request.resource.kind is ResourceKind.ACCESS_POINT
    if signed or not (access_point or asked.is_key):
        return None
    what = "access points" if access_point else "KMS keys"
    label = f"{what} reject anonymous requests"
    reason = Reason.RESERVED_TO_AWS
    return Verdict(label, Decision.IMPLICIT_DENY, reason, layer=Layer.AWS, limits=True)


def without_tls(asked: Asked) -> Verdict | None:
    """Access points take HTTPS only (rule G7)."""
    access_point = asked.request.resource.kind is ResourceKind.ACCESS_POINT
    if not access_point or asked.values.get("aws:securetransport") != "false":
        return None
    label = "access points take HTTPS only"
    reason = Reason.RESERVED_TO_AWS
    return Verdict(label, Decision.IMPLICIT_DENY, reason, layer=Layer.AWS, limits=True)


def other_network(asked: Asked) -> Verdict | None:
    """An access point for a VPC is closed to every other network, whatever policies say (G7).

    S3's own message for it speaks of an explicit deny in a resource-based policy.
    """
    vpc = asked.request.resource.vpc
    if vpc is None or asked.values.get("aws:sourcevpc") == vpc:
        return None
    label = f"{Layer.AWS}: the network origin of this access point is {vpc}"
    reason = Reason.OTHER_NETWORK
    return Verdict(label, Decision.EXPLICIT_DENY, reason, layer=Layer.AWS, limits=True)


def reserved(asked: Asked) -> Verdict | None:
    """What nobody may change: AWS managed policies, reserved roles, AWS's aliases (E33)."""
    arn = asked.request.resource.arn
    name = asked.action.partition(":")[2]
    if ":iam::aws:policy/" in arn and asked.action in _MANAGED_POLICY:
        what = "AWS managed policies"
    elif (
        ":role/aws-reserved/" in arn and asked.service == "iam" and not name.startswith(_ROLE_READS)
    ):
        what = "roles under aws-reserved/"
    elif ":alias/aws/" in arn and asked.action in _ALIAS:
        what = "aliases under alias/aws/"
    else:
        return None
    label = f"nobody may change {what}"
    reason = Reason.RESERVED_TO_AWS
    return Verdict(label, Decision.IMPLICIT_DENY, reason, layer=Layer.AWS, limits=True)
