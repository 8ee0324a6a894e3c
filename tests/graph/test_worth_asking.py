"""What the graph does not ask, because the access matrix rules it out, would give no edge."""

import importlib
from collections.abc import Mapping, Sequence

import pytest

from simlib import load_scenario, shipped_scenarios
from simlib.cloud.cloud import Cloud
from simlib.graph import permission_graph
from simlib.graph.worth_asking import Questions, acting_on, worth_asking
from tests.clouds import add_user, allow, deny, hospital
from tests.estate import estate

RECORDS = "arn:aws:s3:::records"
BUILDING = importlib.import_module("simlib.graph.permission_graph")


def everything(cloud: Cloud, asked_for: Mapping[str, Sequence[str]]) -> Questions:
    """Every action of the cloud's services that acts on what is asked for."""
    return {
        (who, arn): [
            action
            for action in acting_on(arn)
            if action.lower() in cloud.action_index[0]
            and (who != "anonymous" or action.startswith("s3:"))
        ]
        for who, arns in asked_for.items()
        for arn in arns
    }


CLOUDS = [*shipped_scenarios(), "an organization", "another"]


@pytest.mark.parametrize("name", CLOUDS)
def test_the_graph_is_the_one_that_asking_everything_gives(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = {"an organization": 1, "another": 2}
    cloud = estate(6, 5, seeds[name]) if name in seeds else load_scenario(name)
    found = permission_graph(cloud)
    monkeypatch.setattr(BUILDING, "worth_asking", everything)
    assert permission_graph(cloud) == found


def test_only_what_an_allow_could_open_is_asked() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    with_mfa = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    read = allow(["s3:GetObject", "s3:DeleteObject"], f"{RECORDS}/*")
    write = allow("s3:PutObject", f"{RECORDS}/*", **with_mfa)
    add_user(cloud, "Alice", read, write, deny(["s3:DeleteObject", "s3:GetObjectAcl"]))
    add_user(cloud, "Bob", allow("s3:GetObject", "arn:aws:s3:::others/*"))
    asked_for = {"Alice": [f"{RECORDS}/a"], "Bob": [RECORDS, f"{RECORDS}/a"]}
    assert dict(worth_asking(cloud, asked_for)) == {
        ("Alice", f"{RECORDS}/a"): ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    }


def test_nobody_and_nothing_are_worth_no_question() -> None:
    assert not worth_asking(hospital(), {})
    assert not worth_asking(hospital(), {"anonymous": ["arn:aws:kms:us-east-1:111122223333:key/k"]})
