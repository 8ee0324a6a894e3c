"""The access matrix, driven without a browser."""

import pytest

from simlib import load_scenario
from simlib.panels import access_matrix as module
from simlib.panels.access_matrix import AccessMatrix
from simlib.panels.scene import Scene
from tests.clouds import add_user, allow, deny, hospital

SCENARIO = load_scenario("clinical-collaboration")
HOSTILE = "<img src=x onerror=alert(1)>&\"'${aws:username}\u202e\x00"


@pytest.fixture
def panel() -> AccessMatrix:
    cloud = hospital()
    add_user(cloud, "Alice", allow("s3:*"), deny("s3:DeleteBucket"))
    add_user(cloud, "Bob")
    cloud.as_("root").call("s3:CreateBucket", Bucket="records-111122223333")
    return AccessMatrix(cloud)


BUCKET = "arn:aws:s3:::records-111122223333"


def test_it_opens_with_a_table_of_what_operations_ask_for(panel: AccessMatrix) -> None:
    assert panel.by_action.resource.value == BUCKET
    assert "s3:GetBucketPolicy" in panel.matrix.actions
    assert panel.frame().filter(like="user/Alice", axis=0)["s3:DeleteBucket"].item() == (
        "explicitDeny"
    )
    assert "✗</button>" in panel.table.value
    assert "✓</button>" in panel.table.value


def test_a_cell_opens_its_trace(panel: AccessMatrix) -> None:
    alice = [who for who in panel.matrix.principals if who.endswith("user/Alice")]
    row = panel.matrix.principals.index(alice[0])
    column = panel.matrix.actions.index("s3:DeleteBucket")
    panel.table.on_point(f"cell:{row}:{column}")
    assert panel.evaluation is not None
    assert panel.evaluation.decision == "explicitDeny"
    assert "Explicit deny" in panel.trace.value
    assert f'data-point="cell:{row}:{column}" tabindex="0"' in panel.table.value
    assert panel.table.value.count('tabindex="0"') == 2  # that cell, and the scrolled box


def test_an_access_level_leaves_its_actions(panel: AccessMatrix) -> None:
    panel.by_action.level.value = "Permissions management"
    assert "s3:PutBucketPolicy" in panel.matrix.actions
    assert "s3:ListBucket" not in panel.matrix.actions


def test_the_other_way_the_columns_are_resources(panel: AccessMatrix) -> None:
    panel.columns.value = panel.by_resource
    panel.by_resource.action.value = "s3:ListBucket"
    assert panel.matrix.actions == ("s3:ListBucket",)
    assert panel.matrix.resources == (BUCKET,)
    assert list(panel.frame().columns) == ["s3:ListBucket"]


def test_choosing_nobody_says_that_nothing_is_chosen(panel: AccessMatrix) -> None:
    panel.principals.value = ()
    assert "Nothing is chosen" in panel.table.value


def test_what_is_too_much_is_told_and_the_last_table_stays(
    panel: AccessMatrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    panel.by_action.level.value = "Write"
    assert 'role="alert"' in panel.table.value
    assert "more than the 3 shown here" in repr(panel)
    assert "simlib-stale" in panel.table.value
    assert "✓</button>" in panel.table.value


def test_a_draft_that_cannot_be_read_is_told(panel: AccessMatrix) -> None:
    scene = panel.scene
    label = next(each for each in scene.places if "Alice" in each)
    panel.show(Scene(scene.cloud, {label: "{"}))
    assert "cannot be read" in panel.problems
    assert panel.open("Alice", "s3:ListBucket", BUCKET) is None
    assert 'role="alert"' in panel.trace.value


def test_who_cannot_ask_has_a_cell_that_says_so() -> None:
    panel = AccessMatrix(SCENARIO)
    panel.by_action.resource.value = "*"
    panel.by_action.actions.value = ("iam:ListUsers",)
    assert "Cannot be asked: " in panel.table.value
    assert panel.open("anonymous", "iam:ListUsers") is None


def test_a_cell_says_where_it_depends_on_what_is_not_known() -> None:
    cloud = hospital()
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    add_user(cloud, "Alice", allow("s3:ListBucket", Condition=mfa))
    add_user(cloud, "Bob", allow("s3:ListBucket"))
    cloud.as_("root").call("s3:CreateBucket", Bucket="records-111122223333")
    table = AccessMatrix(cloud).table.value
    depends = "it depends on condition keys that are not known here"
    assert f"Alice · hospital, s3:ListBucket on {BUCKET}: Implicit deny; {depends}" in table
    assert f'Bob · hospital, s3:ListBucket on {BUCKET}: Allowed"' in table


def test_names_from_a_cloud_are_shown_as_text() -> None:
    cloud = hospital()
    add_user(cloud, HOSTILE, allow("s3:*"))
    panel = AccessMatrix(cloud)
    panel.open(f"arn:aws:iam::111122223333:user/{HOSTILE}", "s3:ListAllMyBuckets")
    for shown in (panel.table.value, panel.trace.value):
        assert "<img" not in shown
        assert "\x00" not in shown
        assert "\u202e" not in shown


def test_the_table_has_headers_for_rows_and_columns_and_a_legend(panel: AccessMatrix) -> None:
    table = panel.table.value
    assert table.count('scope="row"') == len(panel.matrix.principals)
    assert table.count('scope="col"') == len(panel.matrix.actions) + 1
    assert all(word in table for word in ("Allowed", "Explicit deny", "Implicit deny"))


def test_every_chooser_has_a_name_and_the_panel_reads_as_text(panel: AccessMatrix) -> None:
    choosers = [panel.principals, panel.columns, panel.by_action.actions, panel.by_action.level]
    choosers += [panel.by_action.resource, panel.by_resource.action, panel.by_resource.resources]
    assert all(each.description for each in choosers)
    assert repr(panel).startswith("AccessMatrix: 4 principals by 14 columns: ")
    assert panel._repr_mimebundle_()["text/plain"] == repr(panel)


def test_another_cloud_is_offered_and_what_is_chosen_stays_where_it_can(
    panel: AccessMatrix,
) -> None:
    cloud = panel.scene.cloud.copy()
    root = cloud.as_("root")
    root.call("s3:CreateBucket", Bucket="archive-111122223333")
    add_user(cloud, "Carol", allow("s3:*"))
    panel.by_action.actions.value = ("s3:ListBucket", "s3:GetBucketPolicy")
    panel.by_resource.action.value = "s3:ListBucket"
    panel.show(Scene(cloud))
    assert panel.by_action.resource.value == BUCKET
    assert panel.by_action.actions.value == ("s3:ListBucket", "s3:GetBucketPolicy")
    assert any(who.endswith("user/Carol") for who in panel.matrix.principals)
    assert "arn:aws:s3:::archive-111122223333" in dict(panel.by_action.resource.options).values()
    assert "arn:aws:s3:::archive-111122223333" in panel.by_resource.resources.value


def test_a_choice_of_ones_own_is_not_widened_and_what_is_gone_is_not_asked(
    panel: AccessMatrix,
) -> None:
    alice = next(who for who in panel.matrix.principals if who.endswith("user/Alice"))
    panel.principals.value = (alice,)
    cloud = panel.scene.cloud.copy()
    add_user(cloud, "Carol", allow("s3:*"))
    cloud.as_("root").call("s3:DeleteBucket", Bucket="records-111122223333")
    panel.show(Scene(cloud))
    assert panel.matrix.principals == (alice,)
    assert panel.by_action.resource.value != BUCKET
    assert BUCKET not in dict(panel.by_action.resource.options).values()
    panel.principals.value = ()
    panel.show(Scene(hospital()))
    assert panel.matrix.principals == ()


def test_a_service_that_only_a_draft_names_can_be_chosen(panel: AccessMatrix) -> None:
    scene = Scene(SCENARIO)
    panel.show(scene)
    label = "role trust policy · role/StorageAdministrator"
    trusted = '"AWS": "arn:aws:iam::111122223333:root"'
    draft = scene.text(label).replace(trusted, '"Service": "glue.amazonaws.com"')
    panel.show(scene.with_draft(label, draft))
    assert "glue.amazonaws.com" in dict(panel.principals.options).values()


def test_nothing_is_chosen_beyond_what_a_browser_was_offered() -> None:
    panel, beyond = AccessMatrix(SCENARIO), list[int]()
    chooser = panel.by_action.actions

    def look(_: object) -> None:
        beyond.extend(each for each in chooser.index if each >= len(chooser._options_labels))

    chooser.observe(look, "_options_labels")
    for _, resource in (*panel.by_action.resource.options, *panel.by_action.resource.options[::-1]):
        panel.by_action.resource.value = resource
    assert beyond == []
