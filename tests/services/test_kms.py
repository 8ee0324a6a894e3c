"""AWS KMS: who may use and manage keys, what the state of a key stops, and what grants give."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import botocore.session
import pytest

from simlib import PolicyType, new_cloud, parse_policy
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError, ParamValidationError
from simlib.cloud.identities import Role, User
from simlib.cloud.saved_policy import SavedPolicy
from simlib.services import SERVICES
from tests.cases_reader import cases

HOSPITAL, PARTNER = "111122223333", "444455556666"
KMS = SERVICES["kms"]
MODEL = botocore.session.get_session().get_service_model("kms")


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, resource: object = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def in_account(number: str) -> dict[str, object]:
    return {"AWS": f"arn:aws:iam::{number}:root"}


def add_user(
    cloud: Cloud, name: str, *statements: Mapping[str, Any], account: str = HOSPITAL
) -> Caller:
    """A user with one inline policy of these statements."""
    inline = {"own": parse_policy(policy(*statements), name="own")} if statements else {}
    user = User(account, name, f"AIDA{name.upper():X<16}", inline=inline)
    cloud.state = cloud.state.put("users", (account, name), user)
    return cloud.as_(user.arn)


def add_role(cloud: Cloud, name: str, *statements: Mapping[str, Any]) -> Caller:
    inline = {"own": parse_policy(policy(*statements), name="own")} if statements else {}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": in_account(HOSPITAL)}
    trust = parse_policy(policy(statement), PolicyType.ROLE_TRUST, name="trust")
    role = Role(HOSPITAL, name, f"AROA{name.upper():X<16}", SavedPolicy(trust), inline=inline)
    cloud.state = cloud.state.put("roles", (HOSPITAL, name), role)
    return cloud.as_(role.arn)


@pytest.fixture
def cloud() -> Cloud:
    made = new_cloud()
    made.add_account(HOSPITAL, "hospital")
    made.add_account(PARTNER, "partner")
    return made


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root", account=HOSPITAL)


@pytest.fixture
def key(root: Caller) -> str:
    return new_key(root)


def new_key(caller: Caller, **settings: Any) -> str:
    arn: str = caller.call("kms:CreateKey", **settings)["KeyMetadata"]["Arn"]
    return arn


def refused(code: str, caller: Caller, operation: str, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        caller.call(operation, **parameters)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def give(caller: Caller, key: str, grantee: str, *operations: str, **more: Any) -> dict[str, Any]:
    return caller.call(
        "kms:CreateGrant", KeyId=key, GranteePrincipal=grantee, Operations=list(operations), **more
    )


ALICE = f"arn:aws:iam::{HOSPITAL}:user/Alice"
BOB = f"arn:aws:iam::{HOSPITAL}:user/Bob"


# The cases


def arrange(**settings: Any) -> tuple[Cloud, Caller, Caller, str]:
    cloud = new_cloud(**settings)
    cloud.add_account(HOSPITAL, "hospital")
    root, alice = cloud.as_("root"), add_user(cloud, "Alice")
    return cloud, root, alice, new_key(root)


CASES = {case["id"]: case for case in cases("kms")}


def test_h_024_a_grant_is_usable_at_once_only_with_its_token() -> None:
    cloud, root, alice, key = arrange(grant_delay=timedelta(minutes=5))
    token = give(root, key, ALICE, "Encrypt")["GrantToken"]
    cloud.advance(seconds=CASES["H-024"]["request"]["seconds_since_create"])
    code = CASES["H-024"]["expected"]["decision"].split()[2]
    refused(code, alice, "kms:Encrypt", KeyId=key, Plaintext=b"scan")
    alice.call("kms:Encrypt", KeyId=key, Plaintext=b"scan", GrantTokens=[token])
    cloud.advance(minutes=5)
    alice.call("kms:Encrypt", KeyId=key, Plaintext=b"scan")


def test_h_025_revoke_grant_takes_no_grant_token() -> None:
    _, root, _, key = arrange()
    given = give(root, key, ALICE, "Encrypt")
    with pytest.raises(ParamValidationError, match="Unknown parameter"):
        root.call("kms:RevokeGrant", KeyId=key, **{CASES["H-025"]["request"]["parameter"]: given})


def test_h_026_revoking_a_grant_takes_time_to_count() -> None:
    cloud, root, alice, key = arrange(grant_delay=timedelta(minutes=5))
    given = give(root, key, ALICE, "Encrypt")
    cloud.advance(minutes=6)
    root.call("kms:RevokeGrant", KeyId=key, GrantId=given["GrantId"])
    alice.call("kms:Encrypt", KeyId=key, Plaintext=b"scan")
    cloud.advance(minutes=5)
    refused("AccessDeniedException", alice, "kms:Encrypt", KeyId=key, Plaintext=b"scan")


def test_h_027_a_key_policy_cannot_give_retire_grant() -> None:
    _, root, alice, key = arrange()
    given = give(root, key, ALICE, "Encrypt")
    text = policy(
        allow("kms:*", Principal=in_account(HOSPITAL)),
        allow("kms:RetireGrant", Principal={"AWS": ALICE}),
    )
    root.call("kms:PutKeyPolicy", KeyId=key, Policy=text)
    refused("AccessDeniedException", alice, "kms:RetireGrant", KeyId=key, GrantId=given["GrantId"])


def test_h_028_a_symmetric_key_has_no_grant_for_sign() -> None:
    _, root, _, key = arrange()
    case = CASES["H-028"]
    operations = case["request"]["operations"]
    refused(
        case["expected"]["error"], root, "kms:CreateGrant",
        KeyId=key, GranteePrincipal=ALICE, Operations=operations,
    )  # fmt: skip


@pytest.mark.parametrize("case", ["H-029", "H-030"])
def test_h_029_h_030_a_key_that_is_disabled_or_pending_deletion_decrypts_nothing(case: str) -> None:
    _, root, _, key = arrange()
    blob = root.call("kms:Encrypt", KeyId=key, Plaintext=b"scan")["CiphertextBlob"]
    disabled = CASES[case]["request"]["key_state"] == "Disabled"
    root.call("kms:DisableKey" if disabled else "kms:ScheduleKeyDeletion", KeyId=key)
    refused(CASES[case]["expected"]["error"], root, "kms:Decrypt", CiphertextBlob=blob)


def test_h_031_a_different_encryption_context_decrypts_nothing() -> None:
    _, root, _, key = arrange()
    context = {"Department": "IT"}
    sealed = root.call("kms:Encrypt", KeyId=key, Plaintext=b"scan", EncryptionContext=context)
    blob, error = sealed["CiphertextBlob"], CASES["H-031"]["expected"]["error"]
    different = {"Department": "it"}
    refused(error, root, "kms:Decrypt", CiphertextBlob=blob, EncryptionContext=different)
    opened = root.call("kms:Decrypt", CiphertextBlob=blob, EncryptionContext=context)
    assert opened["Plaintext"] == b"scan"


def test_h_032_another_key_decrypts_nothing() -> None:
    _, root, _, key = arrange()
    blob = root.call("kms:Encrypt", KeyId=key, Plaintext=b"scan")["CiphertextBlob"]
    error = CASES["H-032"]["expected"]["error"]
    refused(error, root, "kms:Decrypt", CiphertextBlob=blob, KeyId=new_key(root))


def test_every_case_has_its_test() -> None:
    names = " ".join(name for name in globals() if name.startswith("test_h_"))
    assert [case for case in CASES if case.lower().replace("-", "_") not in names] == []


# The table against botocore


def test_every_operation_is_one_of_botocore() -> None:
    assert set(KMS.operations) <= set(MODEL.operation_names)


@pytest.mark.parametrize("name", sorted(KMS.operations))
def test_every_modelled_parameter_is_one_of_botocore(name: str) -> None:
    operation = KMS.operations[name]
    known = set(MODEL.operation_model(name).input_shape.members)
    assert {*operation.takes, *operation.ignores} <= known


@pytest.mark.parametrize("name", sorted(KMS.operations))
def test_every_required_parameter_is_modelled(name: str) -> None:
    required = MODEL.operation_model(name).input_shape.required_members
    assert set(required) <= set(KMS.operations[name].takes)


def test_responses_have_the_members_that_botocore_knows(root: Caller, key: str) -> None:
    answers = {
        "DescribeKey": root.call("kms:DescribeKey", KeyId=key),
        "ListKeys": root.call("kms:ListKeys"),
        "Encrypt": root.call("kms:Encrypt", KeyId=key, Plaintext=b"x"),
        "GenerateDataKey": root.call("kms:GenerateDataKey", KeyId=key, KeySpec="AES_256"),
        "ListGrants": root.call("kms:ListGrants", KeyId=key),
        "GetKeyPolicy": root.call("kms:GetKeyPolicy", KeyId=key),
    }
    for name, answer in answers.items():
        assert set(answer) <= set(MODEL.operation_model(name).output_shape.members)


# Keys and their policies


def test_a_new_key_lets_iam_policies_decide(cloud: Cloud, root: Caller, key: str) -> None:
    alice = add_user(cloud, "Alice", allow("kms:DescribeKey"))
    bob = add_user(cloud, "Bob")
    assert alice.call("kms:DescribeKey", KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"
    refused("AccessDeniedException", bob, "kms:DescribeKey", KeyId=key)


def test_without_the_account_in_the_key_policy_iam_policies_are_silent(
    cloud: Cloud, root: Caller
) -> None:
    admin = add_user(cloud, "Admin", allow("kms:*"))
    alice = add_user(cloud, "Alice", allow("kms:*"))
    text = policy(allow("kms:*", Principal={"AWS": admin.name}))
    key = new_key(admin, Policy=text)
    refused("AccessDeniedException", alice, "kms:DescribeKey", KeyId=key)
    refused("AccessDeniedException", root, "kms:DescribeKey", KeyId=key)


def test_a_policy_that_locks_its_maker_out_is_refused(root: Caller, cloud: Cloud) -> None:
    add_user(cloud, "Alice")
    text = policy(allow("kms:*", Principal={"AWS": ALICE}))
    refused("MalformedPolicyDocumentException", root, "kms:CreateKey", Policy=text)
    assert root.call("kms:ListKeys")["Keys"] == []


def test_the_lockout_check_can_be_bypassed(root: Caller, cloud: Cloud, key: str) -> None:
    add_user(cloud, "Alice")
    text = policy(allow("kms:*", Principal={"AWS": ALICE}))
    root.call("kms:PutKeyPolicy", KeyId=key, Policy=text, BypassPolicyLockoutSafetyCheck=True)
    refused("AccessDeniedException", root, "kms:GetKeyPolicy", KeyId=key)


def test_bypassing_the_lockout_check_can_be_denied(cloud: Cloud, key: str) -> None:
    bypass = {"Bool": {"kms:BypassPolicyLockoutSafetyCheck": "true"}}
    deny = {"Effect": "Deny", "Action": "kms:PutKeyPolicy", "Resource": "*", "Condition": bypass}
    admin = add_user(cloud, "Admin", allow("kms:*"), deny)
    text = policy(allow("kms:*", Principal=in_account(HOSPITAL)))
    admin.call("kms:PutKeyPolicy", KeyId=key, Policy=text)
    refused(
        "AccessDeniedException", admin, "kms:PutKeyPolicy",
        KeyId=key, Policy=text, BypassPolicyLockoutSafetyCheck=True,
    )  # fmt: skip


def test_the_lockout_check_asks_the_key_policy_alone(cloud: Cloud) -> None:
    maker = add_user(cloud, "Maker", allow("kms:CreateKey"))
    text = policy(allow("kms:*", Principal=in_account(HOSPITAL)))
    assert new_key(maker, Policy=text)


def test_a_key_policy_names_only_users_that_exist(root: Caller) -> None:
    text = policy(allow("kms:*", Principal={"AWS": [ALICE, f"arn:aws:iam::{HOSPITAL}:root"]}))
    refused("MalformedPolicyDocumentException", root, "kms:CreateKey", Policy=text)


def test_get_key_policy_returns_what_was_put(root: Caller, key: str) -> None:
    text = policy(allow("kms:*", Principal=in_account(HOSPITAL)))
    root.call("kms:PutKeyPolicy", KeyId=key, Policy=text)
    assert root.call("kms:GetKeyPolicy", KeyId=key)["Policy"] == text


def test_a_missing_key_is_not_found_only_by_who_may_look(cloud: Cloud, root: Caller) -> None:
    missing = f"arn:aws:kms:us-east-1:{HOSPITAL}:key/1234abcd"
    bob = add_user(cloud, "Bob")
    refused("NotFoundException", root, "kms:DescribeKey", KeyId=missing)
    refused("AccessDeniedException", bob, "kms:DescribeKey", KeyId=missing)


def test_a_missing_key_of_another_account_is_denied(root: Caller) -> None:
    missing = f"arn:aws:kms:us-east-1:{PARTNER}:key/1234abcd"
    error = refused("AccessDeniedException", root, "kms:DescribeKey", KeyId=missing)
    assert "the resource does not exist in this Region" in error.message
    assert error.status == 400


def test_a_key_is_not_found_in_another_region(root: Caller, key: str) -> None:
    error = refused("NotFoundException", root.in_region("us-west-2"), "kms:DescribeKey", KeyId=key)
    assert error.message == "Invalid arn us-east-1"


def test_tags_of_a_key_decide(cloud: Cloud, root: Caller, key: str) -> None:
    tagged = {"StringEquals": {"aws:ResourceTag/Data": "clinical"}}
    alice = add_user(cloud, "Alice", allow("kms:DescribeKey", Condition=tagged))
    refused("AccessDeniedException", alice, "kms:DescribeKey", KeyId=key)
    clinical = [{"TagKey": "Data", "TagValue": "clinical"}]
    root.call("kms:TagResource", KeyId=key, Tags=clinical)
    alice.call("kms:DescribeKey", KeyId=key)
    assert root.call("kms:ListResourceTags", KeyId=key)["Tags"] == clinical
    root.call("kms:UntagResource", KeyId=key, TagKeys=["Data"])
    refused("AccessDeniedException", alice, "kms:DescribeKey", KeyId=key)


def test_a_key_with_tags_needs_permission_to_tag(cloud: Cloud) -> None:
    maker = add_user(cloud, "Maker", allow("kms:CreateKey"))
    tags = [{"TagKey": "Data", "TagValue": "clinical"}]
    error = refused("AccessDeniedException", maker, "kms:CreateKey", Tags=tags)
    assert "kms:TagResource" in error.message


def test_the_key_spec_is_a_condition_key(cloud: Cloud) -> None:
    symmetric = {"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT"}}
    maker = add_user(cloud, "Maker", allow("kms:CreateKey", "kms:DescribeKey", Condition=symmetric))
    key = new_key(maker)
    maker.call("kms:DescribeKey", KeyId=key)
    refused(
        "AccessDeniedException", maker, "kms:CreateKey", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"
    )


def test_a_spec_has_its_usages(root: Caller) -> None:
    refused("ValidationException", root, "kms:CreateKey", KeySpec="ECC_NIST_P256")


def test_imported_key_material_is_not_modelled(root: Caller) -> None:
    with pytest.raises(NotModelledError, match="Origin"):
        root.call("kms:CreateKey", Origin="EXTERNAL")


# States


def test_a_disabled_key_can_be_enabled_again(root: Caller, key: str) -> None:
    root.call("kms:DisableKey", KeyId=key)
    refused("DisabledException", root, "kms:GenerateDataKey", KeyId=key, KeySpec="AES_256")
    root.call("kms:EnableKey", KeyId=key)
    root.call("kms:GenerateDataKey", KeyId=key, KeySpec="AES_256")


def test_a_key_is_gone_after_its_waiting_period(cloud: Cloud, root: Caller, key: str) -> None:
    root.call("kms:ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=7)
    refused("KMSInvalidStateException", root, "kms:EnableKey", KeyId=key)
    cloud.advance(days=7)
    refused("NotFoundException", root, "kms:DescribeKey", KeyId=key)
    assert root.call("kms:ListKeys")["Keys"] == []


def test_a_deletion_that_is_cancelled_leaves_a_disabled_key(root: Caller, key: str) -> None:
    refused("KMSInvalidStateException", root, "kms:CancelKeyDeletion", KeyId=key)
    root.call("kms:ScheduleKeyDeletion", KeyId=key)
    root.call("kms:CancelKeyDeletion", KeyId=key)
    assert root.call("kms:DescribeKey", KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"


@pytest.mark.parametrize("days", [6, 31])
def test_the_waiting_period_is_7_to_30_days(root: Caller, key: str, days: int) -> None:
    refused(
        "ValidationException", root, "kms:ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=days
    )


def test_only_symmetric_keys_rotate(root: Caller, key: str) -> None:
    root.call("kms:EnableKeyRotation", KeyId=key)
    assert root.call("kms:GetKeyRotationStatus", KeyId=key)["KeyRotationEnabled"]
    signing = new_key(root, KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    refused("UnsupportedOperationException", root, "kms:EnableKeyRotation", KeyId=signing)


# Aliases


@pytest.fixture
def alias(root: Caller, key: str) -> str:
    root.call("kms:CreateAlias", AliasName="alias/records", TargetKeyId=key)
    return "alias/records"


def test_an_alias_names_a_key(root: Caller, key: str, alias: str) -> None:
    assert root.call("kms:DescribeKey", KeyId=alias)["KeyMetadata"]["Arn"] == key
    (row,) = root.call("kms:ListAliases", KeyId=key)["Aliases"]
    assert row["AliasArn"] == f"arn:aws:kms:us-east-1:{HOSPITAL}:alias/records"


def test_an_alias_is_no_way_around_the_key_policy(
    cloud: Cloud, root: Caller, key: str, alias: str
) -> None:
    admin = add_user(cloud, "Admin", allow("kms:*"))
    lone = {"Effect": "Allow", "Principal": in_account(HOSPITAL), "Action": "kms:Describe*"}
    root.call(
        "kms:PutKeyPolicy", KeyId=key, Policy=policy({**lone, "Resource": "*"}),
        BypassPolicyLockoutSafetyCheck=True,
    )  # fmt: skip
    arn = f"arn:aws:kms:us-east-1:{HOSPITAL}:{alias}"
    assert not admin.can("kms:Decrypt", arn).allowed
    assert admin.can("kms:DescribeKey", arn).allowed
    assert admin.can("kms:DeleteAlias", arn).allowed


@pytest.mark.parametrize("part", ["key", "alias"])
def test_an_alias_needs_permission_on_both(cloud: Cloud, key: str, part: str) -> None:
    arns = {"key": key, "alias": f"arn:aws:kms:us-east-1:{HOSPITAL}:alias/records"}
    alice = add_user(cloud, "Alice", allow("kms:CreateAlias", resource=arns.pop(part)))
    error = refused(
        "AccessDeniedException", alice, "kms:CreateAlias",
        AliasName="alias/records", TargetKeyId=key,
    )  # fmt: skip
    assert arns.popitem()[1] in error.message


def test_moving_an_alias_needs_permission_on_both_keys(
    cloud: Cloud, root: Caller, key: str, alias: str
) -> None:
    new, door = new_key(root), f"arn:aws:kms:us-east-1:{HOSPITAL}:alias/records"
    alice = add_user(cloud, "Alice", allow("kms:UpdateAlias", resource=[door, new]))
    error = refused(
        "AccessDeniedException", alice, "kms:UpdateAlias", AliasName=alias, TargetKeyId=new
    )
    assert key in error.message
    root.call("kms:UpdateAlias", AliasName=alias, TargetKeyId=new)
    assert root.call("kms:DescribeKey", KeyId=alias)["KeyMetadata"]["Arn"] == new


def test_a_deleted_alias_names_nothing(root: Caller, alias: str) -> None:
    root.call("kms:DeleteAlias", AliasName=alias)
    refused("NotFoundException", root, "kms:DescribeKey", KeyId=alias)


def test_an_alias_exists_once(root: Caller, key: str, alias: str) -> None:
    refused("AlreadyExistsException", root, "kms:CreateAlias", AliasName=alias, TargetKeyId=key)


def test_aws_aliases_are_reserved(root: Caller, key: str) -> None:
    refused(
        "AccessDeniedException", root, "kms:CreateAlias",
        AliasName="alias/aws/healthlake", TargetKeyId=key,
    )  # fmt: skip


def test_managing_a_key_takes_no_alias(root: Caller, alias: str) -> None:
    refused("NotFoundException", root, "kms:DisableKey", KeyId=alias)


def test_the_alias_in_the_request_is_a_condition_key(
    cloud: Cloud, root: Caller, key: str, alias: str
) -> None:
    by_alias = {"StringEquals": {"kms:RequestAlias": alias}}
    alice = add_user(cloud, "Alice", allow("kms:Encrypt", Condition=by_alias))
    alice.call("kms:Encrypt", KeyId=alias, Plaintext=b"x")
    refused("AccessDeniedException", alice, "kms:Encrypt", KeyId=key, Plaintext=b"x")


def test_the_aliases_of_a_key_are_a_condition_key(
    cloud: Cloud, root: Caller, key: str, alias: str
) -> None:
    named = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}}
    alice = add_user(cloud, "Alice", allow("kms:Encrypt", Condition=named))
    alice.call("kms:Encrypt", KeyId=key, Plaintext=b"x")
    refused("AccessDeniedException", alice, "kms:Encrypt", KeyId=new_key(root), Plaintext=b"x")


# Cryptographic operations


def test_decrypt_needs_no_key_id(root: Caller, key: str) -> None:
    made = root.call("kms:GenerateDataKey", KeyId=key, KeySpec="AES_256")
    opened = root.call("kms:Decrypt", CiphertextBlob=made["CiphertextBlob"])
    assert (opened["Plaintext"], opened["KeyId"]) == (made["Plaintext"], key)


@pytest.mark.parametrize(
    ("size", "length"), [({"KeySpec": "AES_128"}, 16), ({"NumberOfBytes": 70}, 70)]
)
def test_a_data_key_is_as_long_as_asked(
    root: Caller, key: str, size: dict[str, Any], length: int
) -> None:
    assert len(root.call("kms:GenerateDataKey", KeyId=key, **size)["Plaintext"]) == length


def test_a_data_key_needs_one_size(root: Caller, key: str) -> None:
    refused("ValidationException", root, "kms:GenerateDataKey", KeyId=key)


def test_a_data_key_comes_without_plaintext_too(root: Caller, key: str) -> None:
    made = root.call("kms:GenerateDataKeyWithoutPlaintext", KeyId=key, KeySpec="AES_256")
    assert "Plaintext" not in made


def test_two_ciphertexts_of_one_plaintext_differ(root: Caller, key: str) -> None:
    made = [root.call("kms:Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"] for _ in "ab"]
    assert made[0] != made[1]


def test_a_damaged_ciphertext_is_refused(root: Caller, key: str) -> None:
    blob = root.call("kms:Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    damaged = blob[:-1] + bytes([blob[-1] ^ 1])
    refused("InvalidCiphertextException", root, "kms:Decrypt", CiphertextBlob=damaged)


def test_a_grant_without_operations_is_none(root: Caller) -> None:
    key = root.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    whom = {"KeyId": key, "GranteePrincipal": root.name}
    refused("ValidationException", root, "kms:CreateGrant", **whom, Operations=[])


def test_a_signing_key_encrypts_nothing(root: Caller) -> None:
    signing = new_key(root, KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    error = refused("InvalidKeyUsageException", root, "kms:Encrypt", KeyId=signing, Plaintext=b"x")
    assert "key usage is SIGN_VERIFY" in error.message


def test_an_rsa_key_makes_no_data_keys(root: Caller) -> None:
    rsa = new_key(root, KeySpec="RSA_2048")
    refused("InvalidKeyUsageException", root, "kms:GenerateDataKey", KeyId=rsa, KeySpec="AES_256")


def test_an_rsa_key_encrypts_with_its_own_algorithm(root: Caller) -> None:
    rsa, algorithm = new_key(root, KeySpec="RSA_2048"), "RSAES_OAEP_SHA_256"
    sealed = root.call("kms:Encrypt", KeyId=rsa, Plaintext=b"x", EncryptionAlgorithm=algorithm)
    opened = root.call(
        "kms:Decrypt", KeyId=rsa, CiphertextBlob=sealed["CiphertextBlob"],
        EncryptionAlgorithm=algorithm,
    )  # fmt: skip
    assert opened["Plaintext"] == b"x"


def test_the_encryption_context_is_a_condition_key(cloud: Cloud, key: str) -> None:
    it = {"StringEquals": {"kms:EncryptionContext:Department": "IT"}}
    alice = add_user(cloud, "Alice", allow("kms:Encrypt", Condition=it))
    context = {"Department": "IT"}
    alice.call("kms:Encrypt", KeyId=key, Plaintext=b"x", EncryptionContext=context)
    refused("AccessDeniedException", alice, "kms:Encrypt", KeyId=key, Plaintext=b"x")


def test_re_encrypting_needs_both_permissions(cloud: Cloud, root: Caller, key: str) -> None:
    other = new_key(root)
    blob = root.call("kms:Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    source = allow("kms:ReEncryptFrom", resource=key)
    alice = add_user(cloud, "Alice", source)
    call = {"CiphertextBlob": blob, "DestinationKeyId": other}
    assert (
        "kms:ReEncryptTo"
        in refused("AccessDeniedException", alice, "kms:ReEncrypt", **call).message
    )
    bob = add_user(cloud, "Bob", source, allow("kms:ReEncryptTo", resource=other))
    again = bob.call("kms:ReEncrypt", **call)
    opened = root.call("kms:Decrypt", CiphertextBlob=again["CiphertextBlob"])
    assert (opened["KeyId"], opened["Plaintext"]) == (other, b"x")


def test_re_encrypting_changes_the_encryption_context(root: Caller, key: str) -> None:
    first, then = {"Project": "Alpha"}, {"Level": "3A"}
    sealed = root.call("kms:Encrypt", KeyId=key, Plaintext=b"x", EncryptionContext=first)
    again = root.call(
        "kms:ReEncrypt", CiphertextBlob=sealed["CiphertextBlob"], DestinationKeyId=key,
        SourceEncryptionContext=first, DestinationEncryptionContext=then,
    )  # fmt: skip
    blob = again["CiphertextBlob"]
    refused("InvalidCiphertextException", root, "kms:Decrypt", CiphertextBlob=blob)
    root.call("kms:Decrypt", CiphertextBlob=blob, EncryptionContext=then)


def test_a_dry_run_that_would_succeed_says_so(cloud: Cloud, root: Caller, key: str) -> None:
    bob = add_user(cloud, "Bob")
    call = {"KeyId": key, "Plaintext": b"x", "DryRun": True}
    refused("DryRunOperationException", root, "kms:Encrypt", **call)
    refused("AccessDeniedException", bob, "kms:Encrypt", **call)


def test_a_dry_run_makes_no_grant(cloud: Cloud, root: Caller, key: str) -> None:
    add_user(cloud, "Alice")
    call = {"KeyId": key, "GranteePrincipal": ALICE, "Operations": ["Decrypt"], "DryRun": True}
    refused("DryRunOperationException", root, "kms:CreateGrant", **call)
    assert root.call("kms:ListGrants", KeyId=key)["Grants"] == []


# Other accounts


@pytest.fixture
def shared_key(root: Caller) -> str:
    return new_key(
        root,
        Policy=policy(
            allow("kms:*", Principal=in_account(HOSPITAL)),
            allow("kms:*", Principal=in_account(PARTNER)),
        ),
    )


def test_another_account_needs_its_own_permission_too(cloud: Cloud, shared_key: str) -> None:
    with_it = add_user(cloud, "Carol", allow("kms:*"), account=PARTNER)
    without = add_user(cloud, "Dave", account=PARTNER)
    with_it.call("kms:Encrypt", KeyId=shared_key, Plaintext=b"x")
    refused("AccessDeniedException", without, "kms:Encrypt", KeyId=shared_key, Plaintext=b"x")


def test_another_account_cannot_manage_a_key(cloud: Cloud, shared_key: str) -> None:
    carol = add_user(cloud, "Carol", allow("kms:*"), account=PARTNER)
    refused("AccessDeniedException", carol, "kms:ScheduleKeyDeletion", KeyId=shared_key)


def test_use_by_another_account_is_recorded_in_both(cloud: Cloud, shared_key: str) -> None:
    carol = add_user(cloud, "Carol", allow("kms:*"), account=PARTNER)
    carol.call("kms:Encrypt", KeyId=shared_key, Plaintext=b"x")
    own, owners = cloud.records[-2:]
    assert own["sharedEventID"] == owners["sharedEventID"]
    assert own["eventID"] != owners["eventID"]
    recipients = [own["recipientAccountId"], owners["recipientAccountId"]]
    assert recipients == [PARTNER, HOSPITAL]


# Grants


def test_a_grant_gives_its_operations_and_no_others(cloud: Cloud, root: Caller, key: str) -> None:
    worker = add_role(cloud, "Worker")
    give(root, key, f"arn:aws:iam::{HOSPITAL}:role/Worker", "Encrypt")
    worker.call("kms:Encrypt", KeyId=key, Plaintext=b"x")
    refused("AccessDeniedException", worker, "kms:GenerateDataKey", KeyId=key, KeySpec="AES_256")


def test_an_identity_deny_stops_a_grant(cloud: Cloud, root: Caller, key: str) -> None:
    deny = {"Effect": "Deny", "Action": "kms:Encrypt", "Resource": "*"}
    alice = add_user(cloud, "Alice", deny)
    give(root, key, ALICE, "Encrypt")
    error = refused("AccessDeniedException", alice, "kms:Encrypt", KeyId=key, Plaintext=b"x")
    assert "explicit deny in an identity-based policy" in error.message


@pytest.mark.parametrize(
    ("kind", "context", "allowed"),
    [
        ("EncryptionContextSubset", {"Department": "IT", "Purpose": "Test"}, True),
        ("EncryptionContextEquals", {"Department": "IT", "Purpose": "Test"}, False),
        ("EncryptionContextEquals", {"Department": "IT"}, True),
        ("EncryptionContextSubset", {"Department": "it"}, False),
        ("EncryptionContextSubset", {}, False),
    ],
)
def test_constraints_compare_the_encryption_context(
    cloud: Cloud, root: Caller, key: str, kind: str, context: dict[str, str], allowed: bool
) -> None:
    alice = add_user(cloud, "Alice")
    give(root, key, ALICE, "Encrypt", Constraints={kind: {"Department": "IT"}})
    call = {"KeyId": key, "Plaintext": b"x", "EncryptionContext": context}
    if allowed:
        alice.call("kms:Encrypt", **call)
    else:
        refused("AccessDeniedException", alice, "kms:Encrypt", **call)


def test_a_constraint_does_not_reach_describe_key(cloud: Cloud, root: Caller, key: str) -> None:
    alice = add_user(cloud, "Alice")
    constraints = {"EncryptionContextEquals": {"Department": "IT"}}
    give(root, key, ALICE, "DescribeKey", Constraints=constraints)
    alice.call("kms:DescribeKey", KeyId=key)


def test_constraints_are_for_symmetric_keys(cloud: Cloud, root: Caller) -> None:
    add_user(cloud, "Alice")
    rsa, constraints = new_key(root, KeySpec="RSA_2048"), {"EncryptionContextEquals": {"a": "b"}}
    refused(
        "ValidationError", root, "kms:CreateGrant", KeyId=rsa, GranteePrincipal=ALICE,
        Operations=["Encrypt"], Constraints=constraints,
    )  # fmt: skip


@pytest.mark.parametrize(("pairs", "fits"), [(8, True), (9, False)])
def test_a_constraint_has_at_most_8_pairs(
    cloud: Cloud, root: Caller, key: str, pairs: int, fits: bool
) -> None:
    add_user(cloud, "Alice")
    constraints = {"EncryptionContextSubset": {f"k{n}": "v" for n in range(pairs)}}
    if fits:
        give(root, key, ALICE, "Encrypt", Constraints=constraints)
    else:
        refused(
            "ValidationError", root, "kms:CreateGrant", KeyId=key, GranteePrincipal=ALICE,
            Operations=["Encrypt"], Constraints=constraints,
        )  # fmt: skip


@pytest.mark.parametrize(
    "grantee",
    [
        f"arn:aws:iam::{HOSPITAL}:user/Nobody",
        f"arn:aws:iam::{HOSPITAL}:group/Nurses",
        f"arn:aws:sts::{HOSPITAL}:assumed-role/Nobody/session",
        "healthlake.us-east-1.amazonaws.com",
        "*",
    ],
)
def test_not_everybody_can_be_a_grantee(root: Caller, key: str, grantee: str) -> None:
    with pytest.raises(ClientError) as caught:
        give(root, key, grantee, "Decrypt")
    assert caught.value.code in ("InvalidArnException", "ValidationException")


@pytest.mark.parametrize(
    "grantee",
    [
        ALICE,
        f"arn:aws:iam::{PARTNER}:root",
        f"arn:aws:iam::{HOSPITAL}:role/Worker",
        f"arn:aws:sts::{HOSPITAL}:assumed-role/Worker/night",
        f"arn:aws:sts::{HOSPITAL}:federated-user/Carol",
    ],
)
def test_principals_of_accounts_can_be_grantees(
    cloud: Cloud, root: Caller, key: str, grantee: str
) -> None:
    add_user(cloud, "Alice")
    add_role(cloud, "Worker")
    give(root, key, grantee, "Decrypt")
    (row,) = root.call("kms:ListGrants", KeyId=key, GranteePrincipal=grantee)["Grants"]
    assert row["GranteePrincipal"] == grantee


def test_the_constraint_for_a_source_arn_is_not_modelled(
    cloud: Cloud, root: Caller, key: str
) -> None:
    add_user(cloud, "Alice")
    with pytest.raises(NotModelledError, match="SourceArn"):
        give(
            root,
            key,
            ALICE,
            "Encrypt",
            Constraints={"SourceArn": f"arn:aws:s3:us-east-1:{HOSPITAL}:accesspoint/a"},
        )


def test_the_same_named_grant_is_made_once(cloud: Cloud, root: Caller, key: str) -> None:
    add_user(cloud, "Alice")
    first, again = (give(root, key, ALICE, "Encrypt", Name="night") for _ in "ab")
    assert first["GrantId"] == again["GrantId"]
    unnamed = {give(root, key, ALICE, "Encrypt")["GrantId"] for _ in "ab"}
    assert len(unnamed) == 2


def test_grant_operations_are_a_condition_key(cloud: Cloud, key: str) -> None:
    only = {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]}}
    alice = add_user(cloud, "Alice", allow("kms:CreateGrant", Condition=only))
    give(alice, key, ALICE, "Decrypt")
    refused(
        "AccessDeniedException", alice, "kms:CreateGrant",
        KeyId=key, GranteePrincipal=ALICE, Operations=["Decrypt", "Encrypt"],
    )  # fmt: skip


def test_a_grant_for_an_aws_resource_is_made_by_services_only(cloud: Cloud, key: str) -> None:
    for_services = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    alice = add_user(cloud, "Alice", allow("kms:CreateGrant", Condition=for_services))
    error = refused(
        "AccessDeniedException", alice, "kms:CreateGrant",
        KeyId=key, GranteePrincipal=ALICE, Operations=["Decrypt"],
    )  # fmt: skip
    assert error.evaluation is not None
    assert error.evaluation.missing_context_keys == ("kms:GrantIsForAWSResource",)


# Grants that pass grants on


@pytest.fixture
def passing(cloud: Cloud, root: Caller, key: str) -> Caller:
    """Alice, who may create grants by a grant alone."""
    alice = add_user(cloud, "Alice")
    add_user(cloud, "Bob")
    constraints = {"EncryptionContextSubset": {"Department": "IT"}}
    give(root, key, ALICE, "CreateGrant", "Decrypt", Constraints=constraints)
    return alice


@pytest.mark.parametrize(
    "constraints",
    [
        {"EncryptionContextSubset": {"Department": "IT"}},
        {"EncryptionContextSubset": {"Department": "IT", "Purpose": "Test"}},
        {"EncryptionContextEquals": {"Department": "IT"}},
    ],
)
def test_a_grant_passes_on_what_it_gives(
    passing: Caller, key: str, constraints: dict[str, Any]
) -> None:
    give(passing, key, BOB, "Decrypt", Constraints=constraints)


@pytest.mark.parametrize(
    ("operations", "constraints"),
    [
        (["Encrypt"], {"EncryptionContextSubset": {"Department": "IT"}}),
        (["Decrypt"], {"EncryptionContextSubset": {"Department": "HR"}}),
        (["Decrypt"], {}),
    ],
)
def test_a_grant_passes_on_nothing_wider(
    passing: Caller, key: str, operations: list[str], constraints: dict[str, Any]
) -> None:
    refused(
        "AccessDeniedException", passing, "kms:CreateGrant",
        KeyId=key, GranteePrincipal=BOB, Operations=operations, Constraints=constraints,
    )  # fmt: skip


def test_an_exact_constraint_is_passed_on_exactly(cloud: Cloud, root: Caller, key: str) -> None:
    alice, pairs = add_user(cloud, "Alice"), {"Department": "IT"}
    add_user(cloud, "Bob")
    constraints = {"EncryptionContextEquals": pairs}
    give(root, key, ALICE, "CreateGrant", "Decrypt", Constraints=constraints)
    give(alice, key, BOB, "Decrypt", Constraints=constraints)
    refused(
        "AccessDeniedException", alice, "kms:CreateGrant", KeyId=key, GranteePrincipal=BOB,
        Operations=["Decrypt"], Constraints={"EncryptionContextSubset": pairs},
    )  # fmt: skip


def test_a_policy_passes_on_what_its_holder_lacks(cloud: Cloud, key: str) -> None:
    alice = add_user(cloud, "Alice", allow("kms:CreateGrant"))
    bob = add_user(cloud, "Bob")
    give(alice, key, BOB, "Encrypt")
    bob.call("kms:Encrypt", KeyId=key, Plaintext=b"x")
    refused("AccessDeniedException", alice, "kms:Encrypt", KeyId=key, Plaintext=b"x")


# The end of a grant


def test_a_revoked_grant_gives_nothing(cloud: Cloud, root: Caller, key: str) -> None:
    alice = add_user(cloud, "Alice")
    given = give(root, key, ALICE, "Encrypt")
    root.call("kms:RevokeGrant", KeyId=key, GrantId=given["GrantId"])
    refused("AccessDeniedException", alice, "kms:Encrypt", KeyId=key, Plaintext=b"x")
    assert root.call("kms:ListGrants", KeyId=key)["Grants"] == []
    refused("NotFoundException", root, "kms:RevokeGrant", KeyId=key, GrantId=given["GrantId"])


def test_an_unknown_grant_token_is_refused(root: Caller, key: str) -> None:
    call = {"KeyId": key, "Plaintext": b"x", "GrantTokens": ["nonsense"]}
    refused("InvalidGrantTokenException", root, "kms:Encrypt", **call)
    refused("InvalidGrantTokenException", root, "kms:RetireGrant", GrantToken="nonsense")


def test_the_retiring_principal_retires_without_a_policy(
    cloud: Cloud, root: Caller, key: str
) -> None:
    add_user(cloud, "Alice")
    bob = add_user(cloud, "Bob")
    given = give(root, key, ALICE, "Encrypt", RetiringPrincipal=BOB)
    bob.call("kms:RetireGrant", GrantToken=given["GrantToken"])
    assert root.call("kms:ListGrants", KeyId=key)["Grants"] == []


def test_a_retiring_principal_retires_its_own_grants_only(
    cloud: Cloud, root: Caller, key: str
) -> None:
    add_user(cloud, "Alice")
    bob = add_user(cloud, "Bob")
    give(root, key, ALICE, "Encrypt", RetiringPrincipal=BOB)
    other = give(root, key, ALICE, "Decrypt")
    refused("AccessDeniedException", bob, "kms:RetireGrant", GrantToken=other["GrantToken"])


@pytest.mark.parametrize("may", [True, False])
def test_the_grantee_retires_if_the_grant_includes_it(
    cloud: Cloud, root: Caller, key: str, may: bool
) -> None:
    alice = add_user(cloud, "Alice")
    token = give(root, key, ALICE, "Encrypt", *(["RetireGrant"] if may else []))["GrantToken"]
    if may:
        alice.call("kms:RetireGrant", GrantToken=token)
    else:
        refused("AccessDeniedException", alice, "kms:RetireGrant", GrantToken=token)


def test_the_account_that_created_a_grant_retires_it(
    cloud: Cloud, root: Caller, shared_key: str
) -> None:
    partner = cloud.as_("root", account=PARTNER)
    carol = add_user(cloud, "Carol", account=PARTNER)
    add_user(cloud, "Alice")
    given = give(partner, shared_key, ALICE, "Encrypt")
    refused("AccessDeniedException", carol, "kms:RetireGrant", GrantToken=given["GrantToken"])
    partner.call("kms:RetireGrant", KeyId=shared_key, GrantId=given["GrantId"])
    assert root.call("kms:ListGrants", KeyId=shared_key)["Grants"] == []


def test_retiring_can_be_denied(cloud: Cloud, root: Caller, key: str) -> None:
    add_user(cloud, "Alice")
    deny = {"Effect": "Deny", "Action": "kms:RetireGrant", "Resource": "*"}
    bob = add_user(cloud, "Bob", deny)
    token = give(root, key, ALICE, "Encrypt", RetiringPrincipal=BOB)["GrantToken"]
    refused("AccessDeniedException", bob, "kms:RetireGrant", GrantToken=token)


def test_retirable_grants_are_listed_by_retiring_principal(
    cloud: Cloud, root: Caller, key: str
) -> None:
    add_user(cloud, "Alice")
    bob = add_user(cloud, "Bob", allow("kms:ListRetirableGrants", resource=BOB))
    given = give(root, key, ALICE, "Encrypt", RetiringPrincipal=BOB)
    give(root, key, ALICE, "Decrypt")
    (row,) = bob.call("kms:ListRetirableGrants", RetiringPrincipal=BOB)["Grants"]
    assert (row["GrantId"], row["KeyId"]) == (given["GrantId"], key)


def test_retirable_grants_are_somebodys(root: Caller) -> None:
    refused("ValidationException", root, "kms:ListRetirableGrants")


# Records


def test_no_secret_is_recorded(cloud: Cloud, root: Caller, key: str) -> None:
    add_user(cloud, "Alice")
    token = give(root, key, ALICE, "Encrypt")["GrantToken"]
    sealed = root.call("kms:Encrypt", KeyId=key, Plaintext=b"secret", GrantTokens=[token])
    root.call("kms:Decrypt", CiphertextBlob=sealed["CiphertextBlob"])
    written = json.dumps(cloud.records)
    assert "secret" not in written.lower().replace("secretaccesskey", "")
    assert token not in written


def test_the_encryption_context_is_recorded_as_sent(cloud: Cloud, root: Caller, key: str) -> None:
    context = {"Department": "IT"}
    root.call("kms:Encrypt", KeyId=key, Plaintext=b"x", EncryptionContext=context)
    assert cloud.records[-1]["requestParameters"] == {
        "keyId": key,
        "encryptionContext": context,
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }


def test_re_encrypting_records_source_and_destination(cloud: Cloud, root: Caller, key: str) -> None:
    other = new_key(root)
    blob = root.call("kms:Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    root.call("kms:ReEncrypt", CiphertextBlob=blob, DestinationKeyId=other)
    record = cloud.records[-1]
    assert [each["ARN"] for each in record["resources"]] == [key, other]
    assert record["readOnly"]


def test_a_refused_grant_leaves_the_state_as_it_was(cloud: Cloud, root: Caller, key: str) -> None:
    before = cloud.state
    with pytest.raises(ClientError):
        give(root, key, ALICE, "Encrypt")
    assert cloud.state is before


def test_what_a_key_is_shows_in_its_context(cloud: Cloud, root: Caller, key: str) -> None:
    value, origin = root.context("kms:Decrypt", key)["kms:KeySpec"]
    assert (value, origin) == ("SYMMETRIC_DEFAULT", "present: from the resource")


def test_aws_managed_keys_name_no_customer(cloud: Cloud, root: Caller, key: str) -> None:
    managed = replace(cloud.state.keys[key], manager="AWS")
    cloud.state = cloud.state.put("keys", key, managed)
    assert root.call("kms:DescribeKey", KeyId=key)["KeyMetadata"]["KeyManager"] == "AWS"
