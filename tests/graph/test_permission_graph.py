"""What a permission graph says is what `can` decides: nothing more, nothing less."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest

from simlib import ClientError, load_scenario, new_cloud, shipped_scenarios
from simlib.cloud.askable import arns_there
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.graph import PermissionGraph, permission_graph
from simlib.graph.permissions import Edge, Node
from simlib.graph.terms import Kind, Permitted, Relation
from simlib.language.terms import Decision
from simlib.reference import AccessLevel, actions_on
from simlib.trace.nodes import Layer
from tests.clouds import (
    HOSPITAL,
    PARTNER,
    Statement,
    add_role,
    add_user,
    allow,
    deny,
    hospital,
    trust,
    written,
)

DECISIONS = {
    Permitted.ALLOWED: {Decision.ALLOWED},
    Permitted.CONDITIONAL: {Decision.ALLOWED, Decision.IMPLICIT_DENY},
    Permitted.DENIED: {Decision.EXPLICIT_DENY},
}
every_scenario = pytest.mark.parametrize("name", shipped_scenarios())


@cache
def drawn(name: str) -> PermissionGraph:
    return permission_graph(load_scenario(name))


def asking(cloud: Cloud, principal: str, arn: str) -> Caller:
    """Keys are used in their own Region alone."""
    region = arn.split(":")[3] if ":kms:" in arn else ""
    return cloud.as_(principal).in_region(region or cloud.region)


@every_scenario
def test_every_edge_agrees_with_the_decision_on_each_of_its_questions(name: str) -> None:
    cloud = load_scenario(name)
    for edge in drawn(name).edges:
        for access in edge.accesses:
            caller = asking(cloud, access.principal, access.resource)
            decided = caller.can(access.action, access.resource).decision
            assert decided == access.decision, str(access)
            assert edge.permitted is not None
            assert decided in DECISIONS[edge.permitted], str(access)


@every_scenario
def test_whatever_is_allowed_has_an_edge(name: str) -> None:
    graph = drawn(name)
    told = {
        (access.principal, access.action, access.resource)
        for edge in graph.edges
        if edge.permitted is not Permitted.DENIED
        for access in edge.accesses
    }
    asked = set(allowed(load_scenario(name), graph))
    assert asked - told == set()
    assert asked or name == "clinical-collaboration"


def allowed(cloud: Cloud, graph: PermissionGraph) -> Iterator[tuple[str, str, str]]:
    """Asks everything of everybody, by `can` alone."""
    kinds = (Kind.USER, Kind.ROLE, Kind.SERVICE, Kind.ANYONE)
    principals = [node.id for node in graph.nodes if node.kind in kinds]
    for principal in dict.fromkeys([*principals, "anonymous"]):
        for arn in arns_there(cloud.state):
            if ":user/" in arn or ":policy/" in arn:
                continue
            caller = asking(cloud, principal, arn)
            for action in actions_on(arn):
                if modelled(cloud, action) and may(caller, action, arn):
                    yield principal, action, arn


def modelled(cloud: Cloud, action: str) -> bool:
    made = (
        "s3:CreateBucket",
        "s3:CreateAccessPoint",
        "iam:CreateRole",
        "health-agent:CreateDomain",
    )
    return action.lower() in cloud.action_index[0] and action not in made


def may(caller: Caller, action: str, arn: str) -> bool:
    try:
        return caller.can(action, arn).allowed
    except ClientError:  # without credentials
        return False


@every_scenario
def test_the_cloud_stays_as_it_is(name: str) -> None:
    cloud = load_scenario(name)
    before, ids = cloud.state, repr(cloud.ids)
    permission_graph(cloud)
    assert cloud.state is before
    assert repr(cloud.ids) == ids


@every_scenario
def test_the_same_cloud_gives_the_same_sentences_sorted(name: str) -> None:
    again = permission_graph(load_scenario(name))
    lines = repr(again).splitlines()
    assert repr(drawn(name)) == repr(again)
    assert lines == sorted(lines)
    assert len(lines) == len(again.edges)


def edges(cloud: Cloud, relation: Relation) -> list[Edge]:
    return [edge for edge in permission_graph(cloud).edges if edge.relation is relation]


def test_an_allow_with_conditions_says_on_which_keys_it_depends() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    inside = {"Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}
    add_user(cloud, "Alice", allow("s3:GetObject", "arn:aws:s3:::records/*", **inside))
    (edge,) = edges(cloud, Relation.ACCESS)
    assert edge.permitted is Permitted.CONDITIONAL
    assert edge.keys == ("aws:SourceVpce",)
    assert edge.levels == (AccessLevel.READ,)
    assert edge.question is not None
    assert edge.question.decision is Decision.IMPLICIT_DENY


def edge_of(*statements: Statement, **known: Any) -> Edge:
    """Alice's edge to a bucket with this inline policy."""
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    add_user(cloud, "Alice", *statements, **known)
    (edge,) = edges(cloud, Relation.ACCESS)
    return edge


WITH_MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
PLAIN = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
AS_ALICE = {"Condition": {"StringEquals": {"aws:username": "Alice"}}}
HERE = {"Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}


def test_a_deny_that_other_circumstances_would_call_up_is_a_condition() -> None:
    edge = edge_of(allow("s3:GetObject"), deny("s3:*", **PLAIN))
    assert (edge.permitted, edge.keys) == (Permitted.CONDITIONAL, ("aws:SecureTransport",))
    assert edge.question is not None
    assert edge.question.decision is Decision.ALLOWED


def test_a_boundary_that_asks_for_circumstances_is_a_condition() -> None:
    boundary = "arn:aws:iam::111122223333:policy/Bound"
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    secure = {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    bound = written(allow("s3:*", **secure))
    cloud.as_("root").call("iam:CreatePolicy", PolicyName="Bound", PolicyDocument=bound)
    add_user(cloud, "Alice", allow("s3:GetObject"), boundary=boundary)
    edge = next(each for each in edges(cloud, Relation.ACCESS) if "user/Alice" in each.source)
    assert (edge.permitted, edge.keys) == (Permitted.CONDITIONAL, ("aws:SecureTransport",))


def test_what_is_allowed_in_any_circumstances_depends_on_nothing() -> None:
    edge = edge_of(allow("s3:GetObject"), allow("s3:GetObject", **WITH_MFA))
    assert (edge.permitted, edge.keys) == (Permitted.ALLOWED, ())


@pytest.mark.parametrize("fixed", [AS_ALICE, HERE])
def test_what_no_request_of_hers_can_have_otherwise_is_no_condition(fixed: Statement) -> None:
    edge = edge_of(allow("s3:GetObject", **fixed))
    assert (edge.permitted, edge.keys) == (Permitted.ALLOWED, ())


VARIED = [
    {"aws_SecureTransport": "false"}, {"aws_SourceIp": "198.51.100.77"},
    {"aws_MultiFactorAuthPresent": "false"}, {"aws_CurrentTime": "2031-01-01T00:00:00Z"},
    {"aws_UserAgent": "other"}, {"sts_ExternalId": "other"}, {"s3_prefix": "other"},
]  # fmt: skip


@every_scenario
def test_what_is_allowed_without_conditions_stays_so_in_other_circumstances(name: str) -> None:
    cloud = load_scenario(name)
    asked = [each for edge in drawn(name).edges for each in edge.accesses
             if edge.permitted is Permitted.ALLOWED]  # fmt: skip
    for access in asked[::7]:
        caller = asking(cloud, access.principal, access.resource)
        for keys in VARIED:
            found = caller.can(access.action, access.resource, **keys)
            assert found.allowed or found.layers == (Layer.AWS,)  # HTTPS at access points


def test_a_condition_that_no_other_request_of_hers_can_meet_is_no_condition() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    somebody = {"Condition": {"StringEquals": {"aws:username": "Bob"}}}
    add_user(cloud, "Alice", allow("s3:GetObject", "*", **somebody))
    assert edges(cloud, Relation.ACCESS) == []


def test_a_deny_is_drawn_where_an_allow_would_otherwise_allow() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    add_user(cloud, "Alice", allow("s3:GetObject"), deny(["s3:GetObject", "s3:PutObject"]))
    (edge,) = edges(cloud, Relation.ACCESS)
    assert edge.permitted is Permitted.DENIED
    assert edge.actions == ("s3:GetObject",)


def test_both_halves_of_assuming_a_role_are_needed() -> None:
    cloud = hospital()
    cloud.add_account(PARTNER, "partner")
    add_role(cloud, "CareRole", trust({"AWS": PARTNER}))
    add_user(cloud, "Carol", allow("sts:AssumeRole"), account=PARTNER)
    add_user(cloud, "Dave", account=PARTNER)
    (edge,) = edges(cloud, Relation.ASSUMES)
    assert edge.source.endswith("user/Carol")
    assert edge.across


def test_a_group_gives_its_members_what_its_policies_allow() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    root = cloud.as_("root")
    root.call("iam:CreateGroup", GroupName="Nurses")
    read = written(allow("s3:GetObject"))
    root.call("iam:PutGroupPolicy", GroupName="Nurses", PolicyName="read", PolicyDocument=read)
    add_user(cloud, "Alice", groups=("Nurses",))
    said = repr(permission_graph(cloud))
    assert "user Alice (hospital) is a member of group Nurses (hospital)" in said
    assert "group Nurses (hospital) gives its members Read on bucket records (hospital)" in said
    assert "user Alice (hospital) is allowed Read on bucket records (hospital)" in said


def test_a_grant_is_an_edge_of_its_own() -> None:
    cloud = hospital()
    key = cloud.as_("root").call("kms:CreateKey")["KeyMetadata"]["Arn"]
    role = add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}))
    granted = {"GranteePrincipal": role.arn, "Operations": ["Decrypt"]}
    cloud.as_("root").call("kms:CreateGrant", KeyId=key, **granted)
    (edge,) = edges(cloud, Relation.GRANT)
    assert edge.permitted is Permitted.ALLOWED
    assert edge.actions == ("kms:Decrypt",)


def test_a_grant_for_one_encryption_context_depends_on_it() -> None:
    cloud = hospital()
    key = cloud.as_("root").call("kms:CreateKey")["KeyMetadata"]["Arn"]
    role = add_role(cloud, "CareRole", trust({"AWS": HOSPITAL}))
    only = {"EncryptionContextSubset": {"ward": "icu"}}
    granted = {"GranteePrincipal": role.arn, "Operations": ["Decrypt"], "Constraints": only}
    cloud.as_("root").call("kms:CreateGrant", KeyId=key, **granted)
    (edge,) = edges(cloud, Relation.GRANT)
    assert edge.permitted is Permitted.CONDITIONAL
    assert edge.keys == ("EncryptionContextSubset",)


def test_users_are_asked_for_their_own_part_of_an_empty_bucket() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    own = "arn:aws:s3:::records/${aws:username}/*"
    for name in ("Alice", "Bob"):
        add_user(cloud, name, allow("s3:PutObject", own))
    asked = {access.resource for edge in edges(cloud, Relation.ACCESS) for access in edge.accesses}
    assert asked == {f"arn:aws:s3:::records/{name}/example" for name in ("Alice", "Bob")}


def test_root_users_are_asked_only_where_they_are_named() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    assert permission_graph(cloud).edges == ()
    root = f"arn:aws:iam::{HOSPITAL}:root"
    assert permission_graph(cloud, principals=[root]).edges[0].source == root


def test_progress_is_told_for_every_principal() -> None:
    cloud = hospital()
    for name in ("Alice", "Bob"):
        add_user(cloud, name)
    told: list[str] = []

    def over(steps: Sequence[Node], total: int) -> Iterator[Node]:
        for number, step in enumerate(steps, 1):
            told.append(f"{number} of {total}")
            yield step

    permission_graph(cloud, over=over)
    assert told == ["1 of 3", "2 of 3", "3 of 3"]  # anonymous callers are the third


def test_an_empty_cloud_has_no_permissions() -> None:
    assert repr(permission_graph(new_cloud())) == "no permissions"


def test_the_frames_have_a_row_for_each_node_and_edge() -> None:
    graph = drawn("guardrails")
    assert list(graph.nodes_frame()["id"]) == [node.id for node in graph.nodes]
    frame = graph.edges_frame()
    assert len(frame) == len(graph.edges)
    assert set(frame["permitted"]) == {"allowed", "allowed under conditions", "denied explicitly"}
