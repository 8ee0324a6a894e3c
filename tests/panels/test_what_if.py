"""The what-if panel, driven as a learner drives it, without a browser."""

import pytest

from simlib import load_scenario
from simlib.panels.scene import Asked, Scene
from simlib.panels.what_if import WhatIf

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
    assert value.options == (BOUNDARY,)
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
    every = [*controls.boxes.values(), *controls.choices.values(), *controls.values.values()]
    assert all(each.description for each in every)
    assert len({each.description for each in every}) == len(every)
    assert not any("FullAWSAccess" in each.description for each in every)
