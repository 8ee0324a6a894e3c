"""What becomes of one question: allowed, allowed under conditions, denied explicitly, or nothing.

"Under conditions" is what would be answered otherwise in other circumstances: through an endpoint,
with MFA, at another time, with other parameters. What is allowed now is, where it would be denied
if every condition on circumstances in an Allow failed and every one in a Deny held; what is not
allowed now is, where it would be if none were asked for in an Allow. What AWS asks for whatever
policies say, such as HTTPS at an access point, is no condition. "Denied" is what would be allowed
without a Deny. Denied implicitly is the ordinary case, and no answer to draw.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..evaluation.evaluate import Evaluation, Gate, all_of, evaluate
from ..language.policy import Policy
from ..language.terms import Decision, Effect
from ..trace.deciding import denying_statements, matched_statements, policy_verdicts
from ..trace.nodes import Layer, Match, Reason, Verdict, walk
from .terms import Permitted
from .without import at_worst, circumstances, without_allow_conditions, without_denies

__all__ = ["Answer", "answer"]


class Answer(NamedTuple):
    """What became of it, on which condition keys it depends, and by what it was given."""

    permitted: Permitted
    decision: Decision
    keys: tuple[str, ...]
    granted: bool  # by a KMS grant
    policies: tuple[Policy, ...]  # whose Allow matches


def answer(gates: Sequence[Gate]) -> Answer | None:
    """Asks at every gate. None where it is denied implicitly, whatever the conditions."""
    evaluation = _decided(gates)
    if evaluation.allowed:
        return _allowed(evaluation, gates)
    if evaluation.decision is Decision.EXPLICIT_DENY and evaluation.layers != (Layer.AWS,):
        return _denied(evaluation, gates)
    opened = _decided(map(without_allow_conditions, gates))
    if not opened.allowed:
        return None
    return _answer(Permitted.CONDITIONAL, evaluation, opened, _missed(evaluation))


def _decided(gates: Iterable[Gate]) -> Evaluation:
    named = [(gate.name, evaluate(gate.request, gate.policies)) for gate in gates]
    return named[0][1] if len(named) == 1 else all_of(named)


def _answer(
    permitted: Permitted, evaluation: Evaluation, opened: Evaluation, keys: Iterable[str]
) -> Answer:
    granted = Layer.GRANT in opened.layers
    found = matched_statements(opened.trace)
    policies = tuple(f.policy for f in found if f.statement.effect is Effect.ALLOW)
    return Answer(permitted, evaluation.decision, tuple(sorted(set(keys))), granted, policies)


def _allowed(evaluation: Evaluation, gates: Sequence[Gate]) -> Answer:
    if _decided(map(at_worst, gates)).allowed:
        return _answer(Permitted.ALLOWED, evaluation, evaluation, ())
    keys = {key for layer in evaluation.deciding for key in _asked_for(layer)}
    keys.update(_held_off(evaluation.trace), _limiting(evaluation.trace))
    depends = set[str]().union(*(circumstances(gate, keys) for gate in gates))
    return _answer(Permitted.CONDITIONAL, evaluation, evaluation, depends)


def _held_off(trace: Verdict) -> Iterator[str]:
    """The keys of conditions that alone keep a Deny from holding."""
    for statement in _statements(trace, Effect.DENY):
        failed = [child for child in statement.children if not child.matched]
        if failed and all(_is_condition(child) for child in failed):
            yield from (_key(child) for child in failed)


def _limiting(trace: Verdict) -> Iterator[str]:
    """The keys that Allows ask for in the layers that limit."""
    for _, node in walk(trace):
        if isinstance(node, Verdict) and node.limits:
            yield from _asked_for(node)


def _asked_for(layer: Verdict) -> list[str]:
    """The keys of the Allow that decided; of several, the one with the fewest conditions."""
    found = [each for each in _statements(layer) if each.matched]
    return min((list(_keys(each)) for each in found), key=len, default=[])


def _denied(evaluation: Evaluation, gates: Sequence[Gate]) -> Answer | None:
    keys = [key for found in denying_statements(evaluation.trace) for key in _keys(found.statement)]
    undenied = [without_denies(gate) for gate in gates]
    opened = _decided(undenied)
    if not opened.allowed:
        opened = _decided(map(without_allow_conditions, undenied))
    return _answer(Permitted.DENIED, evaluation, opened, keys) if opened.allowed else None


def _missed(evaluation: Evaluation) -> Iterator[str]:
    """The keys of conditions that failed in an Allow, or a grant, of which all else matched."""
    for statement in _statements(evaluation.trace):
        failed = [child for child in statement.children if not child.matched]
        if all(_is_condition(child) for child in failed):
            yield from (_key(child) for child in failed)
    for _, node in walk(evaluation.trace):
        if node.reason is Reason.OTHER_NETWORK:
            yield "aws:SourceVpc"


def _statements(trace: Verdict, effect: Effect = Effect.ALLOW) -> Iterator[Match]:
    """The statements of this effect that concern the action, and the grants on the key."""
    for verdict in policy_verdicts(trace):
        for child in verdict.children:
            if isinstance(child, Match) and child.effect is effect:
                yield child
    for _, node in walk(trace):
        if isinstance(node, Verdict) and node.layer is Layer.GRANT:
            yield from (child for child in node.children if isinstance(child, Match))


def _keys(statement: Match) -> Iterator[str]:
    return (_key(child) for child in statement.children if _is_condition(child))


_OF_GRANTS = ("EncryptionContextSubset", "EncryptionContextEquals")


def _is_condition(node: Match) -> bool:
    """Of a statement's elements these alone have an operator before their key."""
    return node.label in _OF_GRANTS or (" " in node.label and node.label != "grantee principal")


def _key(condition: Match) -> str:
    """Of `StringEquals aws:PrincipalOrgID` the key; of a grant's constraint its name."""
    return condition.label.partition(" ")[2] or condition.label
