"""For every escalation method the smallest cloud in which it works, but for who uses it.

A world adds what there is to reach, and then a principal with the statements it is given.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from simlib.analysis.escalating.table import METHODS
from simlib.cloud.cloud import Cloud
from simlib.cloud.health import DataStore
from simlib.cloud.identities import Group, ManagedPolicy, PolicyVersion
from simlib.cloud.keys import Key
from simlib.cloud.network import Instance
from simlib.cloud.organization import (
    ControlType,
    OrganizationPolicy,
    new_organization,
    with_account,
    with_node,
)
from simlib.cloud.saved_policy import SavedPolicy
from simlib.cloud.storage import AccessPoint, Bucket
from simlib.language.document import parse_policy
from simlib.language.terms import PolicyType
from tests.clouds import (
    HOSPITAL,
    VENDOR,
    Statement,
    add_role,
    add_user,
    allow,
    deny,
    document,
    profile,
    trust,
)

World = Callable[..., str]  # cloud, statements → the ARN of the principal

ROOT = {"AWS": f"arn:aws:iam::{HOSPITAL}:root"}
ELSEWHERE = trust({"AWS": f"arn:aws:iam::{VENDOR}:root"})
READS = allow("s3:GetObject", "arn:aws:s3:::records/*")
STORE = f"arn:aws:healthlake:us-east-1:{HOSPITAL}:datastore/fhir/abc"
BOUNDARY = f"arn:aws:iam::{HOSPITAL}:policy/Boundary"
OPERATOR = f"arn:aws:iam::{HOSPITAL}:policy/Operator"


def alice(cloud: Cloud, *statements: Statement, **known: object) -> str:
    return add_user(cloud, "Alice", *statements, **known).arn


def worker(cloud: Cloud, *statements: Statement, **known: object) -> str:
    return add_role(cloud, "Worker", ELSEWHERE, *statements, **known).arn


def add_policy(cloud: Cloud, name: str, *versions: Statement) -> ManagedPolicy:
    """A managed policy; its first version is the default."""
    kept = tuple(
        PolicyVersion(f"v{number}", parse_policy(document(each), name=name))
        for number, each in enumerate(versions, 1)
    )
    managed = ManagedPolicy(HOSPITAL, name, cloud.ids.unique("ANPA"), kept)
    cloud.state = cloud.state.put("policies", managed.arn, managed)
    return managed


def add_group(cloud: Cloud, name: str, *statements: Statement, attached: tuple[str, ...] = ()):
    inline = {"inline": parse_policy(document(*statements), name="inline")} if statements else {}
    group = Group(HOSPITAL, name, cloud.ids.unique("AGPA"), inline=inline, attached=attached)
    cloud.state = cloud.state.put("groups", (HOSPITAL, name), group)


def add_bucket(cloud: Cloud, *statements: Statement, account: str = HOSPITAL) -> Bucket:
    policy = None
    if statements:
        read = parse_policy(document(*statements), PolicyType.RESOURCE_BASED, name="bucket policy")
        policy = SavedPolicy(read)
    bucket = Bucket("records", account, "us-east-1", policy=policy)
    cloud.state = cloud.state.put("buckets", bucket.name, bucket)
    return bucket


def add_door(cloud: Cloud, bucket: Bucket) -> AccessPoint:
    door = AccessPoint("ward", HOSPITAL, "us-east-1", bucket.name, bucket.account, "ward-s3alias")
    cloud.state = cloud.state.put("access_points", door.arn, door)
    return door


def add_key(cloud: Cloud) -> Key:
    """A key whose policy leaves all but its use to identity-based policies."""
    statement = trust(ROOT, "kms:*", Resource="*")
    read = parse_policy(document(statement), PolicyType.KEY_POLICY, name="key policy")
    key = Key("1234abcd-12ab-34cd-56ef-1234567890ab", HOSPITAL, "us-east-1", SavedPolicy(read))
    cloud.state = cloud.state.put("keys", key.arn, key)
    return key


def add_instance(cloud: Cloud, profile: str | None) -> Instance:
    instance = Instance("i-0abc", HOSPITAL, "us-east-1", "vpc-1", "10.0.0.5", profile)
    cloud.state = cloud.state.put("instances", instance.id, instance)
    return instance


def add_control(cloud: Cloud, *statements: Statement) -> None:
    """An SCP on the hospital's account, which is not the management account."""
    organization = with_account(new_organization(cloud.ids, VENDOR), HOSPITAL, "hospital")
    policy = parse_policy(document(*statements), PolicyType.SERVICE_CONTROL, name="guard")
    control = OrganizationPolicy("p-guard", "guard", ControlType.SERVICE_CONTROL, policy)
    organization = replace(organization, policies={**organization.policies, control.id: control})
    node = organization.nodes[HOSPITAL]
    node = replace(node, attached=(*node.attached, control.id))
    cloud.state = replace(cloud.state, organization=with_node(organization, node))


def assumable(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_role(cloud, "CareRole", trust(ROOT), READS)
    return alice(cloud, *statements, **known)


def another_user(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_user(cloud, "Bob", READS)
    return alice(cloud, *statements, **known)


def closed_role(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_role(cloud, "CareRole", ELSEWHERE, READS)
    return alice(cloud, *statements, **known)


def served_by(service: str, **condition: object) -> World:
    """A role that a service may assume."""

    def world(cloud: Cloud, *statements: Statement, **known: object) -> str:
        trusted = trust({"Service": f"{service}.amazonaws.com"}, **condition)
        add_role(cloud, "CareRole", trusted, READS)
        return alice(cloud, *statements, **known)

    return world


def in_a_profile(cloud: Cloud, *statements: Statement, **known: object) -> str:
    profile(cloud, holds="CareRole")
    return served_by("ec2")(cloud, *statements, **known)


def beside_an_instance(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_instance(cloud, None)
    return in_a_profile(cloud, *statements, **known)


def on_an_instance(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_instance(cloud, f"arn:aws:iam::{HOSPITAL}:instance-profile/CareProfile")
    return in_a_profile(cloud, *statements, **known)


def under_a_policy(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_policy(cloud, "Operator", allow("s3:ListAllMyBuckets"))
    return alice(cloud, *statements, attached=(OPERATOR,), **known)


def under_an_old_policy(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_policy(cloud, "Operator", allow("s3:ListAllMyBuckets"), allow("s3:GetObject"))
    return alice(cloud, *statements, attached=(OPERATOR,), **known)


def beside_a_group(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_group(cloud, "Clinicians", READS)
    return alice(cloud, *statements, **known)


def in_a_group(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_group(cloud, "Clinicians")
    return alice(cloud, *statements, groups=("Clinicians",), **known)


def denied_by_a_group(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_group(cloud, "Clinicians", deny("s3:GetObject"))
    return alice(cloud, READS, *statements, groups=("Clinicians",), **known)


def denied_by_a_groups_policy(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_policy(cloud, "Operator", deny("s3:GetObject"))
    add_group(cloud, "Clinicians", attached=(OPERATOR,))
    return alice(cloud, READS, *statements, groups=("Clinicians",), **known)


def denied_by_a_managed_policy(make: World) -> World:
    def world(cloud: Cloud, *statements: Statement, **known: object) -> str:
        add_policy(cloud, "Operator", deny("s3:GetObject"))
        return make(cloud, READS, *statements, attached=(OPERATOR,), **known)

    return world


def denied_by_an_inline_policy(table: str, name: str, make: World) -> World:
    def world(cloud: Cloud, *statements: Statement, **known: object) -> str:
        arn = make(cloud, READS, *statements, **known)
        identity = getattr(cloud.state, table)[HOSPITAL, name]
        denying = parse_policy(document(deny("s3:GetObject")), name="denying")
        changed = replace(identity, inline={**identity.inline, "denying": denying})
        cloud.state = cloud.state.put(table, (HOSPITAL, name), changed)
        return arn

    return world


def bounded(make: World) -> World:
    """The boundary takes reading from a policy that allows it, and lets all of IAM be asked."""

    def world(cloud: Cloud, *statements: Statement) -> str:
        add_policy(cloud, "Boundary", allow("iam:*"))
        return make(cloud, READS, *statements, boundary=BOUNDARY)

    return world


def beside_a_bucket(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_bucket(cloud)
    return alice(cloud, *statements, **known)


def kept_out_of_a_bucket(cloud: Cloud, *statements: Statement, **known: object) -> str:
    keep_out = {**deny("s3:GetObject", "arn:aws:s3:::records/*"), "Principal": "*"}
    add_bucket(cloud, keep_out)
    return alice(cloud, READS, *statements, **known)


def delegating(cloud: Cloud) -> Bucket:
    """A bucket that leaves access to the access points of its account."""
    condition = {"StringEquals": {"s3:DataAccessPointAccount": HOSPITAL}}
    statement = allow("s3:*", "arn:aws:s3:::records", Principal="*", Condition=condition)
    statement["Resource"] = ["arn:aws:s3:::records", "arn:aws:s3:::records/*"]
    return add_bucket(cloud, statement)


def before_a_door(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_door(cloud, delegating(cloud))
    return alice(cloud, *statements, **known)


def before_a_bucket_that_delegates(cloud: Cloud, *statements: Statement, **known: object) -> str:
    delegating(cloud)
    return alice(cloud, *statements, **known)


def beside_a_key(cloud: Cloud, *statements: Statement, **known: object) -> str:
    add_key(cloud)
    return alice(cloud, *statements, **known)


def beside_a_store(cloud: Cloud, *role: Statement) -> None:
    patients = {("Patient", "p1"): ({"resourceType": "Patient", "id": "p1"},)}
    store = DataStore("abc", HOSPITAL, "us-east-1", "patients", resources=patients)
    cloud.state = cloud.state.put("data_stores", store.arn, store)
    add_bucket(cloud)
    add_key(cloud)
    add_role(cloud, "CareRole", trust({"Service": "healthlake.amazonaws.com"}), *role)


WRITES = (allow("s3:PutObject", "arn:aws:s3:::records/*"), allow("kms:GenerateDataKey"))


def exporting(cloud: Cloud, *statements: Statement, **known: object) -> str:
    beside_a_store(cloud, *WRITES)
    return alice(cloud, allow("kms:Decrypt"), *statements, **known)


def importing(cloud: Cloud, *statements: Statement, **known: object) -> str:
    beside_a_store(cloud, READS, allow("s3:ListBucket"), *WRITES)
    return alice(cloud, *statements, **known)


def nothing_else(cloud: Cloud, *statements: Statement, **known: object) -> str:
    return alice(cloud, *statements, **known)


SERVICES = {"ecs": "ecs-tasks", "batch": "ecs-tasks", "apprunner": "tasks.apprunner"}


def service_of(method: str) -> str:
    """The service that a method's role must trust."""
    prefix = METHODS[method].actions[-1].partition(":")[0]
    return SERVICES.get(prefix, prefix)


_BY_USERS: Mapping[str, World] = {
    "sts:AssumeRole": assumable,
    "iam:CreateAccessKey": another_user,
    "iam:CreateLoginProfile": another_user,
    "iam:UpdateLoginProfile": another_user,
    "iam:UpdateAssumeRolePolicy + sts:AssumeRole": closed_role,
    "iam:CreateRole + iam:PutRolePolicy + sts:AssumeRole": nothing_else,
    "iam:CreateRole + iam:AttachRolePolicy + sts:AssumeRole": nothing_else,
    "iam:CreateUser + iam:PutUserPolicy + iam:CreateAccessKey": nothing_else,
    "iam:CreateUser + iam:AttachUserPolicy + iam:CreateAccessKey": nothing_else,
}
_BY_INSTANCES: Mapping[str, World] = {
    "iam:PassRole + ec2:RunInstances": in_a_profile,
    "iam:CreateInstanceProfile + iam:PassRole + iam:AddRoleToInstanceProfile + ec2:RunInstances": (
        served_by("ec2")
    ),
    "iam:PassRole + ec2:AssociateIamInstanceProfile + ssm:StartSession": beside_an_instance,
    "ssm:SendCommand": on_an_instance,
    "ssm:StartSession": on_an_instance,
    "ec2-instance-connect:SendSSHPublicKey": on_an_instance,
    "ec2:StopInstances + ec2:ModifyInstanceAttribute + ec2:StartInstances": on_an_instance,
}
_BY_POLICIES: Mapping[str, World] = {
    "iam:CreatePolicyVersion": under_a_policy,
    "iam:SetDefaultPolicyVersion": under_an_old_policy,
    "iam:AddUserToGroup": beside_a_group,
    "iam:RemoveUserFromGroup": denied_by_a_group,
    "iam:AttachUserPolicy": alice,
    "iam:PutUserPolicy": alice,
    "iam:DetachUserPolicy": denied_by_a_managed_policy(alice),
    "iam:DeleteUserPolicy": denied_by_an_inline_policy("users", "Alice", alice),
    "iam:AttachGroupPolicy": in_a_group,
    "iam:PutGroupPolicy": in_a_group,
    "iam:DetachGroupPolicy": denied_by_a_groups_policy,
    "iam:DeleteGroupPolicy": denied_by_a_group,
    "iam:AttachRolePolicy": worker,
    "iam:PutRolePolicy": worker,
    "iam:DetachRolePolicy": denied_by_a_managed_policy(worker),
    "iam:DeleteRolePolicy": denied_by_an_inline_policy("roles", "Worker", worker),
    "iam:DeleteUserPermissionsBoundary": bounded(alice),
    "iam:PutUserPermissionsBoundary": bounded(alice),
    "iam:DeleteRolePermissionsBoundary": bounded(worker),
    "iam:PutRolePermissionsBoundary": bounded(worker),
}
_BY_RESOURCES: Mapping[str, World] = {
    "s3:PutBucketPolicy": beside_a_bucket,
    "s3:DeleteBucketPolicy": kept_out_of_a_bucket,
    "s3:PutAccessPointPolicy": before_a_door,
    "s3:CreateAccessPoint + s3:PutAccessPointPolicy": before_a_bucket_that_delegates,
    "kms:PutKeyPolicy": beside_a_key,
    "kms:CreateGrant": beside_a_key,
    "secretsmanager:PutResourcePolicy": nothing_else,
    "iam:PassRole + healthlake:StartFHIRExportJob + s3:GetObject": exporting,
    "iam:PassRole + healthlake:StartFHIRImportJob + healthlake:ReadResource": importing,
}
_KNOWN = {**_BY_USERS, **_BY_INSTANCES, **_BY_POLICIES, **_BY_RESOURCES}
SERVED = tuple(name for name in METHODS if name not in _KNOWN)
WORLDS: Mapping[str, World] = {**_KNOWN, **{name: served_by(service_of(name)) for name in SERVED}}
