"""Amazon S3: buckets, their policies and settings, objects; each claim by calls."""

import json
from typing import Any

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError, ParamValidationError
from simlib.cloud.saved_policy import SavedPolicy
from simlib.services.s3.actions import kinds_of
from tests.clouds import HOSPITAL, PARTNER, allow, deny
from tests.services.s3_cloud import (
    ALICE,
    ARN,
    BUCKET,
    DOOR,
    block,
    delegate,
    open_door,
    owner,
    put_door_policy,
    put_policy,
    text,
    to,
    user,
    ward,
)

SCAN = f"{ARN}/Alice/scan.dcm"


def refusal(caller: Caller, operation: str, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        caller.call(f"s3:{operation}", **parameters)
    return caught.value


def code(caller: Caller, operation: str, **parameters: Any) -> str:
    return refusal(caller, operation, **parameters).code


# --- Buckets -----------------------------------------------------------------------------------


def test_a_new_bucket_blocks_public_access_in_all_four_ways() -> None:
    answer = owner(ward()).call("s3:GetPublicAccessBlock", Bucket=BUCKET)
    assert list(answer["PublicAccessBlockConfiguration"].values()) == [True] * 4


@pytest.mark.parametrize("name", ["PHI", "ab", "phi_records", "192.168.5.4", "x-s3alias", "a..b"])
def test_a_bad_bucket_name_is_refused(name: str) -> None:
    assert code(owner(ward()), "CreateBucket", Bucket=name) == "InvalidBucketName"


def test_a_name_that_another_account_has_is_not_available() -> None:
    eve = user(cloud := ward(), "Eve", allow("s3:*"), account=PARTNER)
    assert code(eve, "CreateBucket", Bucket=BUCKET) == "BucketAlreadyExists"
    assert cloud.state.buckets[BUCKET].account == HOSPITAL


def test_a_bucket_is_made_twice_only_in_the_first_region() -> None:
    cloud = ward()
    owner(cloud).call("s3:CreateBucket", Bucket=BUCKET)
    ireland = owner(cloud).in_region("eu-west-1")
    where = {"LocationConstraint": "eu-west-1"}
    again = code(ireland, "CreateBucket", Bucket=BUCKET, CreateBucketConfiguration=where)
    assert again == "BucketAlreadyOwnedByYou"


def test_every_region_but_the_first_must_be_named() -> None:
    ireland = owner(ward()).in_region("eu-west-1")
    refused = code(ireland, "CreateBucket", Bucket="phi-ireland")
    assert refused == "IllegalLocationConstraintException"
    where = {"LocationConstraint": "eu-west-1"}
    ireland.call("s3:CreateBucket", Bucket="phi-ireland", CreateBucketConfiguration=where)
    answer = ireland.call("s3:GetBucketLocation", Bucket="phi-ireland")
    assert answer["LocationConstraint"] == "eu-west-1"


def test_the_first_region_has_no_location_constraint() -> None:
    assert owner(ward()).call("s3:GetBucketLocation", Bucket=BUCKET) == {"LocationConstraint": None}


def test_a_bucket_with_objects_is_not_deleted() -> None:
    assert code(owner(ward()), "DeleteBucket", Bucket=BUCKET) == "BucketNotEmpty"


def test_a_bucket_with_access_points_is_not_deleted() -> None:
    cloud = emptied()
    open_door(cloud)
    assert code(owner(cloud), "DeleteBucket", Bucket=BUCKET) == "BucketHasAccessPointsAttached"


def emptied() -> Cloud:
    cloud = ward()
    for key in list(cloud.state.objects[BUCKET]):
        owner(cloud).call("s3:DeleteObject", Bucket=BUCKET, Key=key)
    return cloud


def test_an_empty_bucket_is_deleted() -> None:
    cloud = emptied()
    owner(cloud).call("s3:DeleteBucket", Bucket=BUCKET)
    assert BUCKET not in cloud.state.buckets


def test_only_the_accounts_own_buckets_are_listed() -> None:
    eve = user(cloud := ward(), "Eve", allow("s3:*"), account=PARTNER)
    eve.call("s3:CreateBucket", Bucket="partner-records")
    assert [b["Name"] for b in eve.call("s3:ListBuckets")["Buckets"]] == ["partner-records"]
    assert [b["Name"] for b in owner(cloud).call("s3:ListBuckets")["Buckets"]] == [BUCKET]


def test_listing_buckets_needs_the_action_on_everything() -> None:
    alice = user(ward(), "Alice", allow("s3:ListAllMyBuckets", ARN))
    assert code(alice, "ListBuckets") == "AccessDenied"


def test_where_there_is_no_resource_s3_names_none() -> None:
    with pytest.raises(ClientError) as caught:
        user(ward(), "Alice").call("s3:ListBuckets")
    assert "perform: s3:ListAllMyBuckets because no identity-based policy" in caught.value.message


def test_a_head_request_tells_a_status_and_the_record_tells_the_code() -> None:
    cloud = ward()
    alice = user(cloud, "Alice")
    assert code(alice, "HeadBucket", Bucket=BUCKET) == "403"
    assert cloud.records[-1]["errorCode"] == "AccessDenied"
    assert code(owner(cloud), "HeadBucket", Bucket="nobodys") == "404"
    assert cloud.records[-1]["errorCode"] == "NoSuchBucket"


def test_another_owner_than_the_expected_one_is_refused() -> None:
    error = refusal(owner(ward()), "ListObjectsV2", Bucket=BUCKET, ExpectedBucketOwner=PARTNER)
    assert (error.code, error.status) == ("AccessDenied", 403)


def test_the_arn_of_a_bucket_is_no_bucket_name() -> None:
    with pytest.raises(ParamValidationError, match="Invalid bucket name"):
        owner(ward()).call("s3:HeadBucket", Bucket=ARN)


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("PutObject", {"Key": "a", "ACL": "public-read"}),
        ("GetObject", {"Key": "Alice/scan.dcm", "VersionId": "1"}),
        ("CopyObject", {"Key": "a", "CopySource": f"{BUCKET}/Alice/scan.dcm?versionId=1"}),
        ("DeleteObjects", {"Delete": {"Objects": [{"Key": "a", "VersionId": "1"}]}}),
        ("CreateBucket", {"CreateBucketConfiguration": {"Tags": []}}),
    ],
)
def test_versions_acls_and_tags_at_creation_are_refused_by_name(
    operation: str, parameters: dict[str, Any]
) -> None:
    with pytest.raises(NotModelledError, match=r"ACL|[vV]ersion|Tags"):
        owner(ward()).call(f"s3:{operation}", Bucket=BUCKET, **parameters)


# --- Bucket policies ---------------------------------------------------------------------------


def putting(cloud: Cloud, *statements: dict[str, Any]) -> str:
    return refusal(owner(cloud), "PutBucketPolicy", Bucket=BUCKET, Policy=text(*statements)).message


@pytest.mark.parametrize(
    "resource", ["*", "arn:aws:s3:::*", "arn:aws:s3:::other/*", f"{ARN}2/*", DOOR]
)
def test_a_bucket_policy_speaks_of_its_own_bucket_alone(resource: str) -> None:
    assert putting(ward(), to(HOSPITAL, "s3:GetObject", resource)) == "Policy has invalid resource"


@pytest.mark.parametrize(
    ("action", "resource"),
    [("s3:GetObject", ARN), ("s3:ListBucket", f"{ARN}/*"), ("s3:GetObject*", ARN)],
)
def test_every_action_must_apply_to_a_resource_of_its_statement(action: str, resource: str) -> None:
    message = "Action does not apply to any resource(s) in statement"
    assert putting(ward(), to(HOSPITAL, action, resource)) == message


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        (["s3:GetObject", "s3:ListBucket"], [ARN, f"{ARN}/*"]),
        ("s3:*", f"{ARN}*"),
        ("s3:*", ARN),
        ("*", f"{ARN}/${{aws:username}}/*"),
    ],
)
def test_actions_and_resources_that_fit_are_saved(action: Any, resource: Any) -> None:
    cloud = ward()
    put_policy(cloud, to(HOSPITAL, action, resource))
    assert cloud.state.buckets[BUCKET].policy is not None


@pytest.mark.parametrize("action", ["s3:GetObjekt", "ec2:RunInstances"])
def test_an_action_that_s3_does_not_have_is_refused(action: str) -> None:
    assert putting(ward(), to(HOSPITAL, action, f"{ARN}/*")) == "Policy has invalid action"


def test_a_policy_without_a_resource_is_refused() -> None:
    statement = to(HOSPITAL, "s3:GetObject", "x")
    del statement["Resource"]
    assert putting(ward(), statement) == "Missing required field Resource"


def test_a_policy_that_names_a_user_who_does_not_exist_is_refused() -> None:
    assert putting(ward(), to(ALICE, "s3:GetObject", f"{ARN}/*")) == "Invalid principal in policy"


def test_a_policy_of_more_than_20_kb_is_too_large() -> None:
    statement = to(HOSPITAL, "s3:GetObject", [f"{ARN}/{number:>900}" for number in range(30)])
    refused = refusal(owner(ward()), "PutBucketPolicy", Bucket=BUCKET, Policy=text(statement))
    assert refused.code == "PolicyTooLarge"


def test_the_message_about_a_public_policy_is_s3s() -> None:
    message = putting(ward(), to("*", "s3:GetObject", f"{ARN}/*"))
    assert message == (
        f"User: arn:aws:iam::{HOSPITAL}:root is not authorized to perform: s3:PutBucketPolicy on "
        f'resource: "{ARN}" because public policies are prevented by the BlockPublicPolicy setting '
        "in S3 Block Public Access."
    )


def test_the_setting_of_the_account_blocks_a_public_policy_too() -> None:
    cloud = ward()
    block(cloud)
    put_policy(cloud, to("*", "s3:GetObject", f"{ARN}/*"))
    owner(cloud).call(
        "s3control:PutPublicAccessBlock",
        AccountId=HOSPITAL,
        PublicAccessBlockConfiguration={"BlockPublicPolicy": True},
    )
    assert "BlockPublicPolicy" in putting(cloud, to("*", "s3:PutObject", f"{ARN}/*"))


def test_a_public_bucket_lets_the_anonymous_read_until_access_is_restricted() -> None:
    cloud = ward()
    block(cloud)
    put_policy(cloud, to("*", "s3:GetObject", f"{ARN}/*"))
    nobody = cloud.as_("anonymous")
    assert nobody.call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")["Body"] == b"scan"
    block(cloud, RestrictPublicBuckets=True)
    assert code(nobody, "GetObject", Bucket=BUCKET, Key="Alice/scan.dcm") == "AccessDenied"


def test_an_identity_of_another_account_does_not_handle_the_policy_even_if_allowed() -> None:
    cloud = ward()
    block(cloud)
    eve = user(cloud, "Eve", allow("s3:*"), account=PARTNER)
    put_policy(cloud, to(PARTNER, "s3:*BucketPolicy", ARN))
    for operation in ("GetBucketPolicy", "DeleteBucketPolicy"):
        error = refusal(eve, operation, Bucket=BUCKET)
        assert (error.code, error.status) == ("MethodNotAllowed", 405)


def test_root_mends_a_policy_that_shuts_everybody_out() -> None:
    cloud = ward()
    admin = user(cloud, "Admin", allow("*"))
    put_policy(cloud, {**to("*", "s3:*", [ARN, f"{ARN}/*"]), "Effect": "Deny"})
    assert code(admin, "DeleteBucketPolicy", Bucket=BUCKET) == "AccessDenied"
    assert code(owner(cloud), "GetObject", Bucket=BUCKET, Key="Alice/scan.dcm") == "AccessDenied"
    owner(cloud).call("s3:DeleteBucketPolicy", Bucket=BUCKET)
    owner(cloud).call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")


def test_the_policy_comes_back_with_the_unique_id_of_a_user_who_is_gone() -> None:
    cloud = ward()
    user(cloud, "Alice")
    unique_id = cloud.state.users[HOSPITAL, "Alice"].unique_id
    put_policy(cloud, to(ALICE, "s3:GetObject", f"{ARN}/*"))
    cloud.state = cloud.state.drop("users", (HOSPITAL, "Alice"))
    shown = owner(cloud).call("s3:GetBucketPolicy", Bucket=BUCKET)["Policy"]
    assert json.loads(shown)["Statement"][0]["Principal"] == {"AWS": unique_id}
    assert isinstance(cloud.state.buckets[BUCKET].policy, SavedPolicy)


def test_a_bucket_without_a_policy_says_so() -> None:
    for operation in ("GetBucketPolicy", "GetBucketPolicyStatus"):
        assert code(owner(ward()), operation, Bucket=BUCKET) == "NoSuchBucketPolicy"


def test_the_status_of_a_policy_is_whether_it_is_public() -> None:
    cloud = ward()
    delegate(cloud)
    answer = owner(cloud).call("s3:GetBucketPolicyStatus", Bucket=BUCKET)
    assert answer == {"PolicyStatus": {"IsPublic": False}}


def test_kinds_of_actions_ignore_case_as_policies_do() -> None:
    assert kinds_of("S3:getobject") == {"object"}


# --- Settings of a bucket ----------------------------------------------------------------------


def test_settings_that_are_not_mentioned_are_off() -> None:
    cloud = ward()
    owner(cloud).call(
        "s3:PutPublicAccessBlock",
        Bucket=BUCKET,
        PublicAccessBlockConfiguration={"BlockPublicPolicy": True},
    )
    assert cloud.state.buckets[BUCKET].public_access_block == {"BlockPublicPolicy"}


def test_deleted_settings_are_not_found() -> None:
    cloud = ward()
    owner(cloud).call("s3:DeletePublicAccessBlock", Bucket=BUCKET)
    gone = code(owner(cloud), "GetPublicAccessBlock", Bucket=BUCKET)
    assert gone == "NoSuchPublicAccessBlockConfiguration"


def test_deleting_the_settings_needs_the_action_of_putting_them() -> None:
    alice = user(ward(), "Alice", allow("s3:PutBucketPublicAccessBlock", ARN))
    assert alice.call("s3:DeletePublicAccessBlock", Bucket=BUCKET) == {}


def test_the_tags_of_a_bucket_come_back_sorted_and_go() -> None:
    cloud = ward()
    tags = [{"Key": "unit", "Value": "icu"}, {"Key": "data", "Value": "phi"}]
    owner(cloud).call("s3:PutBucketTagging", Bucket=BUCKET, Tagging={"TagSet": tags})
    answer = owner(cloud).call("s3:GetBucketTagging", Bucket=BUCKET)
    assert answer == {"TagSet": [tags[1], tags[0]]}
    owner(cloud).call("s3:DeleteBucketTagging", Bucket=BUCKET)
    assert code(owner(cloud), "GetBucketTagging", Bucket=BUCKET) == "NoSuchTagSet"


def test_a_buckets_tags_decide_nothing_without_abac() -> None:
    cloud = ward()
    tags = {"TagSet": [{"Key": "unit", "Value": "icu"}]}
    owner(cloud).call("s3:PutBucketTagging", Bucket=BUCKET, Tagging=tags)
    tagged = {"StringEquals": {"aws:ResourceTag/unit": "icu"}}
    alice = user(cloud, "Alice", allow("s3:ListBucket", ARN, Condition=tagged))
    assert not alice.can("s3:ListBucket", ARN).allowed


@pytest.mark.parametrize("key", ["aws:unit", "", "x" * 129])
def test_a_bad_tag_is_refused(key: str) -> None:
    tags = {"TagSet": [{"Key": key, "Value": "v"}]}
    refused = refusal(owner(ward()), "PutBucketTagging", Bucket=BUCKET, Tagging=tags)
    assert refused.code in ("InvalidTag", "InvalidArgument")


def test_the_default_encryption_is_amazon_s3_managed_until_a_key_is_set() -> None:
    cloud = ward()
    assert default_encryption(cloud) == {"SSEAlgorithm": "AES256"}
    wanted = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/records"}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": wanted}]}
    owner(cloud).call(
        "s3:PutBucketEncryption", Bucket=BUCKET, ServerSideEncryptionConfiguration=rules
    )
    assert default_encryption(cloud) == wanted
    owner(cloud).call("s3:DeleteBucketEncryption", Bucket=BUCKET)
    assert default_encryption(cloud) == {"SSEAlgorithm": "AES256"}


def default_encryption(cloud: Cloud) -> Any:
    answer = owner(cloud).call("s3:GetBucketEncryption", Bucket=BUCKET)
    rule = answer["ServerSideEncryptionConfiguration"]["Rules"][0]
    return rule["ApplyServerSideEncryptionByDefault"]


def test_s3_bucket_keys_are_refused_by_name() -> None:
    rules = {"Rules": [{"BucketKeyEnabled": True}]}
    with pytest.raises(NotModelledError, match="BucketKeyEnabled"):
        owner(ward()).call(
            "s3:PutBucketEncryption", Bucket=BUCKET, ServerSideEncryptionConfiguration=rules
        )


# --- Objects -----------------------------------------------------------------------------------


def test_an_object_comes_back_as_it_was_put() -> None:
    cloud = ward()
    owner(cloud).call(
        "s3:PutObject", Bucket=BUCKET, Key="a", Body="text", ContentType="text/plain",
        Metadata={"unit": "icu"}, StorageClass="STANDARD_IA",
    )  # fmt: skip
    answer = owner(cloud).call("s3:GetObject", Bucket=BUCKET, Key="a")
    assert (answer["Body"], answer["ContentType"]) == (b"text", "text/plain")
    assert (answer["Metadata"], answer["ServerSideEncryption"]) == ({"unit": "icu"}, "AES256")
    head = owner(cloud).call("s3:HeadObject", Bucket=BUCKET, Key="a")
    assert {**head, "Body": b"text"} == answer


def test_a_missing_key_is_not_found_for_who_may_list() -> None:
    alice = user(ward(), "Alice", allow(["s3:GetObject", "s3:ListBucket"]))
    error = refusal(alice, "GetObject", Bucket=BUCKET, Key="none")
    assert (error.code, error.status) == ("NoSuchKey", 404)
    assert code(alice, "HeadObject", Bucket=BUCKET, Key="none") == "404"


def test_a_missing_key_is_denied_to_who_may_not_list() -> None:
    alice = user(ward(), "Alice", allow("s3:GetObject"))
    error = refusal(alice, "GetObject", Bucket=BUCKET, Key="none")
    assert (error.code, error.status) == ("AccessDenied", 403)
    assert f'perform: s3:ListBucket on resource: "{ARN}"' in error.message
    assert code(alice, "HeadObject", Bucket=BUCKET, Key="none") == "403"


def test_reading_needs_the_object_arn_and_listing_the_bucket_arn() -> None:
    cloud = ward()
    alice = user(cloud, "Alice", allow("s3:ListBucket", f"{ARN}/*"), allow("s3:GetObject", ARN))
    assert code(alice, "ListObjectsV2", Bucket=BUCKET) == "AccessDenied"
    assert code(alice, "GetObject", Bucket=BUCKET, Key="Alice/scan.dcm") == "AccessDenied"


def test_a_bucket_that_is_not_there_is_denied_before_it_is_not_found() -> None:
    cloud = ward()
    assert code(user(cloud, "Alice"), "GetObject", Bucket="none", Key="a") == "AccessDenied"
    assert code(owner(cloud), "GetObject", Bucket="none", Key="a") == "NoSuchBucket"


def test_both_accounts_must_allow_a_partner_to_read() -> None:
    cloud = ward()
    eve = user(cloud, "Eve", allow("s3:GetObject"), account=PARTNER)
    assert code(eve, "GetObject", Bucket=BUCKET, Key="Alice/scan.dcm") == "AccessDenied"
    put_policy(cloud, to(PARTNER, "s3:GetObject", f"{ARN}/*"))
    assert eve.call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")["Body"] == b"scan"
    bob = user(cloud, "Bob", account=PARTNER)
    assert code(bob, "GetObject", Bucket=BUCKET, Key="Alice/scan.dcm") == "AccessDenied"


def test_a_header_that_was_not_sent_brings_no_key() -> None:
    cloud = ward()
    unencrypted = {"Null": {"s3:x-amz-server-side-encryption": "true"}}
    put_policy(
        cloud, {**to("*", "s3:PutObject", f"{ARN}/*", Condition=unencrypted), "Effect": "Deny"}
    )
    alice = user(cloud, "Alice", allow("s3:PutObject"))
    assert code(alice, "PutObject", Bucket=BUCKET, Key="a") == "AccessDenied"
    alice.call("s3:PutObject", Bucket=BUCKET, Key="a", ServerSideEncryption="AES256")


def test_putting_tags_with_an_object_needs_their_action_too() -> None:
    cloud = ward()
    alice = user(cloud, "Alice", allow("s3:PutObject"))
    error = refusal(alice, "PutObject", Bucket=BUCKET, Key="a", Tagging="phi=yes")
    assert "s3:PutObjectTagging" in error.message
    tagger = user(cloud, "Tagger", allow(["s3:PutObject", "s3:PutObjectTagging"]))
    tagger.call("s3:PutObject", Bucket=BUCKET, Key="a", Tagging="phi=yes")
    assert cloud.state.objects[BUCKET]["a"].tags == {"phi": "yes"}


def test_the_tags_of_an_object_decide_who_reads_it() -> None:
    cloud = ward()
    released = {"StringEquals": {"s3:ExistingObjectTag/status": "released"}}
    alice = user(cloud, "Alice", allow("s3:GetObject", Condition=released))
    assert code(alice, "GetObject", Bucket=BUCKET, Key="Alice/scan.dcm") == "AccessDenied"
    tags = {"TagSet": [{"Key": "status", "Value": "released"}]}
    owner(cloud).call("s3:PutObjectTagging", Bucket=BUCKET, Key="Alice/scan.dcm", Tagging=tags)
    alice.call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")
    assert owner(cloud).call("s3:GetObjectTagging", Bucket=BUCKET, Key="Alice/scan.dcm") == tags
    owner(cloud).call("s3:DeleteObjectTagging", Bucket=BUCKET, Key="Alice/scan.dcm")
    assert code(alice, "GetObject", Bucket=BUCKET, Key="Alice/scan.dcm") == "AccessDenied"


def test_requested_tags_are_keys_of_tagging() -> None:
    cloud = ward()
    only = {"StringEquals": {"s3:RequestObjectTag/status": "draft"}}
    alice = user(cloud, "Alice", allow("s3:PutObjectTagging", Condition=only))
    for value, allowed in (("draft", True), ("released", False)):
        tags = {"TagSet": [{"Key": "status", "Value": value}]}
        given = {"Bucket": BUCKET, "Key": "Alice/scan.dcm", "Tagging": tags}
        if allowed:
            alice.call("s3:PutObjectTagging", **given)
        else:
            assert code(alice, "PutObjectTagging", **given) == "AccessDenied"


def test_an_object_has_at_most_ten_tags() -> None:
    tags = "&".join(f"k{number}=v" for number in range(11))
    refused = refusal(owner(ward()), "PutObject", Bucket=BUCKET, Key="a", Tagging=tags)
    assert (refused.code, refused.message) == (
        "BadRequest",
        "Object tags cannot be greater than 10",
    )


def test_what_is_not_there_can_be_deleted() -> None:
    assert owner(ward()).call("s3:DeleteObject", Bucket=BUCKET, Key="none") == {}


def test_of_several_deletions_each_is_decided_by_itself() -> None:
    cloud = ward()
    alice = user(cloud, "Alice", allow("s3:DeleteObject", f"{ARN}/Alice/*"))
    keys = [{"Key": "Alice/scan.dcm"}, {"Key": "Bob/scan.dcm"}]
    answer = alice.call("s3:DeleteObjects", Bucket=BUCKET, Delete={"Objects": keys})
    assert answer["Deleted"] == [{"Key": "Alice/scan.dcm"}]
    assert [(e["Key"], e["Code"]) for e in answer["Errors"]] == [("Bob/scan.dcm", "AccessDenied")]
    assert list(cloud.state.objects[BUCKET]) == ["Bob/scan.dcm"]


# --- Listing -----------------------------------------------------------------------------------


def test_a_delimiter_folds_keys_into_common_prefixes() -> None:
    answer = owner(ward()).call("s3:ListObjectsV2", Bucket=BUCKET, Delimiter="/")
    assert answer["CommonPrefixes"] == [{"Prefix": "Alice/"}, {"Prefix": "Bob/"}]
    assert "Contents" not in answer
    assert answer["KeyCount"] == 2


def test_a_prefix_chooses_keys() -> None:
    for operation in ("ListObjects", "ListObjectsV2"):
        answer = owner(ward()).call(f"s3:{operation}", Bucket=BUCKET, Prefix="Bob/")
        assert [each["Key"] for each in answer["Contents"]] == ["Bob/scan.dcm"]


def test_who_may_list_a_prefix_may_not_list_everything() -> None:
    own = {"StringLike": {"s3:prefix": "${aws:username}/*"}}
    alice = user(ward(), "Alice", allow("s3:ListBucket", ARN, Condition=own))
    alice.call("s3:ListObjectsV2", Bucket=BUCKET, Prefix="Alice/")
    assert code(alice, "ListObjectsV2", Bucket=BUCKET, Prefix="Bob/") == "AccessDenied"
    assert code(alice, "ListObjectsV2", Bucket=BUCKET) == "AccessDenied"


def test_the_number_of_keys_is_a_number_for_policies() -> None:
    few = {"NumericLessThanEquals": {"s3:max-keys": "10"}}
    alice = user(ward(), "Alice", allow("s3:ListBucket", ARN, Condition=few))
    alice.call("s3:ListObjectsV2", Bucket=BUCKET, MaxKeys=10)
    assert code(alice, "ListObjectsV2", Bucket=BUCKET, MaxKeys=11) == "AccessDenied"


# --- Copying -----------------------------------------------------------------------------------

BACKUP = "phi-backup"
COPYING = [allow("s3:GetObject", SCAN), allow("s3:PutObject", f"arn:aws:s3:::{BACKUP}/*")]


def with_backup() -> Cloud:
    cloud = ward()
    owner(cloud).call("s3:CreateBucket", Bucket=BACKUP)
    return cloud


@pytest.mark.parametrize(
    "source",
    [
        f"{BUCKET}/Alice/scan.dcm",
        f"/{BUCKET}/Alice%2Fscan.dcm",
        {"Bucket": BUCKET, "Key": "Alice/scan.dcm"},
    ],
)
def test_a_copy_reads_the_source_and_writes_the_target(source: Any) -> None:
    cloud = with_backup()
    alice = user(cloud, "Alice", *COPYING)
    alice.call("s3:CopyObject", Bucket=BACKUP, Key="copy", CopySource=source)
    assert cloud.state.objects[BACKUP]["copy"].body == b"scan"


@pytest.mark.parametrize("missing", [0, 1])
def test_a_copy_needs_both_permissions(missing: int) -> None:
    alice = user(with_backup(), "Alice", COPYING[1 - missing])
    given = {"Bucket": BACKUP, "Key": "copy", "CopySource": f"{BUCKET}/Alice/scan.dcm"}
    error = refusal(alice, "CopyObject", **given)
    assert ("s3:GetObject", "s3:PutObject")[missing] in error.message


def test_a_copy_of_a_tagged_object_needs_the_permissions_for_tags() -> None:
    cloud = with_backup()
    tags = {"TagSet": [{"Key": "phi", "Value": "yes"}]}
    owner(cloud).call("s3:PutObjectTagging", Bucket=BUCKET, Key="Alice/scan.dcm", Tagging=tags)
    alice = user(cloud, "Alice", *COPYING)
    given = {"Bucket": BACKUP, "Key": "copy", "CopySource": f"{BUCKET}/Alice/scan.dcm"}
    assert "s3:GetObjectTagging" in refusal(alice, "CopyObject", **given).message
    alice.call("s3:CopyObject", **given, TaggingDirective="REPLACE")
    assert cloud.state.objects[BACKUP]["copy"].tags == {}


def test_a_copy_goes_out_through_one_access_point_and_in_through_another() -> None:
    cloud = ward()
    delegate(cloud)
    alias = open_door(cloud)
    open_door(cloud, "archive")
    archive = DOOR.replace("ward", "archive")
    alice = user(cloud, "Alice")
    put_door_policy(cloud, to(ALICE, "s3:GetObject", f"{DOOR}/object/Alice/*"))
    put_door_policy(cloud, to(ALICE, "s3:PutObject", f"{archive}/object/*"), name="archive")
    source = {"Bucket": DOOR, "Key": "Alice/scan.dcm"}
    alice.call("s3:CopyObject", Bucket=archive, Key="copy", CopySource=source)
    by_alias = f"{alias}/Bob/scan.dcm"
    refused = refusal(alice, "CopyObject", Bucket=archive, Key="copy", CopySource=by_alias)
    assert "s3:GetObject" in refused.message


def test_a_copy_onto_itself_must_change_something() -> None:
    given = {"Bucket": BUCKET, "Key": "Alice/scan.dcm", "CopySource": f"{BUCKET}/Alice/scan.dcm"}
    assert code(owner(ward()), "CopyObject", **given) == "InvalidRequest"
    owner(ward()).call("s3:CopyObject", **given, MetadataDirective="REPLACE")


# --- Encryption with AWS KMS -------------------------------------------------------------------

KEY = "arn:aws:kms:us-east-1:111122223333:key/0d990263-018e-4e65-a703-eff731de951e"


def test_the_anonymous_write_nothing_under_a_kms_key() -> None:
    cloud = ward()
    block(cloud)
    put_policy(cloud, to("*", "s3:PutObject", f"{ARN}/*"))
    given = {"Bucket": BUCKET, "Key": "a", "ServerSideEncryption": "aws:kms"}
    refused = refusal(cloud.as_("anonymous"), "PutObject", **given)
    assert (refused.code, refused.status) == ("InvalidArgument", 400)


def test_a_key_without_its_algorithm_is_refused() -> None:
    refused = refusal(owner(ward()), "PutObject", Bucket=BUCKET, Key="a", SSEKMSKeyId=KEY)
    assert refused.code == "InvalidArgument"


def with_key() -> tuple[Cloud, str]:
    """The bucket, and a KMS key whose policy gives the account's policies their say."""
    cloud = ward()
    key = owner(cloud).call("kms:CreateKey")["KeyMetadata"]["Arn"]
    owner(cloud).call(
        "s3:PutObject", Bucket=BUCKET, Key="sealed", Body=b"phi", ServerSideEncryption="aws:kms",
        SSEKMSKeyId=key,
    )  # fmt: skip
    return cloud, key


def test_reading_an_object_under_a_kms_key_needs_the_key_too() -> None:
    cloud, key = with_key()
    alice = user(cloud, "Alice", allow("s3:GetObject"))
    error = refusal(alice, "GetObject", Bucket=BUCKET, Key="sealed")
    assert (error.code, error.status) == ("AccessDenied", 403)
    assert f"kms:Decrypt on resource: {key}" in error.message
    reader = user(cloud, "Reader", allow("s3:GetObject"), allow("kms:Decrypt", key))
    assert reader.call("s3:GetObject", Bucket=BUCKET, Key="sealed")["Body"] == b"phi"


def test_writing_under_the_buckets_default_key_needs_a_data_key() -> None:
    cloud, key = with_key()
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    owner(cloud).call(
        "s3:PutBucketEncryption",
        Bucket=BUCKET,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": default}]
        },
    )
    alice = user(cloud, "Alice", allow("s3:PutObject"))
    assert "kms:GenerateDataKey" in refusal(alice, "PutObject", Bucket=BUCKET, Key="a").message
    writer = user(cloud, "Writer", allow("s3:PutObject"), allow("kms:GenerateDataKey", key))
    answer = writer.call("s3:PutObject", Bucket=BUCKET, Key="a")
    assert (answer["ServerSideEncryption"], answer["SSEKMSKeyId"]) == ("aws:kms", key)


def test_the_encryption_context_is_the_objects_arn() -> None:
    cloud, key = with_key()
    mine = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": f"{ARN}/Alice/*"}}
    alice = user(cloud, "Alice", allow("s3:GetObject"), allow("kms:Decrypt", key, Condition=mine))
    assert code(alice, "GetObject", Bucket=BUCKET, Key="sealed") == "AccessDenied"


def test_through_s3_means_through_s3() -> None:
    cloud, key = with_key()
    via = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    alice = user(cloud, "Alice", allow("s3:GetObject"), allow("kms:Decrypt", key, Condition=via))
    assert alice.call("s3:GetObject", Bucket=BUCKET, Key="sealed")["Body"] == b"phi"


def test_a_disabled_key_opens_no_object() -> None:
    cloud, key = with_key()
    owner(cloud).call("kms:DisableKey", KeyId=key)
    refused = refusal(owner(cloud), "GetObject", Bucket=BUCKET, Key="sealed")
    assert refused.code == "KMS.DisabledException"


def test_the_head_of_an_object_needs_no_key() -> None:
    cloud, key = with_key()
    alice = user(cloud, "Alice", allow("s3:GetObject"))
    assert alice.call("s3:HeadObject", Bucket=BUCKET, Key="sealed")["SSEKMSKeyId"] == key


def test_the_anonymous_read_nothing_under_a_kms_key() -> None:
    cloud, _ = with_key()
    block(cloud)
    put_policy(cloud, to("*", "s3:GetObject", f"{ARN}/*"))
    refused = refusal(cloud.as_("anonymous"), "GetObject", Bucket=BUCKET, Key="sealed")
    assert (refused.code, refused.status) == ("InvalidArgument", 400)


def test_without_a_named_key_the_accounts_aws_managed_key_is_made_and_used() -> None:
    cloud = ward()
    alice = user(cloud, "Alice", allow(["s3:GetObject", "s3:PutObject"]))
    for key in ("a", "b"):
        alice.call("s3:PutObject", Bucket=BUCKET, Key=key, ServerSideEncryption="aws:kms")
    alice.call("s3:GetObject", Bucket=BUCKET, Key="a")
    (made,) = cloud.state.keys.values()
    assert (made.manager, list(cloud.state.aliases.values())) == ("AWS", [made.arn])
    assert not alice.can("kms:Decrypt", made.arn).allowed


def test_what_the_aws_managed_key_encrypts_no_other_account_reads() -> None:
    cloud = ward()
    owner(cloud).call("s3:PutObject", Bucket=BUCKET, Key="a", ServerSideEncryption="aws:kms")
    put_policy(cloud, to(PARTNER, "s3:GetObject", f"{ARN}/*"))
    eve = user(cloud, "Eve", allow("*"), account=PARTNER)
    eve.call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")
    assert code(eve, "GetObject", Bucket=BUCKET, Key="a") == "AccessDenied"


# --- Records -----------------------------------------------------------------------------------


def test_the_record_of_an_object_call_names_object_and_bucket() -> None:
    cloud = ward()
    owner(cloud).call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")
    record = cloud.records[-1]
    assert record["requestParameters"] == {
        "bucketName": BUCKET,
        "Host": f"{BUCKET}.s3.us-east-1.amazonaws.com",
        "key": "Alice/scan.dcm",
    }
    assert record["resources"] == [
        {"type": "AWS::S3::Object", "ARN": SCAN},
        {"accountId": HOSPITAL, "type": "AWS::S3::Bucket", "ARN": ARN},
    ]


def test_the_record_through_an_access_point_names_it_too() -> None:
    cloud = ward()
    alias = open_door(cloud)
    delegate(cloud)
    for name in (DOOR, alias):
        owner(cloud).call("s3:GetObject", Bucket=name, Key="Alice/scan.dcm")
        record = cloud.records[-1]
        assert record["requestParameters"]["bucketName"] == name
        kinds = [each["type"].rpartition(":")[2] for each in record["resources"]]
        assert kinds == ["Object", "Bucket", "AccessPoint"]


@pytest.mark.parametrize(
    ("operation", "event"),
    [
        ("s3:GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
        ("s3:ListObjectsV2", "ListObjects"),
        ("s3:DeletePublicAccessBlock", "DeleteBucketPublicAccessBlock"),
    ],
)
def test_some_events_have_other_names_than_their_operations(operation: str, event: str) -> None:
    cloud = ward()
    owner(cloud).call(operation, Bucket=BUCKET)
    assert cloud.records[-1]["eventName"] == event


def test_the_record_of_a_policy_that_was_put_shows_the_policy() -> None:
    cloud = ward()
    delegate(cloud)
    parameters = cloud.records[-1]["requestParameters"]
    assert parameters["policy"] == ""
    assert parameters["bucketPolicy"]["Statement"][0]["Principal"] == "*"


def test_the_record_of_a_put_tells_how_the_object_is_encrypted() -> None:
    encrypted = ward().records[-1]["responseElements"]
    assert encrypted == {"x-amz-server-side-encryption": "AES256"}


def test_object_calls_are_data_events() -> None:
    cloud = ward()
    owner(cloud).call("s3:GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")
    assert cloud.records[-1]["eventCategory"] == "Data"
    owner(cloud).call("s3:GetPublicAccessBlock", Bucket=BUCKET)
    assert cloud.records[-1]["eventCategory"] == "Management"


def test_a_deny_in_an_identity_policy_wins_over_the_bucket_policy() -> None:
    cloud = ward()
    alice = user(cloud, "Alice", deny("s3:GetObject"))
    put_policy(cloud, to(ALICE, "s3:GetObject", f"{ARN}/*"))
    error = refusal(alice, "GetObject", Bucket=BUCKET, Key="Alice/scan.dcm")
    assert "with an explicit deny in an identity-based policy" in error.message
