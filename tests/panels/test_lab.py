"""The lab: drafts, questions and verdicts over one scenario, driven without a browser."""

from pathlib import Path

import pytest

from simlib import load_scenario, shipped_scenarios
from simlib.panels import Asked, Lab

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
    assert "UploadAndCare" not in lab.place
    lab.trace.point(f"node:{policy}.0")
    assert "UploadAndCare" in lab.place
    assert lab.editor.marks
    lab.trace.point("node:0")
    assert "UploadAndCare" in lab.place


def test_what_was_fired_is_there_again_in_another_kernel(lab: Lab) -> None:
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    lab.editor.fire()
    again = Lab(load_scenario("clinical-collaboration"), UPLOAD)
    assert again.place == DOOR_POLICY
    assert '"Deny"' in again.editor.value
    assert again.evaluation is not None
    assert again.evaluation.decision == "explicitDeny"
    again.editor.back_to_start()
    again.fire()
    assert Lab(load_scenario("clinical-collaboration"), UPLOAD).scene.drafts == {}


def test_without_a_name_nothing_is_kept() -> None:
    lab = Lab(load_scenario("clinical-collaboration"), UPLOAD, draft=None)
    lab.open_policy(DOOR_POLICY)
    lab.editor.value = lab.editor.value.replace('"Allow"', '"Deny"')
    lab.editor.fire()
    assert not Path(".simlib").exists()


def test_a_kept_draft_that_cannot_be_read_waits_in_its_editor(lab: Lab) -> None:
    lab.editor.value = "{"
    lab.editor.fire()
    again = Lab(load_scenario("clinical-collaboration"), UPLOAD)
    assert again.evaluation is not None
    assert again.evaluation.allowed
    again.open_policy(DOOR_POLICY)
    assert again.editor.value == "{"


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
