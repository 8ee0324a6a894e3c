"""Past calls under other policies: what would newly be denied or allowed, and by which layer."""

import json
from typing import Any

import pytest

from simlib import QuestionError, load_scenario, shipped_scenarios
from simlib.analysis.asking_again import ask_again
from simlib.analysis.replaying import Replaying, replay
from simlib.cloud.cloud import Cloud
from simlib.trace.nodes import Layer
from tests.clouds import add_role, add_user, allow, deny, hospital, trust

BUCKET = "notes-111122223333"
OBJECTS = f"arn:aws:s3:::{BUCKET}/"


def ward(*statements: dict[str, Any], **known: Any) -> Cloud:
    """Dana, with these statements, and a bucket."""
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket=BUCKET)
    add_user(cloud, "Dana", *statements, **known)
    return cloud


def put(cloud: Cloud, *keys: str, **more: Any) -> list[dict[str, Any]]:
    """The records of Dana putting these objects."""
    before = len(cloud.records)
    for key in keys:
        cloud.as_("Dana").attempt("s3:PutObject", Bucket=BUCKET, Key=key, Body=b"", **more)
    return cloud.records[before:]


def test_what_a_new_deny_would_have_stopped_is_told_with_its_layer():
    before = ward(allow("s3:*"))
    after = ward(allow("s3:*"), deny("s3:PutObject", f"{OBJECTS}archive/*"))
    trail = put(before, "archive/1", "archive/2", "ward/1")
    found = replay(trail, before, after)
    (row,) = found.newly_denied.to_dict("records")
    assert (row["action"], row["calls"], row["after"]) == ("s3:PutObject", 2, "explicitDeny")
    assert row["principal"] == "arn:aws:iam::111122223333:user/Dana"
    assert row["layer"] == Layer.IDENTITY.value
    assert len(found.newly_allowed) == 0
    assert found.calls == 3


def test_a_row_opens_its_trace_in_both_clouds():
    before = ward(allow("s3:*"))
    found = replay(put(before, "a"), before, ward())
    assert found.evaluation_before(0).allowed
    assert found.evaluation(0).decision == "implicitDeny"
    with pytest.raises(QuestionError, match="no row 7; there are 1"):
        found.evaluation(7)


def test_what_was_denied_and_would_be_allowed_names_the_layer_that_denied():
    before, after = ward(), ward(allow("s3:PutObject", f"{OBJECTS}*"))
    found = replay(put(before, "a", "b"), before, after)
    (row,) = found.newly_allowed.to_dict("records")
    assert (row["recorded"], row["calls"]) == ("denied", 2)
    assert row["layer"] == Layer.IDENTITY.value


def test_whoever_is_not_there_is_counted_with_the_reason():
    before = ward(allow("s3:*"))
    found = replay(put(before, "a"), before, hospital())
    (row,) = found.not_asked.to_dict("records")
    assert row["calls"] == 1
    assert "no user, role or session" in row["problem"]
    assert "in the cloud after" in row["problem"]


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"eventName": "X"},
        {"userIdentity": None},
        {"requestParameters": [1]},
        {"resources": 5},
        {"eventName": ["X"]},
        {"userIdentity": {"arn": {}}},
        {"errorCode": 7},
        {"awsRegion": [1]},
    ],
)
def test_a_record_that_tells_nothing_is_counted_too(record: dict[str, Any]):
    found = replay([record], hospital(), hospital())
    assert found.not_asked["calls"].sum() == found.calls == 1


def test_an_operation_that_is_not_known_is_told():
    cloud = ward(allow("*"))
    (record,) = put(cloud, "a")
    found = replay([{**record, "eventName": "PutNothing"}], cloud, cloud)
    assert "simlib does not know which actions `PutNothing`" in found.not_asked["problem"][0]


def test_sessions_of_one_role_are_one_principal():
    cloud = ward()
    add_role(cloud, "Nurse", trust({"AWS": "111122223333"}), allow("s3:*"))
    add_user(cloud, "Eve", allow("sts:AssumeRole"))
    for name in ("shift1", "shift2"):
        session = cloud.as_("Eve").assume("Nurse", name)
        session.call("s3:PutObject", Bucket=BUCKET, Key=f"{name}.txt", Body=b"")
    cloud.advance(hours=13)  # the sessions have expired: they were good then
    trail = [each for each in cloud.records if each["eventName"] == "PutObject"]
    found = replay(trail, cloud, ward()).counted
    assert list(found["principal"]) == ["arn:aws:iam::111122223333:role/Nurse"]
    assert list(found["before"]) == ["allowed"]
    assert list(found["calls"]) == [2]


def test_keys_that_a_record_tells_are_asked_for():
    mfa = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    late = {"Condition": {"DateGreaterThan": {"aws:CurrentTime": "2026-03-02T10:00:00Z"}}}
    before = ward(allow("s3:*"))
    trail = put(before, "early")
    before.advance(hours=2)
    trail += put(before, "late")
    by_time = replay(trail, before, ward(allow("s3:*", **late))).counted
    assert dict(zip(by_time["after"], by_time["calls"], strict=True)) == {
        "allowed": 1,
        "implicitDeny": 1,
    }
    assert replay(trail, before, ward(allow("s3:*", **mfa))).newly_denied["calls"].sum() == 2


def test_a_condition_on_the_address_tells_calls_apart():
    away = {"Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}
    before = ward(allow("s3:*"))
    (here,) = put(before, "a")
    there = {**here, "sourceIPAddress": "198.51.100.7"}
    found = replay([here, there], before, ward(allow("s3:*", **away)))
    assert found.newly_denied["calls"].sum() == 1


def test_a_parameter_brings_the_key_of_its_name():
    plan = {"Condition": {"StringLike": {"s3:prefix": "ward/*"}}}
    before = ward(allow("s3:*"))
    for prefix in ("ward/7", "archive"):
        before.as_("Dana").call("s3:ListObjectsV2", Bucket=BUCKET, Prefix=prefix)
    trail = before.records[-2:]
    found = replay(trail, before, ward(allow("s3:ListBucket", **plan)))
    assert found.newly_denied["calls"].sum() == 1


def test_objects_that_policies_tell_apart_are_not_taken_for_each_other():
    before = ward(allow("s3:*"))
    home = allow("s3:*", f"{OBJECTS}${{aws:username}}/*")
    after = ward(home, allow("s3:*", f"{OBJECTS}ward/?/*"), deny("s3:*", "arn:aws:s3:::*/x.txt"))
    keys = ["Dana/1", "Danae/1", "ward/1/a", "ward/12/a", "ward/1/x.txt", "Dana/x.txt"]
    trail = put(before, *keys)
    together = replay(trail, before, after).counted.groupby("after")["calls"].sum()
    alone = [replay([each], before, after).counted["after"][0] for each in trail]
    assert alone == ["allowed", "implicitDeny", "allowed", "implicitDeny"] + ["explicitDeny"] * 2
    assert together.to_dict() == {"allowed": 2, "explicitDeny": 2, "implicitDeny": 2}


@pytest.mark.parametrize("name", shipped_scenarios())
def test_the_answers_are_those_of_the_traced_evaluator(name: str):
    """Without parameters that bring keys of their own, which asking again leaves out."""
    cloud = load_scenario(name)
    for record in cloud.records:
        again = ask_again(cloud, record)
        left_out = again.keys_wanted or any("PassRole" in each for each in again.unlike)
        if again.decision is not None and not left_out:
            counted = replay([record], cloud, cloud).counted
            assert counted["before"][0] == str(again.decision)


def test_where_the_cloud_decides_otherwise_than_aws_did_is_told():
    cloud = ward(allow("s3:*"))
    found = replay(put(cloud, "a"), ward(), ward())
    assert found.unlike_the_record["calls"].sum() == 1
    assert "The cloud before decides 1 of them otherwise than AWS did." in repr(found)


def test_what_a_trail_says_is_escaped():
    cloud = ward(allow("s3:*"))
    (record,) = put(cloud, "a")
    evil = {**record, "eventName": "<script>\x1b[31m"}
    bundle = replay([evil], cloud, cloud)._repr_mimebundle_()
    assert "<script>" not in bundle["text/html"]
    assert "\x1b" not in bundle["text/html"] + bundle["text/plain"]


def test_an_example_says_all_that_decides():
    cloud = ward(allow("s3:*", Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}))
    replaying = Replaying(cloud, cloud)
    for record in put(cloud, "a", "b"):
        call = replaying.calls.call(record)
        assert replaying.calls.call(json.loads(json.dumps(call.record))) == call


def test_only_clouds_can_be_compared():
    with pytest.raises(QuestionError, match="expected a cloud"):
        replay([], hospital(), None)  # type: ignore[arg-type]
