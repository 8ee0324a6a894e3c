"""Buckets, keys and secrets that one can open to oneself: by their policies, doors and grants.

Source: "Bucket policies for Amazon S3", "Configuring IAM policies for using access points", "Key
policies in AWS KMS", "Grants in AWS KMS", "Resource-based policies" (AWS Secrets Manager).
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ...cloud.caller import Caller
from ...cloud.keys import Key
from ...cloud.storage import AccessPoint, Bucket
from .changes import (
    with_access_point,
    with_bucket_policy,
    with_everything,
    with_grant,
    with_key_policy,
    without_grants,
)
from .identities_reached import account_of, arn_of, names_of
from .inquiry import Inquiry
from .made_up import names_for
from .method import Aim, Change, Method, Step, Who
from .more import only
from .question import Question

__all__ = ["METHODS", "customer_keys", "reading", "via_s3"]


def reading(inquiry: Inquiry, bucket: Bucket, arn: str) -> tuple[Question, ...]:
    """What reading an object asks for: the object, and its bucket's key where it has one."""
    key = bucket.kms_key or ""
    found = inquiry.state.keys.get(inquiry.state.aliases.get(key, key))
    if found is None or found.manager == "AWS":
        return (Question("s3:GetObject", arn),)
    return Question("s3:GetObject", arn), Question("kms:Decrypt", found.arn, (via_s3(bucket),))


def via_s3(bucket: Bucket) -> tuple[str, str]:
    """The context key that S3's requests to KMS have (rule H12)."""
    return "kms:ViaService", f"s3.{bucket.region}.amazonaws.com"


def _in_bucket(bucket: Bucket, inside: str, inquiry: Inquiry, actor: Caller) -> Iterator[Question]:
    """To read, if the key that encrypts it lets one; to delete and to write."""
    arn = inside + next(iter(inquiry.state.objects.get(bucket.name, {})), "example")
    object_, *key = reading(inquiry, bucket, arn)
    if all(inquiry.allows(actor, each) for each in key):
        yield object_
    yield from (Question(f"s3:{action}", arn) for action in ("DeleteObject", "PutObject"))


def _policies(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    for bucket in _own_buckets(inquiry, who):
        yield _bucket(inquiry, who, bucket, with_bucket_policy(bucket, arn_of(who)))


def _unguarded(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    for bucket in _own_buckets(inquiry, who):
        if bucket.policy is not None:
            yield _bucket(inquiry, who, bucket, _without_policy(bucket))


def _bucket(inquiry: Inquiry, who: Who, bucket: Bucket, change: Change) -> Aim:
    actor = partial(inquiry.changed, who.caller, change)
    probes = partial(_in_bucket, bucket, f"{bucket.arn}/")
    return Aim(bucket.arn, names_of(who, bucket=bucket.arn), actor, probes)


def _own_buckets(inquiry: Inquiry, who: Who) -> list[Bucket]:
    """S3 takes a bucket policy from its owner's account alone."""
    return [b for b in inquiry.state.buckets.values() if b.account == account_of(who)]


def _without_policy(bucket: Bucket) -> Change:
    return lambda state: state.put("buckets", bucket.name, replace(bucket, policy=None))


def _doors(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    for door in inquiry.state.access_points.values():
        bucket = inquiry.state.buckets.get(door.bucket)
        if bucket is not None and door.account == account_of(who):
            yield _door(inquiry, who, bucket, door)


def _new_doors(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """To the account's own buckets, and to others' that leave access to their access points."""
    account = account_of(who)
    for bucket in inquiry.state.buckets.values():
        door = AccessPoint(
            "example", account, bucket.region, bucket.name, bucket.account, "example-s3alias"
        )
        yield _door(inquiry, who, bucket, door)


def _door(inquiry: Inquiry, who: Who, bucket: Bucket, door: AccessPoint) -> Aim:
    actor = partial(inquiry.changed, who.caller, with_access_point(door, arn_of(who)))
    probes = partial(_in_bucket, bucket, f"{door.arn}/object/")
    names = names_of(who, door=door.arn, bucket=bucket.arn, owner=door.account)
    return Aim(bucket.arn, names, actor, probes)


def _key_policies(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """KMS takes a key policy from the key's own account alone."""
    for key in customer_keys(inquiry):
        if key.account == account_of(who):
            yield _key(inquiry, who, key, with_key_policy(key, arn_of(who)))


def _grants(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """A grant alone lets one create grants of no more than it says: a policy must (rule H7)."""
    for key in customer_keys(inquiry):
        aim = _key(inquiry, who, key, with_grant(key, arn_of(who)))
        by_policy = inquiry.changed(who.caller, without_grants)
        yield aim._replace(others=((by_policy, _DECRYPTING.question(aim.names)),))


def customer_keys(inquiry: Inquiry) -> list[Key]:
    """The customer managed keys: AWS's own have policies that nobody changes."""
    return [key for key in inquiry.state.keys.values() if key.manager == "CUSTOMER"]


def _key(inquiry: Inquiry, who: Who, key: Key, change: Change) -> Aim:
    actor = partial(inquiry.changed, who.caller, change)
    probes = only(Question("kms:Decrypt", key.arn))
    return Aim(key.arn, names_of(who, key=key.arn), actor, probes)


def _secrets(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """What a secret's policy gives is decided as if one's own policy gave it."""
    identity = inquiry.identity(who.caller)
    if identity is None:
        return
    actor = partial(inquiry.changed, who.caller, with_everything(identity))
    for name in names_for(inquiry, who.caller, _SECRET):
        names = names_of(who, new=name)
        arn = _SECRET.format_map(names)
        probes = only(Question("secretsmanager:GetSecretValue", arn))
        yield Aim(arn, {**names, "secret": arn}, actor, probes)


_SECRET = "arn:aws:secretsmanager:{region}:{account}:secret:{new}"
_WRITES = "Whoever may write a resource's policy decides who may use it, and can name itself."
_CLOSE = "Leave it to those who may read the data anyway, or deny it in an SCP or RCP."
_DOOR_KEYS = (
    ("s3:DataAccessPointArn", "{door}"),
    ("s3:DataAccessPointAccount", "{owner}"),
    ("s3:AccessPointNetworkOrigin", "Internet"),
)
_DOOR_POLICY = Step(
    "Write a policy for the access point {it} that allows {self} everything; reach the objects of "
    "{bucket} through it.",
    "s3:PutAccessPointPolicy",
    "{door}",
    _DOOR_KEYS,
)
_DELEGATES = "A bucket that leaves access to its access points allows what their policies allow."
_DOOR_CLOSE = (
    "In the bucket policy, name the access points that may be used, in a condition on "
    "s3:DataAccessPointArn, instead of the account that has them."
)

_DECRYPTING = Step(
    "Create a grant on the key {it} that lets {self} decrypt.",
    "kms:CreateGrant",
    "{key}",
    (("kms:GrantOperations", ("Decrypt",)), ("kms:GranteePrincipal", "{self}")),
)

METHODS = (
    Method(
        _policies,
        (
            Step(
                "Write a policy for the bucket {it} that allows {self} everything in it.",
                "s3:PutBucketPolicy",
                "{bucket}",
            ),
        ),
        _WRITES,
        _CLOSE,
    ),
    Method(
        _unguarded,
        (
            Step(
                "Delete the policy of the bucket {it}, and with it what it denies.",
                "s3:DeleteBucketPolicy",
                "{bucket}",
            ),
        ),
        "Without the bucket policy, identity-based policies decide alone.",
        "Deny in an RCP what nobody may do; a bucket policy can be deleted.",
    ),
    Method(_doors, (_DOOR_POLICY,), _DELEGATES, _DOOR_CLOSE),
    Method(
        _new_doors,
        (
            Step(
                "Create the access point {it} to the bucket {bucket}.",
                "s3:CreateAccessPoint",
                "{door}",
                _DOOR_KEYS,
            ),
            _DOOR_POLICY,
        ),
        _DELEGATES,
        _DOOR_CLOSE,
    ),
    Method(
        _key_policies,
        (
            Step(
                "Write a key policy for {it} that allows {self} everything.",
                "kms:PutKeyPolicy",
                "{key}",
            ),
        ),
        _WRITES,
        _CLOSE,
    ),
    Method(
        _grants,
        (_DECRYPTING,),
        "A grant allows on its own what it says, to whomever its maker names.",
        "Allow it under the condition kms:GrantIsForAWSResource, so that only services create "
        "grants, or name the operations in kms:GrantOperations.",
    ),
    Method(
        _secrets,
        (
            Step(
                "Write a policy for a secret, such as {it}, that allows {self} to read it.",
                "secretsmanager:PutResourcePolicy",
                "{secret}",
            ),
        ),
        _WRITES,
        _CLOSE,
        unknown="simlib keeps no secrets, nor their policies and keys.",
    ),
)
