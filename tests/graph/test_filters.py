"""A smaller graph has what was asked for, and nothing else."""

import pytest

from simlib import UnknownNameError, load_scenario
from simlib.graph import Choice, PermissionGraph, chosen, focus, permission_graph
from simlib.graph.terms import Permitted, Relation
from simlib.reference import AccessLevel

GRAPH = permission_graph(load_scenario("clinical-collaboration"))
ALICE = "arn:aws:iam::111122223333:user/Alice"


def sources(graph: PermissionGraph) -> set[str]:
    return {edge.source for edge in graph.edges if edge.accesses}


def test_no_choice_is_the_whole() -> None:
    assert chosen(GRAPH, Choice()) is GRAPH


@pytest.mark.parametrize("name", [ALICE, "user Alice (hospital)", "Alice"])
def test_by_principal_with_the_ways_on_from_there(name: str) -> None:
    graph = chosen(GRAPH, Choice(principal=name))
    assert sources(graph) == {ALICE}
    assert Relation.LEADS in {edge.relation for edge in graph.edges}


def test_by_resource() -> None:
    graph = chosen(GRAPH, Choice(resource="carol-access-point"))
    assert {graph.by_id[e.target].name for e in graph.edges if e.accesses} == {"carol-access-point"}


def test_by_account_on_either_side() -> None:
    graph = chosen(GRAPH, Choice(account="research"))
    assert {graph.by_id[id].name for id in sources(graph)} == {"Carol"}
    assert chosen(GRAPH, Choice(account="444455556666")).edges == graph.edges


def test_by_action_with_wildcards() -> None:
    graph = chosen(GRAPH, Choice(action="s3:Get*"))
    assert {action for edge in graph.edges for action in edge.actions} == {"s3:GetBucketPolicy"}


def test_by_access_level() -> None:
    graph = chosen(GRAPH, Choice(level=AccessLevel.LIST))
    assert {level for edge in graph.edges for level in edge.levels} == {AccessLevel.LIST}


def test_by_what_became_of_it() -> None:
    everything = permission_graph(load_scenario("troubleshooting"))
    graph = chosen(everything, Choice(permitted=Permitted.CONDITIONAL))
    assert {e.permitted for e in graph.edges if e.accesses} == {Permitted.CONDITIONAL}


def test_two_choices_hold_together() -> None:
    graph = chosen(GRAPH, Choice(principal="Alice", level=AccessLevel.WRITE))
    assert [edge.actions for edge in graph.edges if edge.accesses] == [("s3:PutObject",)]


def test_a_name_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Alice"):
        chosen(GRAPH, Choice(principal="Alcie"))


def test_focus_shows_a_node_with_its_neighbours() -> None:
    graph = focus(GRAPH, "Carol")
    assert {node.name for node in graph.nodes} == {"Carol", "carol-access-point"}


def test_focus_reaches_as_far_as_it_is_told() -> None:
    names = {node.name for node in focus(GRAPH, "Carol", 2).nodes}
    assert {"Alice", "Bob", "s3-ap-stack-111122223333-s3-access-point"} <= names
