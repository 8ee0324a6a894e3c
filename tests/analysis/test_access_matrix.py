"""The matrix says of every cell what asking for it says."""

from collections.abc import Iterable, Iterator

import pytest

from simlib import load_scenario, parse_policy
from simlib.analysis import escalations
from simlib.analysis.access_matrix import AccessMatrix, access_matrix
from simlib.analysis.matrix import tiles
from simlib.analysis.matrix.tiles import Tile
from simlib.cloud.askable import arns_there, askable_actions, askers
from simlib.cloud.cloud import Cloud
from simlib.cloud.policy_places import places_by_label
from simlib.language.errors import QuestionError, UnknownNameError
from simlib.language.terms import Decision
from tests.clouds import (
    HOSPITAL,
    PARTNER,
    add_role,
    add_user,
    allow,
    deny,
    hospital,
    trust,
    written,
)

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
    with pytest.raises(UnknownNameError) as found:
        matrix.who_can("s3:GetObject", "*")
    assert "make one with `access_matrix(cloud, actions=['s3:GetObject'])`" in str(found.value)


def test_asking_changes_nothing_in_the_cloud() -> None:
    cloud = load_scenario("guardrails")
    before = cloud.state
    access_matrix(cloud, ["AdministratorRole", "Bob"], ["iam:ListUsers"], ["*"])
    assert cloud.state is before


def test_who_can_and_what_can_are_the_allowed_cells() -> None:
    cloud = hospital()
    add_user(cloud, "Alice", allow("s3:*"), deny("s3:DeleteObject"))
    add_user(cloud, "Bob", allow("s3:PutObject", f"{RECORDS}/b"))
    one, two = f"{RECORDS}/a", f"{RECORDS}/b"
    matrix = access_matrix(cloud, ["Alice", "Bob"], ACTIONS, [one, two])
    assert matrix.who_can("s3:PutObject", one) == ("Alice",)
    assert matrix.who_can("s3:PutObject", two) == ("Alice", "Bob")
    assert matrix.who_can("s3:DeleteObject", two) == ()
    rows = {"action": "s3:PutObject", "resource": two, "conditional": False}
    assert matrix.what_can("Bob").to_dict("records") == [rows]
    assert len(matrix.what_can("Alice")) == 4
    with pytest.raises(UnknownNameError, match="no row for `Nobody`"):
        matrix.what_can("Nobody")


def test_without_names_all_are_asked_and_no_action_is_left_out_that_is_allowed() -> None:
    cloud = load_scenario("healthlake-encryption")
    matrix = access_matrix(cloud)
    assert matrix.principals == tuple(each.who for each in askers(cloud.state))
    assert matrix.resources == ("*", *arns_there(cloud.state))
    others = set(askable_actions(["s3", "kms", "healthlake", "iam"])) - set(matrix.actions)
    roots = [who for who in matrix.principals if who.endswith(":root")]
    people = [who for who in matrix.principals if who not in roots]  # root needs no policy
    rest = access_matrix(cloud, people, sorted(others))
    assert rest.cells.counts()[Decision.ALLOWED] == 0


def test_a_cell_hangs_on_what_is_not_known_until_it_is_given() -> None:
    """MFA is not known, a tag of the user is, and so is what is given."""
    cloud = hospital()
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    icu = {"StringEquals": {"aws:PrincipalTag/Ward": "icu"}}
    add_user(cloud, "Alice", allow("s3:GetObject", Condition=mfa), allow("s3:PutObject"))
    add_user(cloud, "Bob", allow("s3:GetObject", Condition=icu), tags={"Ward": "icu"})
    ask = (["Alice", "Bob"], ["s3:GetObject", "s3:PutObject"], [f"{RECORDS}/a"])
    matrix = access_matrix(cloud, *ask)
    assert matrix.decision("Alice", "s3:GetObject", f"{RECORDS}/a") is Decision.IMPLICIT_DENY
    found = {
        (who, action): matrix.conditional(who, action, f"{RECORDS}/a")
        for who in ask[0]
        for action in ask[1]
    }
    assert [cell for cell, hangs in found.items() if hangs] == [("Alice", "s3:GetObject")]
    given = access_matrix(cloud, *ask, context={"aws:MultiFactorAuthPresent": True})
    assert given.decision("Alice", "s3:GetObject", f"{RECORDS}/a") is Decision.ALLOWED
    assert not given.conditional("Alice", "s3:GetObject", f"{RECORDS}/a")
    assert given.evaluation("Alice", "s3:GetObject", f"{RECORDS}/a").allowed


def test_a_grant_hangs_on_the_encryption_context_until_it_is_given() -> None:
    cloud = hospital()
    add_user(cloud, "Alice")
    root = cloud.as_("root")
    arn = root.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    wanted = {"EncryptionContextSubset": {"Ward": "icu"}}
    root.call("kms:CreateGrant", KeyId=arn, GranteePrincipal=cloud.as_("Alice").name,
              Operations=["Decrypt"], Constraints=wanted)  # fmt: skip
    ask = (["Alice"], ["kms:Decrypt"], [arn])
    matrix = access_matrix(cloud, *ask)
    assert matrix.decision("Alice", "kms:Decrypt", arn) is Decision.IMPLICIT_DENY
    assert matrix.conditional("Alice", "kms:Decrypt", arn)
    given = access_matrix(cloud, *ask, context={"kms:EncryptionContext:Ward": "icu"})
    assert given.decision("Alice", "kms:Decrypt", arn) is Decision.ALLOWED
    assert not given.conditional("Alice", "kms:Decrypt", arn)


def public_cloud() -> Cloud:
    """A bucket for anybody, a role for any account, and a key for the partner's."""
    cloud = hospital()
    cloud.add_account(PARTNER, "partner")
    add_user(cloud, "Paula", allow(["s3:*", "sts:*"]), account=PARTNER)
    add_user(cloud, "Alice", allow("s3:*"))
    add_role(cloud, "Open", trust({"AWS": "*"}))
    root = cloud.as_("root", account=HOSPITAL)
    root.call("s3:CreateBucket", Bucket="open-111122223333")
    root.call("s3:DeletePublicAccessBlock", Bucket="open-111122223333")
    policy = written({**allow("s3:GetObject", f"{OPEN}/*"), "Principal": "*"})
    root.call("s3:PutBucketPolicy", Bucket="open-111122223333", Policy=policy)
    return cloud


OPEN = "arn:aws:s3:::open-111122223333"
ROLE = f"arn:aws:iam::{HOSPITAL}:role/Open"


def test_public_is_what_anonymous_callers_and_any_account_are_allowed() -> None:
    matrix = access_matrix(
        public_cloud(), None, ["s3:GetObject", "sts:AssumeRole"], ["*", f"{OPEN}/a", ROLE]
    )
    found = {tuple(row)[:3] for row in matrix.public().itertuples(index=False)}
    assert found == {
        ("anonymous", "s3:GetObject", f"{OPEN}/a"),
        ("any account", "s3:GetObject", f"{OPEN}/a"),
        ("any account", "sts:AssumeRole", ROLE),
    }


def test_what_is_about_the_caller_alone_crosses_no_account() -> None:
    """In guardrails nobody reaches into another account, though everybody may ask who they are."""
    matrix = access_matrix(load_scenario("guardrails"))
    assert "sts:GetCallerIdentity" in matrix.actions
    assert matrix.cross_account().empty
    assert matrix.public().empty


def test_cross_account_is_what_is_allowed_on_what_others_own() -> None:
    cloud = public_cloud()
    actions = ["s3:GetObject", "sts:AssumeRole"]
    matrix = access_matrix(cloud, ["Paula", "Alice", "anonymous"], actions, [f"{OPEN}/a", ROLE])
    assert "Alice" in matrix.who_can("s3:GetObject", f"{OPEN}/a")
    found = {tuple(row)[:3] for row in matrix.cross_account().itertuples(index=False)}
    assert found == {
        ("Paula", "s3:GetObject", f"{OPEN}/a"),
        ("Paula", "sts:AssumeRole", ROLE),
    }


def test_possible_is_all_that_keys_could_allow_if_nothing_denied_it() -> None:
    cloud = hospital()
    with_mfa = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    own = allow(["s3:GetObject", "s3:DeleteObject"], "*"), allow("s3:PutObject", "*", **with_mfa)
    add_user(cloud, "Alice", *own, deny("s3:DeleteObject"))
    add_user(cloud, "Bob", deny("s3:*"))
    there = f"{RECORDS}/a"
    matrix = access_matrix(cloud, ["Alice", "Bob"], ACTIONS, [there])
    assert list(matrix.possible()) == [("Alice", action, there) for action in ACTIONS]


def test_its_escalations_are_those_of_its_users_and_roles_each_once() -> None:
    cloud = hospital()
    anything = f"arn:aws:iam::{HOSPITAL}:user/*"
    add_user(cloud, "Alice", allow("iam:PutUserPolicy", anything))
    add_user(cloud, "Bob", allow("iam:PutUserPolicy", anything))
    alice = f"arn:aws:iam::{HOSPITAL}:user/Alice"
    who = ["Alice", alice, "anonymous", "ec2.amazonaws.com"]
    found = access_matrix(cloud, who, ["s3:GetObject"], ["*"]).escalations()
    assert found == escalations(cloud, ["Alice"])
    assert {each.principal for each in found} == {alice}
    assert {each.method for each in found} >= {"iam:PutUserPolicy"}


def test_nothing_asked_for_is_an_empty_matrix() -> None:
    for empty in (AccessMatrix(), access_matrix(hospital(), [], ["s3:GetObject"], ["*"])):
        assert "no cells" in repr(empty)
        assert empty.frame().empty
        assert empty.public().empty
        assert empty.cross_account().empty
        assert empty.escalations() == ()


def test_tiles_come_to_the_same_and_tell_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = load_scenario("guardrails")
    whole = access_matrix(cloud, None, ACTIONS)
    monkeypatch.setattr(tiles, "PRINCIPALS", 5)
    monkeypatch.setattr(tiles, "RESOURCES", 8)
    seen: list[int] = []

    def progress(steps: Iterable[Tile], total: int) -> Iterator[Tile]:
        for number, step in enumerate(steps, 1):
            yield step
            seen.append(number)
        assert number == total

    parted = access_matrix(cloud, None, ACTIONS, progress=progress)
    assert whole.frame().equals(parted.frame())
    assert len(seen) == 4 * 3 * len(ACTIONS)


def test_a_key_is_asked_about_in_its_own_region() -> None:
    cloud = hospital()
    root = cloud.as_("root").in_region("eu-central-1")
    arn = root.call("kms:CreateKey")["KeyMetadata"]["Arn"]
    matrix = access_matrix(cloud, ["root"], ["kms:DescribeKey"], [arn])
    assert matrix.decision("root", "kms:DescribeKey", arn) == "allowed"


def test_cells_that_another_matrix_has_otherwise_are_told():
    cloud = load_scenario("clinical-collaboration")
    other = cloud.copy()
    place = places_by_label(cloud.state)["resource-based policy · accesspoint/alice-access-point"]
    text = place.policy.text.replace("s3:PutObject", "s3:GetObject")
    policy = parse_policy(text, place.policy.policy_type, name=place.policy.name)
    other.state = place.with_policy(other.state, policy)
    actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    object_ = "arn:aws:s3:us-east-1:111122223333:accesspoint/alice-access-point/object/Alice/x"
    mine, others = (
        access_matrix(each, ["Alice", "Bob"], actions, [object_]) for each in (cloud, other)
    )
    assert list(mine.differing(others)) == [("Alice", "s3:PutObject", object_)]
    with pytest.raises(QuestionError, match="about other principals"):
        list(mine.differing(access_matrix(cloud, ["Alice"], actions, [object_])))
