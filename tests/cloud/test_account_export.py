"""Real accounts in: the AWS CLI's output becomes a cloud, and what cannot be read is named."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from simlib import Decision, new_cloud
from simlib.cloud.account_export import Imported, load_account
from simlib.cloud.cloud import Cloud
from simlib.language.errors import AccountExportError

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "examples" / "account"
CORPUS = ROOT.parent / "shared" / "corpus" / "account-details.json"
HOSPITAL = "111122223333"
IAM = f"arn:aws:iam::{HOSPITAL}:"
CARE_ROLE = f"{IAM}role/clinic/CareRole"
READER = f"{IAM}policy/RecordsReader"
BUCKET = "arn:aws:s3:::hospital-records"
DOOR = f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/alice-access-point"
KEY = f"arn:aws:kms:us-east-1:{HOSPITAL}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
STORE = f"arn:aws:healthlake:us-east-1:{HOSPITAL}:datastore/fhir/eeb8005725ae22b35b4edbdc68cf2dfd"
BAD = {"Version": "2012-10-17", "Statement": {"Effect": "Permit", "Action": "*", "Resource": "*"}}

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def example() -> Imported:
    return load_account(EXAMPLE, new_cloud())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "account"))


def changed(folder: Path, change: Change, name: str = "account-details.json") -> Imported:
    """The example with one of its files changed."""
    path = folder / name
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))
    return load_account(folder, new_cloud())


def refusal(path: Path) -> str:
    with pytest.raises(AccountExportError) as caught:
        load_account(path, new_cloud())
    return str(caught.value)


def role(details: dict[str, Any], name: str = "CareRole") -> dict[str, Any]:
    return next(each for each in details["RoleDetailList"] if each["RoleName"] == name)


# What the example comes to


def test_the_example_loads_without_problems(example: Imported) -> None:
    assert example.problems == ()
    assert example.not_given == ()


def test_its_print_counts_what_was_loaded(example: Imported) -> None:
    assert str(example) == (
        "account 111122223333 (hospital): 3 users, 1 group, 4 roles, 3 managed policies, 1 bucket, "
        "1 access point, 1 KMS key, 1 grant, 1 VPC endpoint, organization o-exampleorgid\n"
        "no problems"
    )


def test_unique_ids_dates_tags_and_paths_come_from_the_export(example: Imported) -> None:
    found = example.cloud.state.roles[HOSPITAL, "CareRole"]
    assert found.arn == CARE_ROLE
    assert found.unique_id == "AROACAREROLEEXAMPLEEX"
    assert found.tags == {"department": "cardiology"}
    assert found.created is not None
    assert found.created.isoformat() == "2025-11-03T08:15:00+00:00"


def test_only_the_default_version_counts_and_all_are_kept(example: Imported) -> None:
    policy = example.cloud.state.policies[READER]
    assert [version.id for version in policy.versions] == ["v2", "v1"]
    assert policy.policy.statements[0].label == "statement `ReadStore`"
    assert policy.latest == 2


def test_a_boundary_limits_its_role(example: Imported) -> None:
    care = example.cloud.as_("CareRole")
    assert care.can("healthlake:ReadResource", STORE).allowed
    assert not care.can("iam:ListRoles").allowed
    assert example.cloud.state.roles[HOSPITAL, "CareRole"].boundary == f"{IAM}policy/CareBoundary"


def test_an_instance_profile_has_its_role(example: Imported) -> None:
    profile = example.cloud.state.instance_profiles[HOSPITAL, "ScannerProfile"]
    assert profile.role == "ScannerRole"


def test_a_group_counts_for_its_users(example: Imported) -> None:
    assert example.cloud.as_("Alice").can("iam:ChangePassword", f"{IAM}user/Alice").allowed
    assert not example.cloud.as_("Dana").can("iam:ChangePassword", f"{IAM}user/Dana").allowed


def test_trust_is_bound_to_the_users_that_it_names(example: Imported) -> None:
    trust = example.cloud.state.roles[HOSPITAL, "CareRole"].trust
    assert dict(trust.bound)[f"{IAM}user/Alice"] == "AIDAALICEEXAMPLEEXAMP"


def test_a_bucket_is_reached_through_its_access_point_only(example: Imported) -> None:
    alice = example.cloud.as_("Alice")
    assert alice.can("s3:PutObject", f"{DOOR}/object/Alice/scan.dcm").allowed
    directly = alice.can("s3:PutObject", f"{BUCKET}/Alice/scan.dcm")
    assert directly.decision is Decision.EXPLICIT_DENY


def test_an_access_point_keeps_its_alias(example: Imported) -> None:
    assert example.cloud.state.access_points[DOOR].alias.endswith("-s3alias")


def test_a_grant_counts_with_its_constraint(example: Imported) -> None:
    scanner = example.cloud.as_("ScannerRole")
    context = {"kms:EncryptionContext:department": "radiology"}
    assert scanner.with_context(**context).can("kms:GenerateDataKey", KEY).allowed
    assert not scanner.can("kms:GenerateDataKey", KEY).allowed


def test_a_buckets_default_encryption_names_its_key(folder: Path) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = [{"ApplyServerSideEncryptionByDefault": default}]
    written = json.dumps({"ServerSideEncryptionConfiguration": {"Rules": rules}})
    (folder / "buckets" / "hospital-records.encryption.json").write_text(written)
    imported = load_account(folder, new_cloud())
    assert list(imported.cloud.state.buckets) == ["hospital-records"]
    assert imported.cloud.state.buckets["hospital-records"].kms_key == key
    assert imported.problems == ()


def test_a_list_that_is_null_is_no_list(folder: Path) -> None:
    with pytest.raises(AccountExportError, match="UserDetailList"):
        changed(folder, lambda details: details.update(UserDetailList=None))


def test_an_alias_leads_to_its_key_and_one_without_a_key_nowhere(example: Imported) -> None:
    assert example.cloud.state.aliases == {f"arn:aws:kms:us-east-1:{HOSPITAL}:alias/records": KEY}


def test_tags_of_a_key_are_there(example: Imported) -> None:
    assert example.cloud.state.keys[KEY].tags == {"data": "phi"}


def test_an_endpoint_has_its_policy(example: Imported) -> None:
    (endpoint,) = example.cloud.state.endpoints.values()
    assert (endpoint.service, endpoint.region) == ("s3", "us-east-1")
    assert endpoint.policy is not None
    alice = example.cloud.as_("Alice").through(endpoint.id)
    assert not alice.can(
        "s3:GetObject", "arn:aws:s3:::elsewhere/x", aws_ResourceAccount="0"
    ).allowed


def test_an_scp_of_the_unit_above_counts(example: Imported) -> None:
    evaluation = example.cloud.as_("Alice").in_region("eu-west-1").can("s3:ListAllMyBuckets")
    assert evaluation.decision is Decision.EXPLICIT_DENY
    assert "KeepRecordsInOneRegion" in evaluation.why()


def test_the_tree_of_the_organization_is_there(example: Imported) -> None:
    keys = example.cloud.as_("Alice").context("s3:ListAllMyBuckets")
    assert keys["aws:PrincipalOrgPaths"][0] == ("o-exampleorgid/r-ab12/ou-ab12-clinical/",)


def test_a_unit_below_a_unit_has_its_place(folder: Path) -> None:
    units = folder / "organization"
    accounts = (units / "ou-ab12-clinical.accounts.json").read_text()
    (units / "ou-ab12-clinical.accounts.json").write_text('{"Accounts": []}')
    below = {"OrganizationalUnits": [{"Id": "ou-ab12-radiology", "Name": "Radiology"}]}
    (units / "ou-ab12-clinical.units.json").write_text(json.dumps(below))
    (units / "ou-ab12-radiology.accounts.json").write_text(accounts)
    (units / "ou-ab12-radiology.units.json").write_text('{"OrganizationalUnits": []}')
    keys = load_account(folder, new_cloud()).cloud.as_("Alice").context("s3:ListAllMyBuckets")
    path = "o-exampleorgid/r-ab12/ou-ab12-clinical/ou-ab12-radiology/"
    assert keys["aws:PrincipalOrgPaths"][0] == (path,)


def test_an_rcp_full_access_is_no_problem_though_it_allows(example: Imported) -> None:
    organization = example.cloud.state.organization
    assert organization is not None
    assert organization.policies["p-RCPFullAWSAccess"].policy.unread == ""


# One file alone, and several accounts


def test_the_file_alone_is_enough_and_tells_what_is_not_counted() -> None:
    imported = load_account(EXAMPLE / "account-details.json", new_cloud())
    assert imported.cloud.as_("CareRole").can("healthlake:ReadResource", STORE).allowed
    assert imported.cloud.state.buckets == {}
    assert imported.cloud.state.accounts[HOSPITAL].name == HOSPITAL
    assert "Not given, so not counted: Block Public Access of the account, buckets" in str(imported)


def test_another_account_goes_into_the_same_cloud(folder: Path) -> None:
    details = (folder / "account-details.json").read_text().replace(HOSPITAL, "444455556666")
    partner = folder.parent / "partner.json"
    partner.write_text(details)
    cloud = load_account(folder, new_cloud()).cloud
    load_account(partner, cloud)
    assert sorted(cloud.state.accounts) == [HOSPITAL, "444455556666"]


def test_an_account_is_not_loaded_twice_and_the_cloud_stays_as_it_was(example: Imported) -> None:
    before = example.cloud.state
    with pytest.raises(AccountExportError, match="has the account 111122223333 already"):
        load_account(EXAMPLE, example.cloud)
    assert example.cloud.state is before


def test_a_refused_export_leaves_the_cloud_as_it_was(folder: Path) -> None:
    (folder / "aliases.json").write_text('{"Aliases": 3}')
    cloud = new_cloud()
    with pytest.raises(AccountExportError):
        load_account(folder, cloud)
    assert cloud.state.accounts == {}


# Policies that do not count


def inline(document: Any) -> Change:
    return lambda details: role(details)["RolePolicyList"][0].update(PolicyDocument=document)


def test_a_policy_that_cannot_be_read_is_named_with_entity_place_and_reason(folder: Path) -> None:
    (problem,) = changed(folder, inline(BAD)).problems
    assert (problem.entity, problem.policy) == (CARE_ROLE, "use-records-key")
    assert "(/Statement/Effect): `Permit` is no effect" in str(problem)
    assert problem.findings[0].source.pointer == "/Statement/Effect"


def test_the_problems_of_an_entity_are_its_own(folder: Path) -> None:
    imported = changed(folder, inline(BAD))
    assert imported.problems_of(CARE_ROLE) == imported.problems
    assert imported.problems_of(f"{IAM}role/ScannerRole") == ()


def test_each_decision_on_its_entity_says_so(folder: Path) -> None:
    cloud = changed(folder, inline(BAD)).cloud
    allowed = cloud.as_("CareRole").can("healthlake:ReadResource", STORE)
    denied = cloud.as_("CareRole").can("kms:Decrypt", KEY)
    assert allowed.allowed
    assert "`use-records-key` (cannot be read" in allowed.why()
    assert "`use-records-key` (cannot be read" in denied.why()
    assert not cloud.as_("Dana").can("kms:Decrypt", KEY).not_counted


def test_the_other_policies_of_the_entity_count(folder: Path) -> None:
    cloud = changed(folder, inline(BAD)).cloud
    assert cloud.as_("CareRole").can("healthlake:ReadResource", STORE).allowed


@pytest.mark.parametrize("written", [json.dumps, lambda value: quote(json.dumps(value))])
def test_a_document_may_be_text_also_url_encoded(
    folder: Path, written: Callable[[Any], str]
) -> None:
    document = role(json.loads((folder / "account-details.json").read_text()))
    text = written(document["RolePolicyList"][0]["PolicyDocument"])
    imported = changed(folder, inline(text))
    assert imported.problems == ()
    assert imported.cloud.as_("CareRole").can("kms:Decrypt", KEY).allowed


@pytest.mark.parametrize("document", [None, 3, [], "", "{", "%7B", {"Statement": []}])
def test_whatever_stands_for_a_document_is_named_and_never_a_stack_trace(
    folder: Path, document: Any
) -> None:
    imported = changed(folder, inline(document))
    assert [problem.policy for problem in imported.problems] == ["use-records-key"]
    assert imported.cloud.as_("CareRole").can("kms:Decrypt", KEY).not_counted


def without_reader(details: dict[str, Any]) -> None:
    details["Policies"] = [each for each in details["Policies"] if each["Arn"] != READER]


def test_an_attached_policy_that_is_not_in_the_export_is_named_once(folder: Path) -> None:
    imported = changed(folder, without_reader)
    (problem,) = imported.problems
    assert problem.entity == READER
    assert f"it is not in the export; attached to it, or bounded by it, is {CARE_ROLE}" in str(
        problem
    )
    assert imported.problems_of(CARE_ROLE) == (problem,)
    assert imported.problems_of(f"{IAM}user/Alice") == ()


def test_a_decision_without_an_attached_policy_says_so(folder: Path) -> None:
    evaluation = (
        changed(folder, without_reader).cloud.as_("CareRole").can("healthlake:ReadResource", STORE)
    )
    assert not evaluation.allowed
    assert evaluation.not_counted[0].arn == READER


def test_a_boundary_that_is_not_in_the_export_limits_nothing_and_is_named(folder: Path) -> None:
    def without_boundary(details: dict[str, Any]) -> None:
        details["Policies"] = [p for p in details["Policies"] if p["PolicyName"] != "CareBoundary"]

    imported = changed(folder, without_boundary)
    evaluation = imported.cloud.as_("CareRole").can("healthlake:ReadResource", STORE)
    assert evaluation.allowed
    assert "CareBoundary" in evaluation.why()


def test_a_group_that_is_not_in_the_export_is_named(folder: Path) -> None:
    imported = changed(folder, lambda details: details.update(GroupDetailList=[]))
    assert imported.problems[0].entity == f"{IAM}group/clinicians"
    assert imported.problems_of(f"{IAM}user/Alice") == imported.problems
    assert imported.cloud.as_("Alice").can("s3:ListAllMyBuckets").not_counted


def test_a_default_version_that_is_not_in_the_export_is_named(folder: Path) -> None:
    def only_old(details: dict[str, Any]) -> None:
        del details["Policies"][0]["PolicyVersionList"][0]

    (problem,) = changed(folder, only_old).problems
    assert "its default version v2 is not in the export" in problem.reason


def test_a_bucket_policy_that_nobody_could_look_at_is_named_in_each_decision(folder: Path) -> None:
    said = "\nAn error occurred (AccessDenied) when calling the GetBucketPolicy operation: No\n"
    (folder / "buckets" / "hospital-records.policy.json").write_text(said)
    imported = load_account(folder, new_cloud())
    assert [str(problem) for problem in imported.problems] == [
        f"{BUCKET}, policy `hospital-records`: AccessDenied: No"
    ]
    assert imported.cloud.as_("Alice").can("s3:GetObject", f"{BUCKET}/Alice/x").not_counted


def test_a_bucket_without_a_policy_has_none_and_that_is_no_problem(folder: Path) -> None:
    said = "\nAn error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation: x"
    (folder / "buckets" / "hospital-records.policy.json").write_text(said)
    imported = load_account(folder, new_cloud())
    assert imported.problems == ()
    assert imported.cloud.state.buckets["hospital-records"].policy is None


def test_a_policy_file_may_be_the_policy_itself(folder: Path) -> None:
    path = folder / "buckets" / "hospital-records.policy.json"
    path.write_text(json.loads(path.read_text())["Policy"])
    assert load_account(folder, new_cloud()).problems == ()


def test_what_is_not_there_of_a_bucket_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "buckets")
    told = [problem.reason for problem in load_account(folder, new_cloud()).problems]
    assert told == [
        "buckets/hospital-records.tags.json is not there; it is taken to have no tags",
        "buckets/hospital-records.policy.json is not there",
        "buckets/hospital-records.public-access-block.json is not there; "
        "Block Public Access is taken to be off",
    ]


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / "aliases.json").write_text("")
    (problem,) = load_account(folder, new_cloud()).problems
    assert "aliases.json is empty" in problem.reason


def test_a_file_that_nobody_knows_is_named(folder: Path) -> None:
    (folder / "keys.json").write_text("{}")
    (problem,) = load_account(folder, new_cloud()).problems
    assert "keys.json" in problem.reason


def test_a_grant_with_a_constraint_that_is_not_modelled_is_left_out_and_named(folder: Path) -> None:
    def by_source(grants: dict[str, Any]) -> None:
        grants["Grants"][0]["Constraints"]["SourceArn"] = "arn:aws:lambda:::function/x"

    name = "keys/1234abcd-12ab-34cd-56ef-1234567890ab.grants.json"
    imported = changed(folder, by_source, name)
    assert imported.cloud.state.grants == {}
    assert "simlib does not model SourceArn" in imported.problems[0].reason


def test_an_scp_that_cannot_be_read_is_named_in_decisions(folder: Path) -> None:
    def broken(told: dict[str, Any]) -> None:
        told["Policy"]["Content"] = json.dumps(BAD)

    imported = changed(folder, broken, "organization/policies/p-keepindex.json")
    assert imported.problems[0].policy == "KeepRecordsInOneRegion"
    evaluation = imported.cloud.as_("Dana").can("iam:ListRoles")
    assert evaluation.allowed
    assert [policy.name for policy in evaluation.not_counted] == ["KeepRecordsInOneRegion"]


def test_an_organization_without_full_access_anywhere_is_doubted(folder: Path) -> None:
    for path in (folder / "organization" / "policies").glob("p-FullAWSAccess*"):
        path.unlink()
    assert "p-FullAWSAccess.json" in load_account(folder, new_cloud()).problems[0].reason


def test_an_account_outside_the_tree_is_named(folder: Path) -> None:
    imported = changed(
        folder,
        lambda told: told.update(Accounts=[]),
        "organization/ou-ab12-clinical.accounts.json",
    )
    assert "is not in the tree of o-exampleorgid" in imported.problems[0].reason


def test_an_account_in_no_organization_is_no_problem(folder: Path) -> None:
    said = "An error occurred (AWSOrganizationsNotInUseException) when calling X: none"
    shutil.rmtree(folder / "organization")
    (folder / "organization").mkdir()
    (folder / "organization" / "organization.json").write_text(said)
    imported = load_account(folder, new_cloud())
    assert imported.problems == ()
    assert imported.cloud.state.organization is None


# Input that is no export


def details_with(change: Change, tmp_path: Path) -> Path:
    value = json.loads((EXAMPLE / "account-details.json").read_text())
    change(value)
    path = tmp_path / "account-details.json"
    path.write_text(json.dumps(value))
    return path


WRONG_TYPES: list[tuple[Change, str]] = [
    (
        lambda d: d["UserDetailList"][0].update(UserName=3),
        "/UserDetailList/0/UserName: found a number, expected a text",
    ),
    (
        lambda d: d["UserDetailList"][0].pop("UserId"),
        "/UserDetailList/0/UserId: found nothing, expected a text",
    ),
    (lambda d: d.update(UserDetailList={}), "/UserDetailList: found an object, expected a list"),
    (
        lambda d: d.update(Policies=["x"]),
        "/Policies: found a list, expected a list of objects",
    ),
    (
        lambda d: role(d).update(CreateDate="soon"),
        "/RoleDetailList/0/CreateDate: found the text `soon`, expected a date",
    ),
    (
        lambda d: role(d).update(Path="/elsewhere/"),
        f"/RoleDetailList/0/Arn: found the text `{CARE_ROLE}`, expected `{IAM}role/elsewhere/",
    ),
    (
        lambda d: role(d).update(Arn=CARE_ROLE.replace("aws", "aws-us-gov", 1)),
        "expected an ARN of the partition `aws`",
    ),
    (
        lambda d: role(d)["AttachedManagedPolicies"][0].update(PolicyArn="RecordsReader"),
        "/RoleDetailList/0/AttachedManagedPolicies/0/PolicyArn: found the text `RecordsReader`",
    ),
    (
        lambda d: d["UserDetailList"].append(d["UserDetailList"][0]),
        "has `arn:aws:iam::111122223333:user/Alice` twice",
    ),
    (lambda d: d.update(IsTruncated=True), "holds the first page only"),
    (
        lambda d: d["UserDetailList"][0].update(Arn="arn:aws:iam::444455556666:user/Alice"),
        "is of several accounts: 111122223333, 444455556666",
    ),
]


@pytest.mark.parametrize(("change", "told"), WRONG_TYPES)
def test_a_wrong_value_is_named_with_its_place(change: Change, told: str, tmp_path: Path) -> None:
    message = refusal(details_with(change, tmp_path))
    assert message.startswith("account-details.json")
    assert told in message


def test_a_wrong_arn_in_another_file_is_named_with_its_place(folder: Path) -> None:
    path = folder / "access-points" / "alice-access-point.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"AccessPointArn": "x"}))
    told = "access-points/alice-access-point.json, /AccessPointArn: found the text `x`"
    assert refusal(folder).startswith(told)


OTHER_FILES = {
    '{"Users": []}': "looks like the output of list-users; run `aws iam get-account-auth",
    '{"Policies": []}': "looks like the output of list-policies",
    '{"Records": []}': "looks like a CloudTrail log",
    "{}": "has no UserDetailList",
    '{"UserDetailList": []}': "is empty",
    "[]": "holds a list, expected one JSON object",
    '{"UserDetailList": [{"Path": "/", "User': "it was cut off",
    "USERDETAILLIST\t/\tAlice": "is no JSON (Expecting value); run the command with",
    "": "is empty: the command that wrote it failed",
    "An error occurred (AccessDenied) when calling it: no": "AccessDenied: no",
    "[" * 100_000: "nested too deeply",
}


@pytest.mark.parametrize("text", OTHER_FILES)
def test_another_file_is_refused_with_what_to_do(text: str, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(text)
    assert OTHER_FILES[text] in refusal(path)


def test_a_path_that_is_not_there_says_which_command_makes_it(tmp_path: Path) -> None:
    told = "run `aws iam get-account-authorization-details"
    assert told in refusal(tmp_path / "nothing")
    assert "account-details.json is not there" in refusal(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(b"\x80\x81\x82")
    assert "is no text: byte 0 is wrong" in refusal(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_powershell_writes_can_be_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "account-details.json"
    path.write_text((EXAMPLE / "account-details.json").read_text(), encoding=encoding)
    assert load_account(path, new_cloud()).problems == ()


def test_dates_may_be_seconds(tmp_path: Path) -> None:
    path = details_with(lambda d: role(d).update(CreateDate=1762157700.5), tmp_path)
    created = load_account(path, new_cloud()).cloud.state.roles[HOSPITAL, "CareRole"].created
    assert created is not None
    assert created.year == 2025


def test_no_single_byte_less_is_a_stack_trace(tmp_path: Path) -> None:
    text = (EXAMPLE / "account-details.json").read_text()
    path = tmp_path / "account-details.json"
    for end in range(0, len(text) - 2, 397):
        path.write_text(text[:end])
        assert "account-details.json" in refusal(path)


# Size, and the real thing


def large(roles: int) -> dict[str, Any]:
    """An export of many roles, each with three inline policies and two managed ones."""

    def policy(number: int, part: int) -> dict[str, Any]:
        name = f"bucket-{number}-{part}"
        statement = {
            "Sid": f"Use{part}",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}},
        }
        return {"Version": "2012-10-17", "Statement": [statement]}

    details: dict[str, Any] = json.loads((EXAMPLE / "account-details.json").read_text())
    model = role(details, "ScannerRole") | {"InstanceProfileList": []}
    managed = [
        {"PolicyArn": each["Arn"], "PolicyName": each["PolicyName"]}
        for each in details["Policies"][:2]
    ]
    details["RoleDetailList"] = [
        model
        | {
            "RoleName": f"Role{number}",
            "RoleId": f"AROA{number:017}",
            "Arn": f"{IAM}role/Role{number}",
            "RolePolicyList": [
                {"PolicyName": f"part{part}", "PolicyDocument": policy(number, part)}
                for part in range(3)
            ],
            "AttachedManagedPolicies": managed,
        }
        for number in range(roles)
    ]
    return details


@pytest.mark.timed
def test_five_hundred_roles_load_in_two_seconds(tmp_path: Path) -> None:
    path = tmp_path / "account-details.json"
    path.write_text(json.dumps(large(500)))
    start = time.process_time()
    imported = load_account(path, new_cloud())
    assert time.process_time() - start < 2
    assert len(imported.cloud.state.roles) == 500
    assert imported.problems == ()


@pytest.mark.skipif(not CORPUS.exists(), reason="the real export is not beside this checkout")
def test_a_real_export_loads_without_problems() -> None:
    imported = load_account(CORPUS, Cloud({}))
    assert imported.problems == ()
    assert len(imported.cloud.state.policies) == 32
    assert imported.cloud.as_("obama").can("s3:GetObject", "arn:aws:s3:::records/1").allowed
