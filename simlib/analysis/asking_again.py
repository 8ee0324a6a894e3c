"""A recorded call asked again in the cloud as it is now: is the answer still the same?

Nothing happens and nothing is recorded. What the record does not tell cannot be asked, and is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..cloud.caller import Caller
from ..cloud.cloud import Cloud
from ..cloud.context_keys import iso_time
from ..evaluation.evaluate import Evaluation
from ..language.errors import SimlibError
from ..language.terms import Decision
from ..reference import RequiredAction
from ..trace.words import DECISIONS
from .absent_parameters import keys_of_parameters
from .denials import Denial, Record, denial_of, was_denied
from .recorded_caller import caller_of
from .recorded_needs import needs_of

__all__ = ["Again", "Answer", "ask_again", "ask_again_denied"]


@dataclass(frozen=True)
class Answer:
    """One action on one resource: the decision now, or why it cannot be asked."""

    action: str
    resource: str
    evaluation: Evaluation | None = None
    problem: str = ""

    def __str__(self) -> str:
        came = DECISIONS[self.evaluation.decision] if self.evaluation else self.problem
        return f"{self.action} on {self.resource}: {came}"


@dataclass(frozen=True)
class Again:
    """What comes of asking again. `unlike` says in what it is not the recorded call."""

    told: Denial
    answers: tuple[Answer, ...] = ()
    unlike: tuple[str, ...] = ()
    problem: str = ""

    @property
    def decision(self) -> Decision | None:
        """Of all that was asked; None where something could not be."""
        found = [each.evaluation for each in self.answers]
        decisions = [each.decision for each in found if each is not None]
        if not decisions or len(decisions) < len(found):
            return None
        order = (Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY, Decision.ALLOWED)
        return min(decisions, key=order.index)

    @property
    def comparison(self) -> str:
        """The record held against the answer now, in one or two sentences."""
        if self.problem:
            return f"It cannot be asked again: {self.problem}."
        if self.decision is None:
            return "It cannot be asked again as a whole; what can be is below."
        compared = _compared(self.told, self.decision, self._layer_now)
        return " ".join([compared, *self._doubt()])

    def _doubt(self) -> Iterator[str]:
        """A denial now may be for want of what the call's parameters brought."""
        keys = ", ".join(f"`{key}`" for key in self.keys_wanted)
        if keys and not was_denied(self.told.record):
            yield f"But policies look for {keys}, which its parameters may have brought."

    @property
    def keys_wanted(self) -> tuple[str, ...]:
        """Keys that parameters bring, for want of which a statement did not match; sorted."""
        if self.decision is Decision.ALLOWED:
            return ()
        found = [each.evaluation for each in self.answers if each.evaluation is not None]
        return tuple(sorted({key for each in found for key in keys_of_parameters(each.trace)}))

    @property
    def _layer_now(self) -> str:
        """The layer that AWS would name."""
        denied = [e for e in (a.evaluation for a in self.answers) if e is not None]
        closed = next((e for e in denied if e.decision is self.decision), None)
        return str(closed.layers[0]) if closed is not None and closed.layers else ""


def _compared(told: Denial, now: Decision, layer: str) -> str:
    denied, allowed = was_denied(told.record), now is Decision.ALLOWED
    answer = DECISIONS[now].lower()
    if not denied:
        return _compared_with_a_success(told.record, allowed, answer)
    if allowed:
        return (
            "Denied then, allowed now. A policy has changed since, or the request had something "
            "that its record does not tell."
        )
    before = f"{told.layer}, " * (told.layer is not None)
    if told.layer is not None and layer and str(told.layer) != layer:
        return f"Denied then and now, but by another layer: then by the {before}now by the {layer}."
    return f"Denied then and now: {answer}."


def _compared_with_a_success(record: Record, allowed: bool, answer: str) -> str:
    code = record.get("errorCode")
    before = f"The call failed with {code}, which no policy says" if code else "Allowed then"
    if code:
        return f"{before}; policies give {answer} now."
    return f"{before}, {'allowed now too' if allowed else f'denied now: {answer}'}."


def ask_again(cloud: Cloud | None, record: Record) -> Again:
    """Asks again for what a record tells of, on a copy of the cloud; no cloud, no answer."""
    told = denial_of(record) if was_denied(record) else Denial(record=record)
    return ask_again_denied(cloud, told)


def ask_again_denied(cloud: Cloud | None, told: Denial) -> Again:
    """Asks again for what was denied: the message's action, else all that the operation needs."""
    if cloud is None:
        return Again(told, problem="there is no cloud here to ask in")
    cloud = cloud.copy()
    try:
        caller, lost = caller_of(cloud, told.record)
        needs = _needs(cloud, told)
    except SimlibError as error:
        return Again(told, problem=str(error))
    always = [need for need in needs if not need.when]
    answers = tuple(_answer(caller, need) for need in always)
    return Again(told, answers, (*_time(cloud, told), *lost, *_left_out(needs)))


def _needs(cloud: Cloud, told: Denial) -> tuple[RequiredAction, ...]:
    if told.action:
        return (RequiredAction(told.action, told.resource or "*"),)
    return needs_of(cloud, told.record)


def _answer(caller: Caller, need: RequiredAction) -> Answer:
    if need.resource.endswith("*") and need.resource != "*":
        return Answer(need.action, need.resource, problem="the record gives no ARN to ask about")
    try:
        return Answer(need.action, need.resource, caller.can(need.action, need.resource))
    except SimlibError as error:
        return Answer(need.action, need.resource, problem=str(error))


def _time(cloud: Cloud, told: Denial) -> Iterator[str]:
    then, now = told.record.get("eventTime"), iso_time(cloud.now)
    if then and then != now:
        yield f"at {now}, not at {then}"


def _left_out(needs: tuple[RequiredAction, ...]) -> Iterator[str]:
    for need in needs:
        if need.when:
            yield f"without {need.action}, which it needs when {need.when}"
