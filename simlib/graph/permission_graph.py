"""From a cloud to its permission graph: every question whose answer could be yes is asked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from ..cloud.askable import region_of
from ..cloud.attached import identity_side, policies_of
from ..cloud.authorizing import gates_of
from ..cloud.circumstances import Asking
from ..cloud.cloud import Cloud
from ..cloud.sessions import Session, principal_of
from ..cloud.state import State
from ..language.policy import Policy
from ..reference import action as defined_action
from .answers import Answer, answer
from .asked_for import Asker, KeyPatterns, arns_of, key_patterns
from .permissions import Access, Edge, Node, PermissionGraph, arranged
from .terms import Kind, Permitted, Relation
from .there import everybody, everything, groups, memberships, ways_through
from .worth_asking import Questions, worth_asking

__all__ = ["permission_graph"]

Over = Callable[[Sequence[Node], int], Iterable[Node]]
# The key of an edge: source, target, relation, and what became of its questions.
Found = dict[tuple[str, str, Relation, Permitted], list[Access]]


def permission_graph(
    cloud: Cloud,
    *,
    principals: Iterable[str] | None = None,
    over: Over = lambda steps, total: steps,
) -> PermissionGraph:
    """Who has access to what in a cloud, as it is now. The cloud stays as it is.

    Asked are the actions that the cloud's services model, on all they can act on, as `cloud.as_`
    and `can` would ask. `principals` are ARNs or names; left out, all but root users, who may do
    what nothing denies. `over` is given them and their number, and gives them back one by one: a
    progress bar.

    >>> from simlib import new_cloud
    >>> permission_graph(new_cloud())
    no permissions
    """
    cloud = cloud.copy()
    asking = _who_asks(cloud, principals)
    targets = everything(cloud.state)
    patterns = key_patterns(cloud.state)
    callers = {node: _caller(cloud, node, targets, patterns) for node in asking}
    asked_for = {node.id: [*chain(*each.places.values())] for node, each in callers.items()}
    survey = _Survey(cloud.state, worth_asking(cloud, asked_for))
    found: Found = defaultdict(list)
    for node in over(asking, len(asking)):
        survey.ask(callers[node], found)
    return _assembled(cloud.state, (*asking, *targets), found)


def _who_asks(cloud: Cloud, principals: Iterable[str] | None) -> tuple[Node, ...]:
    there = everybody(cloud.state)
    if principals is None:
        return tuple(node for node in there if node.kind is not Kind.ROOT)
    known = PermissionGraph(there)
    return tuple(known.node(name) for name in principals)


class _Caller(NamedTuple):
    """Somebody who asks, and what stands for each resource in its questions."""

    node: Node
    asking: Asking
    places: Mapping[Node, tuple[str, ...]]
    groups: Mapping[Policy, str]


def _caller(cloud: Cloud, node: Node, targets: Iterable[Node], patterns: KeyPatterns) -> _Caller:
    state, caller = cloud.state, cloud.as_(node.id)
    asking = Asking(caller.session, caller.path, cloud.now, caller.region)
    asker = Asker(_variables(state, node, caller.session))
    places = {each: arns_of(state, each, asker, patterns) for each in targets}
    return _Caller(node, asking, places, _given_by_groups(state, node))


def _variables(state: State, node: Node, session: Session) -> Mapping[str, str]:
    tags = principal_of(session, identity_side(state, session).tags).tags
    variables = {f"aws:principaltag/{key}".lower(): value for key, value in tags}
    return variables | ({"aws:username": node.name} if node.kind is Kind.USER else {})


class _Survey(NamedTuple):
    """What is asked for."""

    state: State
    questions: Questions

    def ask(self, caller: _Caller, found: Found) -> None:
        """Asks everything in the name of one principal."""
        for target, arns in caller.places.items():
            for arn in arns:
                for action in self.questions.get((caller.node.id, arn), ()):
                    self._note(caller, target, action, arn, found)

    def _note(self, caller: _Caller, target: Node, action: str, arn: str, found: Found) -> None:
        state = self.state
        asking = caller.asking._replace(region=region_of(state, arn) or caller.asking.region)
        gates = gates_of(state, asking, action, arn)
        answered = answer(gates)
        if answered is None:
            return
        access = Access(
            caller.node.id,
            action,
            arn,
            defined_action(action).access_levels[0],
            answered.decision,
            answered.keys,
            _group(answered, caller),
            beyond=len(gates) > 1,
        )
        relation = _relation(action, answered)
        found[caller.node.id, target.id, relation, answered.permitted].append(access)
        if access.group and answered.permitted is not Permitted.DENIED:
            found[access.group, target.id, Relation.GIVES, answered.permitted].append(access)


def _given_by_groups(state: State, node: Node) -> Mapping[Policy, str]:
    user = state.users.get((node.account, node.name)) if node.kind is Kind.USER else None
    mine = [state.groups[user.account, name] for name in user.groups] if user is not None else []
    return {policy: group.arn for group in mine for policy in policies_of(state, [group])}


def _group(answered: Answer, caller: _Caller) -> str:
    return next((caller.groups[p] for p in answered.policies if p in caller.groups), "")


def _relation(action: str, answered: Answer) -> Relation:
    if action == "sts:AssumeRole":
        return Relation.ASSUMES
    return Relation.GRANT if answered.granted else Relation.ACCESS


def _assembled(state: State, nodes: Iterable[Node], found: Found) -> PermissionGraph:
    by_id = {node.id: node for node in (*nodes, *groups(state))}
    edges = [
        Edge(*key, tuple(accesses), _across(by_id[key[0]], by_id[key[1]]))
        for key, accesses in found.items()
    ]
    there = [e for e in (*memberships(state), *ways_through(state)) if e.source in by_id]
    used = {id for edge in edges for id in (edge.source, edge.target)}
    kept = [n for n in by_id.values() if n.kind is not Kind.ANYONE or n.id in used]
    return arranged(kept, [*edges, *there])


def _across(source: Node, target: Node) -> bool:
    return "" not in (source.account, target.account) and source.account != target.account
