"""How can X reach Y: only ways that somebody could walk, the shortest first."""

from simlib import load_scenario
from simlib.graph import paths, permission_graph
from simlib.graph.paths import highlighted
from simlib.graph.permissions import Edge, PermissionGraph
from simlib.graph.terms import Kind, Permitted, Relation
from tests.graph.graphs import ASSUME, PUT, READ, access, edge, joined, node

ALICE, BOB = node(Kind.USER, "Alice"), node(Kind.USER, "Bob")
NURSES = node(Kind.GROUP, "Nurses")
CARE, AUDIT = node(Kind.ROLE, "CareRole"), node(Kind.ROLE, "AuditRole")
DOOR, RECORDS = node(Kind.ACCESS_POINT, "door"), node(Kind.BUCKET, "records")
NODES = (ALICE, BOB, NURSES, CARE, AUDIT, DOOR, RECORDS)
LEADS = Edge(DOOR.id, RECORDS.id, Relation.LEADS)


def ways(graph: PermissionGraph, x: str, y: str) -> list[list[str]]:
    return [[graph.by_id[e.target].name for e in path] for path in paths(graph, x, y)]


def test_through_roles_the_shortest_first() -> None:
    graph = joined(
        edge(ALICE, CARE, ASSUME),
        edge(CARE, AUDIT, ASSUME),
        edge(AUDIT, RECORDS, READ),
        edge(CARE, RECORDS, PUT),
        nodes=NODES,
    )
    assert ways(graph, "Alice", "records") == [
        ["CareRole", "records"],
        ["CareRole", "AuditRole", "records"],
    ]


def test_access_to_a_role_is_not_the_roles_access() -> None:
    graph = joined(edge(ALICE, CARE, "iam:GetRole"), edge(CARE, RECORDS, READ), nodes=NODES)
    assert ways(graph, "Alice", "records") == []
    assert ways(graph, "Alice", "CareRole") == [["CareRole"]]


def test_through_an_access_point_only_where_it_lets_through() -> None:
    through = joined(edge(ALICE, DOOR, READ, beyond=True), LEADS, nodes=NODES)
    about = joined(edge(ALICE, DOOR, "s3:GetAccessPoint"), LEADS, nodes=NODES)
    assert ways(through, "Alice", "records") == [["door", "records"]]
    assert ways(about, "Alice", "records") == []


def test_through_a_group_only_for_the_members_who_have_its_access() -> None:
    given = Edge(
        NURSES.id, RECORDS.id, Relation.GIVES, Permitted.ALLOWED, (access(ALICE, RECORDS, READ),)
    )
    members = [Edge(each.id, NURSES.id, Relation.MEMBER) for each in (ALICE, BOB)]
    graph = joined(*members, given, nodes=NODES)
    assert ways(graph, "Alice", "records") == [["Nurses", "records"]]
    assert ways(graph, "Bob", "records") == []


def test_a_deny_is_no_way() -> None:
    graph = joined(edge(ALICE, RECORDS, READ, permitted=Permitted.DENIED), nodes=NODES)
    assert ways(graph, "Alice", "records") == []


def test_roles_that_assume_each_other_are_walked_once() -> None:
    graph = joined(
        edge(ALICE, CARE, ASSUME),
        edge(CARE, AUDIT, ASSUME),
        edge(AUDIT, CARE, ASSUME),
        edge(CARE, CARE, ASSUME),
        edge(CARE, RECORDS, READ),
        nodes=NODES,
    )
    assert ways(graph, "Alice", "records") == [["CareRole", "records"]]


def test_the_paths_as_a_graph_have_no_other_node() -> None:
    graph = joined(
        edge(ALICE, CARE, ASSUME), edge(BOB, CARE, ASSUME), edge(CARE, RECORDS, READ), nodes=NODES
    )
    shown = highlighted(graph, paths(graph, "Alice", "records"))
    assert {each.name for each in shown.nodes} == {"Alice", "CareRole", "records"}


def test_a_scenario_tells_how_an_analyst_reaches_the_study() -> None:
    graph = permission_graph(load_scenario("cross-account-partner"))
    first, second = paths(graph, "AnalystRole", "study-111122223333")
    assert [graph.sentence(e) for e in first] == [
        "role AnalystRole (research) is allowed Read on bucket study-111122223333 (hospital)"
        " (s3:GetObject), across accounts"
    ]
    assert graph.by_id[second[0].target].name == "StudyCuratorRole"
