"""Two clouds compared: for everybody, at every place, under the policies that apply there.

Certain is what follows from the caller, the resource and the organization. Everything else, MFA,
address, time, parameters, is part of the search, from the circumstances that a caller has by
itself. Only public networks are asked from: no request comes through a VPC endpoint.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...cloud.askable import askers
from ...cloud.attached import identity_side
from ...cloud.caller import Caller
from ...cloud.cloud import Cloud
from ...cloud.key_origins import Group, group_of
from ...cloud.questions import is_sent
from ...cloud.resources import Target, target_of, through_access_point
from ...evaluation.checks import Values
from ...evaluation.context import context_of
from ...evaluation.evaluate import Evaluation, Gate, evaluate
from ...evaluation.policy_set import PolicySet
from ...evaluation.request import ContextValue, Request, anonymous
from ...language.errors import SimlibError
from ..deciding.formula import FALSE, Formula, every
from .actions import in_classes
from .differences import Difference
from .domains import Domain, domain_of
from .linking import found_under, settled, written_keys
from .places import SOME_KEY, Place, moved, places_of
from .realising import plainest, spelt
from .search import Supposed
from .sides import allowing, policies_of

__all__ = ["Meeting", "difference_at", "meetings"]

Gates = Sequence[Gate]
Known = Mapping[str, ContextValue]
_CERTAIN = frozenset({Group.PRINCIPAL, Group.RESOURCE})


class Meeting(NamedTuple):
    """A caller at a place, for actions that no policy there tells apart; None where it is not."""

    before: Caller | None
    after: Caller | None
    place: Place
    actions: tuple[str, ...]

    @property
    def callers(self) -> tuple[Caller | None, Caller | None]:
        """Before and after."""
        return self.before, self.after


def meetings(before: Cloud, after: Cloud) -> Iterator[Meeting]:
    """Everybody at every place where the policies are not the same in both clouds."""
    clouds = (before.copy(), after.copy())
    places = places_of(before.state) | places_of(after.state)
    changed = _changed(*clouds)
    for who in dict.fromkeys(each.who for cloud in clouds for each in askers(cloud.state)):
        old, new = (_caller(cloud, who) for cloud in clouds)
        same_caller = _attached(old) == _attached(new)
        for place in places.values():
            if not same_caller or changed(place):
                meeting = Meeting(old, new, place, ())
                yield from (meeting._replace(actions=names) for names in _classes(meeting))


def _caller(cloud: Cloud, who: str) -> Caller | None:
    try:
        return cloud.as_(who)
    except SimlibError:
        return None


def _attached(caller: Caller | None) -> object:
    """All that a caller brings with it."""
    if caller is None:
        return None
    session = caller.session
    return identity_side(caller.cloud.state, session), session.policies, session.tags, session.arn


def _changed(before: Cloud, after: Cloud) -> Callable[[Place], bool]:
    """Is anything at a place not what it was? Where organizations differ, all may be."""
    old, new = before.state, after.state
    anywhere = old.organization != new.organization or old.accounts != new.accounts
    return lambda place: anywhere or _there(before, place) != _there(after, place)


def _there(cloud: Cloud, place: Place) -> Sequence[Target]:
    """What is at a place; behind an access point its bucket too."""
    target = target_of(cloud.state, place.arn, None, cloud.now)
    if target.access_point is None:
        return [target]
    return through_access_point(cloud.state, target, "s3:GetObject", cloud.now)


def _classes(meeting: Meeting) -> Iterator[tuple[str, ...]]:
    """The actions for which there can be a difference here."""
    for names in _by_service(meeting.place):
        sides = [_gates(caller, names[0], meeting.place) for caller in meeting.callers]
        if not _same(*sides):
            gates = [gate for side in sides for gate in side or ()]
            policies = [policy for gate in gates for policy in policies_of(gate.policies)]
            yield from in_classes(names, policies)


def _by_service(place: Place) -> list[list[str]]:
    """The actions at a place by service, for some keys depend on it; without a resource at once."""
    if place.arn == "*":
        return [sorted(place.actions)]
    found: dict[str, list[str]] = {}
    for name in sorted(place.actions):
        found.setdefault(name.partition(":")[0], []).append(name)
    return list(found.values())


def _gates(caller: Caller | None, action: str, place: Place) -> Gates | None:
    """The gates, None where nobody can ask at all."""
    try:
        return None if caller is None else caller.gates(action, place.arn)
    except SimlibError:
        return None


def _same(old: Gates | None, new: Gates | None) -> bool:
    if old is None or new is None:
        return old is new
    pairs = zip(old, new, strict=False)
    return len(old) == len(new) and all(
        a.policies == b.policies and a.request == b.request for a, b in pairs
    )


def difference_at(meeting: Meeting, *, gained: bool, until: float) -> Difference | None:
    """A request of this meeting that only one of the clouds allows.

    Raises SearchTooLongError after that time of `time.monotonic`.
    """
    sides = [_gates(caller, meeting.actions[0], meeting.place) for caller in meeting.callers]
    old, new = (_allowing(gates, meeting.place) for gates in sides)
    wanted = new & ~old if gained else old & ~new
    if wanted is FALSE:
        return None
    gates = next(gates for gates in reversed(sides) if gates is not None)
    keys, usual = written_keys(old, new), _usual(gates)
    given = _certain(gates[-1], keys, meeting.place)

    def domain(key: str) -> Domain:
        found = domain_of(key)
        return found._replace(usual=usual[key]) if key in usual else found

    supposed = found_under(wanted, meeting.place.space, given, domain, until)
    return supposed and _confirmed(meeting, supposed, keys, gained, usual)


def _allowing(gates: Gates | None, place: Place) -> Formula:
    """What lets a request through all the gates; what is certain at each is settled."""
    if gates is None:
        return FALSE
    return every(_at_gate(gate, place) for gate in gates)


def _at_gate(gate: Gate, place: Place) -> Formula:
    formula = allowing(gate.policies, gate.request)
    certain = _certain(gate, written_keys(formula), place)
    formula = formula.with_atoms(settled(certain))
    if not place.prefix:
        return formula
    there = gate.request.resource.arn.removesuffix(SOME_KEY)
    return formula.with_atoms(lambda atom: moved(atom, there, place.prefix, Values(certain)))


def _certain(gate: Gate, keys: Iterable[str], place: Place) -> dict[str, ContextValue]:
    """Of some keys what follows from caller, resource and organization; objects may be tagged."""
    found = context_of(gate.request, gate.policies)
    return {
        key: found.get(key)
        for key in keys
        if _is_certain(key) and not (place.prefix and key.startswith("s3:existingobjecttag/"))
    }


def _is_certain(key: str) -> bool:
    """Does it follow from who asks for what? A key that AWS does not send is certainly absent."""
    return group_of(key) in _CERTAIN or not is_sent(key)


def _usual(gates: Gates) -> dict[str, ContextValue]:
    """The keys that the request has by itself, and that could be otherwise."""
    found = context_of(gates[-1].request, gates[-1].policies)
    return {key: value for key, value in found.items() if not _is_certain(key)}


def _confirmed(
    meeting: Meeting, supposed: Supposed, keys: Mapping[str, str], gained: bool, usual: Known
) -> Difference:
    """What the traced evaluator says of it. Where it sees no difference, nothing is claimed."""
    action = meeting.actions[0]
    context = {
        spelt(keys[lower]): value
        for lower, value in sorted(supposed.values.items())
        if lower in keys and not _is_certain(lower) and value != usual.get(lower)
    }

    def asked(said: Mapping[str, ContextValue]) -> tuple[Evaluation, ...]:
        return tuple(_evaluation(each, action, supposed.arn, said) for each in meeting.callers)

    def differs(said: Mapping[str, ContextValue]) -> bool:
        old, new = asked(said)
        return new.allowed is gained and old.allowed is not gained

    said = plainest(context, differs)
    old, new = asked(said)
    request = (new if gained else old).request
    shown = Request(request.principal, action, request.resource._replace(arn=supposed.arn), said)
    return Difference(shown, old, new, meeting.actions, (request.principal,))


def _evaluation(
    caller: Caller | None, action: str, arn: str, said: Mapping[str, ContextValue]
) -> Evaluation:
    """Whoever is not there is allowed nothing."""
    if caller is None:
        return evaluate(Request(anonymous(), action, arn), PolicySet())
    return caller.with_context(**said).can(action, arn)
