"""z3's answer: a request that one policy allows and the other does not, or that there is none."""

import re
from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Any, NamedTuple

import z3

from simlib import Policy, Request, role_session, user
from simlib.language.terms import Effect
from simlib.reference import expand
from tests.analysis.comparing.beside_z3.policies import allowed, names_action
from tests.analysis.comparing.beside_z3.request import Asked, Key
from tests.analysis.comparing.beside_z3.spaces import Space, spaces_of

__all__ = ["Answer", "Found", "Layers", "beyond"]

STEPS = 1_000_000  # that the solver may take for one question: the same on every machine


class Answer(StrEnum):
    """Is there such a request?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Found(NamedTuple):
    """The answer; with YES a request."""

    answer: Answer
    request: Request | None = None


class Question(NamedTuple):
    """One action on one space of ARNs by one kind of caller."""

    action: str
    space: Space
    asked: Asked
    formula: z3.BoolRef

    @property
    def key(self) -> str:
        return self.formula.sexpr()


Layers = tuple[Policy, ...]  # of which each must allow: identity-based, boundary, SCP


def beyond(layers: Layers, other: Layers) -> Found:
    """A request that these layers allow and the others do not."""
    questions = {each.key: each for each in _questions(layers, other)}
    answers = map(_answered, questions.values())
    unknown = False
    for found in answers:
        if found.answer is Answer.YES:
            return found
        unknown |= found.answer is Answer.UNKNOWN
    return Found(Answer.UNKNOWN if unknown else Answer.NO)


def _questions(layers: Layers, other: Layers) -> Iterator[Question]:
    """Where nothing is read that a role session has otherwise, a user stands for both."""
    a_user, session = Asked(is_user=True), Asked(is_user=False)
    asked_on = [(name, space) for name in _actions(layers, other) for space in spaces_of(name)]
    for asked in (a_user, session):
        if asked is a_user or a_user.about_caller:
            for action, space in asked_on:
                yield Question(action, space, asked, _formula(layers, other, action, space, asked))


def _formula(layers: Layers, other: Layers, action: str, space: Space, asked: Asked) -> z3.BoolRef:
    gives, lacks = (
        z3.And(*(allowed(each, action, space, asked) for each in side)) for side in (layers, other)
    )
    wanted = z3.simplify(z3.And(gives, z3.Not(lacks)))
    if z3.is_false(wanted):
        return wanted
    return z3.And(wanted, *space.within(), *asked.certain(wanted))


def _actions(layers: Layers, other: Layers) -> list[str]:
    """One of each lot that no statement of either tells apart and that are asked on the same."""
    statements = [each for policy in (*layers, *other) for each in policy.statements]
    gives = [each for each in layers[0].statements if each.effect is Effect.ALLOW]
    lots: dict[Any, str] = {}
    for action in expand("s3:*"):
        if any(names_action(each.action, action) for each in gives):
            told = tuple(names_action(each.action, action) for each in statements)
            lots.setdefault((told, *spaces_of(action)), action)
    return list(lots.values())


def _answered(question: Question) -> Found:
    if z3.is_false(question.formula):
        return Found(Answer.NO)
    solver = z3.Solver()
    solver.set("rlimit", STEPS)
    solver.add(question.formula)
    result = solver.check()
    if result == z3.sat:
        return Found(Answer.YES, _request(question, solver.model()))
    return Found(Answer.NO if result == z3.unsat else Answer.UNKNOWN)


def _request(question: Question, model: z3.ModelRef) -> Request:
    asked = question.asked
    context = {name: _held(asked, key, name, model) for name, key in asked.keys.items()}
    caller = user("Alice") if asked.is_user else role_session("CareRole", "shift1")
    return Request(caller, question.action, _arn(question.space, model), context)


def _arn(space: Space, model: z3.ModelRef) -> str:
    if space.format == "*":
        return "*"
    *lead, region, account, _ = space.parts
    where = _text(model, z3.String("region")) if "$" in region else region
    return ":".join([*lead, where, account, _text(model, z3.String("resource"))])


def _held(asked: Asked, key: Key, name: str, model: z3.ModelRef) -> Any:
    values = [
        _plain(key, each.value, asked, model)
        for each in key.elements
        if z3.is_true(model.eval(each.there, model_completion=True))
    ]
    if not values:
        return None
    return tuple(values) if key.several else values[0]


def _plain(key: Key, value: Any, asked: Asked, model: z3.ModelRef) -> str:
    if key.type == "IPAddress":
        return _address(value, model)
    found = model.eval(asked.text(key, value), model_completion=True)
    if key.type == "Bool":
        return str(z3.is_true(found)).lower()
    if key.type in ("Numeric", "Date"):
        return _decimal(found.as_fraction())
    return _unescaped(found)


def _decimal(fraction: Any) -> str:
    whole = fraction.denominator == 1
    return str(fraction.numerator) if whole else f"{float(fraction)}"


def _address(value: Any, model: z3.ModelRef) -> str:
    sixth, *by_version = value
    is_sixth = z3.is_true(model.eval(sixth, model_completion=True))
    number = model.eval(by_version[is_sixth], model_completion=True).as_long()
    return str(IPv6Address(number) if is_sixth else IPv4Address(number))


def _text(model: z3.ModelRef, value: z3.SeqRef) -> str:
    return _unescaped(model.eval(value, model_completion=True))


def _unescaped(found: z3.SeqRef) -> str:
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), found.as_string())


_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
