"""From a cloud to its permission graph: every question whose answer could be yes is asked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..analysis.candidates import Actions, Offer, candidates, granted, offers
from ..cloud.askable import region_of
from ..cloud.attached import identity_side, policies_of
from ..cloud.authorizing import gates_of
from ..cloud.circumstances import Asking
from ..cloud.cloud import Cloud
from ..cloud.resources import target_of
from ..cloud.sessions import principal_of
from ..cloud.state import State
from ..evaluation.policy_set import Grant
from ..evaluation.request import Principal, PrincipalType
from ..language.policy import Policy
from ..reference import action as defined_action
from ..reference import actions_on, resource_types_of
from .answers import Answer, answer
from .asked_for import Asker, KeyPatterns, arns_of, key_patterns
from .permissions import Access, Edge, Node, PermissionGraph, arranged
from .terms import Kind, Permitted, Relation
from .there import everybody, everything, groups, memberships, ways_through

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
    known = frozenset(cloud.action_index[0])
    survey = _Survey(cloud, targets, key_patterns(cloud.state), known, {})
    found: Found = defaultdict(list)
    for node in over(asking, len(asking)):
        survey.ask(node, found)
    return _assembled(cloud.state, (*asking, *targets), found)


def _who_asks(cloud: Cloud, principals: Iterable[str] | None) -> tuple[Node, ...]:
    there = everybody(cloud.state)
    if principals is None:
        return tuple(node for node in there if node.kind is not Kind.ROOT)
    known = PermissionGraph(there)
    return tuple(known.node(name) for name in principals)


class _Caller(NamedTuple):
    """Somebody who asks, with what its own policies could allow."""

    node: Node
    asking: Asking
    principal: Principal
    offers: tuple[Offer, ...]
    asker: Asker
    groups: Mapping[Policy, str]


class _Survey(NamedTuple):
    """What is asked for; `met` are the resources that were asked for before."""

    cloud: Cloud
    targets: tuple[Node, ...]
    patterns: KeyPatterns
    known: Actions
    met: dict[tuple[str | None, str], tuple[tuple[Offer, ...], tuple[Grant, ...]]]

    def ask(self, node: Node, found: Found) -> None:
        """Asks everything in the name of one principal."""
        caller = self._caller(node)
        for target in self.targets:
            for arn in arns_of(self.cloud.state, target, caller.asker, self.patterns):
                for action in self._actions(caller, arn):
                    self._note(caller, target, action, arn, found)

    def _caller(self, node: Node) -> _Caller:
        cloud = self.cloud
        caller = cloud.as_(node.id)
        side = identity_side(cloud.state, caller.session)
        principal = principal_of(caller.session, side.tags, service_linked_role=side.service_linked)
        variables = {f"aws:principaltag/{key}".lower(): value for key, value in principal.tags}
        if node.kind is Kind.USER:
            variables["aws:username"] = node.name
        asking = Asking(caller.session, caller.path, cloud.now, caller.region)
        own = offers(side.policies, self.known)
        given = _given_by_groups(cloud.state, node)
        return _Caller(node, asking, principal, own, Asker(variables), given)

    def _actions(self, caller: _Caller, arn: str) -> Iterator[str]:
        """The actions worth asking for; of a root user every one."""
        attached, grants = self._attached(caller.asking.session.account, arn)
        could = candidates(caller.principal, caller.offers, attached, arn)
        could |= granted(grants, caller.principal)
        if caller.node.kind is Kind.ROOT:
            could = self.known
        for action in _acting_on(arn) if could else ():
            if action.lower() in could and _takes(action, caller.principal):
                yield action

    def _attached(
        self, account: str | None, arn: str
    ) -> tuple[tuple[Offer, ...], tuple[Grant, ...]]:
        if (account, arn) not in self.met:
            target = target_of(self.cloud.state, arn, account, self.cloud.now)
            self.met[account, arn] = offers([target.policy], self.known), target.grants
        return self.met[account, arn]

    def _note(self, caller: _Caller, target: Node, action: str, arn: str, found: Found) -> None:
        state = self.cloud.state
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


def _takes(action: str, principal: Principal) -> bool:
    """Only S3 takes requests that nobody signed."""
    return principal.type is not PrincipalType.ANONYMOUS or action.startswith("s3:")


def _relation(action: str, answered: Answer) -> Relation:
    if action == "sts:AssumeRole":
        return Relation.ASSUMES
    return Relation.GRANT if answered.granted else Relation.ACCESS


@lru_cache(maxsize=16384)
def _acting_on(arn: str) -> tuple[str, ...]:
    """The actions on what is there: not those that make it."""
    made = {f"create{each.name.replace('-', '')}" for each in resource_types_of(arn)}
    return tuple(each for each in actions_on(arn) if each.partition(":")[2].lower() not in made)


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
