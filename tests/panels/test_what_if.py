"""The what-if panel, driven as a learner drives it, without a browser."""

import pytest

from simlib import load_scenario
from simlib.panels.scene import Asked, Scene
from simlib.panels.what_if import WhatIf
from tests.clouds import add_user, allow, hospital

ROLE = "arn:aws:iam::111122223333:role/team/NightShift"
KEY = "iam:PermissionsBoundary"
BOUNDARY = "arn:aws:iam::111122223333:policy/TeamBoundary"


@pytest.fixture
def what_if() -> WhatIf:
    scene = Scene(load_scenario("guardrails"))
    return WhatIf(scene.gates(Asked("Lena", "iam:CreateRole", ROLE)))


def test_with_nothing_fired_it_says_so() -> None:
    empty = WhatIf()
    assert repr(empty) == "WhatIf: nothing has been fired yet"
    assert empty.apply() is None
    assert empty.problems == ""


def test_at_first_nothing_is_switched_off(what_if: WhatIf) -> None:
    assert repr(what_if) == "WhatIf: nothing is switched off\nImplicit deny, as it is."
    assert "Nothing is switched off." in what_if.html.value


def test_controls_are_named_without_marks_that_only_code_has(what_if: WhatIf) -> None:
    boxes, choices = what_if.controls.boxes.values(), what_if.controls.choices.values()
    names = [each.description for each in (*boxes, *choices)]
    assert any(name.startswith("without ") and " of " in name for name in names)
    assert not any("`" in name for name in names)


def test_a_box_switches_a_layer_off_and_says_what_differs(what_if: WhatIf) -> None:
    what_if.controls.boxes["layer service control policy"].value = True
    assert what_if.off == {"layer service control policy"}
    assert "What if without the service control policy?" in what_if.html.value
    assert "service control policy: allowed → none attached: limits nothing" in repr(what_if)
    assert "was: allowed" in what_if.traces[1].html.value
    assert "was:" not in what_if.traces[0].html.value
    what_if.controls.boxes["layer service control policy"].value = False
    assert what_if.changes == ()


def test_a_key_is_set_and_taken_away_again(what_if: WhatIf) -> None:
    choice, value = what_if.controls.choices[KEY], what_if.controls.values[KEY]
    assert "now absent" in choice.description
    assert [each.value for each in value.offer("")] == [BOUNDARY]
    choice.value = "set to"
    assert what_if.keys == {}  # it waits for a value
    assert choice.value == "set to"
    value.value = BOUNDARY
    assert what_if.keys == {KEY: BOUNDARY}
    assert what_if.what_if is not None
    assert what_if.what_if.allowed
    assert "Allowed; as it is: implicit deny." in what_if.html.value
    choice.value = "absent"
    assert what_if.keys == {KEY: None}
    choice.value = "as it is"
    assert what_if.keys == {}


def test_attributes_set_from_a_notebook_show_in_the_controls(what_if: WhatIf) -> None:
    statement = next(each.key for each in what_if.switches if "DenyOtherRegions" in each.label)
    what_if.off, what_if.keys = {statement}, {KEY: BOUNDARY}
    found = what_if.apply()
    assert found is not None
    assert found.allowed
    assert what_if.controls.off == {statement}
    assert what_if.controls.keys == {KEY: BOUNDARY}
    assert what_if.controls.values[KEY].layout.display is None
    assert what_if.controls.values[KEY].shown == BOUNDARY


def test_another_request_keeps_what_is_off(what_if: WhatIf) -> None:
    what_if.off = {"layer identity-based policy"}
    scene = Scene(load_scenario("clinical-collaboration"))
    what_if.show(scene.gates(Asked("Alice", "s3:ListAllMyBuckets")))
    assert what_if.controls.off == {"layer identity-based policy"}
    assert "Implicit deny; as it is: allowed." in repr(what_if)


def test_a_value_that_cannot_be_is_said_and_the_last_verdicts_stay(what_if: WhatIf) -> None:
    before = what_if.traces[1].html.value
    what_if.keys = {KEY: {"a": "b"}}  # type: ignore[dict-item]
    assert what_if.apply() is None
    assert "holds an object" in what_if.problems
    assert 'role="alert"' in what_if.html.value
    assert what_if.traces[1].html.value == before


def test_every_control_has_a_name(what_if: WhatIf) -> None:
    controls = what_if.controls
    names = [each.description for each in (*controls.boxes.values(), *controls.choices.values())]
    names += [each.label for each in controls.values.values()]
    assert all(names)
    assert len(set(names)) == len(names)
    assert not any("FullAWSAccess" in each for each in names)


def test_values_are_offered_of_what_policies_name_and_of_what_there_is() -> None:
    cloud = load_scenario("guardrails")
    scene = Scene(cloud)
    shown = WhatIf(scene.gates(Asked("Lena", "s3:ListAllMyBuckets")), cloud.state)
    region = shown.controls.values["aws:RequestedRegion"]
    groups = [each.group for each in region.offer("")]
    assert groups[0] == "Policies here name"
    assert "ap-southeast-2" in [each.value for each in region.offer("")]
    shown.controls.choices["aws:RequestedRegion"].value = "set to"
    region.take("ap-southeast-2")
    assert shown.keys == {"aws:RequestedRegion": "ap-southeast-2"}
    assert shown.what_if is not None
    assert shown.what_if.decision == "explicitDeny"


def test_a_value_of_the_wrong_type_is_said_beside_it_and_several_are_several() -> None:
    conditions = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    tags = {"ForAnyValue:StringEquals": {"aws:TagKeys": "Ward"}}
    cloud = hospital()
    add_user(cloud, "Alice", allow("s3:*", Condition={**conditions, **tags}))
    shown = WhatIf(Scene(cloud).gates(Asked("Alice", "s3:ListAllMyBuckets")))
    for choice in shown.controls.choices.values():
        choice.value = "set to"
    shown.controls.values["aws:SourceIp"].take("ward 3")
    assert "no IP address" in shown.controls.values["aws:SourceIp"].problem
    assert shown.keys == {}
    shown.controls.values["aws:SourceIp"].take("192.0.2.7")
    shown.controls.values["aws:TagKeys"].take("Ward, Purpose")
    assert shown.keys == {"aws:SourceIp": "192.0.2.7", "aws:TagKeys": ("Ward", "Purpose")}
    assert shown.what_if is not None
    assert shown.what_if.allowed
