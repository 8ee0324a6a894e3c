"""The lab: drafts, questions and verdicts over one scenario, driven without a browser."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from simlib import load_scenario, new_cloud, shipped_scenarios
from simlib.panels import Asked, Lab
from simlib.panels.drafts import Drafts
from simlib.panels.first_place import first_asked
from simlib.trace.deciding import policy_verdicts
from tests.clouds import allow, deny, hospital, user, written

DOOR = "arn:aws:s3:us-east-1:111122223333:accesspoint/alice-access-point"
UPLOAD = Asked(
    "arn:aws:iam::111122223333:user/Alice", "s3:PutObject", f"{DOOR}/object/Alice/scan.dcm"
)
DOOR_POLICY = "resource-based policy · accesspoint/alice-access-point"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def lab() -> Lab:
    lab = Lab(load_scenario("clinical-collaboration"), UPLOAD)
    lab.open_policy(DOOR_POLICY)
    return lab


def test_it_opens_with_the_question_decided(lab: Lab) -> None:
    assert lab.evaluation is not None
    assert lab.evaluation.allowed
    assert "✓ Allowed" in lab.status.value


def test_a_draft_decides_and_the_cloud_stays_as_it_is(lab: Lab) -> None:
    state = lab.scene.cloud.state
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    evaluation = lab.fire()
    assert evaluation is not None
    assert evaluation.decision == "explicitDeny"
    assert "1 draft counts" in lab.status.value
    assert lab.scene.cloud.state is state


def test_a_policy_half_written_keeps_the_last_verdict_and_says_where(lab: Lab) -> None:
    before = lab.evaluation
    lab.editor.value = lab.editor.value.rstrip().removesuffix("}")
    assert lab.fire() is None
    assert lab.evaluation is before
    assert "line " in lab.problems
    assert "Not fired" in lab.status.value
    assert lab.problems.splitlines()[0] in repr(lab)
    lab.editor.back_to_start()
    assert lab.fire() is not None


def test_another_policy_in_the_editor_leaves_the_draft_counting(lab: Lab) -> None:
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    lab.fire()
    lab.open_policy("identity-based policy · policy/BrowseStorage")
    assert "s3:ListAllMyBuckets" in lab.editor.value
    evaluation = lab.fire()
    assert evaluation is not None
    assert evaluation.decision == "explicitDeny"
    lab.open_policy(DOOR_POLICY)
    assert '"Deny"' in lab.editor.value


def test_a_node_marks_its_lines_and_a_line_lights_its_nodes(lab: Lab) -> None:
    lit = next(
        place
        for place, node in lab.trace.places.items()
        if node.label == "Action" and getattr(node, "matched", False)
    )
    lab.trace.point(f"node:{lit}")
    (mark,) = lab.editor.marks
    assert "s3:PutObject" in lab.editor.value.splitlines()[mark["line"] - 1]
    lab.editor.on_line(mark["line"])
    assert lab.trace.lit


def test_a_node_of_another_policy_brings_that_policy_into_the_editor() -> None:
    lab = Lab(load_scenario("guardrails"), draft=None)
    policy = next(at for at, node in lab.trace.places.items() if node.label == "UploadAndCare")
    lab.open_policy("identity-based policy · policy/TeamBoundary")
    lab.trace.point(f"node:{policy}.0")
    assert "UploadAndCare" in lab.place
    assert lab.editor.marks
    lab.trace.point("node:0")
    assert "UploadAndCare" in lab.place


@pytest.mark.parametrize("name", shipped_scenarios())
def test_it_opens_with_a_policy_that_the_verdict_speaks_of(name: str) -> None:
    lab = Lab(load_scenario(name), draft=None)
    text = lab.editor.value
    assert lab.evaluation is not None
    assert text in [
        each.policy.text for each in policy_verdicts(lab.evaluation.trace) if each.policy
    ]
    if not lab.evaluation.allowed:
        assert f"`{lab.scene.places[lab.place].policy.name}`" in lab.evaluation.why()


def test_it_opens_with_the_policy_that_denies() -> None:
    cloud = hospital()
    caller = user(cloud, written(allow("s3:*")), written(deny("s3:ListAllMyBuckets")))
    lab = Lab(cloud, Asked(caller.name, "s3:ListAllMyBuckets"))
    assert lab.evaluation is not None
    assert lab.evaluation.decision == "explicitDeny"
    assert '"Deny"' in lab.editor.value


def test_without_any_policy_it_says_so_and_decides() -> None:
    cloud = new_cloud()
    for told in (cloud, hospital()):
        lab = Lab(told)
        assert lab.place == ""
        assert "No policy stands" in lab.tabs.children[0].children[0].children[0].children[0].value
        assert lab.fire() is not None
        for index in range(len(lab.tabs.children)):
            lab.tabs.selected_index = index
        assert repr(lab).startswith("Lab: ")


def test_the_graph_and_the_matrix_are_decided_anew_where_they_could_differ(lab: Lab) -> None:
    lab.tabs.selected_index = 4
    graph = lab.graph.graph
    lab.ask(action="s3:GetObject")
    assert lab.graph.graph is graph
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    lab.fire()
    assert lab.graph.graph is not graph
    graph = lab.graph.graph
    lab.scene.cloud.advance(hours=1)
    lab.fire()
    assert lab.graph.graph is not graph


def again() -> Lab:
    """The lab of the same cell in another kernel."""
    return Lab(load_scenario("clinical-collaboration"), UPLOAD)


def test_what_was_typed_and_never_fired_is_there_again(lab: Lab) -> None:
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    other = again()
    assert '"Deny"' in other.editor.value
    assert other.evaluation is not None
    assert other.evaluation.decision == "explicitDeny"


def test_half_a_text_is_there_again_over_the_verdict_of_the_last_good_one(lab: Lab) -> None:
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    lab.editor.fire()
    lab.editor.value = lab.editor.value.rstrip().removesuffix("}")
    other = again()
    assert other.editor.value == lab.editor.value
    assert other.evaluation is not None
    assert other.evaluation.decision == "explicitDeny"
    assert "Not fired" in other.status.value
    assert "simlib-stale" in other.trace.html.value
    other.editor.value += "}"
    assert other.fire() is not None
    assert other.problems == ""


def test_half_a_text_waits_while_another_policy_is_in_the_editor() -> None:
    lab = Lab(load_scenario("clinical-collaboration"), UPLOAD, draft=None)
    lab.open_policy(DOOR_POLICY)
    lab.editor.value = "{"
    lab.open_policy("identity-based policy · policy/BrowseStorage")
    assert lab.fire() is not None
    lab.open_policy(DOOR_POLICY)
    assert lab.editor.value == "{"


def test_the_question_the_place_and_the_tab_are_there_again(lab: Lab) -> None:
    context = {"aws:TagKeys": ("a", "b"), "aws:SourceIp": None}
    elsewhere = {"hours": 2.0, "region": "eu-central-1"}
    asked = replace(UPLOAD, who="anonymous", context=context, **elsewhere)
    lab.asked = asked
    lab.tabs.selected_index = 3
    other = again()
    assert (other.asked, other.place, other.tabs.selected_index) == (asked, DOOR_POLICY, 3)
    assert other.form.keys.context == asked.context
    assert other.tabs.children[3].children
    assert other.evaluation is not None
    assert not other.evaluation.allowed


def test_a_cell_with_another_question_asks_that(lab: Lab) -> None:
    lab.asked = Asked("anonymous", "s3:ListAllMyBuckets")
    other = Lab(load_scenario("clinical-collaboration"))
    assert other.asked == first_asked(other.scene.cloud)


@pytest.mark.parametrize("gone", ["users", "buckets"])
def test_a_question_that_no_longer_fits_is_not_asked(gone: str) -> None:
    cloud, start = (
        load_scenario("clinical-collaboration"),
        Asked("anonymous", "s3:ListAllMyBuckets"),
    )
    asked = Asked(UPLOAD.who, "s3:ListBucket", f"arn:aws:s3:::{next(iter(cloud.state.buckets))}")
    Lab(cloud, start).asked = asked
    assert Lab(cloud, start).asked == asked
    cloud.state = replace(cloud.state, **{gone: {}})
    assert Lab(cloud, start).asked == start


KEPT = {
    "start": repr(UPLOAD), "asked": asdict(UPLOAD), "place": DOOR_POLICY, "tab": "Trace",
    "fired": {}, "was_there": False,
}  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    [
        "", "{", "[]", "[" * 100_000, "null", "\x00", json.dumps({**KEPT, "asked": None}),
        json.dumps({**KEPT, "place": 3}), json.dumps({**KEPT, "fired": [1]}),
        json.dumps({**KEPT, "asked": {**asdict(UPLOAD), "who": 5}}),
        json.dumps({**KEPT, "asked": {**asdict(UPLOAD), "what": "x"}}),
        json.dumps({**KEPT, "asked": {**asdict(UPLOAD), "hours": float("nan")}}),
        json.dumps({**KEPT, "asked": {**asdict(UPLOAD), "context": {"aws:SourceIp": {}}}}),
        json.dumps({**KEPT, "asked": {**asdict(UPLOAD), "region": "<b>"}}),
    ],
)  # fmt: skip
def test_what_no_lab_has_kept_is_passed_over(broken: str) -> None:
    Drafts().keep("lab/", json.dumps(KEPT))
    assert again().tabs.selected_index == 2
    Drafts().keep("lab/", broken)
    assert again().tabs.selected_index == 0


def test_only_looking_keeps_nothing() -> None:
    again().fire()
    assert not Path(".simlib").exists()


def test_what_was_fired_is_there_again_in_another_kernel(lab: Lab) -> None:
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    lab.editor.fire()
    other = again()
    assert other.place == DOOR_POLICY
    assert '"Deny"' in other.editor.value
    assert other.evaluation is not None
    assert other.evaluation.decision == "explicitDeny"
    other.editor.back_to_start()
    other.fire()
    assert Lab(load_scenario("clinical-collaboration"), UPLOAD).scene.drafts == {}


def test_without_a_name_nothing_is_kept() -> None:
    lab = Lab(load_scenario("clinical-collaboration"), UPLOAD, draft=None)
    lab.open_policy(DOOR_POLICY)
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    lab.editor.fire()
    lab.asked, lab.tabs.selected_index = Asked("anonymous", "s3:ListAllMyBuckets"), 2
    assert not Path(".simlib").exists()


def test_a_kept_draft_that_cannot_be_read_waits_in_its_editor(lab: Lab) -> None:
    lab.editor.value = "{"
    lab.editor.fire()
    other = again()
    assert other.evaluation is not None
    assert other.evaluation.allowed
    other.open_policy(DOOR_POLICY)
    assert other.editor.value == "{"


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_tab_opens_in_every_scenario(name: str) -> None:
    lab = Lab(load_scenario(name))
    for index in range(len(lab.tabs.children)):
        lab.tabs.selected_index = index
        assert lab.tabs.children[index].children
    lab.asked = Asked("anonymous", "s3:ListAllMyBuckets")
    lab.fire()
    for index in range(len(lab.tabs.children)):
        lab.tabs.selected_index = index
    assert lab.what_if.as_it_is is not None
    assert not lab.what_if.as_it_is.allowed
