"""An organization of any size with everything that decides: for the access matrix.

Every kind of policy and every form of naming is in it, spread by a seed; a bigger one has more of
the same.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from simlib import PolicyType, new_cloud, parse_policy
from simlib.cloud.attached import unique_id_of
from simlib.cloud.cloud import Cloud
from simlib.cloud.identities import ManagedPolicy, PolicyVersion, Role, User
from simlib.cloud.ids import Ids
from simlib.cloud.keys import Key, KeyGrant
from simlib.cloud.organization import (
    FULL_AWS_ACCESS,
    ControlType,
    Node,
    NodeType,
    OrganizationPolicy,
    new_organization,
    with_account,
    with_node,
)
from simlib.cloud.saved_policy import SavedPolicy, saved
from simlib.cloud.storage import AccessPoint, Bucket, StoredObject
from tests.clouds import Statement, allow, deny, document, trust

ACCOUNTS = tuple(f"{number}" * 12 for number in (1, 2, 3, 4, 5, 6))  # the first one manages
WARDS = ("icu", "lab", "er", "dental")
OPEN: frozenset[str] = frozenset()
GUARDED = frozenset({"RestrictPublicBuckets"})
OWN = "arn:aws:s3:::records-*/${aws:username}/*"
TAGGED = {"StringEquals": {"aws:ResourceTag/Ward": "${aws:PrincipalTag/Ward}"}}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
S3, KMS = ["s3:GetObject", "s3:PutObject"], ["kms:Decrypt", "kms:GenerateDataKey"]


def estate(principals: int, resources: int, seed: int = 1) -> Cloud:
    """A cloud with about that many users and roles, and buckets, objects, doors and keys."""
    return _Estate(principals, resources, seed).cloud


class _Estate:
    def __init__(self, principals: int, resources: int, seed: int) -> None:
        self.rng, self.cloud = random.Random(seed), new_cloud(seed=seed)
        self.tables: dict[str, dict[Any, Any]] = {}
        for number in ACCOUNTS:
            self.cloud.add_account(number, f"account{number[0]}")
        self.organization()
        self.managed = [self.managed_policy(number) for number in range(12)]
        self.boundaries = [self.managed_policy(number, "boundary") for number in range(3)]
        people = [self.user if n % 2 else self.role for n in range(principals)]
        self.people = [make(number) for number, make in enumerate(people)]
        self.kept()
        for number in range(resources):
            (self.bucket, self.key, self.object, self.door, self.bucket)[number % 5](number)
        self.kept()

    def kept(self) -> None:
        for table, rows in self.tables.items():
            merged = {**getattr(self.cloud.state, table), **rows}
            self.cloud.state = replace(self.cloud.state, **{table: merged})
        self.tables.clear()

    def put(self, table: str, key: Any, thing: Any) -> None:
        self.tables.setdefault(table, {})[key] = thing

    def organization(self) -> None:
        """Two levels of SCPs and RCPs; the last account stands outside."""
        made = new_organization(Ids(7), ACCOUNTS[0])
        unit = Node("ou-abcd-11111111", "Wards", NodeType.UNIT, made.root.id)
        made = with_node(made, unit)
        for number in ACCOUNTS[1:-1]:
            made = with_account(made, number, f"account{number[0]}", unit.id)
        scp, rcp = ControlType.SERVICE_CONTROL, ControlType.RESOURCE_CONTROL
        elsewhere = {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}
        outside = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": made.id}}
        policies = [
            ("p-region", scp, deny("*", Condition=elsewhere), unit.id),
            ("p-keys", scp, deny("kms:ScheduleKeyDeletion"), made.root.id),
            ("p-only", scp, allow(["s3:*", "kms:*", "iam:*", "sts:*"]), ACCOUNTS[1]),
            ("p-org", rcp, {**deny("s3:*", Condition=outside), "Principal": "*"}, ACCOUNTS[2]),
            ("p-tls", rcp, {**deny("kms:*", Condition={"Bool": {"aws:SecureTransport": "false"}}),
                            "Principal": "*"}, unit.id),
        ]  # fmt: skip
        for id_, kind, statement, place in policies:
            text = document(statement)
            type_ = PolicyType.SERVICE_CONTROL if kind is scp else PolicyType.RESOURCE_CONTROL
            policy = OrganizationPolicy(id_, id_, kind, parse_policy(text, type_, name=id_))
            node = made.nodes[place]
            kept = [i for i in node.attached if not (id_ == "p-only" and i == FULL_AWS_ACCESS)]
            made = replace(made, policies={**made.policies, id_: policy})
            made = with_node(made, replace(node, attached=(*kept, id_)))
        self.cloud.state = replace(self.cloud.state, organization=made)

    def managed_policy(self, number: int, kind: str = "shared") -> str:
        account, name = "aws", f"{kind}{number}"
        statements = [self.statement(number * 37 + n) for n in range(3)]
        if kind == "boundary":
            statements.append(allow(["s3:*", "kms:*", "sts:AssumeRole", "iam:Get*"]))
        policy = parse_policy(document(*statements), name=name)
        made = ManagedPolicy(account, name, f"ANPA{number}", (PolicyVersion("v1", policy),))
        arn = f"arn:aws:iam::aws:policy/{name}"
        self.cloud.state = self.cloud.state.put("policies", arn, made)
        return arn

    def statement(self, number: int) -> Statement:
        """One of the many things that identity-based policies say."""
        rng, ward = self.rng, self.rng.choice(WARDS)
        bucket = f"arn:aws:s3:::records-{rng.randrange(40) * 5}"
        address = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
        return rng.choice(
            [
                allow(["s3:GetObject", "s3:PutObject*"], OWN),
                allow("s3:*", [bucket, f"{bucket}/*"]),
                allow(["s3:Get*", "s3:List*"], "arn:aws:s3:::records-*", Condition=address),
                allow(KMS, "*", Condition=TAGGED),
                allow("kms:*", f"arn:aws:kms:us-east-1:{rng.choice(ACCOUNTS)}:key/*"),
                allow("sts:AssumeRole", f"arn:aws:iam::*:role/{ward}/*"),
                allow(["iam:Get*", "iam:List*", f"iam:Put{rng.choice(('User', 'Role'))}Policy"]),
                allow("s3:*Object", f"arn:aws:s3:us-east-1:*:accesspoint/*{number % 10}/object/*"),
                allow("ec2:*", Condition=MFA),
                deny(["s3:Delete*", "kms:Disable*"]),
                deny("s3:PutObject", f"arn:aws:s3:::records-?{rng.randrange(10)}/*"),
                deny("kms:*", Condition={"StringNotEquals": {"aws:ResourceTag/Ward": ward}}),
                {"Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "*"},
                {"Effect": "Allow", "Action": S3, "NotResource": [f"{bucket}/*"]},
                {"Effect": "Deny", "Action": "s3:*", "NotResource": ["arn:aws:s3:::records-*"],
                 "Condition": {"Null": {"s3:ExistingObjectTag/Ward": "false"}}},
            ]
        )  # fmt: skip

    def attached(self, number: int) -> dict[str, Any]:
        """The policies, boundary and tags of a user or role."""
        name = f"inline{number}"
        statements = [self.statement(number) for _ in range(self.rng.choice((1, 2, 2, 4)))]
        chosen = self.rng.sample(self.managed, self.rng.choice((0, 1, 2)))
        bounded = self.rng.random() < 0.15
        return {
            "inline": {name: parse_policy(document(*statements), name=name)},
            "attached": tuple(chosen),
            "boundary": self.rng.choice(self.boundaries) if bounded else None,
            "tags": {"Ward": self.rng.choice(WARDS)} if number % 3 else {},
        }

    def user(self, number: int) -> str:
        account, name = self.rng.choice(ACCOUNTS), f"user{number}"
        made = User(account, name, f"AIDA{number:016}", **self.attached(number))
        self.put("users", (account, name), made)
        return made.arn

    def role(self, number: int) -> str:
        """Now and then a service-linked one."""
        account, name = self.rng.choice(ACCOUNTS), f"role{number}"
        path = "/aws-service-role/x/" if number % 50 == 4 else f"/{self.rng.choice(WARDS)}/"
        trusted = [
            trust({"AWS": self.rng.choice(ACCOUNTS)}),
            trust({"Service": "ec2.amazonaws.com"}),
            trust({"AWS": "*"}, Condition=TAGGED),
        ]
        policy = self.saved(PolicyType.ROLE_TRUST, self.rng.sample(trusted, 2), name)
        known = {"path": path, **self.attached(number)}
        made = Role(account, name, f"AROA{number:016}", policy, **known)
        self.put("roles", (account, name), made)
        return made.arn

    def saved(self, kind: PolicyType, statements: Sequence[Statement], name: str) -> SavedPolicy:
        policy = parse_policy(document(*statements), kind, name=name)
        return saved(policy, lambda arn: unique_id_of(self.cloud.state, arn))

    def named(self) -> Any:
        """A Principal element of any form."""
        who = self.rng.choice(self.people)
        return self.rng.choice(
            [
                "*",
                {"AWS": who},
                {"AWS": [self.rng.choice(self.people) for _ in range(3)]},
                {"AWS": self.rng.choice(ACCOUNTS)},
                {"AWS": _session_of(who)},
                {"Service": "cloudtrail.amazonaws.com"},
            ]
        )

    def own_policy(self, name: str, action: str, resource: str | list[str]) -> SavedPolicy:
        """A resource's policy: whom it allows, and sometimes whom it denies."""
        rng = self.rng
        inside = {"StringEquals": {"aws:PrincipalOrgID": self.cloud.state.organization.id}}  # type: ignore[union-attr]
        conditions: list[dict[str, Any]] = [{}, {}, {"Condition": TAGGED}, {"Condition": MFA}]
        conditions.append({"Condition": inside})
        said = [
            {**allow(action, resource), "Principal": self.named(), **rng.choice(conditions)}  # type: ignore[arg-type]
            for _ in range(rng.choice((1, 2, 3)))
        ]
        if rng.random() < 0.2:
            spared = {"AWS": [rng.choice(self.people), rng.choice(ACCOUNTS)]}
            said.append({**deny(action, resource), "NotPrincipal": spared})  # type: ignore[arg-type]
        elif rng.random() < 0.3:
            plain = {"Bool": {"aws:SecureTransport": "false"}}
            said.append({**deny(action, resource), "Principal": "*", "Condition": plain})  # type: ignore[arg-type]
        return self.saved(PolicyType.RESOURCE_BASED, said, f"policy of {name}")

    def bucket(self, number: int) -> None:
        name, account = f"records-{number}", self.rng.choice(ACCOUNTS)
        policy = None
        if self.rng.random() < 0.7:
            arn = f"arn:aws:s3:::{name}"
            policy = self.own_policy(name, "s3:*", [arn, f"{arn}/*"])
        blocked = self.rng.choice((OPEN, OPEN, GUARDED))
        region = "eu-west-1" if number % 25 == 0 else "us-east-1"
        self.put("buckets", name, Bucket(name, account, region, policy=policy,
                                         public_access_block=blocked))  # fmt: skip

    def object(self, number: int) -> None:
        """In the bucket made before it."""
        bucket, who = f"records-{number // 5 * 5}", self.rng.choice(self.people)
        key = f"{who.rpartition('/')[2]}/{number}"
        tags = {"Ward": self.rng.choice(WARDS)}
        self.put("objects", bucket, {key: StoredObject(key, tags=tags)})

    def door(self, number: int) -> None:
        bucket = f"records-{number // 5 * 5}"
        account, name = self.rng.choice(ACCOUNTS), f"door-{number}"
        arn = f"arn:aws:s3:us-east-1:{account}:accesspoint/{name}"
        policy = self.own_policy(name, "s3:*", [arn, f"{arn}/object/*"])
        owner = self.tables["buckets"][bucket].account
        vpc = "vpc-1" if self.rng.random() < 0.3 else None
        made = AccessPoint(name, account, "us-east-1", bucket, owner, f"{name}-s3", policy, vpc,
                           self.rng.choice((OPEN, GUARDED)))  # fmt: skip
        self.put("access_points", arn, made)

    def key(self, number: int) -> None:
        """With its account named more often than not, and some grants."""
        account, id_ = self.rng.choice(ACCOUNTS), f"{number:08}-aaaa-bbbb-cccc-dddddddddddd"
        policy = self.own_policy(id_, "kms:*", "*")
        made = Key(id_, account, "us-east-1", policy, tags={"Ward": self.rng.choice(WARDS)})
        self.put("keys", made.arn, made)
        for grant in range(self.rng.choice((0, 0, 1, 2))):
            token = f"{number:060}{grant:04}"
            constraint = (("Ward", "icu"),) if self.rng.random() < 0.3 else None
            given = KeyGrant(token, token, made.arn, self.rng.choice(self.people),
                             ("Decrypt", "Encrypt"), account, subset=constraint,
                             effective=self.cloud.now - timedelta(hours=1))  # fmt: skip
            self.put("grants", token, given)


def _session_of(who: str) -> str:
    """The session that the matrix asks with, of a role."""
    account, name = who.split(":")[4], who.rpartition("/")[2]
    return f"arn:aws:sts::{account}:assumed-role/{name}/session" if ":role/" in who else who


def actions_of_all_kinds(count: int) -> list[str]:
    """Actions of several services, those with rules of their own among the first."""
    from simlib.cloud.askable import askable_actions

    first = [
        "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketPolicy",
        "s3:PutBucketPolicy", "s3:CreateBucket", "s3:ListAllMyBuckets", "s3:GetAccessPoint",
        "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:RetireGrant", "kms:CreateAlias",
        "kms:ScheduleKeyDeletion", "kms:DisableKey", "sts:AssumeRole", "sts:GetCallerIdentity",
        "sts:GetSessionToken", "iam:GetRole", "iam:PutUserPolicy", "iam:PassRole",
        "iam:DeletePolicy", "ec2:RunInstances", "healthlake:ReadResource",
    ]  # fmt: skip
    others = askable_actions(["s3", "kms", "iam", "sts", "healthlake", "ec2"])
    return list(dict.fromkeys([*first, *others]))[:count]
