"""Can a method be carried out against what it is aimed at? Every step is a question."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from ...cloud.caller import Caller
from .escalation import Asked
from .inquiry import Inquiry
from .made_up import names_for
from .method import Aim, Method, Who

__all__ = ["CarriedOut", "carried_out"]


class CarriedOut(NamedTuple):
    """A method that works: by whom, against what, in which steps, with the answers it rests on."""

    by: str
    method: Method
    aim: Aim
    actor: Caller | None
    steps: tuple[str, ...]
    asked: tuple[Asked, ...]


def carried_out(inquiry: Inquiry, who: Who, method: Method, aim: Aim) -> CarriedOut | None:
    """The method, with names that its caller may give; None where a step is not allowed."""
    steps = (*aim.before, *method.steps)
    made = next((step.on for step in steps if "{new}" in step.on), "")
    for new in names_for(inquiry, who.caller, made):
        done = _with_names(inquiry, who, method, aim, {"new": new, **aim.names})
        if done is not None:
            return done
    return None


def _with_names(
    inquiry: Inquiry, who: Who, method: Method, aim: Aim, names: Mapping[str, str]
) -> CarriedOut | None:
    """What others must be allowed is asked last, and what earlier steps change after them."""
    steps = (*aim.before, *method.steps)
    first = [(who.caller, step.question(names)) for step in steps if not step.after]
    if not all(inquiry.allows(*each) for each in (*first, *aim.others)):
        return None
    actor = aim.actor() if aim.actor is not None else None
    later = replace(who.caller, cloud=actor.cloud) if actor is not None else who.caller
    then = [(later, step.question(names)) for step in steps if step.after]
    if not all(inquiry.allows(*each) for each in then):
        return None
    told = tuple(step.told(names) for step in steps if step.words)
    asked = (Asked(_name(caller), question) for caller, question in (*first, *aim.others, *then))
    return CarriedOut(_name(who.caller), method, aim, actor, told, tuple(asked))


def _name(caller: Caller) -> str:
    return caller.session.identity or caller.name
