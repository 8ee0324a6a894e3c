"""Two clouds compared: whatever a caller notices, the comparison tells."""

import json
import random

import pytest

from simlib import load_scenario, shipped_scenarios
from simlib.analysis.comparing import Relation, compare
from simlib.cloud.askable import arns_there, askers, fitting
from simlib.cloud.cloud import Cloud
from simlib.language.errors import SimlibError
from simlib.panels.scene import Scene

CELLS = 250


def changed(cloud: Cloud, label: str) -> Cloud:
    """The cloud with a policy that lacks its first statement, or asks for MFA."""
    scene = Scene(cloud)
    document = json.loads(scene.places[label].policy.text)
    statements = document["Statement"]
    every = statements if isinstance(statements, list) else [statements]
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    document["Statement"] = every[1:] or [{**every[0], "Condition": mfa}]
    return scene.with_draft(label, json.dumps(document)).trial


def noticed(before: Cloud, after: Cloud, rng: random.Random) -> set[bool]:
    """Of some cells, whether anything is gained (True), whether anything is lost (False)."""
    actions = [
        value.text
        for place in Scene(before).places.values()
        for statement in place.policy.statements
        for value in statement.action.values
        if "*" not in value.text
    ]
    found = set()
    for _ in range(CELLS):
        who, action = rng.choice(askers(before.state)).who, rng.choice(actions)
        arn = rng.choice(fitting(action, arns_there(before.state)) or ("*",))
        try:
            old, new = (each.copy().as_(who).can(action, arn).allowed for each in (before, after))
        except SimlibError:
            continue
        if old is not new:
            found.add(new)
    return found


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_a_caller_notices_the_comparison_tells(name: str) -> None:
    cloud, rng = load_scenario(name), random.Random(name)
    for label in rng.sample(sorted(Scene(cloud).places), 3):
        try:
            after = changed(cloud, label)
        except SimlibError:
            continue
        comparison = compare(cloud, after, seconds=60)
        assert comparison.undecided == 0, label
        for gained in noticed(cloud, after, rng):
            assert comparison.gained if gained else comparison.lost, (label, gained)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_cloud_is_equal_to_itself(name: str) -> None:
    assert compare(load_scenario(name), load_scenario(name)).relation is Relation.EQUAL


def test_an_access_point_and_its_bucket_are_asked_for_the_same_key() -> None:
    """Without the first statement of its bucket's policy nobody gets through the access point."""
    cloud = load_scenario("clinical-collaboration")
    label = next(each for each in Scene(cloud).places if each.startswith("resource-based"))
    comparison = compare(cloud, changed(cloud, label))
    through = [each for each in comparison.lost if ":accesspoint/" in each.request.resource.arn]
    assert through
    assert all(not each.after.allowed and each.before.allowed for each in comparison.lost)
    assert any(len(each.before.gates) == 2 for each in through)


def test_a_condition_key_that_aws_does_not_send_is_absent() -> None:
    """A Deny unless it has a value then hits everybody."""
    cloud = load_scenario("troubleshooting")
    label = "resource-based policy · study-archive-111122223333"
    text = Scene(cloud).places[label].policy.text
    after = Scene(cloud).with_draft(label, text.replace("PrincipalArn", "PrincipalArns")).trial
    lost = compare(cloud, after).lost
    assert {each.request.principal.arn for each in lost} == {"arn:aws:iam::111122223333:user/Ada"}
    assert all(not each.request.context for each in lost)
