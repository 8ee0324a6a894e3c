"""Checks of what a condition key proves: who writes its value, and what it leaves open.

Source: "AWS global condition context keys" (aws:referer, aws:UserAgent, aws:VpcSourceIp,
aws:Ec2InstanceSourcePrivateIPv4), "Actions, resources, and condition keys for Amazon S3", "Bucket
policy examples using condition keys".
"""

from collections.abc import Mapping

from ...language.issues import Issue
from ...language.terms import PolicyType
from ..check import Found, Said, condition_check
from ..samples import reading
from ..scope import ConditionScope
from .keys_of_actions import is_sent

_PAGE = "AWS global condition context keys"
_BUCKET = "arn:aws:s3:::records"
_NURSES = {"AWS": "arn:aws:iam::111122223333:role/Nurse"}


def _listing(condition: Mapping[str, Mapping[str, str]]) -> Mapping[str, object]:
    """An example: a statement that denies listing records under a condition."""
    listing = {"Effect": "Deny", "Action": "s3:ListBucket", "Resource": _BUCKET}
    return {**listing, "Condition": condition}


@condition_check(
    Issue.UNTRUSTWORTHY_CONDITION_KEY,
    page=_PAGE,
    bad=reading({"StringLike": {"aws:UserAgent": "ward-app/*"}}),
    good=reading({"StringEquals": {"aws:PrincipalTag/Ward": "A"}}),
)
def untrustworthy_condition_key(scope: ConditionScope) -> Found:
    """A key whose value the caller writes keeps nobody out."""
    if scope.name.lower() in ("aws:useragent", "aws:referer"):
        what = "allowed" if scope.statement.allows else "not denied"
        said = f"the caller writes `{scope.name}` into the request: anyone can write what is {what}"
        hint = "use a key that AWS fills, of the caller or network"
        yield Said(said, scope.condition.source, hint)


# A private address is one address only together with the VPC that it is in.
_BESIDE = {
    "aws:vpcsourceip": ("aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"),
    "aws:ec2instancesourceprivateipv4": ("aws:Ec2InstanceSourceVpc",),
}
_INSIDE = {"aws:VpcSourceIp": "10.0.0.0/16"}


@condition_check(
    Issue.MISSING_PAIRED_CONDITION_KEYS,
    page=_PAGE,
    bad=reading({"IpAddress": _INSIDE}),
    good=reading({"IpAddress": _INSIDE, "StringEquals": {"aws:SourceVpc": "vpc-12345678"}}),
)
def missing_paired_condition_keys(scope: ConditionScope) -> Found:
    """A private address without its VPC matches requests from any VPC that has such addresses."""
    partners = _BESIDE.get(scope.name.lower(), ())
    if partners and scope.operator.base != "Null" and not _is_beside(scope, partners):
        verb = "allowed" if scope.statement.allows else "spared"
        said = (
            f"many VPCs have the same private addresses: with `{scope.name}` alone, requests from "
        )
        said += f"another account's VPC can be {verb} as well"
        yield Said(said, scope.condition.source, f"add a condition on `{partners[0]}`")


def _is_beside(scope: ConditionScope, partners: tuple[str, ...]) -> bool:
    """Is there such a condition? Of a Deny, another Deny of the policy serves as well."""
    if scope.statement.allows:
        return bool(scope.statement.condition_on(*partners))
    denying = (each for each in scope.statement.policy.statements if not each.allows)
    return any(each.condition_on(*partners) for each in denying)


@condition_check(
    Issue.S3_PREFIX_IN_NEGATIVE_CONTEXT,
    page="Bucket policy examples using condition keys",
    bad=_listing({"StringLike": {"s3:prefix": "private/*"}}),
    good=_listing({"StringNotLike": {"s3:prefix": "ward-a/*"}}),
)
def s3_prefix_in_negative_context(scope: ConditionScope) -> Found:
    """A prefix that must not be listed is listed by asking for a shorter prefix."""
    if scope.name.lower() != "s3:prefix" or not _excludes(scope):
        return
    if any(is_sent(each, "s3:prefix") for each in scope.statement.actions):
        said = "who asks for a shorter prefix, or for none, gets the excluded names in the list too"
        base = "StringNotLike" if not scope.statement.allows else "StringLike"
        yield Said(said, scope.condition.source, f"name the permitted prefixes, with `{base}`")


def _excludes(scope: ConditionScope) -> bool:
    """Are its values what must not be listed, some of them more than the beginning of all?"""
    strings = scope.operator.base.startswith("String")
    against = scope.operator.negated is scope.statement.allows
    return strings and against and not all(text.startswith("*") for text in scope.texts)


@condition_check(
    Issue.IRRELEVANT_CONDITION_KEY_IN_POLICY,
    page="Actions, resources, and condition keys for Amazon S3",
    policy_type=PolicyType.RESOURCE_BASED,
    bad={
        **reading({"StringEquals": {"s3:ResourceAccount": "111122223333"}}),
        "Principal": _NURSES,
    },
    good={
        **reading({"StringEquals": {"aws:PrincipalTag/Ward": "A"}}),
        "Principal": _NURSES,
    },
)
def irrelevant_condition_key_in_policy(scope: ConditionScope) -> Found:
    """The owner of the bucket that carries the policy is the same in every request."""
    attached = scope.statement.policy_type is PolicyType.RESOURCE_BASED
    if attached and scope.name.lower() == "s3:resourceaccount":
        said = f"`{scope.name}` is the owner of the bucket that carries this policy, the same in "
        said += "every request: the condition matches all requests or none"
        yield Said(said, scope.condition.source, "use it in an identity-based policy")
