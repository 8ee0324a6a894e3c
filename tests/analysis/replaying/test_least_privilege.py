"""The smallest policy for what was used: nothing found in it, and it allows just those calls."""

import json
from typing import Any

import pytest

from simlib import QuestionError, UnknownNameError, check_policy, load_scenario, shipped_scenarios
from simlib.analysis.replaying import least_privilege, replay
from simlib.analysis.replaying.recorded_call import principal_in
from tests.analysis.replaying.test_replay import BUCKET, OBJECTS, put, ward
from tests.clouds import allow


def statements(policy: str) -> list[dict[str, Any]]:
    return json.loads(policy)["Statement"]


def test_actions_are_named_and_stand_together_by_their_resources():
    cloud = ward(allow("s3:*"))
    put(cloud, "a")
    dana = cloud.as_("Dana")
    dana.call("s3:GetObject", Bucket=BUCKET, Key="a")
    dana.call("s3:ListBuckets")
    assert statements(least_privilege(cloud, "Dana")) == [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{OBJECTS}a"},
        {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
    ]


def test_what_was_denied_is_not_covered():
    cloud = ward(allow("s3:PutObject", f"{OBJECTS}ward/*"))
    put(cloud, "ward/1", "archive/1")
    policy = least_privilege(cloud, "arn:aws:iam::111122223333:user/Dana")
    assert [each["Resource"] for each in statements(policy)] == [f"{OBJECTS}ward/1"]


def test_names_become_patterns_only_where_that_is_asked():
    cloud = ward(allow("s3:*"))
    put(cloud, "ward/1", "ward/2", "ward/3", "plan")
    (every,) = statements(least_privilege(cloud, "Dana"))
    assert len(every["Resource"]) == 4
    (few,) = statements(least_privilege(cloud, "Dana", at_most=2))
    assert few["Resource"] == [f"{OBJECTS}plan", f"{OBJECTS}ward/*"]


def test_an_operation_brings_all_the_actions_that_it_asks_for():
    cloud = load_scenario("connect-health")
    policy = least_privilege(cloud, "Maya")
    passed = [each for each in statements(policy) if each["Action"] == "iam:PassRole"]
    assert passed[0]["Resource"] == "arn:aws:iam::111122223333:role/ConnectHealthServiceRole"


def test_the_key_of_an_encrypted_bucket_is_covered():
    policy = least_privilege(load_scenario("cross-account-partner"), "Dana")
    keys = [each for each in statements(policy) if each["Action"] == "kms:GenerateDataKey"]
    assert all(":key/" in arn for arn in keys[0]["Resource"])


def test_an_access_point_is_covered_with_the_bucket_behind_it():
    (only,) = statements(least_privilege(load_scenario("clinical-collaboration"), "Bob"))
    assert [arn.split(":")[5].split("/")[0] for arn in only["Resource"]] == [
        "s3-ap-stack-111122223333-s3-access-point",
        "accesspoint",
    ]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_nothing_is_found_in_the_policy_of_anybody(name: str):
    cloud = load_scenario(name)
    for who in sorted({principal_in(record) for record in cloud.records}):
        assert check_policy(least_privilege(cloud, who)) == ()


def test_replayed_under_it_just_the_allowed_calls_are_allowed():
    cloud = ward(allow("s3:*", f"{OBJECTS}ward/*"), allow("s3:ListAllMyBuckets"))
    put(cloud, "ward/1", "archive/1", "ward/2", "archive/2")
    cloud.as_("Dana").call("s3:ListBuckets")
    trail = [each for each in cloud.records if principal_in(each).endswith("Dana")]
    under = ward(*statements(least_privilege(trail, "Dana")))
    found = replay(trail, cloud, under)
    assert len(found.frame()) == 0
    counted = found.counted
    allowed = counted["after"] == "allowed"
    assert counted.loc[allowed, "recorded"].unique().tolist() == ["succeeded"]
    assert counted.loc[~allowed, "recorded"].unique().tolist() == ["denied"]


def test_whoever_makes_no_call_is_not_known():
    cloud = ward(allow("s3:*"))
    put(cloud, "a")
    with pytest.raises(UnknownNameError, match="did you mean `Dana`"):
        least_privilege(cloud, "Danna")


def test_who_was_only_denied_used_nothing():
    cloud = ward()
    put(cloud, "a")
    with pytest.raises(QuestionError, match="used nothing"):
        least_privilege(cloud, "Dana")


def test_what_cannot_be_covered_is_remarked():
    cloud = ward(allow("s3:*"))
    (record,) = put(cloud, "a")
    policy = least_privilege([record, {**record, "eventName": "PutNothing"}], "Dana")
    assert "not covered: simlib does not know" in policy.remarks[0]
