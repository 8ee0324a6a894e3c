"""What holds of every operation of every service: its table, its parameters, its refusals."""

import re
from typing import Any

import botocore
import pytest

from simlib.cloud.api_model import input_shape
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError
from simlib.cloud.operation import Operation
from simlib.language.errors import SimlibError
from simlib.services import SERVICES
from tests.clouds import HOSPITAL, add_user, hospital
from tests.refresh_api import FOLDER, model_of, written

EVERY = [
    (client, name)
    for client, service in sorted(SERVICES.items())
    for name in sorted(service.operations)
]
IDS = [f"{client}:{name}" for client, name in EVERY]
# Calls that need no permission, or whose caller is nobody the cloud knows.
FREE = {
    "s3:DeleteObjects",  # denied key by key, in its answer
    "sts:GetCallerIdentity",
    "sts:GetSessionToken",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
}
# Calls whose example parameters name nothing that could be asked for: refused before it is.
NAMELESS = {
    "kms:Decrypt",
    "kms:DeleteAlias",
    "kms:ListRetirableGrants",
    "kms:ReEncrypt",
    "kms:RetireGrant",
    "kms:UpdateAlias",
}
ARN = f"arn:aws:iam::{HOSPITAL}:role/Nobody"
DOMAIN = "hai-000000000000000000000"
EXAMPLES: dict[str, Any] = {
    "AccountId": HOSPITAL,
    "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "AliasName": "alias/records",
    "Bucket": "records-of-nobody",
    "Policy": '{"Version": "2012-10-17", "Statement": []}',
    "Delete": {"Objects": [{"Key": "a"}]},
    "CopySource": "records-of-nobody/a",
    "SerialNumber": f"arn:aws:iam::{HOSPITAL}:mfa/nobody",
    "AuthenticationCode1": "123456",
    "AuthenticationCode2": "123456",
    "DatastoreId": "0" * 32,
    "ResourceARN": f"arn:aws:healthlake:us-east-1:{HOSPITAL}:datastore/fhir/{'0' * 32}",
    "DataAccessRoleArn": ARN,
    "RoleArn": ARN,
    "PolicyArn": f"arn:aws:iam::{HOSPITAL}:policy/Nothing",
    "PermissionsBoundary": f"arn:aws:iam::{HOSPITAL}:policy/Nothing",
    "PolicySourceArn": ARN,
    "TargetPrincipal": "444455556666",
    "TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"},
    "domainId": DOMAIN,
    "resourceArn": f"arn:aws:health-agent:us-east-1:{HOSPITAL}:domain/{DOMAIN}",
    "subscriptionId": "sub-" + "a" * 21,
    "VersionId": "v1",
    "PolicyId": "p-0000abcd",
    "TargetId": "ou-abcd-00000000",
    "ParentId": "r-abcd",
    "ChildId": HOSPITAL,
    "RootId": "r-abcd",
    "OrganizationalUnitId": "ou-abcd-00000000",
    "SourceParentId": "r-abcd",
    "DestinationParentId": "ou-abcd-00000000",
    "MinCount": 1,
    "MaxCount": 1,
    "InstanceIds": ["i-00000000000000000"],
    "EncodedMessage": "abc",
    "sessionId": "00000000-0000-4000-a000-000000000000",
    "s3OutputPath": "s3://records-of-nobody/out",
    "mediaSampleRateHertz": 16000,
    "ResourceType": "Patient",
    "ResourceId": "00000000-0000-4000-a000-000000000000",
    "Email": "nobody@example.com",
    "GranteePrincipal": ARN,
    "KeyId": "00000000-0000-4000-a000-000000000000",
    "GrantId": "0" * 64,
    "PolicyDocument": '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", '
    '"Resource": "*"}}',
    "Name": "nobody-s-name",
    "SAMLMetadataDocument": "x" * 1000,
    "S3Uri": "s3://records-of-nobody/in/",
}


def example(shape: dict[str, Any], name: str = "") -> Any:
    """A value of a shape: a known one by the parameter's name, else the smallest that fits."""
    if name in EXAMPLES:
        return EXAMPLES[name]
    kind = shape["type"]
    if kind == "structure":
        members = shape.get("members", {})
        return {each: example(members[each], each) for each in shape.get("required", ())}
    if kind == "list":
        return [example(shape["member"], name)]
    if kind == "map":
        return {"a": example(shape["value"], name)}
    plain = {"boolean": True, "integer": 900, "long": 900, "blob": b"x", "timestamp": 0}
    return shape["enum"][0] if "enum" in shape else plain.get(kind, _text(shape))


def _text(shape: dict[str, Any]) -> str:
    return "x" * max(shape.get("min", 1), 4)


def parameters(client: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = example(input_shape(SERVICES[client], name))
    return found


def refused(cloud: Cloud, who: str, client: str, name: str) -> ClientError | NotModelledError:
    with pytest.raises((ClientError, NotModelledError)) as caught:
        cloud.as_(who).call(f"{client}:{name}", **parameters(client, name))
    return caught.value


GUARDED = [each for each in EVERY if ":".join(each) not in FREE]


@pytest.mark.parametrize(("client", "name"), GUARDED, ids=":".join)
def test_whoever_has_no_permission_is_refused_and_nothing_changes(client: str, name: str) -> None:
    cloud = hospital()
    add_user(cloud, "Bob")
    bob = cloud.as_("Bob")
    before, records = cloud.state, len(cloud.records)
    with pytest.raises(ClientError) as caught:
        bob.call(f"{client}:{name}", **parameters(client, name))
    if f"{client}:{name}" not in NAMELESS:
        assert re.search("AccessDenied|UnauthorizedOperation", caught.value.recorded), caught.value
        assert caught.value.evaluation is not None
    assert cloud.state is before
    assert len(cloud.records) == records + 1
    assert cloud.records[-1]["errorCode"].endswith(caught.value.recorded)


@pytest.mark.parametrize(("client", "name"), EVERY, ids=IDS)
def test_a_call_that_fails_and_a_read_change_nothing(client: str, name: str) -> None:
    """The root user passes most authorizations and meets what is not there."""
    cloud = hospital()
    root = cloud.as_("root")
    before = cloud.state
    reads = SERVICES[client].operations[name].read_only and client != "sts"
    try:
        root.call(f"{client}:{name}", **parameters(client, name))
    except (ClientError, NotModelledError):
        assert cloud.state is before
    else:
        assert (cloud.state is before) or not reads
        assert root.cloud.records[-1]["eventName"]


ODD: tuple[Any, ...] = (
    None, 5, -1, "", "arn:aws:iam", "::::::", "x" * 300, "\ud800", "\0", "{}", [], [{}], ["x"], {},
    {"x": None}, b"\xff", float("nan"), object(),
)  # fmt: skip


@pytest.mark.parametrize(("client", "name"), EVERY, ids=IDS)
def test_no_odd_value_is_a_stack_trace_and_none_that_is_refused_changes_anything(
    client: str, name: str
) -> None:
    cloud = hospital()
    root = cloud.as_("root")
    before, usual = cloud.state, parameters(client, name)
    operation = SERVICES[client].operations[name]
    for parameter in (*operation.takes, *operation.ignores):
        for value in ODD:
            cloud.state = before
            try:
                root.call(f"{client}:{name}", **{**usual, parameter: value})
            except SimlibError:
                assert cloud.state is before


@pytest.mark.parametrize(("client", "name"), EVERY, ids=IDS)
def test_the_parameters_are_botocores(client: str, name: str) -> None:
    operation: Operation = SERVICES[client].operations[name]
    shape = input_shape(SERVICES[client], name)
    named = {*operation.takes, *operation.ignores}
    assert named <= set(shape["members"])
    assert set(shape.get("required", ())) <= named


@pytest.mark.parametrize("client", sorted(SERVICES))
def test_the_api_model_is_what_botocore_says(client: str) -> None:
    committed = (FOLDER / f"{client}.json").read_text(encoding="utf-8")
    if f"botocore {botocore.__version__}" not in committed:
        pytest.skip("another botocore than the one the model was made from")
    assert committed == written(model_of(client))
