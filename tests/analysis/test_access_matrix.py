"""The matrix says of every cell what asking for it says."""

import pytest

from simlib import load_scenario
from simlib.analysis.access_matrix import access_matrix
from simlib.language.errors import UnknownNameError
from simlib.language.terms import Decision
from tests.clouds import add_user, allow, deny, hospital

RECORDS = "arn:aws:s3:::records"
ACTIONS = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]


def test_every_cell_is_what_asking_says() -> None:
    cloud = load_scenario("clinical-collaboration")
    (bucket,) = cloud.state.buckets
    principals = ["Alice", "Bob", "Carol", "StorageAdministrator"]
    resource = f"arn:aws:s3:::{bucket}/Bob/visits.csv"
    matrix = access_matrix(cloud, principals, ACTIONS, [resource])
    for who in principals:
        for action in ACTIONS:
            asked = cloud.as_(who).can(action, resource).decision
            assert matrix.decision(who, action, resource) is asked


def test_the_frame_has_a_row_a_principal_and_a_column_an_action_or_a_resource() -> None:
    cloud = hospital()
    add_user(cloud, "Alice", allow("s3:*"), deny("s3:DeleteObject"))
    add_user(cloud, "Bob")
    one, two = f"{RECORDS}/a", f"{RECORDS}/b"
    by_action = access_matrix(cloud, ["Alice", "Bob"], ACTIONS, [one]).frame()
    assert by_action.loc["Alice"].to_dict() == {
        "s3:DeleteObject": "explicitDeny",
        "s3:GetObject": "allowed",
        "s3:PutObject": "allowed",
    }
    assert set(by_action.loc["Bob"]) == {"implicitDeny"}
    by_resource = access_matrix(cloud, ["Alice"], ["s3:GetObject"], [one, two]).frame()
    assert list(by_resource.columns) == [one, two]
    both = access_matrix(cloud, ["Alice"], ACTIONS, [one, two]).frame()
    assert both.loc["Alice", ("s3:PutObject", two)] == "allowed"


def test_what_cannot_be_asked_says_why_and_has_no_decision() -> None:
    matrix = access_matrix(hospital(), ["anonymous", "root"], ["kms:ListKeys"], ["*"])
    assert matrix.decision("anonymous", "kms:ListKeys", "*") is None
    assert isinstance(matrix.outcome("anonymous", "kms:ListKeys", "*"), str)
    assert matrix.decision("root", "kms:ListKeys", "*") is Decision.ALLOWED
    assert matrix.frame().loc["anonymous", "kms:ListKeys"] == "cannot be asked"


def test_a_cell_that_is_not_there_is_named() -> None:
    matrix = access_matrix(hospital(), ["root"], ["kms:ListKeys"], ["*"])
    with pytest.raises(UnknownNameError, match="no cell for `root`, `s3:GetObject`"):
        matrix.decision("root", "s3:GetObject", "*")


def test_asking_changes_nothing_in_the_cloud() -> None:
    cloud = load_scenario("guardrails")
    before = cloud.state
    access_matrix(cloud, ["AdministratorRole", "Bob"], ["iam:ListUsers"], ["*"])
    assert cloud.state is before


def test_a_key_is_asked_about_in_its_own_region() -> None:
    cloud = hospital()
    root = cloud.as_("root").in_region("eu-central-1")
    arn = root.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    matrix = access_matrix(cloud, ["root"], ["kms:DescribeKey"], [arn])
    assert matrix.decision("root", "kms:DescribeKey", arn) == "allowed"
