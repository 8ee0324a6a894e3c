"""Two or three plain sentences: what decided, where, and the nearest miss."""

import re
from collections.abc import Iterator

from ..language.findings import Finding, FindingType
from ..language.terms import Decision, Effect
from .deciding import (
    Found,
    blocking,
    denying_statements,
    explicit_denies,
    granting,
    nearest_to_allow,
    not_counted,
    trusting,
)
from .nodes import Layer, Match, Reason, Verdict, walk
from .notes import notes
from .words import DECISIONS, a_layer, detail, listed, quoted

__all__ = ["why"]

_WITHOUT_POLICY = (Layer.AWS, Layer.PUBLIC_ACCESS)  # no statement denies here


def why(trace: Verdict) -> str:
    """The sentences for a whole trace.

    >>> why(Verdict("root user", Decision.ALLOWED, Reason.ROOT_BY_DEFAULT, layer=Layer.ROOT))
    "Allowed: root user: the account's root user may do everything that nothing denies."
    """
    tell = {
        Decision.ALLOWED: _allowed,
        Decision.EXPLICIT_DENY: _explicitly_denied,
        Decision.IMPLICIT_DENY: _implicitly_denied,
    }[trace.decision]
    gate = _closed_gate(trace)
    if gate is None:
        return _sentences(*tell(trace), *_not_counted(trace), *_remarks(trace))
    return _sentences("At " + gate.label, *tell(gate), *_not_counted(trace), *_remarks(trace))


def _sentences(*sentences: str) -> str:
    return " ".join(f"{sentence}." for sentence in sentences)


def _not_counted(trace: Verdict) -> Iterator[str]:
    policies = not_counted(trace)
    if policies:
        named = [f"{quoted(policy.name)} ({policy.unread})" for policy in policies]
        yield f"Not counted, for their statements are not known: {'; '.join(named)}"


def _remarks(trace: Verdict) -> Iterator[str]:
    """What is to be known beside the decision, once each."""
    verdicts = (c for c in trace.children if isinstance(c, Verdict))
    gates = [c for v in verdicts for c in (v.children if v.rule == "gate" else (v,))]
    said = (c for gate in gates for c in (gate, *gate.children) if isinstance(c, Verdict))
    labels = dict.fromkeys(each.label for each in said if each.reason is Reason.REMARK)
    yield from (f"Note: {label}" for label in labels)


def _closed_gate(trace: Verdict) -> Verdict | None:
    """The gate that speaks for a request which several gates must let through."""
    gates = [c for c in trace.children if isinstance(c, Verdict) and c.rule == "gate"]
    closed = [gate for gate in gates if gate.decision is trace.decision]
    return closed[0] if gates and trace.decision is not Decision.ALLOWED else None


def _allowed(trace: Verdict) -> Iterator[str]:
    layers = (*trusting(trace), *granting(trace))
    grants = list(dict.fromkeys(_grant(verdict) for verdict in layers))
    said = " and ".join(grants) or "nothing limits the request"
    yield f"{DECISIONS[Decision.ALLOWED]}: {said}"
    if grants and "nothing denies" not in said:
        yield "Nothing denies it, and no other layer stands in the way"


def _grant(verdict: Verdict) -> str:
    for found in sorted(_statements(verdict, Effect.ALLOW), key=_names_the_account):
        return f"the {_place(found)} allows it"
    return f"{verdict.label}: {verdict.reason}"


def _names_the_account(found: Found) -> bool:
    """Such a statement may match beside one that names the caller, and then does not grant."""
    return any(node.reason is Reason.IS_ACCOUNT for node in found.statement.children)


def _statements(verdict: Verdict, effect: Effect) -> Iterator[Found]:
    for _, node in walk(verdict):
        if isinstance(node, Verdict) and node.policy is not None:
            for child in node.children:
                if isinstance(child, Match) and child.matched and child.effect is effect:
                    yield Found(node.layer or Layer.IDENTITY, node.policy, child)


def _place(found: Found) -> str:
    line = found.statement.source.line if found.statement.source else 1
    where = f"{found.layer}, line {line}"
    return f"{found.statement.label} of {quoted(found.policy.name)} ({where})"


def _explicitly_denied(trace: Verdict) -> Iterator[str]:
    layers = explicit_denies(trace)
    if layers[0].layer in _WITHOUT_POLICY:
        yield f"{DECISIONS[Decision.EXPLICIT_DENY]}: {layers[0].label} ({layers[0].reason})"
    else:
        yield from _denied_by(denying_statements(trace)[0])
    others = _other_layers(layers)
    more = f"; {others} as well" if others else ""
    yield f"An explicit deny wins over every allow{more}"


def _denied_by(first: Found) -> Iterator[str]:
    yield f"{DECISIONS[Decision.EXPLICIT_DENY]}: the {_place(first)} denies it"
    conditions = [node for node in first.statement.children if _is_condition(node)]
    if conditions:
        yield f"Its condition holds: {_spelled_out(conditions)}"


def _is_condition(node: Match) -> bool:
    return " " in node.label


def _other_layers(verdicts: tuple[Verdict, ...]) -> str:
    layers = list(dict.fromkeys(v.layer for v in verdicts[1:] if v.layer is not verdicts[0].layer))
    return " and ".join(a_layer(layer) for layer in layers if layer)


def _implicitly_denied(trace: Verdict) -> Iterator[str]:
    closed = blocking(trace)
    first = closed[0]
    yield f"{DECISIONS[Decision.IMPLICIT_DENY]}: {_silence(first)}"
    miss = nearest_to_allow(trace)
    if miss:
        yield _miss(miss)
    yield from _nearest_grant(trace)
    others = list(dict.fromkeys(_short(verdict) for verdict in closed[1:]))
    if others:
        yield f"Also in the way: {'; '.join(others)}"


def _nearest_grant(trace: Verdict) -> Iterator[str]:
    """The KMS grant that failed on the fewest parts, where there are any."""
    grants = [
        grant
        for _, node in walk(trace)
        if isinstance(node, Verdict) and node.reason is Reason.NO_GRANT_COVERS
        for grant in node.children
        if isinstance(grant, Match)
    ]
    if grants:
        near = min(grants, key=lambda grant: sum(not part.matched for part in grant.children))
        failed = [part for part in near.children if not part.matched]
        yield f"Of the KMS grants the nearest is {near.label}: {_spelled_out(failed)}"


def _silence(verdict: Verdict) -> str:
    layer = verdict.layer or Layer.IDENTITY
    if verdict.reason is Reason.NONE_ATTACHED_GIVES_NOTHING:
        return f"no {layer} is attached, so nothing allows it"
    if verdict.reason is Reason.NONE_ATTACHED_BUT_NEEDED:
        return f"no {layer} was passed, and a federated user is allowed nothing without one"
    if layer in (Layer.AWS, Layer.GRANT) or verdict.reason is Reason.DOES_NOT_APPLY:
        return f"{verdict.label} ({verdict.reason})"
    extra = _extra(verdict)
    return f"no {layer} allows it; looked at {_looked_at(verdict)}{extra}"


def _extra(verdict: Verdict) -> str:
    unusual = (Reason.REACHES_OTHERWISE, Reason.NO_EFFECT_HERE)
    return f" ({verdict.reason})" if verdict.reason in unusual else ""


def _looked_at(verdict: Verdict) -> str:
    if verdict.policy is not None:
        return quoted(verdict.policy.name)
    closed = [c for c in verdict.children if isinstance(c, Verdict) and _is_silent(c)]
    levels = [child for child in closed if child.policy is None]
    if levels:
        return " and ".join(_level(level) for level in levels)
    return listed(tuple(child.label for child in closed)) if closed else quoted(verdict.label)


def _is_silent(verdict: Verdict) -> bool:
    return verdict.decision is Decision.IMPLICIT_DENY


def _level(level: Verdict) -> str:
    names = tuple(c.label for c in level.children if isinstance(c, Verdict))
    return f"{listed(names)} {level.label}" if names else f"nothing {level.label}"


def _miss(found: Found) -> str:
    failed = [child for child in found.statement.children if not child.matched]
    known = [_known(node) for node in (*failed, found.statement)]
    reasons = "; ".join(filter(None, [_spelled_out(failed), *known]))
    return f"The nearest miss is the {_place(found)}: {reasons}"


def _known(node: Match) -> str:
    """What the checks have found in an element that failed, beyond suggestions."""
    grave = [each for each in notes(node) if each.finding_type is not FindingType.SUGGESTION]
    return "; ".join(map(_in_a_sentence, grave))


def _in_a_sentence(finding: Finding) -> str:
    """A name that was surely meant is told too; longer advice stands in the trace."""
    meant = re.fullmatch("did you mean (`[^`]*`)[?]", finding.suggestion)
    said = re.sub("^`[^`]*` ", "it ", finding.message)
    return f"{said} (did you mean {meant[1]}?)" if meant else said


def _spelled_out(nodes: list[Match]) -> str:
    return "; ".join(f"{node.label}: {detail(node)}" for node in nodes)


def _short(verdict: Verdict) -> str:
    layer = verdict.layer or Layer.IDENTITY
    if verdict.reason is Reason.NONE_ATTACHED_GIVES_NOTHING:
        return f"no {layer} is attached"
    return f"no {layer} allows it"
