"""Every distinct way in which one set of policies allows what another does not.

Actions and resource types for which both sides ask for the same are searched once. What is found is
asked of the traced evaluator before anybody sees it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ...evaluation.context import context_of
from ...evaluation.evaluate import Evaluation, evaluate
from ...evaluation.policy_set import PolicySet
from ...evaluation.request import ContextValue, Principal, PrincipalType, Request, Resource, at
from ..deciding.atoms import Atom
from ..deciding.atoms import Resource as OnList
from ..deciding.formula import FALSE, Formula, Literal
from .actions import action_classes, allowed_at_all, spaces_of
from .arns import ArnSpace
from .callers import Somebody
from .linking import found_under, written_keys
from .realising import plainest, request_of
from .search import Supposed
from .sides import allowing, concerning, giving, policies_of
from .wording import request_in_words

__all__ = ["ELSEWHERE", "Case", "Difference", "Owners", "cases", "difference_in"]

Owners = Callable[[Principal], Iterable[str | None]]


@dataclass(frozen=True)
class Difference:
    """One request that one side allows and the other does not, with both evaluations.

    `actions` are all the actions, `callers` all the callers for whom it would be the same.
    """

    request: Request
    before: Evaluation
    after: Evaluation
    actions: tuple[str, ...]
    callers: tuple[Principal, ...]

    @property
    def gained(self) -> bool:
        """Does the later side allow it?"""
        return self.after.allowed

    def __str__(self) -> str:
        return request_in_words(self.request)


class Case(NamedTuple):
    """What is searched at once: a caller, a resource type, and what each side asks for.

    For the other `callers` and the other `actions` it comes to the same.
    """

    somebody: Somebody
    resource: Resource
    space: ArnSpace
    before: Formula
    after: Formula
    actions: dict[str, None]
    callers: dict[Principal, None]

    @property
    def keys(self) -> dict[str, str]:
        """The context keys that either side reads, as written, by their lower case."""
        return written_keys(self.before, self.after)


def cases(
    before: PolicySet, after: PolicySet, callers: Iterable[Somebody], owners: Owners
) -> list[Case]:
    """All that has to be searched; where both sides ask for the same there is nothing to search."""
    every = (*policies_of(before), *policies_of(after))
    classes = action_classes(concerning(before, after), every)
    gives = (*giving(before), *giving(after))
    allowed = {names for names in classes if allowed_at_all(names[0], gives)}
    found: dict[Hashable, Case] = {}
    for somebody in callers:
        for names in classes:
            if names not in allowed and not _given_otherwise(somebody, names, before, after):
                continue
            for case in _of_class(before, after, somebody, owners, names):
                kept = found.setdefault(_key(case), case)
                kept.actions.update(case.actions)
                kept.callers.update(case.callers)
    return list(found.values())


def _given_otherwise(
    somebody: Somebody, names: tuple[str, ...], before: PolicySet, after: PolicySet
) -> bool:
    """The root user has its permissions from AWS, a grantee from its grant."""
    of_key = names[0].lower().startswith("kms:")
    root = somebody.principal.type is PrincipalType.ROOT
    return root or (of_key and bool(before.grants or after.grants))


def _of_class(
    before: PolicySet, after: PolicySet, somebody: Somebody, owners: Owners, names: tuple[str, ...]
) -> Iterator[Case]:
    formulas: dict[Hashable, tuple[Formula, Formula]] = {}
    for owner in owners(somebody.principal):
        for space, actions in spaces_of(names, owner).items():
            resource = at(space.examples[0], owner)
            if resource[1:] not in formulas:
                request = Request(somebody.principal, names[0], resource)
                formulas[resource[1:]] = allowing(before, request), allowing(after, request)
            old, new = (each.with_atoms(_within(space)) for each in formulas[resource[1:]])
            if old.key != new.key:
                callers = {somebody.principal: None}
                yield Case(somebody, resource, space, old, new, dict.fromkeys(actions), callers)


def _within(space: ArnSpace) -> Callable[[Atom], Formula]:
    """A list of ARNs that are all of other services' does not match."""

    def settle(atom: Atom) -> Formula:
        on_list = isinstance(atom.asks, OnList)
        out_of_reach = on_list and not any(map(space.may_match, atom.asks.texts))
        return FALSE if out_of_reach else Literal(atom)

    return settle


def _key(case: Case) -> Hashable:
    """Cases with the same key have the same differences, but for their actions."""
    sides = (case.before, case.after)
    about_arn = any(isinstance(e.atom.asks, OnList) for side in sides for e in side.literals())
    space = case.space if about_arn else None
    return case.before.key, case.after.key, space, case.somebody.key(case.keys), case.resource[1:3]


def difference_in(
    case: Case, before: PolicySet, after: PolicySet, *, gained: bool, until: float
) -> Difference | None:
    """A request of the case that only the later side allows, or only the earlier one.

    Raises SearchTooLongError after that time of `time.monotonic`.
    """
    wanted = case.after & ~case.before if gained else case.before & ~case.after
    if wanted is FALSE:
        return None
    keys = case.keys
    given = {**case.somebody.given(keys), **_of_accounts(case, before, keys)}
    supposed = found_under(wanted, case.space, given, case.somebody.domain, until)
    return supposed and _confirmed(case, supposed, before, after, gained=gained)


def _of_accounts(case: Case, policies: PolicySet, keys: Iterable[str]) -> dict[str, ContextValue]:
    """What follows from the accounts; of ELSEWHERE nothing is certain."""
    request = Request(case.somebody.principal, next(iter(case.actions)), case.resource)
    found = context_of(request, policies)
    open_to = () if case.resource.account != ELSEWHERE else _OF_OWNER
    return {key: found[key] for key in keys if key in _OF_ACCOUNTS and key not in open_to}


ELSEWHERE = "999988887777"  # an account that stands for any other
_OF_OWNER = ("aws:resourceaccount", "aws:resourceorgid")
_OF_ACCOUNTS = (*_OF_OWNER, "aws:principalorgid")


def _confirmed(
    case: Case, supposed: Supposed, before: PolicySet, after: PolicySet, *, gained: bool
) -> Difference:
    """What the traced evaluator says of it. Where it sees no difference, nothing is claimed."""
    action = next(iter(case.actions))
    request = request_of(case.somebody, action, case.resource, supposed, case.keys, before)

    def asked(context: Mapping[str, ContextValue]) -> tuple[Evaluation, Evaluation]:
        each = Request(request.principal, action, request.resource, context)
        return evaluate(each, before), evaluate(each, after)

    def differs(context: Mapping[str, ContextValue]) -> bool:
        old, new = asked(context)
        return new.allowed is gained and old.allowed is not gained

    context = plainest(request.context, differs)
    shown = Request(request.principal, action, request.resource, context)
    return Difference(shown, *asked(context), tuple(case.actions), tuple(case.callers))
