"""What is found can be done: its calls are made in the cloud, and what it says is gained is.

Only of methods whose calls simlib has; a call that is refused here would show a step that is
missing, or a question that was asked of the wrong resource.
"""

from collections.abc import Callable, Mapping

import pytest

from simlib.analysis.escalating import escalations
from simlib.analysis.escalating.table import METHODS
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.signature import Credentials
from tests.analysis.escalation_clouds import OPERATOR, ROOT, STORE, WORLDS
from tests.clouds import HOSPITAL, allow, hospital, trust, written

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
EVERYTHING = written(allow("*"))
TRUSTING = written(trust({"AWS": f"arn:aws:iam::{HOSPITAL}:user/Alice"}))
TO_BUCKET = written(
    trust({"AWS": f"arn:aws:iam::{HOSPITAL}:user/Alice"}, "s3:*", Resource="arn:aws:s3:::records/*")
)
DOOR = f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint"

Doing = Callable[[Cloud, Caller], Caller]


def own(operation: str, **parameters: object) -> Doing:
    """One call, and one may more oneself."""

    def doing(cloud: Cloud, caller: Caller) -> Caller:
        caller.call(operation, **parameters)
        return caller

    return doing


def with_key_of(user: str, caller: Caller) -> Caller:
    """Asks with a new access key of a user."""
    key = caller.call("iam:CreateAccessKey", UserName=user)["AccessKey"]
    return caller.cloud.as_(Credentials(key["AccessKeyId"], key["SecretAccessKey"]))


def through_trust(cloud: Cloud, caller: Caller) -> Caller:
    caller.call("iam:UpdateAssumeRolePolicy", RoleName="CareRole", PolicyDocument=TRUSTING)
    return caller.assume("CareRole")


def new_role(cloud: Cloud, caller: Caller) -> Caller:
    caller.call("iam:CreateRole", RoleName="example", AssumeRolePolicyDocument=TRUSTING)
    caller.call(
        "iam:PutRolePolicy", RoleName="example", PolicyName="all", PolicyDocument=EVERYTHING
    )
    return caller.assume("example")


def new_user(cloud: Cloud, caller: Caller) -> Caller:
    caller.call("iam:CreateUser", UserName="example")
    caller.call("iam:AttachUserPolicy", UserName="example", PolicyArn=ADMINISTRATOR)
    return with_key_of("example", caller)


def launched(cloud: Cloud, caller: Caller) -> Caller:
    answer = caller.call(
        "ec2:RunInstances",
        ImageId="ami-0abcdef1234567890",
        MinCount=1,
        MaxCount=1,
        IamInstanceProfile={"Name": "CareProfile"},
    )
    return cloud.as_(answer["Instances"][0]["InstanceId"])


def new_door(cloud: Cloud, caller: Caller) -> Caller:
    caller.call("s3control:CreateAccessPoint", AccountId=HOSPITAL, Name="example", Bucket="records")
    return written_door("example")(cloud, caller)


def written_door(name: str) -> Doing:
    statement = trust(
        {"AWS": f"arn:aws:iam::{HOSPITAL}:user/Alice"}, "s3:*", Resource=f"{DOOR}/{name}/object/*"
    )
    return own(
        "s3control:PutAccessPointPolicy", AccountId=HOSPITAL, Name=name, Policy=written(statement)
    )


def granted(cloud: Cloud, caller: Caller) -> Caller:
    (key,) = cloud.state.keys
    grantee = f"arn:aws:iam::{HOSPITAL}:user/Alice"
    caller.call("kms:CreateGrant", KeyId=key, GranteePrincipal=grantee, Operations=["Decrypt"])
    return caller


def new_key_policy(cloud: Cloud, caller: Caller) -> Caller:
    (key,) = cloud.state.keys
    to_alice = trust({"AWS": f"arn:aws:iam::{HOSPITAL}:user/Alice"}, "kms:*", Resource="*")
    to_account = trust(ROOT, "kms:*", Resource="*")
    caller.call("kms:PutKeyPolicy", KeyId=key, Policy=written(to_account, to_alice))
    return caller


DOINGS: Mapping[str, Doing] = {
    "sts:AssumeRole": lambda cloud, caller: caller.assume("CareRole"),
    "iam:CreateAccessKey": lambda cloud, caller: with_key_of("Bob", caller),
    "iam:UpdateAssumeRolePolicy + sts:AssumeRole": through_trust,
    "iam:CreateRole + iam:PutRolePolicy + sts:AssumeRole": new_role,
    "iam:CreateUser + iam:AttachUserPolicy + iam:CreateAccessKey": new_user,
    "iam:PassRole + ec2:RunInstances": launched,
    "iam:CreatePolicyVersion": own(
        "iam:CreatePolicyVersion", PolicyArn=OPERATOR, PolicyDocument=EVERYTHING, SetAsDefault=True
    ),
    "iam:SetDefaultPolicyVersion": own(
        "iam:SetDefaultPolicyVersion", PolicyArn=OPERATOR, VersionId="v2"
    ),
    "iam:AddUserToGroup": own("iam:AddUserToGroup", GroupName="Clinicians", UserName="Alice"),
    "iam:RemoveUserFromGroup": own(
        "iam:RemoveUserFromGroup", GroupName="Clinicians", UserName="Alice"
    ),
    "iam:AttachUserPolicy": own("iam:AttachUserPolicy", UserName="Alice", PolicyArn=ADMINISTRATOR),
    "iam:AttachGroupPolicy": own(
        "iam:AttachGroupPolicy", GroupName="Clinicians", PolicyArn=ADMINISTRATOR
    ),
    "iam:AttachRolePolicy": own("iam:AttachRolePolicy", RoleName="Worker", PolicyArn=ADMINISTRATOR),
    "iam:PutUserPolicy": own(
        "iam:PutUserPolicy", UserName="Alice", PolicyName="all", PolicyDocument=EVERYTHING
    ),
    "iam:PutGroupPolicy": own(
        "iam:PutGroupPolicy", GroupName="Clinicians", PolicyName="all", PolicyDocument=EVERYTHING
    ),
    "iam:PutRolePolicy": own(
        "iam:PutRolePolicy", RoleName="Worker", PolicyName="all", PolicyDocument=EVERYTHING
    ),
    "iam:DetachUserPolicy": own("iam:DetachUserPolicy", UserName="Alice", PolicyArn=OPERATOR),
    "iam:DeleteUserPolicy": own("iam:DeleteUserPolicy", UserName="Alice", PolicyName="denying"),
    "iam:DetachGroupPolicy": own(
        "iam:DetachGroupPolicy", GroupName="Clinicians", PolicyArn=OPERATOR
    ),
    "iam:DeleteRolePolicy": own("iam:DeleteRolePolicy", RoleName="Worker", PolicyName="denying"),
    "iam:DeleteUserPermissionsBoundary": own("iam:DeleteUserPermissionsBoundary", UserName="Alice"),
    "iam:PutRolePermissionsBoundary": own(
        "iam:PutRolePermissionsBoundary", RoleName="Worker", PermissionsBoundary=ADMINISTRATOR
    ),
    "s3:PutBucketPolicy": own("s3:PutBucketPolicy", Bucket="records", Policy=TO_BUCKET),
    "s3:DeleteBucketPolicy": own("s3:DeleteBucketPolicy", Bucket="records"),
    "s3:PutAccessPointPolicy": written_door("ward"),
    "s3:CreateAccessPoint + s3:PutAccessPointPolicy": new_door,
    "kms:PutKeyPolicy": new_key_policy,
    "kms:CreateGrant": granted,
}


@pytest.mark.parametrize("method", DOINGS)
def test_what_is_found_can_be_done(method: str) -> None:
    cloud = hospital()
    principal = WORLDS[method](cloud, allow(list(METHODS[method].actions)))
    found = {each.method: each for each in escalations(cloud, [principal])}[method]
    gained = found.gains.action, found.gains.resource
    assert not cloud.as_(principal).can(*gained).allowed
    actor = DOINGS[method](cloud, cloud.as_(principal))
    assert actor.can(*gained).allowed


def test_an_export_carries_the_data_to_where_it_can_be_read() -> None:
    method = "iam:PassRole + healthlake:StartFHIRExportJob + s3:GetObject"
    cloud = hospital()
    caller = cloud.as_(WORLDS[method](cloud, allow(list(METHODS[method].actions))))
    (key,) = cloud.state.keys
    output = {"S3Uri": "s3://records/example", "KmsKeyId": key}
    caller.call(
        "healthlake:StartFHIRExportJob",
        DatastoreId="abc",
        DataAccessRoleArn=f"arn:aws:iam::{HOSPITAL}:role/CareRole",
        OutputDataConfig={"S3Configuration": output},
    )
    (job,) = cloud.state.jobs.values()
    assert (job.of, job.status) == (STORE, "COMPLETED")
    (place,) = (name for name in cloud.state.objects["records"] if "Patient" in name)
    assert caller.call("s3:GetObject", Bucket="records", Key=place)["ContentLength"] > 0
    read = caller.can("healthlake:ReadResource", STORE)
    assert not read.allowed
