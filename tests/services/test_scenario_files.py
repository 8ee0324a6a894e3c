"""A scenario's folder becomes a cloud, or one error that names everything that is wrong with it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from simlib.cloud.cloud import Cloud
from simlib.cloud.organization import account_layers, path_of
from simlib.language.errors import ScenarioError
from simlib.services import SERVICES
from simlib.services.scenario_files import load

ORGANIZATION = """
Accounts:
  hospital: {Id: "111122223333"}
  research: {Id: "444455556666", ServiceControlPolicies: [FullAWSAccess, DenyReading]}
  vendor: {Id: "777788889999"}
Organization:
  Id: o-exampleorgid
  ManagementAccount: hospital
  Policies:
    DenyReading:
      Type: SERVICE_CONTROL_POLICY
      Content:
        Version: "2012-10-17"
        Statement: {Effect: Deny, Action: "s3:GetObject", Resource: "*"}
    OnlyOurs:
      Type: RESOURCE_CONTROL_POLICY
      Content:
        Version: "2012-10-17"
        Statement:
          - {Effect: Deny, Principal: "*", Action: "s3:DeleteObject", Resource: "*"}
  Root:
    Id: r-abcd
    OrganizationalUnits:
      Partners:
        Id: ou-abcd-11111111
        Accounts: [research]
        ResourceControlPolicies: [OnlyOurs]
"""
HOSPITAL = """
Parameters: {Study: {Type: String, Default: none}}
Resources:
  Records: {Type: AWS::S3::Bucket, Properties: {BucketName: records}}
Outputs:
  Bucket: {Value: !Ref Records, Export: {Name: records-bucket}}
  Study: {Value: !Ref Study}
"""
RESEARCH = """
Resources:
  Study: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "study-${AWS::AccountId}"}}
Outputs:
  Study: {Value: !GetAtt Study.Arn, Export: {Name: study}}
"""
FILES = {
    "organization.yaml": ORGANIZATION,
    "hospital.yaml": HOSPITAL,
    "research.yaml": RESEARCH,
    "README.md": "A story.",
}
PUT = {
    "as": "root",
    "account": "hospital",
    "operation": "s3:PutObject",
    "parameters": {"Bucket": {"Fn::ImportValue": "records-bucket"}, "Key": "scan", "Body": "x"},
}


def loaded(folder: Path, files: Mapping[str, str] = FILES, **more: str) -> Cloud:
    for name, text in {**files, **more}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder, SERVICES)


def with_calls(*calls: Mapping[str, object]) -> dict[str, str]:
    return {**FILES, "calls.json": json.dumps(calls, indent=1)}


def problems_of(folder: Path, files: Mapping[str, str]) -> str:
    with pytest.raises(ScenarioError) as caught:
        loaded(folder, files)
    return "\n".join(caught.value.problems)


def changed(old: str, new: str, file: str = "organization.yaml") -> dict[str, str]:
    assert old in FILES[file]
    return {**FILES, file: FILES[file].replace(old, new)}


def test_each_account_s_stack_comes_from_the_template_of_its_name(tmp_path: Path):
    cloud = loaded(tmp_path)
    owners = {bucket.name: bucket.account for bucket in cloud.state.buckets.values()}
    assert owners == {"records": "111122223333", "study-444455556666": "444455556666"}


def test_loading_records_nothing(tmp_path: Path):
    assert loaded(tmp_path).records == []


def test_loading_twice_gives_the_same(tmp_path: Path):
    assert loaded(tmp_path).state.buckets == loaded(tmp_path).state.buckets


def test_the_tree_is_the_one_written(tmp_path: Path):
    organization = loaded(tmp_path).state.organization
    assert organization is not None
    paths = [path_of(organization, each) for each in ("111122223333", "444455556666")]
    assert paths == ["o-exampleorgid/r-abcd/", "o-exampleorgid/r-abcd/ou-abcd-11111111/"]


def test_an_account_in_no_list_is_outside(tmp_path: Path):
    organization = loaded(tmp_path).state.organization
    assert organization is not None
    assert path_of(organization, "777788889999") is None


def test_policies_are_attached_where_they_are_listed(tmp_path: Path):
    layers = account_layers(loaded(tmp_path).state.organization, "444455556666")
    scps = [[policy.name for policy in level.policies] for level in layers.service_control or ()]
    rcps = [[policy.name for policy in level.policies] for level in layers.resource_control or ()]
    assert scps == [["FullAWSAccess"], ["FullAWSAccess"], ["FullAWSAccess", "DenyReading"]]
    assert rcps == [[], ["OnlyOurs"], []]


def test_scps_do_not_stand_in_the_way_of_stacks_but_of_calls(tmp_path: Path):
    read = {
        "as": {"Fn::Sub": "arn:aws:iam::444455556666:root"},
        "operation": "s3:GetObject",
        "parameters": {"Bucket": "study-444455556666", "Key": "a"},
        "expect": "AccessDenied",
    }
    cloud = loaded(tmp_path, with_calls(read))
    assert [record["errorCode"] for record in cloud.records] == ["AccessDenied"]


def test_without_an_organization_accounts_stand_alone(tmp_path: Path):
    files = {"organization.yaml": 'Accounts: {hospital: {Id: "111122223333"}}'}
    assert loaded(tmp_path, files).state.organization is None


def test_without_an_organization_nothing_can_be_attached(tmp_path: Path):
    account = '{Id: "111122223333", ServiceControlPolicies: [FullAWSAccess]}'
    told = problems_of(tmp_path, {"organization.yaml": f"Accounts: {{hospital: {account}}}"})
    assert "`hospital` is outside the organization" in told


# Stacks

STACKS = """
Stacks:
  - Template: hospital.yaml
    Account: hospital
    Name: care
    Parameters: {Study: !ImportValue study}
  - {Template: research.yaml, Account: research, Region: eu-west-1}
"""


def test_a_stack_waits_for_what_its_parameters_import(tmp_path: Path):
    study = {"Fn::ImportValue": "care.Study"}
    asking = {**PUT, "parameters": {"Bucket": "records", "Key": study}}
    files = {**with_calls(asking), "organization.yaml": ORGANIZATION + STACKS}
    cloud = loaded(tmp_path, files)
    assert list(cloud.state.objects["records"]) == ["arn:aws:s3:::study-444455556666"]
    assert cloud.state.buckets["study-444455556666"].region == "eu-west-1"


def test_a_template_imports_only_within_its_account_and_region(tmp_path: Path):
    files = changed("!Ref Study", "!ImportValue study", "hospital.yaml")
    assert "no export named study found; there are none" in problems_of(tmp_path, files)


def test_two_stacks_of_one_account_import_from_each_other(tmp_path: Path):
    more = "Stacks: [{Template: a.yaml, Account: hospital}, {Template: b.yaml, Account: hospital}]"
    bucket = "Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: %s}}}"
    files = {
        "organization.yaml": ORGANIZATION + more,
        "a.yaml": bucket % "!ImportValue a-name",
        "b.yaml": bucket % "of-b" + "\nOutputs: {O: {Value: from-b, Export: {Name: a-name}}}",
    }
    assert sorted(loaded(tmp_path, files).state.buckets) == ["from-b", "of-b"]


def test_a_circle_of_imports_is_named(tmp_path: Path):
    more = "Stacks: [{Template: a.yaml, Account: hospital}, {Template: b.yaml, Account: hospital}]"
    text = "Resources: {}\nOutputs: {O: {Value: !ImportValue %s, Export: {Name: %s}}}"
    files = {"a.yaml": text % ("b", "a"), "b.yaml": text % ("a", "b")}
    files["organization.yaml"] = ORGANIZATION + more
    assert "stacks import from each other in a circle" in problems_of(tmp_path, files)


# Calls


def test_calls_are_real_and_recorded(tmp_path: Path):
    cloud = loaded(tmp_path, with_calls(PUT))
    assert list(cloud.state.objects["records"]) == ["scan"]
    assert [record["eventName"] for record in cloud.records] == ["PutObject"]


def test_the_account_in_a_value_is_the_caller_s(tmp_path: Path):
    named = {**PUT, "parameters": {"Bucket": "records", "Key": {"Ref": "AWS::AccountId"}}}
    assert list(loaded(tmp_path, with_calls(named)).state.objects["records"]) == ["111122223333"]


def test_a_policy_may_stand_as_an_object(tmp_path: Path):
    reading = {"Effect": "Deny", "Principal": "*", "Action": "s3:*",
               "Resource": {"Fn::Sub": "arn:aws:s3:::records/${AWS::AccountId}/*"}}  # fmt: skip
    policy = {"Version": "2012-10-17", "Statement": [reading]}
    call = {**PUT, "operation": "s3:PutBucketPolicy",
            "parameters": {"Bucket": "records", "Policy": policy}}  # fmt: skip
    saved = loaded(tmp_path, with_calls(call)).state.buckets["records"].policy
    assert saved is not None
    statement = {**reading, "Resource": "arn:aws:s3:::records/111122223333/*"}
    assert json.loads(saved.policy.text) == {**policy, "Statement": [statement]}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"expect": "AccessDenied"}, "expected to fail with AccessDenied, and succeeded"),
        ({"operation": "s3:PutObjct"}, "did you mean `PutObject`?"),
        ({"operation": "s3"}, "s3 has no operation ``"),
        ({"as": "Nobody"}, "no user, role or session `Nobody`"),
        ({"via": "vpce-1"}, "no VPC endpoint `vpce-1`"),
        ({"account": "nowhere"}, "no account `nowhere`"),
        ({"account": "vendor"}, "AccessDenied"),
        ({"parameters": {"Bucket": "records"}}, 'Missing required parameter in input: "Key"'),
        ({"parameters": {"Bucket": {"Fn::ImportValue": "recrds-bucket"}}}, "did you mean `records"),
        ({"parameters": {"Bucket": {"Ref": "Records"}}}, "no parameter or resource `Records`"),
        ({"parameters": {"Bucket": {"Fn::GetAtt": ["A", "b"]}}}, "cannot stand here"),
        ({"vai": "vpce-1"}, "did you mean `via`?"),
        ({"parameters": None}, "a null value"),
    ],
)
def test_a_call_that_goes_wrong_is_told_with_file_and_line(
    tmp_path: Path, change: dict[str, object], problem: str
):
    call = {**PUT, **change}
    told = problems_of(tmp_path, with_calls(call))
    assert "calls.json, line " in told
    assert problem in told


def test_another_error_than_the_expected_one_is_told(tmp_path: Path):
    call = {"as": "root", "account": "hospital", "operation": "s3:GetObject",
            "parameters": {"Bucket": "records", "Key": "a"}, "expect": "AccessDenied"}  # fmt: skip
    assert "(NoSuchKey)" in problems_of(tmp_path, with_calls(call))


# Answers

MAKE = {
    "as": "root",
    "account": "hospital",
    "name": "Clinic",
    "operation": "connecthealth:CreateDomain",
    "parameters": {"name": "clinic"},
}
READ = {
    "as": "root",
    "account": "hospital",
    "operation": "connecthealth:GetDomain",
    "parameters": {"domainId": {"Fn::ImportValue": "Clinic.domainId"}},
}
DOMAIN_STACK = """
Stacks:
  - {Template: hospital.yaml, Account: hospital}
  - Template: research.yaml
    Account: research
    Parameters: {Domain: !ImportValue Clinic.domainId}
"""
WITH_DOMAIN = """
Parameters: {Domain: {Type: String}}
Resources: {Study: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Domain}}}
"""


def test_a_later_call_takes_the_answer_of_one_with_a_name(tmp_path: Path):
    names = [record["eventName"] for record in loaded(tmp_path, with_calls(MAKE, READ)).records]
    assert names == ["CreateDomain", "GetDomain"]


def test_what_is_deep_in_an_answer_is_named_by_the_way_to_it(tmp_path: Path):
    key = {**MAKE, "name": "Key", "operation": "kms:CreateKey", "parameters": {}}
    arn = {"Fn::ImportValue": "Key.KeyMetadata.Arn"}
    use = {**READ, "operation": "kms:DescribeKey", "parameters": {"KeyId": arn}}
    assert len(loaded(tmp_path, with_calls(key, use)).records) == 2


def test_an_answer_is_known_only_after_its_call(tmp_path: Path):
    assert "no export named Clinic.domainId" in problems_of(tmp_path, with_calls(READ, MAKE))


def test_a_stack_waits_for_the_call_whose_answer_it_takes(tmp_path: Path):
    files = {**with_calls(MAKE, READ), "organization.yaml": ORGANIZATION + DOMAIN_STACK}
    cloud = loaded(tmp_path, {**files, "research.yaml": WITH_DOMAIN})
    assert {domain.id for domain in cloud.state.domains.values()} <= set(cloud.state.buckets)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (("Clinic", "Clinic"), "a call or stack is named `Clinic` already"),
        (("hospital", "Clinic"), "a call or stack is named `hospital` already"),
        (("a.b", "Clinic"), "`a.b` is no name for a call"),
    ],
)
def test_a_bad_name_of_a_call_is_refused(tmp_path: Path, names: tuple[str, ...], problem: str):
    told = problems_of(tmp_path, with_calls(*({**MAKE, "name": name} for name in names)))
    assert problem in told


# Refusals


def test_a_folder_without_an_organization_file_is_refused(tmp_path: Path):
    assert "there is no organization.yaml" in problems_of(tmp_path, {"README.md": ""})


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Accounts:\n", "Acounts:\n", "organization.yaml has no `Accounts`"),
        ('"111122223333"', '"1111"', "line 3, column 18: `1111` is no account id"),
        ('"111122223333"', "111122223333", "`Id` is a number; expected a literal text"),
        ("444455556666", "111122223333", "the account id 111122223333 stands here twice"),
        ("ManagementAccount: hospital", "ManagementAccount: hospitl", "did you mean `hospital`?"),
        ("[research]", "[reserch]", "there is no account `reserch`; did you mean `research`?"),
        ("[research]", "[research, research]", "the account `research` stands in two places"),
        ("SERVICE_CONTROL_POLICY", "TAG_POLICY", "`TAG_POLICY` is no type of policy"),
        ("Effect: Deny, Action", "Effect: Dny, Action", "did you mean `Deny`?"),
        ("[FullAWSAccess, DenyReading]", "[]", "no SCP is attached"),
        ("[FullAWSAccess, DenyReading]", "[DenyReding]", "no service control policy `DenyReding`"),
        ("[OnlyOurs]", "[DenyReading]", "there is no resource control policy `DenyReading`"),
        ("Partners:\n", "Partners:\n        Foo: 1\n", "simlib knows no `Foo` in an organiz"),
        (
            'Id: "777788889999"',
            'Id: "777788889999", ServiceControlPolicies: [FullAWSAccess]',
            "`vendor` is outside the organization",
        ),
        ("Root:\n", "Rot:\n", "did you mean `Root`?"),
    ],
)
def test_a_bad_organization_is_refused_by_name(tmp_path: Path, old: str, new: str, problem: str):
    told = problems_of(tmp_path, changed(old, new))
    assert "organization.yaml, line " in told
    assert problem in told


def test_a_policy_s_problem_has_its_own_line(tmp_path: Path):
    told = problems_of(tmp_path, changed("Effect: Deny, Action", "Effect: Dny, Action"))
    assert told.startswith("organization.yaml, line 14, column 29: `DenyReading`: `Dny`")


def test_a_policy_beyond_its_quota_is_refused(tmp_path: Path):
    told = problems_of(tmp_path, changed('"s3:GetObject"', f'"s3:{"Get" * 4000}"'))
    assert "a service control policy has at most 10,240" in told


def test_a_template_that_nobody_uses_is_refused(tmp_path: Path):
    told = problems_of(tmp_path, {**FILES, "hospitl.yaml": HOSPITAL})
    assert told == (
        "hospitl.yaml, line 1, column 1: no account and no stack uses this file; "
        "did you mean `hospital`?"
    )


@pytest.mark.parametrize(
    ("stack", "problem"),
    [
        ("{Template: hospitl.yaml, Account: hospital}", "did you mean `hospital.yaml`?"),
        ("{Template: hospital.yaml, Account: hospitl}", "there is no account `hospitl`"),
        ("{Template: hospital.yaml, Account: hospital}", "has a stack named `hospital` already"),
        ("{Template: hospital.yaml, Account: hospital, Name: a_b}", "`a_b` is no name for a stack"),
        ("{Template: hospital.yaml}", "a stack has no `Account`"),
    ],
)
def test_a_bad_stack_is_refused(tmp_path: Path, stack: str, problem: str):
    stacks = f"""
Stacks:
  - {{Template: hospital.yaml, Account: hospital}}
  - {{Template: research.yaml, Account: research}}
  - {stack}
"""
    files = {**FILES, "organization.yaml": ORGANIZATION + stacks}
    assert problem in problems_of(tmp_path, files)


def test_problems_of_all_files_are_told_at_once(tmp_path: Path):
    files = changed("[research]", "[reserch]")
    files["research.yaml"] = RESEARCH.replace("AWS::S3::Bucket", "AWS::S3::Buckt")
    files["hospital.yaml"] = HOSPITAL.replace("!Ref Records", "!Ref Recrds")
    told = problems_of(tmp_path, files)
    named = {line.partition(",")[0] for line in told.splitlines()}
    assert named == {"hospital.yaml", "organization.yaml", "research.yaml"}
