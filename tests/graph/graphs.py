"""Graphs made by hand for tests: edges by names, the rest filled in."""

import random

from simlib.graph.permissions import Access, Edge, Node, PermissionGraph, arranged
from simlib.graph.terms import Kind, Permitted, Relation
from simlib.language.terms import Decision
from simlib.reference import action

READ, PUT, ASSUME = "s3:GetObject", "s3:PutObject", "sts:AssumeRole"


def node(kind: Kind, name: str, account: str = "111122223333", owner: str = "hospital") -> Node:
    return Node(f"{kind.value}/{name}", kind, name, account, owner)


def access(source: Node, target: Node, name: str, *, beyond: bool = False) -> Access:
    level = action(name).access_levels[0]
    return Access(source.id, name, target.id, level, Decision.ALLOWED, beyond=beyond)


def edge(
    source: Node,
    target: Node,
    *names: str,
    permitted: Permitted = Permitted.ALLOWED,
    beyond: bool = False,
) -> Edge:
    """An edge of access, or of assuming a role."""
    relation = Relation.ASSUMES if names == (ASSUME,) else Relation.ACCESS
    asked = tuple(access(source, target, name, beyond=beyond) for name in names)
    across = source.account != target.account
    return Edge(source.id, target.id, relation, permitted, asked, across)


def joined(*edges: Edge, nodes: tuple[Node, ...]) -> PermissionGraph:
    return arranged(nodes, edges)


def many(principals: int, resources: int, count: int, seed: int = 1) -> PermissionGraph:
    """A graph of roles and buckets in four accounts, with so many different edges."""
    rng, accounts = random.Random(seed), ["hospital", "research", "partner", "vendor"]

    def made(kind: Kind, number: int) -> Node:
        place = number % 4
        return node(kind, f"{kind.value}-{number:03}", f"{place}" * 12, accounts[place])

    roles = [made(Kind.ROLE, number) for number in range(principals)]
    buckets = [made(Kind.BUCKET, number) for number in range(resources)]
    pairs = [(role, bucket) for role in roles for bucket in buckets]
    chosen = rng.sample(pairs, count)
    names = [(READ,), (PUT,), (READ, PUT)]
    edges = [
        edge(*pair, *rng.choice(names), permitted=rng.choice(list(Permitted))) for pair in chosen
    ]
    return arranged([*roles, *buckets], edges)
