"""What is in a cloud as nodes: who can ask, and what there is to ask for."""

from collections.abc import Iterator

from ..cloud.askable import askers
from ..cloud.keys import Key
from ..cloud.state import State
from .permissions import Edge, Node
from .terms import Kind, Relation

__all__ = ["everybody", "everything", "groups", "memberships", "ways_through"]


def everybody(state: State) -> tuple[Node, ...]:
    """Users, roles, the services that policies or grants name, root users, anonymous callers.

    Sessions and instances have their role's access.
    """
    number = {account.name: account.id for account in state.accounts.values()}
    kinds = {kind.value: kind for kind in Kind} | {"": Kind.ANYONE}
    found = [
        Node(each.who, kinds[each.kind], each.name, number.get(each.account, ""), each.account)
        for each in askers(state)
        if each.kind in kinds
    ]
    anyone = [node._replace(name="") for node in found if node.kind is Kind.ANYONE]
    return (*(node for node in found if node.kind is not Kind.ANYONE), *_grantees(state), *anyone)


def _grantees(state: State) -> Iterator[Node]:
    for name in sorted({grant.grantee for grant in state.grants.values()}):
        if name.endswith(".amazonaws.com"):
            yield Node(name, Kind.SERVICE, name)


def groups(state: State) -> tuple[Node, ...]:
    """The groups: no principals themselves, but their policies count for their members."""
    return tuple(
        _node(state, group.arn, Kind.GROUP, group.name, group.account)
        for group in state.groups.values()
    )


def memberships(state: State) -> tuple[Edge, ...]:
    """Which user is a member of which group."""
    return tuple(
        Edge(user.arn, state.groups[user.account, name].arn, Relation.MEMBER)
        for user in state.users.values()
        for name in user.groups
    )


def ways_through(state: State) -> tuple[Edge, ...]:
    """Which access point leads to which bucket."""
    return tuple(
        Edge(
            door.arn,
            state.buckets[door.bucket].arn,
            Relation.LEADS,
            across=door.account != door.bucket_account,
        )
        for door in state.access_points.values()
        if door.bucket in state.buckets
    )


def everything(state: State) -> tuple[Node, ...]:
    """Buckets, access points, keys, data stores, domains, and roles as resources."""
    tables = (
        ((b.arn, Kind.BUCKET, b.name, b.account) for b in state.buckets.values()),
        ((p.arn, Kind.ACCESS_POINT, p.name, p.account) for p in state.access_points.values()),
        ((k.arn, Kind.KEY, _key_name(state, k), k.account) for k in state.keys.values()),
        ((d.arn, Kind.DATA_STORE, d.name or d.id, d.account) for d in state.data_stores.values()),
        ((d.arn, Kind.DOMAIN, d.name, d.account) for d in state.domains.values()),
        ((r.arn, Kind.ROLE, r.name, r.account) for r in state.roles.values()),
    )
    return tuple(_node(state, *each) for table in tables for each in table)


def _key_name(state: State, key: Key) -> str:
    """Its first alias; a key has no other name."""
    names = sorted(
        arn.partition(":alias/")[2] for arn, to in state.aliases.items() if to == key.arn
    )
    return f"alias/{names[0]}" if names else key.id


def _node(state: State, arn: str, kind: Kind, name: str, account: str) -> Node:
    known = state.accounts.get(account)
    return Node(arn, kind, name, account, known.name if known else account)
