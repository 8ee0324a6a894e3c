"""The small account: everybody has the policy, the root user needs none, things are there."""

from simlib import new_cloud, parse_policy
from simlib.cloud.askable import arns_there, askers
from simlib.cloud.cloud import Cloud
from simlib.cloud.small_account import furnish, with_things
from simlib.cloud.state import State
from tests.clouds import HOSPITAL, allow, deny, document

DOMAIN = f"arn:aws:health-agent:us-east-1:{HOSPITAL}:domain/hai-7c4e1f9a2b"
STORE = f"arn:aws:healthlake:us-east-1:{HOSPITAL}:datastore/fhir/{'0a' * 16}"
READER = parse_policy(document(allow("health-agent:GetDomain")), name="reader")
FENCE = parse_policy(document(deny("health-agent:DeleteDomain")), name="fence")


def account(*policies: object, things: tuple[str, ...] = (DOMAIN,)) -> Cloud:
    cloud = new_cloud()
    furnish(cloud, policies, things)  # type: ignore[arg-type]
    return cloud


def decision(cloud: Cloud, who: str, action: str) -> str:
    return str(cloud.as_(who).can(f"health-agent:{action}", DOMAIN).decision)


def test_alice_bob_and_the_role_have_the_policy_and_the_root_user_needs_none() -> None:
    cloud = account(READER)
    asked = {who: decision(cloud, who, "GetDomain") for who in ("Alice", "Bob", "CareRole")}
    assert set(asked.values()) == {"allowed"}
    assert decision(cloud, "Alice", "DeleteDomain") == "implicitDeny"
    assert decision(cloud, "root", "DeleteDomain") == "allowed"


def test_several_policies_count_together() -> None:
    assert decision(account(READER, FENCE), "Bob", "DeleteDomain") == "explicitDeny"


def test_everybody_can_be_asked_as_and_everything_asked_about() -> None:
    agent = f"{DOMAIN}/agent/frontdesk01"
    cloud = account(READER, things=(agent, STORE, "arn:aws:s3:::ward/scan.dcm"))
    names = [each.label for each in askers(cloud.state)]
    assert names[:4] == [
        "user Alice · hospital", "user Bob · hospital", "role CareRole · hospital",
        "root user · hospital",
    ]  # fmt: skip
    there = arns_there(cloud.state)
    assert {DOMAIN, agent, STORE, "arn:aws:s3:::ward", "arn:aws:s3:::ward/scan.dcm"} < set(there)


def test_what_no_arn_names_and_kinds_that_are_not_kept_stay_away() -> None:
    arns = ["*", "ward", "arn:aws:sqs:us-east-1:111122223333:queue", f"{DOMAIN}/agent"]
    assert arns_there(with_things(State(), arns)) == (DOMAIN,)


def test_two_objects_of_one_bucket_are_both_there() -> None:
    state = with_things(State(), ["arn:aws:s3:::ward/a", "arn:aws:s3:::ward/b"])
    assert sorted(state.objects["ward"]) == ["a", "b"]
