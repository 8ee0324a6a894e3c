"""LookupEvents: which events, of whom, in what order."""

import json
from typing import Any

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError
from tests.clouds import HOSPITAL, PARTNER, add_role, add_user, allow, hospital, trust
from tests.services.shapes import error_codes, misfits


@pytest.fixture
def cloud() -> Cloud:
    """Alice made a group at nine and read a list at ten; it is eleven now."""
    made = hospital()
    add_user(made, "Alice", allow("iam:*"))
    made.as_("Alice").call("iam:CreateGroup", GroupName="Nurses")
    made.advance(hours=1)
    made.as_("Alice").call("iam:ListGroups")
    made.advance(hours=1)
    return made


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return cloud.as_("root")


def lookup(caller: Caller, **parameters: Any) -> list[dict[str, Any]]:
    answer = caller.call("cloudtrail:LookupEvents", **parameters)
    assert misfits("cloudtrail", "LookupEvents", answer) == []
    events: list[dict[str, Any]] = answer["Events"]
    return events


def by(key: str, value: str) -> dict[str, Any]:
    return {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}


def names(events: list[dict[str, Any]]) -> list[str]:
    return [each["EventName"] for each in events]


def refusal(caller: Caller, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        lookup(caller, **parameters)
    assert caught.value.code in error_codes("cloudtrail", "LookupEvents")
    return caught.value


def test_the_newest_event_comes_first(root: Caller) -> None:
    assert names(lookup(root)) == ["ListGroups", "CreateGroup"]


def test_an_event_holds_its_record_as_text(cloud: Cloud, root: Caller) -> None:
    (event,) = lookup(root, **by("EventName", "CreateGroup"))
    assert json.loads(event["CloudTrailEvent"]) == cloud.records[0]
    assert (event["Username"], event["ReadOnly"]) == ("Alice", "false")


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("EventName", "ListGroups", ["ListGroups"]),
        ("ReadOnly", "true", ["ListGroups"]),
        ("Username", "Alice", ["ListGroups", "CreateGroup"]),
        ("Username", "Bob", []),
        ("EventSource", "iam.amazonaws.com", ["ListGroups", "CreateGroup"]),
        ("EventSource", "kms.amazonaws.com", []),
        ("ResourceType", "AWS::KMS::Key", []),
    ],
)
def test_an_attribute_chooses(root: Caller, key: str, value: str, found: list[str]) -> None:
    assert names(lookup(root, **by(key, value))) == found


def test_an_event_is_found_by_its_id_and_its_access_key(cloud: Cloud, root: Caller) -> None:
    record = cloud.records[1]
    assert names(lookup(root, **by("EventId", record["eventID"]))) == ["ListGroups"]
    key = record["userIdentity"]["accessKeyId"]
    assert names(lookup(root, **by("AccessKeyId", key))) == ["ListGroups", "CreateGroup"]


def test_a_resource_is_found_by_its_name_or_arn(cloud: Cloud, root: Caller) -> None:
    add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}))
    add_user(cloud, "Bob", allow("sts:AssumeRole"))
    cloud.as_("Bob").assume("CareRole")
    arn = f"arn:aws:iam::{HOSPITAL}:role/CareRole"
    assert names(lookup(root, **by("ResourceName", "CareRole"))) == ["AssumeRole"]
    assert names(lookup(root, **by("ResourceName", arn))) == ["AssumeRole"]
    assert names(lookup(root, **by("ResourceType", "AWS::IAM::Role"))) == ["AssumeRole"]


def test_a_session_goes_by_its_name(cloud: Cloud, root: Caller) -> None:
    add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}), allow("iam:ListUsers"))
    cloud.as_("CareRole", session_name="shift1").call("iam:ListUsers")
    assert names(lookup(root, **by("Username", "shift1"))) == ["ListUsers"]


def test_times_bound_the_search(root: Caller) -> None:
    assert names(lookup(root, StartTime="2026-03-02T09:30:00")) == ["ListGroups"]
    later = lookup(root, EndTime="2026-03-02T09:30:00Z", StartTime=0)
    assert names(later) == ["CreateGroup"]
    refused = refusal(root, StartTime="2026-03-02T10:00:00Z", EndTime="2026-03-02T09:00:00Z")
    assert refused.code == "InvalidTimeRangeException"


def test_events_are_kept_for_ninety_days(cloud: Cloud, root: Caller) -> None:
    cloud.advance(days=90)
    assert names(lookup(root)) == []


def test_one_attribute_can_be_given(root: Caller) -> None:
    two = by("EventName", "a")["LookupAttributes"] * 2
    assert refusal(root, LookupAttributes=two).code == "InvalidLookupAttributesException"


def test_pages_follow_one_another(root: Caller) -> None:
    first = root.call("cloudtrail:LookupEvents", MaxResults=1)
    only_before = {"EndTime": "2026-03-02T10:00:00Z", "NextToken": first["NextToken"]}
    assert names(first["Events"]) == ["ListGroups"]
    assert names(lookup(root, **only_before)) == ["CreateGroup"]
    assert refusal(root, NextToken="nothing").code == "InvalidNextTokenException"


def test_denied_calls_are_events_too(cloud: Cloud, root: Caller) -> None:
    add_user(cloud, "Bob")
    with pytest.raises(ClientError):
        cloud.as_("Bob").call("iam:ListUsers")
    (event,) = lookup(root, **by("Username", "Bob"))
    assert json.loads(event["CloudTrailEvent"])["errorCode"] == "AccessDenied"


def test_events_are_of_the_own_account_and_region(cloud: Cloud, root: Caller) -> None:
    cloud.add_account(PARTNER, "partner")
    assert names(lookup(cloud.as_("root", account=PARTNER))) == []
    assert names(lookup(root.in_region("eu-west-1"))) == []


def test_data_events_are_not_in_the_history(cloud: Cloud, root: Caller) -> None:
    root.call("s3:CreateBucket", Bucket="records")
    root.call("s3:PutObject", Bucket="records", Key="1.json", Body=b"{}")
    assert names(lookup(root, **by("EventSource", "s3.amazonaws.com"))) == ["CreateBucket"]


def test_looking_up_is_a_permission(cloud: Cloud) -> None:
    refused = refusal_of(cloud.as_("Alice"))
    assert refused.code == "AccessDeniedException"


def refusal_of(caller: Caller) -> ClientError:
    with pytest.raises(ClientError) as caught:
        lookup(caller)
    return caught.value
