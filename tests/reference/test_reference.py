"""What the services define, asked in every way: names, patterns, ARNs, condition keys, tables."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from simlib.language.errors import QuestionError, UnknownNameError
from simlib.language.rcp_services import rcp_services
from simlib.reference import (
    AccessLevel,
    RequiredAction,
    action,
    action_table,
    actions_on,
    aws_managed_policies,
    aws_managed_policy,
    condition_key,
    condition_key_table,
    expand,
    global_key_table,
    global_keys,
    keys_for,
    operations,
    required_action_table,
    required_actions,
    resource_type_table,
    resource_types_of,
    service,
    services,
)
from simlib.shipped import shipped_json, shipped_path
from tests.cases_reader import cases

CASES = cases("reference")
SOURCES = shipped_json("reference/SOURCES.json")


def exists(question: dict[str, str]) -> bool:
    ((kind, name),) = question.items()
    try:
        {"action": action, "condition_key": condition_key}[kind](name)
    except UnknownNameError:
        return False
    return True


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert case["setup"]["dataset"].endswith(SOURCES["packages"]["iam-data"]["version"])
    assert exists(case["request"]) == case["expected"]["exists"]


@pytest.mark.parametrize(
    ("prefix", "actions", "types", "keys"),
    [("healthlake", 68, 2, 3), ("health-agent", 47, 6, 3), ("s3", 180, 13, 64),
     ("kms", 56, 2, 98), ("sts", 16, 5, 131), ("iam", 190, 15, 22), ("ec2", 826, 114, 148)],
)  # fmt: skip
def test_a_service_is_whole(prefix: str, actions: int, types: int, keys: int) -> None:
    found = service(prefix)
    counts = (len(found.actions), len(found.resource_types), len(found.condition_keys))
    assert counts == (actions, types, keys)


def test_every_record_of_every_service_can_be_made() -> None:
    made = sum(len(list(service(prefix).actions.values())) for prefix in services())
    assert made == SOURCES["counts"]["actions"] == 22091


def test_every_resource_type_that_an_action_takes_is_defined() -> None:
    missing = [
        f"{each} {name}"
        for prefix in services()
        for each in service(prefix).actions.values()
        for name in each.resource_types
        if name not in service(prefix).resource_types
    ]
    assert missing == []


def test_every_key_that_an_action_lists_is_defined() -> None:
    missing = [
        f"{each} {key}"
        for prefix in services()
        for each in service(prefix).actions.values()
        for key in (*each.condition_keys, *(k for on in each.resources for k in on.condition_keys))
        if key not in service(prefix).condition_keys
    ]
    assert missing == []


def test_every_dependent_action_exists() -> None:
    for prefix in services():
        for each in service(prefix).actions.values():
            assert all(str(action(name)) == name for name in each.dependent_actions), each


def test_action_names_are_compared_without_regard_to_case() -> None:
    assert str(action("S3:putobject")) == "s3:PutObject"


def test_a_condition_key_is_found_in_any_case() -> None:
    assert condition_key("KMS:viaservice").name == "kms:ViaService"


def test_a_tag_s_key_is_found_by_its_template() -> None:
    assert condition_key("s3:ExistingObjectTag/ward").name == "s3:ExistingObjectTag/<key>"


def test_an_encryption_context_s_key_is_found_by_its_template() -> None:
    found = condition_key("kms:EncryptionContext:tenant").name
    assert found == "kms:EncryptionContext:${EncryptionContextKey}"


def test_a_template_without_its_own_part_is_no_key() -> None:
    assert "aws:ResourceTag/" not in global_keys()


def test_an_identity_provider_s_key_is_known() -> None:
    assert condition_key("accounts.google.com:aud").service == "sts"


def test_a_key_that_another_service_lists_is_known() -> None:
    assert condition_key("ec2:osuser").service == "ec2-instance-connect"


def test_the_nearest_action_is_offered() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `GetObject`"):
        action("s3:GetObjet")


def test_the_nearest_service_is_offered() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `healthlake`"):
        service("healtlake")


def test_an_unknown_global_key_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `aws:PrincipalOrgID`"):
        condition_key("aws:PrincipleOrgID")


def test_a_name_without_a_service_is_no_action() -> None:
    with pytest.raises(QuestionError):
        action("GetObject")


def test_a_key_that_no_service_lists_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="`ward:Shift`: no service has it"):
        condition_key("ward:Shift")


def test_an_unknown_claim_of_a_known_provider_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean `accounts\.google\.com:aud`"):
        condition_key("accounts.google.com:aut")


def test_a_provider_s_key_is_found_by_its_template() -> None:
    found = condition_key("agent.ward.buildkite.dev:cluster_id").name
    assert found == "agent.${Domain}.buildkite.dev:cluster_id"


def test_a_text_that_is_no_arn_is_refused() -> None:
    with pytest.raises(QuestionError):
        actions_on("records/scan.dcm")


def test_a_pattern_gives_sorted_names_as_aws_writes_them() -> None:
    found = expand("s3:get*acl")
    assert list(found) == sorted(found)
    assert {"s3:GetBucketAcl", "s3:GetObjectAcl", "s3:GetObjectVersionAcl"} <= set(found)


def test_a_question_mark_is_one_character() -> None:
    assert expand("kms:ReEncryp?To") == ("kms:ReEncryptTo",)
    assert expand("kms:ReEncrypt?To") == ()


def test_a_star_alone_is_every_action() -> None:
    assert len(expand("*")) == 22091


def test_a_pattern_that_nothing_fits_gives_none() -> None:
    assert expand("s3:Fetch*") == ()


def test_a_pattern_of_an_unknown_service_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        expand("s4:*")


def test_access_levels_can_be_several() -> None:
    levels = (AccessLevel.TAGGING, AccessLevel.WRITE)
    assert action("healthlake:TagResource").access_levels == levels


def test_an_object_s_arn_is_no_bucket_s() -> None:
    on_object = actions_on("arn:aws:s3:::records/2026/scan.dcm")
    assert "s3:GetObject" in on_object
    assert "s3:ListBucket" not in on_object


def test_a_bucket_s_arn_is_no_object_s() -> None:
    on_bucket = actions_on("arn:aws:s3:::records")
    assert "s3:ListBucket" in on_bucket
    assert "s3:GetObject" not in on_bucket


def test_a_log_group_s_name_may_have_slashes() -> None:
    (found,) = resource_types_of("arn:aws:logs:eu-west-2:111122223333:log-group:/aws/lambda/f")
    assert found.name == "log-group"


def test_one_user_of_a_directory_is_a_user_where_there_is_a_type_for_all_of_them_too() -> None:
    found = {each.name for each in resource_types_of("arn:aws:identitystore:::user/nurse-1")}
    assert found == {"AllUsers", "User"}


def test_a_datastore_s_arn_needs_fhir() -> None:
    datastore = "arn:aws:healthlake:eu-west-2:111122223333:datastore/{}d1"
    assert actions_on(datastore.format("")) == ()
    assert "healthlake:ReadResource" in actions_on(datastore.format("fhir/"))


def test_a_resource_type_s_service_in_its_arn_need_not_be_the_prefix() -> None:
    found = actions_on("arn:aws:iam::111122223333:role/Care")
    assert {"iam:PassRole", "sts:AssumeRole"} <= set(found)


def test_keys_of_an_action_come_from_its_resource_types_too() -> None:
    keys = keys_for("s3:PutObject")
    assert "s3:x-amz-acl" in keys  # its own
    assert "s3:BucketTag/${TagKey}" in keys  # of the object
    assert "s3:prefix" not in keys


def test_keys_that_a_resource_type_brings_to_an_action_stay_apart() -> None:
    run = action("ec2:RunInstances")
    image = next(each for each in run.resources if each.name == "image")
    assert "ec2:ImageType" in image.condition_keys
    assert "ec2:ImageType" not in run.condition_keys
    assert "ec2:ImageType" in keys_for("ec2:RunInstances")


def test_operations_of_an_action_s_own_name_come_first() -> None:
    operations = action("s3:GetObject").operations
    assert operations == ("s3.GetObject", "s3.CopyObject", "s3.HeadObject")


def test_operations_of_other_names_lead_to_the_actions_that_they_always_ask_for() -> None:
    assert action("s3:ListBucket").operations[-1] == "s3.ListObjectsV2"
    assert "healthlake.StartFHIRImportJob" in action("iam:PassRole").operations
    assert action("kms:Decrypt").operations == ("kms.Decrypt",)  # S3 and HealthLake only at times


def test_an_operation_that_no_sdk_has_is_not_told() -> None:
    assert action("health-agent:GetPatient").operations == ()


def test_a_service_s_operations_lead_to_all_their_actions() -> None:
    actions = service("s3").operations["s3.CopyObject"]
    assert [str(each) for each in actions] == ["s3:GetObject", "s3:PutObject"]


def test_what_an_operation_asks_for_has_a_resource_and_perhaps_a_when() -> None:
    put, tagging, key = required_actions("s3.PutObject")
    assert put == RequiredAction("s3:PutObject", "arn:aws:s3:::{Bucket}/{Key}")
    assert tagging.when == "Tagging is given"
    assert key.action == "kms:GenerateDataKey"


def test_operations_are_found_in_any_case_and_unknown_ones_answered_with_the_nearest() -> None:
    assert required_actions("S3.headobject")[0].action == "s3:GetObject"
    with pytest.raises(UnknownNameError, match=r"did you mean `s3\.HeadObject`"):
        required_actions("s3.HeadObjekt")


def test_every_action_that_an_operation_asks_for_exists() -> None:
    rows = [row for each in operations() for row in required_actions(each)]
    assert all(str(action(row.action)) == row.action for row in rows)


def test_dependent_actions_are_kept() -> None:
    assert "iam:PassRole" in action("ec2:RunInstances").dependent_actions


def test_a_required_resource_type_is_told_from_one_that_is_not() -> None:
    assert action("healthlake:ReadResource").resources[0].required
    assert not any(each.required for each in action("healthlake:TagResource").resources)


def test_an_array_s_type_is_multivalued() -> None:
    keys = service("healthlake").condition_keys
    assert keys["aws:TagKeys"].multivalued
    assert not keys["aws:RequestTag/ward"].multivalued


def test_every_service_that_rcps_reach_exists() -> None:
    assert rcp_services() <= set(services())


def test_tables_have_a_row_for_each() -> None:
    frames = action_table("s3", "kms"), resource_type_table("s3"), condition_key_table("s3")
    assert [len(frame) for frame in frames] == [236, 13, 64]
    assert len(global_key_table()) == 58
    assert list(required_action_table("s3.HeadObject")["action"]) == ["s3:GetObject"]


@pytest.mark.timed
def test_one_service_is_loaded_in_less_than_ten_milliseconds() -> None:
    code = (
        "import time; from simlib.reference import service; begun = time.perf_counter();"
        "service('s3').actions['GetObject']; print(time.perf_counter() - begun)"
    )
    assert min(float(run(code)) for _ in range(3)) < 0.010


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("condition_key('s3:prefix')", 1),
        ("condition_key('saml:aud')", 1),
        ("condition_key('aws:SourceIp')", 0),
        ("resource_types_of('arn:aws:healthlake:eu-west-2:111122223333:datastore/fhir/d')", 1),
        ("actions_on('arn:aws:s3:::records/scan.dcm')", 2),  # AWS Systems Manager takes buckets too
    ],
)
def test_a_question_reads_only_the_files_that_can_answer(question: str, files: int) -> None:
    code = (
        "from simlib.reference import *; from simlib.reference.catalogue import _service;"
        f"{question}; print(_service.cache_info().misses)"
    )
    assert int(run(code)) == files


def test_importing_simlib_does_not_load_the_reference() -> None:
    assert run("import sys, simlib; print('simlib.reference' in sys.modules)") == "False\n"


def run(code: str) -> str:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


@pytest.mark.timed
def test_all_actions_are_expanded_quickly() -> None:
    begun = time.perf_counter()
    expand("*")
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("name", ["health-agent", "healthlake", "s3"])
def test_one_action_stands_on_one_line_sorted(name: str) -> None:
    path = shipped_path(f"reference/services/{name}.json")
    lines = path.read_text(encoding="utf-8").splitlines()
    actions = lines[lines.index(' "actions": {') + 1 : -2]
    names = [json.loads("{" + line.rstrip(",") + "}").popitem()[0] for line in actions]
    assert names == sorted(service(name).actions)


def test_an_aws_managed_policy_has_its_version_and_its_text() -> None:
    found = aws_managed_policy("AmazonHealthLakeReadOnlyAccess")
    assert found.arn == "arn:aws:iam::aws:policy/AmazonHealthLakeReadOnlyAccess"
    assert (found.version, found.updated.year) == ("v2", 2026)
    assert found.policy.statements[0].action.values[0].text.startswith("healthlake:")
    assert aws_managed_policy(found.arn) is found


def test_an_aws_managed_policy_s_path_is_in_its_arn() -> None:
    found = aws_managed_policy("S3UnlockBucketPolicy")
    assert found.arn == "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"


def test_the_nearest_aws_managed_policy_is_offered() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `AmazonHealthLakeFullAccess`"):
        aws_managed_policy("AmazonHealthlakeFullAcess")


def test_every_carried_policy_can_be_read() -> None:
    assert len(list(aws_managed_policies().values())) == 25
