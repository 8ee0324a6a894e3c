"""The policies that the healthy work passes, each at its place: those that are to be broken."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ....analysis.what_if import policies_at
from ....cloud.policy_places import PolicyPlace, places_by_label
from ....evaluation.evaluate import Evaluation
from ....evaluation.request import Request
from ....language.document import parse_policy
from ....language.policy import Policy
from ....language.terms import Effect, PolicyType
from ....trace.nodes import Layer
from ..fault import Change, Healthy, Rewritten, Site, Sites, Situation

__all__ = ["Document", "InForce", "document_with", "in_policies", "rewritten"]

Document = dict[str, Any]


@dataclass(frozen=True)
class InForce:
    """A policy that bears on a request of the work. `number` is the statement that allows it.

    `kind` is what people call it, such as `bucket policy`.
    """

    label: str
    place: PolicyPlace
    layer: Layer
    request: Request
    number: int | None

    @property
    def kind(self) -> str:
        """The layer's name, and for resources which kind of policy it is."""
        if self.layer is not Layer.RESOURCE:
            return self.layer.value
        if self.place.policy.policy_type is PolicyType.KEY_POLICY:
            return "key policy"
        return "access point policy" if ":accesspoint/" in self.place.owner else "bucket policy"

    @property
    def document(self) -> Document:
        """A copy of its JSON, with a list of statements."""
        document: Document = json.loads(self.place.policy.text)
        written = document["Statement"]
        document["Statement"] = written if isinstance(written, list) else [written]
        return document

    @property
    def statement(self) -> Document:
        """A copy of the JSON of the statement that allows."""
        found: Document = self.document["Statement"][self.number or 0]
        return found


def document_with(policy: InForce, statement: Mapping[str, Any] | None) -> Document:
    """Its JSON with another statement in place of the one that allows, or without it."""
    document = policy.document
    number = policy.number or 0
    kept = document["Statement"]
    kept[number : number + 1] = [] if statement is None else [statement]
    return document


@cache
def in_force(healthy: Healthy) -> tuple[InForce, ...]:
    """Every policy at every gate of every step, once for each action that it bears on."""
    found = {
        (each.label, each.number, each.request.action): each
        for evaluation in healthy.evaluations
        for each in _at_gate(healthy, evaluation)
    }
    return tuple(found[key] for key in sorted(found, key=str))


def _at_gate(healthy: Healthy, evaluation: Evaluation) -> Iterator[InForce]:
    """Those that can be edited, once for each statement that allows, else once."""
    for layer, policy in policies_at(evaluation.policies):
        found = _place(healthy, policy, evaluation.request)
        if found is not None:
            for number in _allowing(evaluation, policy) or (None,):
                yield InForce(*found, layer, evaluation.request, number)


def _allowing(evaluation: Evaluation, policy: Policy) -> list[int]:
    """The numbers of the statements of a policy that allow the request."""
    pointers = [
        found.statement.source.pointer.split("/")
        for found in evaluation.matched_statements
        if _is_the_same(found.policy, policy) and found.statement.effect is Effect.ALLOW
        if found.statement.source is not None
    ]
    return [int(parts[2]) if len(parts) > 2 else 0 for parts in pointers]


def _place(healthy: Healthy, policy: Policy, request: Request) -> tuple[str, PolicyPlace] | None:
    """Where it stands. Of places with the same text, the one of the resource or the caller."""
    near = (request.resource.arn, request.principal.role_arn, request.principal.arn)
    places = places_by_label(healthy.cloud.state).items()
    found = [(label, place) for label, place in places if _is_the_same(place.policy, policy)]
    found.sort(key=lambda each: each[1].owner not in near)
    return found[0] if found else None


def _is_the_same(one: Policy, other: Policy) -> bool:
    """As a permissions boundary a managed policy is of another type."""
    return (one.text, one.name, one.arn) == (other.text, other.name, other.arn)


Rewriting = Callable[[InForce], Iterator[tuple[str, Document]]]


def in_policies(kind: str, rewriting: Rewriting, *, allowing: bool = True) -> Sites:
    """Where a rewriting can be made in policies of a kind; in a statement that allows the work."""

    def sites(healthy: Healthy) -> Iterator[Site]:
        for policy in in_force(healthy):
            if policy.kind == kind and (policy.number is not None or not allowing):
                for told, document in rewriting(policy):
                    change = rewritten(policy.label, json.dumps(document, indent=2))
                    yield policy.label, told, change, _as_it_was(policy)

    return sites


def rewritten(label: str, text: str) -> Change:
    """Puts a text at a place. Raises PolicySyntaxError, KeyError where there is no such place."""

    def change(situation: Situation) -> Situation:
        place = places_by_label(situation.state)[label]
        old = place.policy
        if old.text == text:
            return situation
        policy = parse_policy(text, old.policy_type, name=old.name, arn=old.arn)
        return situation._replace(state=place.with_policy(situation.state, policy))

    return change


def _as_it_was(policy: InForce) -> Rewritten:
    """The remedy: its own text."""
    return Rewritten(policy.label, policy.place.policy.text)
