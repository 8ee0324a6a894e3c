"""Many nodes as few: nothing is lost, and a group is opened again."""

from simlib.graph import by_kind, by_permissions, legible
from simlib.graph.grouping import LEGIBLE, opened
from simlib.graph.terms import Kind
from tests.graph.graphs import PUT, READ, edge, joined, many, node

ROLES = [node(Kind.ROLE, f"Role{number}") for number in range(12)]
BUCKET = node(Kind.BUCKET, "records")
ALIKE = joined(*(edge(role, BUCKET, READ) for role in ROLES), nodes=(*ROLES, BUCKET))


def test_principals_with_the_same_permissions_become_one() -> None:
    grouped = by_permissions(ALIKE)
    assert [each.label for each in grouped.nodes] == ["12 roles (hospital)", BUCKET.label]
    (only,) = grouped.edges
    assert grouped.sentence(only) == (
        "12 roles (hospital) is allowed Read on bucket records (hospital) (s3:GetObject)"
    )


def test_who_may_do_something_else_stays_apart() -> None:
    other = node(Kind.ROLE, "Other")
    graph = joined(*ALIKE.edges, edge(other, BUCKET, PUT), nodes=(*ALIKE.nodes, other))
    assert {each.name for each in by_permissions(graph).nodes} == {"12 roles", "Other", "records"}


def test_a_group_keeps_every_question() -> None:
    (only,) = by_permissions(ALIKE).edges
    assert {access.principal for access in only.accesses} == {role.id for role in ROLES}


def test_an_opened_group_shows_its_members_with_their_neighbours() -> None:
    group = next(each for each in by_permissions(ALIKE).nodes if each.members)
    assert opened(ALIKE, group) == ALIKE


def test_by_kind_keeps_accounts_apart() -> None:
    grouped = by_kind(many(40, 40, 200))
    assert {each.label for each in grouped.nodes} == {
        f"10 {kind}s ({account})"
        for kind in ("role", "bucket")
        for account in ("hospital", "research", "partner", "vendor")
    }


def test_a_small_graph_is_shown_as_it_is() -> None:
    assert legible(ALIKE) is ALIKE


def test_500_principals_and_500_resources_remain_legible() -> None:
    assert len(legible(many(500, 500, 5_000)).nodes) <= LEGIBLE
