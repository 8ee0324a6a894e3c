"""Random questions for the oracle and for simlib, in the shape of an `authz` case.

`random_question(rng)` draws from a small vocabulary, so that policies, principals, resources and
context keys often meet. The same generator state always gives the same question. Every policy is
grammatical for its type (A21), with two oddities on purpose: a few values that no operator can read
(B6), and a few RCPs that name services RCPs do not reach (E14).

`features(question)` names what a question contains; `EXPECTED_FEATURES` is what many questions
together must contain.
"""

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

Json = dict[str, Any]
T = TypeVar("T")

HOSPITAL, PARTNER, VENDOR = "111122223333", "444455556666", "777788889999"
ACCOUNTS = (HOSPITAL, PARTNER, VENDOR)

PRINCIPAL_TYPES = ("root", "user", "role_session", "federated_user", "service", "anonymous")
POLICY_TYPES = (
    *("identity", "boundary", "session", "scp", "rcp", "endpoint"),
    *("bucket", "access-point", "key", "trust", "resource"),
)
PRINCIPAL_FORMS = (
    *("*", "AWS:*", "account-id", "account-root", "user", "role", "session", "federated-user"),
    *("unique-id", "service", "federated", "canonical-user"),
)

SERVICES = ("cloudtrail.amazonaws.com", "healthlake.us-east-1.amazonaws.com", "ec2.amazonaws.com")
IDENTITY_PROVIDERS = (
    "accounts.google.com",
    f"arn:aws:iam::{HOSPITAL}:saml-provider/clinic",
    f"arn:aws:iam::{HOSPITAL}:oidc-provider/token.example.org",
)
CANONICAL_USER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
USERS = ("Alice", "Bob", "clinic/Alice")
ROLES = ("CareRole", "clinic/CareRole", "Worker")
SESSIONS = ("shift1", "Alice")
SERVICE_LINKED = "aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
USER_IDS = ("AIDACKCEVSQ6C2EXAMPLE", "AIDAOTHEREXAMPLE00002")
ROLE_IDS = ("AROAEXAMPLEROLE000001", "AROAEXAMPLEROLE000002")
DEPARTMENTS = ("icu", "er", "Lab")


def chance(rng: random.Random, probability: float) -> bool:
    """True this often."""
    return rng.random() < probability


def pick(rng: random.Random, items: Sequence[T]) -> T:
    """One of the items (several times faster than rng.choice)."""
    return items[int(rng.random() * len(items))]


def some(rng: random.Random, items: Sequence[T], most: int) -> list[T]:
    """One to `most` different items."""
    return list(dict.fromkeys(pick(rng, items) for _ in range(1 + int(rng.random() * most))))


def one_or_list(rng: random.Random, values: list[T]) -> T | list[T]:
    """A single value may stand alone or in an array."""
    return values[0] if len(values) == 1 and chance(rng, 0.7) else values


def as_list(value: Any) -> list[Any]:
    """One value or many, always as a list."""
    return value if isinstance(value, list) else [value]


def mixed_case(rng: random.Random, text: str) -> str:
    """Mostly as it is, sometimes in other letters."""
    draw = rng.random()
    if draw < 0.9:
        return text
    return text.lower() if draw < 0.95 else text.upper()


# --- Principals ------------------------------------------------------------------------------


def random_principal(rng: random.Random, account: str) -> Json:
    """A principal of any type; its policies come later."""
    make = pick(rng, PRINCIPAL_MAKERS)
    return make(rng, account)


def root(rng: random.Random, account: str) -> Json:
    """The root user."""
    return {"type": "root", "account": account, "arn": f"arn:aws:iam::{account}:root"}


def user(rng: random.Random, account: str) -> Json:
    """An IAM user."""
    arn = f"arn:aws:iam::{account}:user/{pick(rng, USERS)}"
    principal = {"type": "user", "account": account, "arn": arn}
    return with_tags(rng, with_unique_id(rng, principal, USER_IDS))


def role_session(rng: random.Random, account: str) -> Json:
    """A session of a role, rarely of a service-linked one or from an identity provider."""
    linked = chance(rng, 0.12)
    role = SERVICE_LINKED if linked else pick(rng, ROLES)
    name = f"{role.rsplit('/', 1)[-1]}/{pick(rng, SESSIONS)}"
    principal: Json = {
        "type": "role_session",
        "account": account,
        "role_arn": f"arn:aws:iam::{account}:role/{role}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}",
    }
    if linked:
        principal["service_linked_role"] = True
    if chance(rng, 0.1):
        principal["idp"] = pick(rng, IDENTITY_PROVIDERS)
    return with_tags(rng, with_unique_id(rng, principal, ROLE_IDS))


def federated_user(rng: random.Random, account: str) -> Json:
    """A session from GetFederationToken."""
    principal = {
        "type": "federated_user",
        "account": account,
        "parent_user_arn": f"arn:aws:iam::{account}:user/{pick(rng, USERS)}",
        "arn": f"arn:aws:sts::{account}:federated-user/{pick(rng, ('kiosk', 'Alice'))}",
    }
    return with_tags(rng, principal)


def service(rng: random.Random, account: str) -> Json:
    """A service principal."""
    return {"type": "service", "account": None, "arn": None, "service": pick(rng, SERVICES)}


def anonymous(rng: random.Random, account: str) -> Json:
    """An unsigned request, perhaps with a token of an identity provider (F15)."""
    principal: Json = {"type": "anonymous", "account": None, "arn": None}
    if chance(rng, 0.5):
        principal["idp"] = pick(rng, IDENTITY_PROVIDERS)
    return principal


PRINCIPAL_MAKERS: tuple[Callable[[random.Random, str], Json], ...] = (
    *(user,) * 7,
    *(role_session,) * 7,
    *(federated_user,) * 4,
    *(root,) * 3,
    *(service,) * 2,
    *(anonymous,) * 3,
)


def with_unique_id(rng: random.Random, principal: Json, ids: Sequence[str]) -> Json:
    """Half the users and roles have a known unique id."""
    if chance(rng, 0.5):
        principal["unique_id"] = pick(rng, ids)
    return principal


def with_tags(rng: random.Random, principal: Json) -> Json:
    """Half the principals are tagged."""
    if chance(rng, 0.5):
        principal["tags"] = {pick(rng, ("dept", "Dept")): pick(rng, DEPARTMENTS)}
        if chance(rng, 0.4):
            principal["tags"]["team"] = pick(rng, ("icu", "*", "phi"))
    return principal


PRINCIPAL_TYPE_VALUES = {
    "root": "Account",
    "user": "User",
    "role_session": "AssumedRole",
    "federated_user": "FederatedUser",
    "anonymous": "Anonymous",
}


def principal_facts(principal: Json) -> Json:
    """The context values that follow from the principal, for policies to aim at."""
    kind = principal["type"]
    if kind == "anonymous":
        keys = ("aws:PrincipalAccount", "aws:userid")
        return dict.fromkeys(keys, "anonymous") | {"aws:PrincipalType": "Anonymous"}
    if kind == "service":
        return {
            "aws:PrincipalServiceName": principal["service"],
            "aws:PrincipalIsAWSService": "true",
        }
    facts = {
        "aws:PrincipalArn": principal.get("role_arn") or principal["arn"],
        "aws:PrincipalAccount": principal["account"],
        "aws:PrincipalType": PRINCIPAL_TYPE_VALUES[kind],
        "aws:PrincipalIsAWSService": "false",
    }
    facts |= {f"aws:PrincipalTag/{k}": v for k, v in principal.get("tags", {}).items()}
    return facts | name_facts(principal)


def name_facts(principal: Json) -> Json:
    """aws:username and aws:userid."""
    kind, name = principal["type"], principal["arn"].rsplit("/", 1)[-1]
    if kind == "root":
        return {"aws:userid": principal["account"]}
    if kind == "federated_user":
        return {"aws:userid": f"{principal['account']}:{name}"}
    facts = {"aws:username": name} if kind == "user" else {}
    if "unique_id" in principal:
        suffix = "" if kind == "user" else f":{name}"
        facts["aws:userid"] = principal["unique_id"] + suffix
    return facts


# --- Scenes: what is asked for ---------------------------------------------------------------


class Gate(NamedTuple):
    """One resource that must allow the request."""

    kind: str
    arn: str | None
    account: str | None
    request: str
    policy_type: str | None  # None: there is no resource-based policy


class Scene(NamedTuple):
    """An action and the resources it asks for."""

    action: str
    gates: tuple[Gate, ...]


BUCKET_ACTIONS = (
    *("s3:ListBucket", "s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
)
OBJECT_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetObjectVersion")
KEYS = (
    *("home/Alice/a.csv", "home/Bob/b.csv", "icu/scan:1", "er/x y.json", "odd/*x", "odd/aax"),
    *(f"{HOSPITAL}/log?", "er/a:1:b"),
)
BUCKETS = ("phi-bucket", "icu-bucket", "shared")
KMS_ACTIONS = (
    *("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:DescribeKey"),
    *("kms:RetireGrant", "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy"),
)
TRUST_ACTIONS = (
    *("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"),
    *("sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"),
)
ROLE_ACTIONS = ("iam:GetRole", "iam:PassRole", "iam:DeleteRole", "iam:UpdateRole")
STORE_ACTIONS = ("healthlake:ReadResource", "healthlake:SearchWithGet", "healthlake:UpdateResource")
NO_RESOURCE_ACTIONS = (
    *("healthlake:ListFHIRDatastores", "ec2:DescribeInstances", "kms:ListKeys"),
    *("sts:GetCallerIdentity", "sts:GetSessionToken", "iam:ListUsers"),
)
QUEUE_ACTIONS = ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteQueue")
STORES = ("eeb8005725ae22b35b4edbdc68cf2dfd", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")


def bucket_scene(rng: random.Random, account: str) -> Scene:
    """A call on a bucket or one of its objects."""
    arn = f"arn:aws:s3:::{pick(rng, BUCKETS)}"
    if chance(rng, 0.25):
        return Scene(pick(rng, BUCKET_ACTIONS), (Gate("s3-bucket", arn, account, arn, "bucket"),))
    request = f"{arn}/{pick(rng, KEYS)}"
    return Scene(pick(rng, OBJECT_ACTIONS), (Gate("s3-bucket", arn, account, request, "bucket"),))


def access_point_scene(rng: random.Random, account: str) -> Scene:
    """G4: an object through an access point, then through its bucket."""
    owner = account if chance(rng, 0.8) else pick(rng, ACCOUNTS)
    bucket, key = f"arn:aws:s3:::{pick(rng, BUCKETS)}", pick(rng, KEYS)
    point = f"arn:aws:s3:us-east-1:{account}:accesspoint/{pick(rng, ('alice-ap', 'bob-ap'))}"
    gates = (
        Gate("s3-access-point", point, account, f"{point}/object/{key}", "access-point"),
        Gate("s3-bucket", bucket, owner, f"{bucket}/{key}", "bucket"),
    )
    return Scene(pick(rng, OBJECT_ACTIONS), gates)


def key_scene(rng: random.Random, account: str) -> Scene:
    """A call on a KMS key."""
    arn = f"arn:aws:kms:us-east-1:{account}:key/{pick(rng, ('1234abcd', '5678'))}"
    return Scene(pick(rng, KMS_ACTIONS), (Gate("kms-key", arn, account, arn, "key"),))


def role_scene(rng: random.Random, account: str) -> Scene:
    """A role is assumed, or changed through IAM."""
    names = (*ROLES, *ROLES, SERVICE_LINKED, "aws-reserved/sso.amazonaws.com/AWSReservedSSO_X_1")
    arn = f"arn:aws:iam::{account}:role/{pick(rng, names)}"
    action = pick(rng, TRUST_ACTIONS if chance(rng, 0.75) else ROLE_ACTIONS)
    return Scene(action, (Gate("iam-role", arn, account, arn, "trust"),))


def store_scene(rng: random.Random, account: str) -> Scene:
    """A call on a HealthLake data store, which has no resource-based policy."""
    arn = f"arn:aws:healthlake:us-east-1:{account}:datastore/fhir/{pick(rng, STORES)}"
    gate = Gate("generic", arn if chance(rng, 0.5) else None, account, arn, None)
    return Scene(pick(rng, STORE_ACTIONS), (gate,))


def queue_scene(rng: random.Random, account: str) -> Scene:
    """A call on a queue with a resource-based policy."""
    arn = f"arn:aws:sqs:us-east-1:{account}:{pick(rng, ('icu-queue', 'Alice'))}"
    return Scene(pick(rng, QUEUE_ACTIONS), (Gate("generic", arn, account, arn, "resource"),))


def no_resource_scene(rng: random.Random, account: str) -> Scene:
    """A call without a resource."""
    owner = account if chance(rng, 0.3) else None
    return Scene(pick(rng, NO_RESOURCE_ACTIONS), (Gate("generic", None, owner, "*", None),))


def reserved_scene(rng: random.Random, account: str) -> Scene:
    """E33: what nobody may change, and its neighbours."""
    action, arn = pick(
        rng,
        (
            ("iam:DeletePolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
            ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"),
            ("iam:TagPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
            ("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
            ("iam:DeletePolicy", f"arn:aws:iam::{account}:policy/Own"),
            ("iam:UpdateRole", f"arn:aws:iam::{account}:role/aws-reserved/sso.amazonaws.com/X"),
            ("iam:GetRole", f"arn:aws:iam::{account}:role/aws-reserved/sso.amazonaws.com/X"),
            ("kms:DeleteAlias", f"arn:aws:kms:us-east-1:{account}:alias/aws/s3"),
            ("kms:DeleteAlias", f"arn:aws:kms:us-east-1:{account}:alias/clinic"),
        ),
    )
    return Scene(action, (Gate("generic", arn, account, arn, None),))


SCENES: tuple[Callable[[random.Random, str], Scene], ...] = (
    *(bucket_scene,) * 6,
    *(access_point_scene,) * 2,
    *(key_scene,) * 4,
    *(role_scene,) * 4,
    *(store_scene,) * 2,
    *(queue_scene,) * 2,
    no_resource_scene,
    *(reserved_scene,) * 2,
)


# --- The request context ---------------------------------------------------------------------

STRINGS: dict[str, tuple[str, ...]] = {
    "aws:SourceVpc": ("vpc-1", "vpc-2"),
    "s3:prefix": ("home/Alice/x", "home/", "", "icu"),
    "aws:RequestedRegion": ("us-east-1", "eu-west-1"),
    "aws:ResourceTag/dept": DEPARTMENTS,
    "aws:RequestTag/Env": ("prod", "Prod", "*"),
    "sts:ExternalId": ("clinic-42", "clinic-43"),
    "sts:RoleSessionName": ("Alice", "shift1"),
    "kms:ViaService": ("healthlake.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"),
    "kms:EncryptionContext:Department": ("IT", "it"),
    "kms:EncryptionContext:Purpose": ("Test",),
    "s3:DataAccessPointAccount": ACCOUNTS,
    "aws:SourceAccount": ACCOUNTS,
    "aws:SourceIdentity": ("Alice", "Bob"),
}
DERIVED_STRINGS: dict[str, tuple[str, ...]] = {
    "aws:PrincipalTag/dept": DEPARTMENTS,
    "aws:PrincipalTag/team": ("icu", "*", "phi"),
    "aws:PrincipalOrgID": ("o-hosp", "o-vendor"),
    "aws:ResourceOrgID": ("o-hosp", "o-vendor"),
    "aws:PrincipalAccount": (*ACCOUNTS, "anonymous"),
    "aws:ResourceAccount": ACCOUNTS,
    "aws:PrincipalType": ("Account", "User", "AssumedRole", "FederatedUser", "Anonymous"),
    "aws:PrincipalServiceName": SERVICES,
    "aws:username": ("Alice", "Bob"),
    "aws:userid": (HOSPITAL, "anonymous", f"{HOSPITAL}:kiosk", f"{ROLE_IDS[0]}:shift1"),
}
MULTI_STRINGS: dict[str, tuple[str, ...]] = {
    "aws:TagKeys": ("env", "Env", "cost", "phi"),
    "aws:CalledVia": ("cloudformation.amazonaws.com", "kms.amazonaws.com"),
    "aws:PrincipalOrgPaths": ("o-hosp/r-1/ou-1/", "o-hosp/r-1/ou-1/ou-2/"),
    "kms:GrantOperations": ("Decrypt", "Encrypt"),
}
ADDRESSES = ("203.0.113.7", "198.51.100.9", "10.0.0.1", "2001:db8::1")
DATES = (
    *("2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "2026-01-01", "1767225600", "2026"),
    *(
        "2026-01-01T02:00+02:00",
        "2025-12-31T19:00:00-05:00",
        "2025-12-31T23:59:59.5Z",
        "2025-12",
        "1767225599.5",
    ),
)
NUMBERS = ("10", "10.0", "11", "0.5", "-1", "1e1", "1767225600", "+3600")
ARNS = (
    f"arn:aws:sns:us-east-1:{HOSPITAL}:alerts",
    f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/alice-ap",
    f"arn:aws:iam::{PARTNER}:user/Bob",
    f"arn:aws:lambda:us-east-1:{VENDOR}:function:f:1",
    f"arn:aws:lambda:us-east-1:{VENDOR}:function:{HOSPITAL}:f",
    f"arn:aws:iam::{HOSPITAL}:root",
)
BINARIES = ("eA==", "QmluYXJ5", "AAEC")

VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "string": STRINGS | DERIVED_STRINGS | MULTI_STRINGS,
    "number": dict.fromkeys(
        ("s3:max-keys", "aws:MultiFactorAuthAge", "aws:EpochTime", "ex:counts"), NUMBERS
    ),
    "date": dict.fromkeys(
        ("aws:CurrentTime", "aws:TokenIssueTime", "aws:EpochTime", "ex:dates"), DATES
    ),
    "bool": dict.fromkeys(
        (
            *("aws:SecureTransport", "aws:MultiFactorAuthPresent", "aws:ViaAWSService"),
            *("kms:GrantIsForAWSResource", "aws:PrincipalIsAWSService", "ex:flags"),
        ),
        ("true", "false"),
    ),
    "address": dict.fromkeys(("aws:SourceIp", "aws:VpcSourceIp", "ex:addresses"), ADDRESSES),
    "arn": dict.fromkeys(
        ("aws:PrincipalArn", "aws:SourceArn", "s3:DataAccessPointArn", "ex:arns"), ARNS
    ),
    "binary": dict.fromkeys(("ex:bin", "ex:bins"), BINARIES),
}
KEYS_OF = {value_type: tuple(keys) for value_type, keys in VALUES.items()}
MULTIVALUED = {
    *MULTI_STRINGS,
    *("ex:counts", "ex:dates", "ex:flags", "ex:addresses", "ex:arns", "ex:bins"),
}
DERIVED = {*DERIVED_STRINGS, "aws:PrincipalArn", "aws:PrincipalIsAWSService"}
UNREADABLE = {
    "string": ("", "${aws:username}"),
    "number": ("ten", "1,5", "0x10"),
    "date": ("soon", "2026-13-01", "2026-01-01T00:00:00"),
    "bool": ("yes", "1"),
    "address": ("nowhere", "10.0.0", "10.0.0.256"),
    "arn": ("*", "Alice", "arn:aws:sns:us-east-1"),
    "binary": ("eA=", "not base64!"),
}
TYPED_KEYS = tuple((value_type, key) for value_type, keys in VALUES.items() for key in keys)


def random_context(rng: random.Random, scene: Scene) -> Json:
    """A few context keys, single-valued and multivalued, some of them null or empty."""
    context: Json = {}
    for _ in range(2 + int(rng.random() * 7)):
        value_type, key = pick(rng, TYPED_KEYS)
        if key in DERIVED and not chance(rng, 0.15):
            continue  # mostly left to be filled in
        context[key] = random_context_value(rng, value_type, key)
    if scene.gates[0].kind == "kms-key" and chance(rng, 0.5):
        key = "kms:EncryptionContext:" + pick(rng, ("Department", "Department", "department"))
        context.pop("kms:EncryptionContext:Department", None)
        context[key] = pick(rng, ("IT", "IT", "it"))
    if len(scene.gates) > 1 and chance(rng, 0.9):
        gate = scene.gates[0]
        context["s3:DataAccessPointArn"] = gate.arn
        context["s3:DataAccessPointAccount"] = gate.account
    return {mixed_case(rng, key): value for key, value in context.items()}


def random_context_value(rng: random.Random, value_type: str, key: str) -> Any:
    """One value, or a list for multivalued keys."""
    if chance(rng, 0.3 if key in DERIVED else 0.03):
        return None
    pool = VALUES[value_type][key]
    if (key in MULTIVALUED) != chance(rng, 0.02):
        if key in MULTIVALUED and chance(rng, 0.15):
            return []
        return [request_value(rng, value_type, pool) for _ in range(1 + int(rng.random() * 3))]
    value = request_value(rng, value_type, pool)
    return as_json_type(rng, value_type, value)


def request_value(rng: random.Random, value_type: str, pool: Sequence[str]) -> str:
    """Mostly a good value, now and then one that no operator can read."""
    return pick(rng, UNREADABLE[value_type] if chance(rng, 0.04) else pool)


def as_json_type(rng: random.Random, value_type: str, value: str) -> Any:
    """Booleans and plain integers may be JSON's own."""
    if value_type == "bool" and value in ("true", "false") and chance(rng, 0.4):
        return value == "true"
    if value_type == "number" and value in ("10", "11", "0.5", "-1") and chance(rng, 0.4):
        return json.loads(value)
    return value


# --- Conditions ------------------------------------------------------------------------------

OPERATORS_OF = {
    "string": (
        *("StringEquals", "StringNotEquals", "StringLike", "StringNotLike"),
        *("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    ),
    "number": (
        *("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals"),
        *("NumericGreaterThan", "NumericGreaterThanEquals"),
    ),
    "date": (
        *("DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals"),
        *("DateGreaterThan", "DateGreaterThanEquals"),
    ),
    "bool": ("Bool",),
    "address": ("IpAddress", "NotIpAddress"),
    "arn": ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
    "binary": ("BinaryEquals",),
}
OPERATOR_SPELLINGS = (
    *(
        f"{prefix}{name}{suffix}"
        for names in OPERATORS_OF.values()
        for name in names
        for prefix in ("", "ForAllValues:", "ForAnyValue:")
        for suffix in ("", "IfExists")
    ),
    "Null",
)
VALUE_TYPES = (
    *("string",) * 8,
    *("number",) * 5,
    *("date",) * 5,
    *("arn",) * 3,
    *("bool", "bool", "address", "address", "binary", "binary"),
)
VARIABLE_VALUES = (
    *("${aws:username}", "${AWS:UserName}", "${aws:PrincipalTag/dept}", "home/${aws:username}/*"),
    *("${aws:PrincipalTag/team, 'icu'}", "${aws:PrincipalTag/team, '*'}", "${aws:SourceIdentity}"),
    *("${aws:PrincipalAccount}", "${*}", "pro${?}", "home/${$}", "${aws:TagKeys}", "${s3:prefix}"),
    *("${aws:RequestTag/Env, 'prod'}", "${aws:TagKeys, 'icu'}"),
)
VARIABLE_ARNS = (
    "arn:aws:sns:*:${aws:PrincipalAccount}:alerts",
    "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:s3:*:*:accesspoint/${aws:username, 'alice'}-ap",
    "arn:aws:iam::${aws:SourceAccount}:role/*",
    "${aws:SourceArn}",
)


class Mood(NamedTuple):
    """What a policy is written for: whom and what it should meet, and in which language."""

    scene: Scene
    gate: Gate
    principal: Json
    context: Json
    facts: Json
    fact_keys: tuple[tuple[str, str], ...]
    spotlight: str | None  # the one layer in doubt, all others being permissive
    variables: bool = True

    def wants(self, rng: random.Random, layer: str, likely: float) -> bool:
        """Does the question have a random policy in this layer?"""
        return chance(rng, likely) if self.spotlight is None else self.spotlight == layer

    def aiming_at(self, gate: Gate) -> "Mood":
        """The same, for another resource."""
        return self._replace(gate=gate)


TYPE_OF = {key: value_type for value_type, key in reversed(TYPED_KEYS)}


def random_condition(rng: random.Random, mood: Mood, lean: bool) -> Json:
    """A Condition block that leans towards holding, or not."""
    condition: Json = {}
    for _ in range(1 if chance(rng, 0.75) else 2):
        operator, key, value = random_test(rng, mood, lean)
        keys = condition.setdefault(operator, {})
        if key.lower() not in {known.lower() for known in keys}:  # A6
            keys[key] = value
    return condition


def random_test(rng: random.Random, mood: Mood, lean: bool) -> tuple[str, str, Any]:
    """An operator, a key and its values."""
    if mood.fact_keys and chance(rng, 0.55):
        value_type, key = pick(rng, mood.fact_keys)
    else:
        value_type = pick(rng, VALUE_TYPES)
        key = pick(rng, KEYS_OF[value_type])
        if key not in DERIVED and chance(rng, 0.65):
            add_to_context(rng, mood, value_type, key)
    fact = mood.facts.get(key)
    if chance(rng, 0.06):
        absent = (fact is None or fact == []) == lean
        return "Null", mixed_case(rng, key), pick(rng, (str(absent).lower(), absent))
    if value_type in ("number", "bool") and chance(rng, 0.1):  # B18: compared as text
        text = policy_text(fact) if lean else pick(rng, VALUES[value_type][key])
        return pick(rng, ("StringEquals", "ForAnyValue:StringLike")), key, text
    operator = pick(rng, OPERATORS_OF[value_type])
    wanted = policy_values(rng, mood, operator, value_type, key, fact, lean != ("Not" in operator))
    return random_spelling(rng, operator), mixed_case(rng, key), wanted


def add_to_context(rng: random.Random, mood: Mood, value_type: str, key: str) -> None:
    """Give the request a value for the key a condition is about to ask for."""
    if key.lower() not in {known.lower() for known in mood.context}:
        value = random_context_value(rng, value_type, key)
        mood.context[mixed_case(rng, key)] = mood.facts[key] = value


def policy_text(fact: Any) -> str:
    """The text of a request value, or of the first of several."""
    first = fact[0] if isinstance(fact, list) and fact else fact
    return first if isinstance(first, str) else json.dumps(first)


def random_spelling(rng: random.Random, operator: str) -> str:
    """The operator with a set prefix and IfExists, or without."""
    prefix = pick(rng, ("", "", "ForAllValues:", "ForAnyValue:"))
    return prefix + operator + ("IfExists" if chance(rng, 0.35) else "")


def policy_values(
    rng: random.Random,
    mood: Mood,
    operator: str,
    value_type: str,
    key: str,
    fact: Any,
    hit: bool,
) -> Any:
    """Values that hit the known fact, or values from the vocabulary."""
    pool = VALUES[value_type][key]
    if value_type == "bool":  # B8: one value only
        if fact is not None and fact != [] and hit:
            return pick(rng, as_list(fact))
        return as_json_type(rng, "bool", request_value(rng, "bool", pool))
    values = [
        policy_value(rng, mood, operator, value_type, pool)
        for _ in range(1 if chance(rng, 0.6) else 2)
    ]
    if hit and fact is not None and fact != [] and chance(rng, 0.8):
        facts = [text for text in as_list(fact) if "${" not in str(text)]
        aimed = [aimed_value(rng, operator, text) for text in facts]
        values = aimed + values[1:] if aimed else values
    return one_or_list(rng, list(dict.fromkeys(values)))


def policy_value(
    rng: random.Random, mood: Mood, operator: str, value_type: str, pool: Sequence[str]
) -> Any:
    """One value of the operator's type."""
    if value_type == "address":
        return pick(rng, NETWORKS)
    if value_type == "arn":
        arns = VARIABLE_ARNS if mood.variables and chance(rng, 0.3) else ARN_PATTERNS
        return pick(rng, arns)
    if value_type == "string" and mood.variables and chance(rng, 0.25):
        return pick(rng, VARIABLE_VALUES)
    if value_type in ("number", "date") and chance(rng, 0.03):
        return pick(rng, UNREADABLE[value_type])
    value = pick(rng, pool)
    if operator.endswith("Like") or (value_type == "string" and chance(rng, 0.06)):
        return pick(rng, (value, value[:2] + "*", "*", value[:-1] + "?"))
    return as_json_type(rng, value_type, value)


NETWORKS = (
    *("203.0.113.0/24", "203.0.113.7", "203.0.113.9/24", "198.51.100.0/25", "0.0.0.0/0"),
    *("10.0.0.0/8", "2001:db8::/32", "2001:db8::1", "::/0"),
)
ARN_PATTERNS = (
    *ARNS,
    f"arn:aws:iam::{HOSPITAL}:role/*",
    f"arn:aws:iam::{HOSPITAL}:user/*",
    f"arn:aws:iam::{HOSPITAL}:role/CareRole",
    f"arn:aws:*:*:{HOSPITAL}:*",
    "arn:aws:iam::*:user/?lice",
    "arn:aws:lambda:*:*:function:*",
    f"arn:aws:lambda:*:{HOSPITAL}:f",
)


def aimed_value(rng: random.Random, operator: str, fact: Any) -> Any:
    """A policy value that hits this request value under the positive operator."""
    text = policy_text(fact)
    if "LessThan" in operator or "GreaterThan" in operator:
        bounds = ("4102444800", "2100-01-01") if "Less" in operator else ("-5", "1970-01-02")
        return bounds["Date" in operator] if chance(rng, 0.5) else text
    if operator.endswith("Like") and text and chance(rng, 0.5):
        return text[:-1] + pick(rng, ("*", "?"))
    if operator.endswith("IgnoreCase"):
        return text.swapcase()
    return text


# --- Action and Resource ---------------------------------------------------------------------

OTHER_ACTIONS = (
    *("ec2:*", "iam:Get*", "s3:List*", "kms:Describe*", "s3:GetObject?", "healthlake:Search*"),
    *("sqs:*", "kms:*Grant", "sts:Assume*", "s3:*Policy", "lambda:InvokeFunction"),
)
RCP_OTHER_ACTIONS = (
    *("s3:PutObject", "kms:Decrypt", "sts:AssumeRole*", "sqs:*", "secretsmanager:*"),
    *("healthlake:*", "s3:List*"),
)


def action_like(rng: random.Random, action: str, bare_star: bool = True) -> str:
    """An Action value that covers the action."""
    prefix, name = action.split(":")
    middle = 1 + int(rng.random() * (len(name) - 1))
    draw = rng.random()
    if draw < 0.3:
        return mixed_case(rng, action)
    if draw < 0.5:
        return f"{prefix}:*"
    if draw < 0.65 and bare_star:
        return "*"
    if draw < 0.8:
        return f"{prefix}:{name[:middle]}*"
    if draw < 0.9:
        return f"{prefix}:*{name[middle:]}"
    return f"{prefix}:{name[:middle]}?{name[middle + 1 :]}"


def resource_like(rng: random.Random, mood: Mood) -> str:
    """A Resource value that covers the request's resource."""
    arn = mood.gate.request
    draw = rng.random()
    if draw < 0.35 or arn == "*":
        return "*"
    parts = arn.split(":", 5)
    if draw < 0.5:
        return arn
    if draw < 0.6:
        parts[3], parts[4] = parts[3] and "*", parts[4] and "*"
    if draw < 0.75 and mood.variables:
        parts[5] = with_variable(rng, mood, parts[5])
    elif draw < 0.9:
        cut = int(rng.random() * len(parts[5]))
        parts[5] = parts[5][:cut] + "*"
    else:
        cut = int(rng.random() * len(parts[5]))
        parts[5] = parts[5][:cut] + "?" + parts[5][cut + 1 :]
    return ":".join(parts)


VARIABLES_IN_ARNS = (
    *("aws:username", "aws:PrincipalTag/dept", "aws:PrincipalAccount", "aws:PrincipalTag/team"),
    *("aws:ResourceTag/dept", "AWS:username"),
)


def with_variable(rng: random.Random, mood: Mood, text: str) -> str:
    """The resource part of an ARN with a variable where its value stands, or somewhere."""
    if "*" in text and chance(rng, 0.5):
        return text.replace("*", "${*}")
    variable = pick(rng, VARIABLES_IN_ARNS)
    value = mood.facts.get(variable)
    spelled = f"${{{variable}}}"
    if isinstance(value, str) and value and value in text:
        return text.replace(value, spelled, 1)
    word = pick(rng, re.split(r"[/\-]", text))
    if word and not set(word) & set("*?'"):
        default = word if chance(rng, 0.6) else pick(rng, ("icu", "phi", "*"))
        spelled = f"${{{variable}, '{default}'}}" if chance(rng, 0.6) else spelled
        return text.replace(word, spelled, 1)
    return text + spelled


def other_resource(rng: random.Random, mood: Mood) -> str:
    """Some ARN of the same service, perhaps one that would fit if the rules were looser."""
    parts = mood.gate.request.split(":", 5)
    other = pick(rng, OTHER_RESOURCES)
    if len(parts) < 6 or chance(rng, 0.4):
        return other
    if ":" in parts[5] and chance(rng, 0.6):  # A11: a * must not run across these colons
        return ":".join([*parts[:3], "*", "*", parts[5].rsplit(":", 1)[1]])
    tail = pick(rng, ("other", "home/*", "*/x", "key/*", "user/Bob", parts[5].lower()))
    return ":".join([*parts[:5], tail])


OTHER_RESOURCES = (
    "arn:aws:s3:::shared",
    "arn:aws:s3:::phi-bucket/*",
    "arn:aws:s3:::icu-*/home/*",
    f"arn:aws:kms:us-east-1:{PARTNER}:key/*",
    f"arn:aws:iam::{HOSPITAL}:role/CareRole",
    f"arn:aws:healthlake:*:{HOSPITAL}:datastore/fhir/*",
    "arn:aws:sqs:eu-west-1:*:icu-*",
)


# --- Principal elements ----------------------------------------------------------------------


def names_of(principal: Json) -> list[tuple[str, str]]:
    """Every way to name the principal, as (key of the Principal map, value)."""
    kind = principal["type"]
    names = [("Federated", principal["idp"])] if "idp" in principal else []
    if kind == "service":
        return [("Service", principal["service"])]
    if kind == "anonymous":
        return [*names, ("AWS", "*")]
    account = principal["account"]
    names += [("AWS", account), ("AWS", f"arn:aws:iam::{account}:root")]
    keys = ("arn", "role_arn", "parent_user_arn", "unique_id")
    return names + [("AWS", principal[key]) for key in keys if key in principal]


def other_names(kind_of_policy: str) -> tuple[tuple[str, str], ...]:
    """Principals that may be somebody else."""
    names = OTHER_NAMES
    if kind_of_policy == "trust":
        return (*names, *(("Federated", provider) for provider in IDENTITY_PROVIDERS))
    if kind_of_policy in ("bucket", "access-point"):
        return (*names, ("CanonicalUser", CANONICAL_USER))
    return names


OTHER_NAMES = (
    *(("AWS", account) for account in ACCOUNTS),
    *(("AWS", f"arn:aws:iam::{account}:root") for account in ACCOUNTS),
    *(("AWS", f"arn:aws:iam::{HOSPITAL}:user/{name}") for name in USERS),
    *(("AWS", f"arn:aws:iam::{HOSPITAL}:role/{name}") for name in ROLES),
    ("AWS", f"arn:aws:sts::{HOSPITAL}:assumed-role/CareRole/shift1"),
    ("AWS", f"arn:aws:sts::{HOSPITAL}:federated-user/kiosk"),
    *(("AWS", unique_id) for unique_id in (*USER_IDS, *ROLE_IDS)),
    *(("Service", name) for name in SERVICES),
)
OTHER_NAMES_FOR = {kind: other_names(kind) for kind in POLICY_TYPES}


def random_names(
    rng: random.Random, mood: Mood, policy_type: str, lean: bool
) -> list[tuple[str, str]]:
    """Values for a Principal element that names the principal, or does not care to."""
    others = OTHER_NAMES_FOR[policy_type]
    names = [pick(rng, others) for _ in range(1 if chance(rng, 0.6) else 2)]
    if lean and chance(rng, 0.75):
        own = names_of(mood.principal)
        if policy_type != "trust":
            own = [name for name in own if name[0] != "Federated"]
        names = ([pick(rng, own)] if own else []) + names[1:]
    return names or [pick(rng, others)]


def principal_map(rng: random.Random, names: Iterable[tuple[str, str]]) -> Json:
    """The map form of a Principal element."""
    grouped: dict[str, list[str]] = {}
    for kind, value in dict.fromkeys(names):
        grouped.setdefault(kind, []).append(value)
    return {kind: one_or_list(rng, values) for kind, values in grouped.items()}


def principal_element(rng: random.Random, mood: Mood, policy_type: str, lean: bool) -> Any:
    """A Principal element."""
    if chance(rng, 0.22):
        return {"AWS": "*"} if policy_type == "trust" else "*"  # AWS saves no trust of a bare "*"
    if chance(rng, 0.08):
        return {"AWS": "*" if chance(rng, 0.7) else ["*"]}
    return principal_map(rng, random_names(rng, mood, policy_type, lean))


def not_principal_element(rng: random.Random, mood: Mood, policy_type: str) -> Any:
    """A NotPrincipal element that lists all, some or none of the caller's levels."""
    names = random_names(rng, mood, policy_type, lean=False)
    draw = rng.random()
    if draw < 0.45:
        own = [name for name in names_of(mood.principal) if name[0] != "Federated"]
        names = [*own, *names[1:]] or names
    elif draw < 0.7:
        names = random_names(rng, mood, policy_type, lean=True)
    elif draw < 0.74:
        return {"AWS": "*"}
    return principal_map(rng, names)


# --- Statements and policies -----------------------------------------------------------------


def add_action(
    rng: random.Random, statement: Json, mood: Mood, policy_type: str, lean: bool
) -> None:
    """Action or NotAction, covering the request if the statement leans that way."""
    others: tuple[str, ...] = RCP_OTHER_ACTIONS if policy_type == "rcp" else OTHER_ACTIONS
    if policy_type == "trust":
        others = ("sts:AssumeRole", "sts:TagSession", "sts:*", "sts:AssumeRoleWith*")
    values = some(rng, others, 2)
    if policy_type not in ("rcp", "trust") and chance(rng, 0.1):
        hidden = [] if lean else [action_like(rng, mood.scene.action)]
        statement["NotAction"] = one_or_list(rng, hidden + values)
        return
    reachable = policy_type != "trust" or mood.scene.action.startswith("sts:")
    if lean and reachable and chance(rng, 0.9):
        bare_star = policy_type not in ("rcp", "trust")
        values = [action_like(rng, mood.scene.action, bare_star), *values[1:]]
    statement["Action"] = one_or_list(rng, values)


def add_resource(
    rng: random.Random, statement: Json, mood: Mood, policy_type: str, lean: bool
) -> None:
    """Resource or NotResource, covering the request if the statement leans that way."""
    if policy_type == "trust":
        return
    if policy_type == "key":
        statement["Resource"] = "*"  # H4
        return
    values = [other_resource(rng, mood) for _ in range(1 if chance(rng, 0.7) else 2)]
    if chance(rng, 0.08):
        hidden = [] if lean else [resource_like(rng, mood)]
        values = [value for value in hidden + values if value != "*"] or values
        statement["NotResource"] = one_or_list(rng, values)
        return
    if lean and chance(rng, 0.93):
        values = [resource_like(rng, mood), *values[1:]]
    statement["Resource"] = one_or_list(rng, values)


def add_principal(
    rng: random.Random, statement: Json, mood: Mood, policy_type: str, lean: bool
) -> None:
    """Principal or NotPrincipal, as the policy type allows (A21)."""
    if policy_type == "rcp":
        statement["Principal"] = "*"
    elif policy_type == "endpoint":
        anyone = chance(rng, 0.8)
        statement["Principal"] = "*" if anyone else principal_element(rng, mood, policy_type, lean)
    elif policy_type == "trust":
        statement["Principal"] = principal_element(rng, mood, policy_type, lean)
    elif policy_type in ("bucket", "access-point", "key", "resource"):
        if chance(rng, 0.2 if mood.spotlight else 0.1):
            statement["NotPrincipal"] = not_principal_element(rng, mood, policy_type)
        else:
            statement["Principal"] = principal_element(rng, mood, policy_type, lean)


def random_statement(
    rng: random.Random, mood: Mood, policy_type: str, effect: str, lean: bool
) -> Json:
    """One statement that leans towards covering the request, or not."""
    statement: Json = {"Effect": effect}
    add_principal(rng, statement, mood, policy_type, lean)
    add_action(rng, statement, mood, policy_type, lean)
    add_resource(rng, statement, mood, policy_type, lean)
    if chance(rng, 0.75 if mood.spotlight else 0.3 if effect == "Allow" else 0.45):
        statement["Condition"] = random_condition(rng, mood, lean)
    if policy_type == "trust":
        suit_federated(statement)
    return statement


def suit_federated(statement: Json) -> None:
    """F15: a federated provider stands alone, with the two actions that are made for it."""
    if statement["Principal"] != "*" and "Federated" in statement["Principal"]:
        statement["Principal"] = {"Federated": statement["Principal"]["Federated"]}
        statement["Action"] = ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]


# How likely a policy of this type: allows on purpose, denies by accident, denies on purpose.
INTENT = {
    "identity": (0.88, 0.2, 0.17),
    "boundary": (0.88, 0.15, 0.12),
    "session": (0.88, 0.12, 0.1),
    "scp": (0.75, 0.25, 0.25),
    "rcp": (0.0, 0.6, 0.45),
    "endpoint": (0.9, 0.1, 0.15),
    "bucket": (0.8, 0.2, 0.18),
    "access-point": (0.88, 0.15, 0.1),
    "key": (0.88, 0.15, 0.14),
    "trust": (0.88, 0.12, 0.12),
    "resource": (0.8, 0.2, 0.18),
}


def random_policy(rng: random.Random, mood: Mood, policy_type: str) -> Json:
    """A policy of this type, in one of the two versions of the language."""
    policy: Json = {}
    draw = rng.random()
    if policy_type == "rcp" or draw < 0.8:
        policy["Version"] = "2012-10-17"
    else:  # C2: where they stand under an absent Version, variables are literal
        absent = draw < 0.92
        mood = mood._replace(variables=absent and chance(rng, 0.3))
        policy |= {} if absent else {"Version": "2008-10-17"}
    if policy_type in ("bucket", "key", "resource") and chance(rng, 0.1):
        policy["Id"] = "Policy 1"
    statements = random_statements(rng, mood, policy_type)
    if chance(rng, 0.15):
        for number, statement in enumerate(statements):
            statement["Sid"] = f"S{number}"
    policy["Statement"] = one_or_list(rng, statements)
    return policy


def random_statements(rng: random.Random, mood: Mood, policy_type: str) -> list[Json]:
    """Allows and Denies as the type's intent says; RCPs only deny."""
    if mood.spotlight:
        return spotlit_statements(rng, mood, policy_type)
    allow, stray_deny, deny = INTENT[policy_type]
    plan = [
        ("Allow", True, allow),
        ("Deny", False, stray_deny),
        ("Deny", True, deny),
        ("Allow", False, 0.25 if allow else 0),
    ]
    statements = [
        random_statement(rng, mood, policy_type, effect, lean)
        for effect, lean, probability in plan
        if chance(rng, probability)
    ]
    if statements:
        return statements
    effect = "Allow" if allow else "Deny"
    return [random_statement(rng, mood, policy_type, effect, lean=False)]


def spotlit_statements(rng: random.Random, mood: Mood, policy_type: str) -> list[Json]:
    """One statement in doubt: an Allow, or a Deny beside an Allow of everything."""
    denies = policy_type == "rcp" or chance(rng, 0.45)
    effect = "Deny" if denies else "Allow"
    doubtful = random_statement(rng, mood, policy_type, effect, lean=chance(rng, 0.75))
    if not denies or policy_type == "rcp":
        return [doubtful]
    return [open_statement(mood, policy_type), doubtful]


def open_statement(mood: Mood, policy_type: str) -> Json:
    """Allow everything; where a principal must be named, its account or the principal."""
    statement: Json = {"Effect": "Allow", "Action": "sts:*" if policy_type == "trust" else "*"}
    if policy_type != "trust":
        statement["Resource"] = "*"
    if policy_type == "endpoint":
        statement["Principal"] = "*"
    elif policy_type in ("bucket", "access-point", "key", "trust", "resource"):
        kind, value = next(name for name in names_of(mood.principal) if name[0] != "Federated")
        statement["Principal"] = {kind: value}
    return statement


FULL_ACCESS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}

OTHER_ACCESS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}],
}


# --- The question ----------------------------------------------------------------------------


def random_question(rng: random.Random) -> Json:
    """One question: who asks for what, and all policies around it."""
    home = pick(rng, ACCOUNTS)
    scene = pick(rng, SCENES)(rng, home if chance(rng, 0.72) else pick(rng, ACCOUNTS))
    escape = scene.action in BUCKET_ACTIONS and chance(rng, 0.3)  # G8
    principal = root(rng, home) if escape else random_principal(rng, home)
    context = random_context(rng, scene)
    accounts = random_accounts(rng)
    facts = random_facts(principal, scene, context, accounts)
    fact_keys = tuple((TYPE_OF[key], key) for key in facts if key in TYPE_OF)
    spotlight = random_spotlight(rng, principal, scene, accounts)
    mood = Mood(scene, scene.gates[0], principal, context, facts, fact_keys, spotlight)
    add_principal_policies(rng, principal, mood)
    add_organization_policies(rng, accounts, mood)
    setup: Json = {"principal": principal, **random_resources(rng, mood)}
    if accounts:
        setup["accounts"] = accounts
    if mood.wants(rng, "endpoint", 0.1):
        setup["endpoint_policy"] = random_policy(rng, mood, "endpoint")
    if scene.gates[0].kind == "kms-key" and mood.wants(rng, "grant", 0.35):
        setup["grants"] = [random_grant(rng, mood) for _ in range(1 + int(rng.random() * 2))]
    request = {
        "action": mixed_case(rng, scene.action),
        "resource": scene.gates[0].request,
        "context": context,
    }
    return {"setup": setup, "request": request}


def random_spotlight(
    rng: random.Random, principal: Json, scene: Scene, accounts: Json
) -> str | None:
    """In half of the questions one layer decides, all others being permissive."""
    if chance(rng, 0.5):
        return None
    kind, gate = principal["type"], scene.gates[0]
    layers = ["endpoint"]
    if gate.policy_type:
        layers += ["resource"] * 3
    if gate.kind == "kms-key":
        layers += ["grant"] * 2
    if accounts.get(gate.account or "", {}).get("org"):
        layers += ["rcp"] * 2
    if accounts.get(principal["account"], {}).get("org"):
        layers.append("scp")
    if kind in ("user", "role_session", "federated_user"):
        layers += ["identity", "identity", "identity", "boundary", "session"]
    return pick(rng, layers)


def random_facts(principal: Json, scene: Scene, context: Json, accounts: Json) -> Json:
    """The context keys as policies will see them, under the names of the vocabulary."""
    facts = principal_facts(principal)
    owner = scene.gates[0].account or principal["account"]
    facts["aws:ResourceAccount"] = owner
    for key, account in (
        ("aws:ResourceOrgID", owner),
        ("aws:PrincipalOrgID", principal["account"]),
    ):
        if org := accounts.get(account, {}).get("org"):
            facts[key] = org
    return facts | context


def random_accounts(rng: random.Random) -> Json:
    """Organizations of the accounts; policies come later."""
    if chance(rng, 0.3):
        return {}
    accounts: Json = {}
    for account, org in ((HOSPITAL, "o-hosp"), (PARTNER, "o-hosp"), (VENDOR, "o-vendor")):
        if chance(rng, 0.85):
            accounts[account] = {"org": org, "management": chance(rng, 0.12)}
    if VENDOR in accounts and chance(rng, 0.2):
        accounts[VENDOR] = {"org": None, "management": False}
    return accounts


def add_organization_policies(rng: random.Random, accounts: Json, mood: Mood) -> None:
    """SCPs and RCPs, level by level from the root down."""
    concerned = {mood.principal["account"], *(gate.account for gate in mood.scene.gates)}
    for account, facts in accounts.items():
        if not facts["org"]:
            continue
        likely = 0.4 if account in concerned else 0.05
        if mood.wants(rng, "scp", likely):
            facts["scps"] = [scp_level(rng, mood) for _ in range(2 + int(rng.random() * 2))]
        if mood.wants(rng, "rcp", likely):
            facts["rcps"] = [
                [random_policy(rng, mood, "rcp")] if chance(rng, 0.5) else []
                for _ in range(1 + int(rng.random() * 3))
            ]


def scp_level(rng: random.Random, mood: Mood) -> list[Json]:
    """The SCPs of one root, OU or account."""
    level = [FULL_ACCESS] if chance(rng, 0.85) else []
    if not level or chance(rng, 0.25):
        level.append(random_policy(rng, mood, "scp"))
    return level


def add_principal_policies(rng: random.Random, principal: Json, mood: Mood) -> None:
    """Identity policies, boundary and session policies of the principal."""
    kind = principal["type"]
    has_identity = kind in ("user", "role_session", "federated_user")
    if has_identity or (kind == "root" and chance(rng, 0.2)):  # E19: root's are to be ignored
        principal["identity"] = identity_policies(rng, mood)
        if mood.wants(rng, "boundary", 0.2):
            principal["boundary"] = random_policy(rng, mood, "boundary")
        elif mood.spotlight == "resource" and chance(rng, 0.3):  # E5, E32
            principal["boundary"] = FULL_ACCESS if chance(rng, 0.6) else OTHER_ACCESS
    likely = {"role_session": 0.25, "federated_user": 0.75, "root": 0.15}.get(kind, 0)
    if likely and mood.wants(rng, "session", likely):
        count = pick(rng, (1, 1, 2))
        principal["session"] = [random_policy(rng, mood, "session") for _ in range(count)]
    elif kind == "federated_user" and mood.spotlight and chance(rng, 0.9):  # E10
        principal["session"] = [FULL_ACCESS]


def identity_policies(rng: random.Random, mood: Mood) -> list[Json]:
    """Random ones, everything, or nothing if the resource side is to decide."""
    if mood.spotlight in ("resource", "grant") and chance(rng, 0.7):
        return []
    if mood.spotlight not in (None, "identity"):
        return [FULL_ACCESS]
    count = pick(rng, (0, 1, 1, 1, 2)) if mood.spotlight is None else 1
    return [random_policy(rng, mood, "identity") for _ in range(count)]


def random_resources(rng: random.Random, mood: Mood) -> Json:
    """The resource, or the parts of a request through an access point."""
    gates = mood.scene.gates
    if len(gates) == 1:
        return {"resource": random_resource(rng, mood, gates[0])}
    parts = [
        {
            "name": gate.policy_type,
            **random_resource(rng, mood.aiming_at(gate), gate),
            "request_resource": gate.request,
        }
        for gate in gates
    ]
    return {"resource": {"arn": gates[0].arn, "account": gates[0].account}, "parts": parts}


def random_resource(rng: random.Random, mood: Mood, gate: Gate) -> Json:
    """A resource with its resource-based policy."""
    resource: Json = {"arn": gate.arn, "account": gate.account, "kind": gate.kind}
    resource["policy"] = resource_policy(rng, mood, gate)
    if gate.policy_type == "key" and resource["policy"] and chance(rng, 0.3):
        add_account_statement(resource)
    if gate.kind == "kms-key" and chance(rng, 0.1):
        resource["aws_managed"] = True
    return resource


def resource_policy(rng: random.Random, mood: Mood, gate: Gate) -> Json | None:
    """Random, or as open as the request needs it to be if another layer decides."""
    if not gate.policy_type:
        return None
    likely = {"key": 0.95, "trust": 0.95, "access-point": 0.9}.get(gate.policy_type, 0.65)
    if mood.wants(rng, "resource", likely):
        return random_policy(rng, mood, gate.policy_type)
    abroad = mood.principal["account"] != gate.account
    if mood.spotlight and (abroad or gate.policy_type in ("key", "trust")):
        if mood.spotlight == "grant" and chance(rng, 0.7):
            return None
        return {"Version": "2012-10-17", "Statement": [open_statement(mood, gate.policy_type)]}
    return None


def add_account_statement(resource: Json) -> None:
    """H2: the statement of the default key policy."""
    policy = resource["policy"]
    policy["Statement"] = as_list(policy["Statement"])
    policy["Statement"].append(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{resource['account']}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    )


def random_grant(rng: random.Random, mood: Mood) -> Json:
    """A KMS grant, perhaps with an encryption context constraint."""
    own = [value for kind, value in names_of(mood.principal) if kind != "Federated"]
    own = [value for value in own if value != "*" and not value.startswith(("AIDA", "AROA"))]
    grantee = pick(rng, own) if own and chance(rng, 0.7) else pick(rng, GRANTEES)
    operations = some(rng, ("Decrypt", "Encrypt", "GenerateDataKey", "RetireGrant"), 2)
    name = mood.scene.action.split(":")[1]
    if name in GRANT_OPERATIONS and name not in operations and chance(rng, 0.6):
        operations.append(name)
    grant: Json = {"grantee": grantee, "operations": operations}
    if chance(rng, 0.5):
        pairs = {pick(rng, ("Department", "Department", "department")): pick(rng, ("IT", "it"))}
        if chance(rng, 0.2):
            pairs["Purpose"] = "Test"
        grant[pick(rng, ("subset", "equals"))] = pairs
    return grant


GRANT_OPERATIONS = (
    *("Decrypt", "Encrypt", "GenerateDataKey", "CreateGrant", "DescribeKey", "RetireGrant"),
)
GRANTEES = (
    f"arn:aws:iam::{HOSPITAL}:user/Alice",
    f"arn:aws:iam::{HOSPITAL}:role/CareRole",
    f"arn:aws:iam::{PARTNER}:root",
    "healthlake.us-east-1.amazonaws.com",
)


# --- Features --------------------------------------------------------------------------------


def features(question: Json) -> set[str]:
    """What the question contains: policy types, principal type and forms, operators, oddities."""
    setup, request = question["setup"], question["request"]
    found = {f"principal:{setup['principal']['type']}"}
    for policy_type, policy in policies_in(setup):
        found.add(f"policy:{policy_type}")
        found |= policy_features(policy)
    found |= principal_features(setup["principal"])
    found |= context_features(request["context"])
    found |= setup_features(setup)
    return found | action_features(request["action"])


def policies_in(setup: Json) -> Iterator[tuple[str, Json]]:
    """Every policy of the question with its type."""
    principal = setup["principal"]
    yield from (("identity", policy) for policy in principal.get("identity", []))
    yield from (("session", policy) for policy in principal.get("session", []))
    for account in setup.get("accounts", {}).values():
        for policy_type in ("scp", "rcp"):
            levels = account.get(policy_type + "s", [])
            yield from ((policy_type, policy) for level in levels for policy in level)
    single = [("boundary", principal.get("boundary")), ("endpoint", setup.get("endpoint_policy"))]
    for gate in setup.get("parts", [setup["resource"]]):
        single.append((POLICY_TYPE_OF[gate.get("kind", "generic")], gate.get("policy")))
    yield from ((policy_type, policy) for policy_type, policy in single if policy)


POLICY_TYPE_OF = {
    "s3-bucket": "bucket",
    "s3-access-point": "access-point",
    "kms-key": "key",
    "iam-role": "trust",
    "generic": "resource",
}


def policy_features(policy: Json) -> set[str]:
    """The version, the elements, the operators and the variables of one policy."""
    version = policy.get("Version", "absent")
    found = {f"version:{version}"}
    text = json.dumps(policy)
    if "${" in text:
        found.add("variables" if version == "2012-10-17" else f"variables:literal:{version}")
        found |= {name for name, sign in VARIABLE_SIGNS.items() if sign in text}
    for statement in as_list(policy["Statement"]):
        found |= {f"element:{name}" for name in statement if name not in ("Effect", "Sid")}
        found |= {f"operator:{operator}" for operator in statement.get("Condition", {})}
        found |= principal_form_features(statement.get("Principal"))
        if "NotPrincipal" in statement:
            found.add(f"NotPrincipal:{statement['Effect']}")
    return found


VARIABLE_SIGNS = {
    "variables:default": ", '",
    "variables:star": "${*}",
    "variables:question": "${?}",
    "variables:dollar": "${$}",
}


def principal_form_features(element: Any) -> set[str]:
    """The forms in which a Principal element names principals."""
    if not isinstance(element, dict):
        return {"form:*"} if element == "*" else set()
    return {
        f"form:{principal_form(kind, value)}"
        for kind, values in element.items()
        for value in as_list(values)
    }


def principal_form(kind: str, value: str) -> str:
    """Which of the forms of A15 this value is."""
    plain = {"Service": "service", "Federated": "federated", "CanonicalUser": "canonical-user"}
    if kind in plain:
        return plain[kind]
    if value == "*":
        return "AWS:*"
    if value.isdigit():
        return "account-id"
    signs = {
        ":root": "account-root",
        ":user/": "user",
        ":role/": "role",
        ":assumed-role/": "session",
        ":federated-user/": "federated-user",
    }
    return next((form for sign, form in signs.items() if sign in value), "unique-id")


def principal_features(principal: Json) -> set[str]:
    """What is special about the principal."""
    kinds = ("service_linked_role", "idp", "unique_id", "tags")
    return {f"principal:{kind}" for kind in kinds if kind in principal}


def context_features(context: Json) -> set[str]:
    """The kinds of context values."""
    found = set()
    for key, value in context.items():
        if value is None:
            found.add("context:null")
        elif isinstance(value, list):
            found.add("context:multivalued" if value else "context:empty")
        elif not isinstance(value, str):
            found.add("context:json-type")
        if key in (key.lower(), key.upper()):
            found.add("context:other-case")
    return found


def setup_features(setup: Json) -> set[str]:
    """Grants, parts, management accounts and levels without policies."""
    found: set[str] = {name for name in ("grants", "parts") if name in setup}
    accounts = setup.get("accounts", {}).values()
    found |= {"management" for account in accounts if account["management"]}
    found |= {"aws_managed"} if setup["resource"].get("aws_managed") else set()
    same = setup["resource"]["account"] in (None, setup["principal"]["account"])
    return found | {"same-account" if same else "cross-account"}


def action_features(action: str) -> set[str]:
    """The service, and whether the action's letters are changed."""
    prefix, name = action.split(":")
    changed = action in (action.lower(), action.upper())
    found = {f"service:{prefix.lower()}"} | ({"action:other-case"} if changed else set())
    return found | ({"GetCallerIdentity"} if name.lower() == "getcalleridentity" else set())


EXPECTED_FEATURES = frozenset(
    {
        *(f"principal:{kind}" for kind in PRINCIPAL_TYPES),
        *(f"principal:{fact}" for fact in ("service_linked_role", "idp", "unique_id", "tags")),
        *(f"policy:{kind}" for kind in POLICY_TYPES),
        *(f"form:{form}" for form in PRINCIPAL_FORMS),
        *(f"operator:{operator}" for operator in OPERATOR_SPELLINGS),
        *("version:2012-10-17", "version:2008-10-17", "version:absent"),
        *("variables", "variables:literal:absent", *VARIABLE_SIGNS),
        *("NotPrincipal:Allow", "NotPrincipal:Deny"),
        *(f"element:{name}" for name in ("Action", "NotAction", "Resource", "NotResource")),
        *(f"element:{name}" for name in ("Principal", "NotPrincipal", "Condition")),
        *("context:null", "context:empty", "context:multivalued", "context:json-type"),
        *("context:other-case", "action:other-case", "same-account", "cross-account"),
        *("grants", "parts", "management", "aws_managed", "GetCallerIdentity"),
    }
)
