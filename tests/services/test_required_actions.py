"""`required_actions` is written by hand, as the services' tables are: here they are compared."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest

from simlib import ClientError, NotModelledError
from simlib.cloud import calling
from simlib.cloud.api_model import input_shape
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.identities import IdentityProvider
from simlib.reference import RequiredAction, operations, required_actions
from simlib.services import SERVICES
from simlib.services.sts.identity_tokens import saml_assertion
from tests.clouds import HOSPITAL, add_role, add_user, allow, hospital, profile, trust, written
from tests.services.test_every_operation import EVERY, IDS, example, parameters

Asked = set[tuple[str, str]]
FREE = {"sts.GetCallerIdentity", "sts.GetSessionToken"}  # AWS asks for no permission
# What operations ask for besides their tables: through another service, or once they know more.
BESIDES = {
    "kms.RetireGrant": {"kms:RetireGrant"},
    "s3.CopyObject": {"kms:Decrypt", "kms:GenerateDataKey"},
    "s3.DeleteObjects": {"s3:DeleteObject"},
    "s3.GetObject": {"kms:Decrypt"},
    "s3.PutObject": {"kms:GenerateDataKey"},
    "healthlake.CreateFHIRDatastore": {"kms:CreateGrant", "kms:DescribeKey", "kms:GenerateDataKey"},
    **{
        f"sts.{name}": {f"sts:{name}", "sts:TagSession", "sts:SetSourceIdentity"}
        for name in ("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
    },
    **{
        f"healthlake.{name}": {"kms:DescribeKey", "kms:Decrypt"}
        for name in (
            "GetHistoryByResourceId", "ReadResource", "SearchEverything", "SearchWithGet",
            "SearchWithPost", "VersionReadResource",
        )
    },
    **{
        f"healthlake.{name}": {"kms:DescribeKey", "kms:GenerateDataKey"}
        for name in (
            "CreateResource", "DeleteResource", "PatchResource", "ProcessBundle", "UpdateResource",
        )
    },
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every action with the ARN that a call is authorized on, while the test runs."""
    found: Asked = set()
    decide = calling.decide

    def noting(state: Any, asking: Any, name: str, arn: str, **more: Any) -> Any:
        found.add((name, arn))
        return decide(state, asking, name, arn, **more)

    monkeypatch.setattr(calling, "decide", noting)
    return found


def everything(client: str, name: str) -> dict[str, Any]:
    """The operation's example with every parameter that simlib takes."""
    members = input_shape(SERVICES[client], name)["members"]
    return {each: example(members[each], each) for each in SERVICES[client].operations[name].takes}


def meant(row: RequiredAction, given: Mapping[str, Any], arn: str) -> bool:
    """Is this the ARN that a row tells of, under these parameters?"""
    parts = re.split(r"(\$?\{[^}]*\})", row.resource)
    return re.fullmatch("".join(_part(part, given) for part in parts), arn) is not None


def _part(part: str, given: Mapping[str, Any]) -> str:
    if part.startswith("${"):
        return ".+"
    if not part.startswith("{"):
        return re.escape(part)
    values = list(_values(given, part[1:-1].split(".")))
    left_out = "/" if part in ("{Path}", "{PathPrefix}") else ".+"
    return "|".join(re.escape(each) for each in values).join(("(?:", ")")) if values else left_out


def _values(given: Any, names: list[str]) -> Iterator[str]:
    if isinstance(given, list):
        for each in given:
            yield from _values(each, names)
    elif not names:
        yield str(given)
    elif names[0] in given:
        yield from _values(given[names[0]], names[1:])


def admin(cloud: Cloud) -> Caller:
    add_user(cloud, "Admin", allow("*"))
    return cloud.as_("Admin")


def test_every_operation_of_every_service_is_told() -> None:
    assert set(operations()) == {f"{client}.{name}" for client, name in EVERY}


@pytest.mark.parametrize(("client", "name"), EVERY, ids=IDS)
def test_the_actions_are_those_of_the_table(client: str, name: str) -> None:
    operation = f"{client}.{name}"
    needs = {need.action for need in SERVICES[client].operations[name].needs}
    told = {row.action for row in required_actions(operation)}
    assert told == (set() if operation in FREE else needs) | BESIDES.get(operation, set())


@pytest.mark.parametrize(("client", "name"), EVERY, ids=IDS)
def test_the_parameters_in_a_resource_are_the_operation_s(client: str, name: str) -> None:
    for row in required_actions(f"{client}.{name}"):
        named = re.findall(r"(?<!\$)\{([^}.]*)", row.resource)
        assert set(named) <= set(SERVICES[client].operations[name].takes)


@pytest.mark.parametrize("given", [parameters, everything])
@pytest.mark.parametrize(("client", "name"), EVERY, ids=IDS)
def test_what_a_call_asks_for_is_told(client: str, name: str, given: Any, asked: Asked) -> None:
    sent, rows = given(client, name), required_actions(f"{client}.{name}")
    with suppress(ClientError, NotModelledError):  # of whatever is not there
        admin(hospital()).call(f"{client}:{name}", **sent)
    for found, arn in asked:
        nowhere = client == "organizations" and arn == "*"  # there is no organization
        told = any(row.action == found and (nowhere or meant(row, sent, arn)) for row in rows)
        assert told or f"{client}.{name}" in FREE


class Exactly:
    """Makes calls, and holds each to its rows: all of them are asked for, and nothing else."""

    def __init__(self, caller: Caller, asked: Asked) -> None:
        self.caller, self.asked = caller, asked

    def __call__(self, operation: str, given: Mapping[str, Any], *, besides: str = "") -> Any:
        """`besides` is an action that is asked for and not needed."""
        self.asked.clear()
        answer = self.caller.call(operation.replace(".", ":"), **given)
        rows = required_actions(operation)
        asked = [each for each in self.asked if each[0] != besides]
        pairs = [(row, arn) for row in rows for name, arn in asked if name == row.action]
        met = [(row, arn) for row, arn in pairs if meant(row, given, arn)]
        assert {row for row, _ in met} == set(rows)
        assert {(row.action, arn) for row, arn in met} == set(asked)
        return answer


TAGS = [{"Key": "ward", "Value": "icu"}]


def test_tags_at_a_creation_in_iam(asked: Asked) -> None:
    exactly = Exactly(admin(hospital()), asked)
    named = {"Path": "/clinic/", "Tags": TAGS}
    trusting = written(trust({"Service": "ec2.amazonaws.com"}))
    exactly("iam.CreateUser", {"UserName": "Ana", **named})
    exactly("iam.CreateRole", {"RoleName": "R", "AssumeRolePolicyDocument": trusting, **named})
    policy = {"PolicyName": "P", "PolicyDocument": written(allow("s3:GetObject"))}
    exactly("iam.CreatePolicy", {**policy, **named})
    exactly("iam.CreateInstanceProfile", {"InstanceProfileName": "I", **named})
    oidc = {"Url": "https://idp.example.org", "ClientIDList": ["a"], "Tags": TAGS}
    exactly("iam.CreateOpenIDConnectProvider", oidc)
    exactly("iam.AddRoleToInstanceProfile", {"InstanceProfileName": "I", "RoleName": "R"})
    exactly("iam.GetUser", {"UserName": "Ana"})  # whose path the parameters do not say
    exactly("iam.GetUser", {})


def test_keys_and_their_aliases(asked: Asked) -> None:
    exactly = Exactly(admin(hospital()), asked)
    tags = [{"TagKey": "ward", "TagValue": "icu"}]
    first, second = (
        exactly("kms.CreateKey", {"Tags": tags})["KeyMetadata"]["KeyId"] for _ in range(2)
    )
    exactly("kms.CreateAlias", {"AliasName": "alias/records", "TargetKeyId": first})
    exactly("kms.UpdateAlias", {"AliasName": "alias/records", "TargetKeyId": second})
    sealed = exactly("kms.Encrypt", {"KeyId": second, "Plaintext": b"x"})
    exactly("kms.Decrypt", {"CiphertextBlob": sealed["CiphertextBlob"]})
    exactly("kms.DeleteAlias", {"AliasName": "alias/records"})
    sealed = {"CiphertextBlob": sealed["CiphertextBlob"]}
    exactly("kms.ReEncrypt", {**sealed, "DestinationKeyId": first})


def test_objects_under_a_kms_key(asked: Asked) -> None:
    caller = admin(hospital())
    exactly = Exactly(caller, asked)
    key = caller.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    exactly("s3.CreateBucket", {"Bucket": "records"})
    scan = {"Bucket": "records", "Key": "scan"}
    sealed = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    exactly("s3.PutObject", {**scan, "Tagging": "ward=icu", **sealed})
    exactly("s3.GetObject", scan)
    exactly("s3.HeadObject", scan)
    copy = {"Bucket": "records", "Key": "copy", "CopySource": "records/scan"}
    exactly("s3.CopyObject", {**copy, **sealed})
    both = {"Objects": [{"Key": "scan"}, {"Key": "copy"}]}
    exactly("s3.DeleteObjects", {"Bucket": "records", "Delete": both})


def test_access_points(asked: Asked) -> None:
    caller = admin(hospital())
    caller.call("s3:CreateBucket", Bucket="records")
    block = {"BlockPublicAcls": True}
    door = {"AccountId": HOSPITAL, "Name": "ward", "Bucket": "records"}
    exactly = Exactly(caller, asked)
    exactly("s3control.CreateAccessPoint", {**door, "PublicAccessBlockConfiguration": block})


def test_a_data_store_under_a_customer_managed_key(asked: Asked) -> None:
    caller = admin(hospital())
    exactly = Exactly(caller, asked)
    key = caller.call("kms:CreateKey")["KeyMetadata"]["KeyId"]
    config = {"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": key}
    wanted = {"DatastoreTypeVersion": "R4", "Tags": TAGS}
    encrypted = {**wanted, "SseConfiguration": {"KmsEncryptionConfig": config}}
    # Creation tries the new data key once, and does without where it may not.
    made = exactly("healthlake.CreateFHIRDatastore", encrypted, besides="kms:Decrypt")
    patients = {"DatastoreId": made["DatastoreId"], "ResourceType": "Patient"}
    resource = {**patients, "Resource": {"resourceType": "Patient"}}
    patient = exactly("healthlake.CreateResource", resource)["Resource"]["id"]
    one = {**patients, "ResourceId": patient}
    exactly("healthlake.ReadResource", one)
    exactly("healthlake.UpdateResource", {**one, "Resource": {"resourceType": "Patient"}})
    exactly("healthlake.SearchWithGet", patients)
    exactly("healthlake.GetHistoryByResourceId", one)
    exactly("healthlake.VersionReadResource", {**one, "VersionId": "1"})
    exactly("healthlake.DeleteResource", one)
    exactly("healthlake.GetCapabilities", {"DatastoreId": made["DatastoreId"]})


def test_a_domain_with_a_web_application(asked: Asked) -> None:
    web = {"ehrRole": f"arn:aws:iam::{HOSPITAL}:role/Ehr", "idcInstanceId": "i", "idcRegion": "r"}
    exactly = Exactly(admin(hospital()), asked)
    wanted = {"name": "clinic", "tags": {"ward": "icu"}, "webAppSetupConfiguration": web}
    domain = {"domainId": exactly("connecthealth.CreateDomain", wanted)["domainId"]}
    agent = {
        **domain,
        "agentId": exactly("connecthealth.CreateAgent", {**domain, "name": "a"})["agentId"],
    }
    exactly("connecthealth.CreateSession", agent)


def test_instances_with_a_role(asked: Asked) -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", trust({"Service": "ec2.amazonaws.com"}), path="/care/")
    profile(cloud, holds="CareRole")
    exactly = Exactly(admin(cloud), asked)
    kinds = ("instance", "network-interface", "volume")
    tags = [{"ResourceType": kind, "Tags": TAGS} for kind in kinds]
    care = {"IamInstanceProfile": {"Name": "CareProfile"}}
    where = {"KeyName": "k", "SubnetId": "subnet-1", "SecurityGroupIds": ["sg-1", "sg-2"]}
    launch = {"ImageId": "ami-0abcdef1234567890", "MinCount": 1, "MaxCount": 1, **where}
    made = exactly("ec2.RunInstances", {**launch, "TagSpecifications": tags, **care})
    one = {"InstanceIds": [made["Instances"][0]["InstanceId"]]}
    every = exactly("ec2.DescribeIamInstanceProfileAssociations", {})
    association = every["IamInstanceProfileAssociations"][0]["AssociationId"]
    exactly("ec2.ReplaceIamInstanceProfileAssociation", {"AssociationId": association, **care})
    exactly("ec2.TerminateInstances", one)


def test_roles_with_tags_a_source_identity_and_a_context(asked: Asked) -> None:
    cloud = hospital()
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]
    add_role(cloud, "CareRole", trust({"AWS": f"arn:aws:iam::{HOSPITAL}:root"}, actions))
    exactly = Exactly(admin(cloud), asked)
    contexts = [{"ProviderArn": "arn:aws:iam::aws:contextProvider/x", "ContextAssertion": "assert"}]
    session = {"RoleArn": cloud.role_arn("CareRole"), "RoleSessionName": "ana", "Tags": TAGS}
    more = {"SourceIdentity": "ana", "ProvidedContexts": contexts}
    exactly("sts.AssumeRole", {**session, **more})
    exactly("sts.GetFederationToken", {"Name": "ana", "Tags": TAGS})


def test_roles_by_an_assertion_with_tags(asked: Asked) -> None:
    cloud, issuer = hospital(), "https://idp.hospital.example"
    idp = f"arn:aws:iam::{HOSPITAL}:saml-provider/HospitalIdP"
    cloud.state = cloud.state.put("providers", idp, IdentityProvider(idp, "saml-provider", issuer))
    actions = ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"]
    add_role(cloud, "ClinicRole", trust({"Federated": idp}, actions))
    role = cloud.role_arn("ClinicRole")
    assertion = saml_assertion(
        issuer=issuer, role=role, provider=idp, session_name="ana", tags={"ward": "icu"},
        source_identity="ana",
    )  # fmt: skip
    exactly = Exactly(cloud.as_("anonymous"), asked)
    exactly(
        "sts.AssumeRoleWithSAML",
        {"RoleArn": role, "PrincipalArn": idp, "SAMLAssertion": assertion},
    )


def test_organizations_by_their_ids(asked: Asked) -> None:
    exactly = Exactly(admin(hospital()), asked)
    exactly("organizations.CreateOrganization", {})
    root = exactly("organizations.ListRoots", {})["Roots"][0]["Id"]
    scps = {"RootId": root, "PolicyType": "SERVICE_CONTROL_POLICY"}
    exactly("organizations.DisablePolicyType", scps)
    exactly("organizations.EnablePolicyType", scps)
    unit = {"ParentId": root, "Name": "Clinics"}
    made = exactly("organizations.CreateOrganizationalUnit", unit)["OrganizationalUnit"]["Id"]
    exactly("organizations.DescribeOrganizationalUnit", {"OrganizationalUnitId": made})
    exactly("organizations.ListParents", {"ChildId": made})
    exactly("organizations.DescribeAccount", {"AccountId": HOSPITAL})
    exactly("organizations.DescribePolicy", {"PolicyId": "p-FullAWSAccess"})
    scp = {"Type": "SERVICE_CONTROL_POLICY", "Name": "s3", "Description": ""}
    policy = exactly("organizations.CreatePolicy", {**scp, "Content": written(allow("s3:*"))})
    both = {"PolicyId": policy["Policy"]["PolicySummary"]["Id"], "TargetId": made}
    exactly("organizations.AttachPolicy", both)
    exactly("organizations.DetachPolicy", both)
