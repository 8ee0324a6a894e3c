"""What a policy allows, as a formula of z3's.

Source: "IAM JSON policy elements: Condition operators", "Single-valued vs. multivalued context
keys", "IAM policy elements: Variables and tags".
"""

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import z3

from simlib.language.condition_operators import BASE_OPERATORS
from simlib.language.condition_values import read_date, read_network, read_number
from simlib.language.policy import Condition, Element, Policy, Statement
from simlib.language.terms import Effect
from simlib.language.variables import read_template
from tests.analysis.comparing.beside_z3.request import Asked, Key
from tests.analysis.comparing.beside_z3.spaces import Space
from tests.analysis.comparing.beside_z3.texts import NotEncodedError, any_case, fits, matches

__all__ = ["allowed", "names_action"]


def allowed(policy: Policy, action: str, space: Space, asked: Asked) -> z3.BoolRef:
    """A deny wins; of an access point HTTPS is asked (G7)."""
    given, denied = (
        [_matched(each, policy, space, asked) for each in policy.statements
         if each.effect is effect and names_action(each.action, action)]
        for effect in (Effect.ALLOW, Effect.DENY)
    )  # fmt: skip
    found = z3.And(z3.Or(*given), z3.Not(z3.Or(*denied)))
    if not given or not space.access_point:
        return found if given else z3.BoolVal(False)
    transport = asked.key("aws:SecureTransport")
    return z3.And(found, z3.Not(z3.And(transport.present, z3.Not(transport.elements[0].value))))


def names_action(element: Element, action: str) -> bool:
    """Rules A8 and A9."""
    listed = any(fits(each.text.lower(), action.lower()) for each in element.values)
    return listed is not element.negated


def _matched(statement: Statement, policy: Policy, space: Space, asked: Asked) -> z3.BoolRef:
    count = policy.version == "2012-10-17"
    conditions = [_condition(each, asked, count) for each in statement.conditions]
    return z3.And(_on_list(statement.resource, space, asked, count), *conditions)


@lru_cache(maxsize=1024)
def _on_list(element: Element, space: Space, asked: Asked, variables: bool) -> z3.BoolRef:
    """A resource that does not resolve matches nothing, so that NotResource excludes nothing."""
    listed = z3.Or(*(space.listed(each.text, asked, variables) for each in element.values))
    return z3.Not(listed) if element.negated else listed


@lru_cache(maxsize=1024)
def _condition(condition: Condition, asked: Asked, variables: bool) -> z3.BoolRef:
    """Rules B1 to B4 and B12 to B15."""
    key = asked.key(condition.key)
    qualifier, _, name = condition.operator.rpartition(":")
    base = name.removesuffix("IfExists")
    if base == "Null":
        return z3.Or(*(key.present == (each.text == "false") for each in condition.values))
    negated = BASE_OPERATORS[base]
    passed = [
        (each.there, _passes(base, condition, key, each.value, asked, variables))
        for each in key.elements
    ]
    every = z3.And(*(z3.Implies(there, passes) for there, passes in passed))
    some = z3.Or(*(z3.And(there, passes) for there, passes in passed))
    universal = qualifier == "ForAllValues" or (negated and not qualifier)
    if_absent = universal or name.endswith("IfExists")
    return z3.If(key.present, every if universal else some, z3.BoolVal(if_absent))


def _passes(
    base: str, condition: Condition, key: Key, value: Any, asked: Asked, variables: bool
) -> z3.BoolRef:
    plain = base.replace("Not", "", 1)
    hits = [_hit(plain, each.text, key, value, asked, variables) for each in condition.values]
    return z3.Not(z3.Or(*hits)) if plain != base else z3.Or(*hits)


def _hit(base: str, text: str, key: Key, value: Any, asked: Asked, variables: bool) -> z3.BoolRef:
    """Does one value of the policy match one value of the request?"""
    if base.startswith("String"):
        return _string(base, text, asked.text(key, value), asked, variables)
    if base.startswith("Arn"):
        return _arn(text, key, value, asked, variables)
    family = re.match("Numeric|Date|Bool|Ip", base)
    if family is None:
        raise NotEncodedError(base)
    return _FAMILIES[family[0]](base, text, value)


def _string(base: str, text: str, value: z3.SeqRef, asked: Asked, variables: bool) -> z3.BoolRef:
    template = read_template(text, wildcards=base == "StringLike", variables=variables)
    there, parts = asked.resolved(template)
    if base != "StringEqualsIgnoreCase":
        return z3.And(there, matches(value, parts))
    if any(not isinstance(part, str) for part in parts):
        raise NotEncodedError("a policy variable in any case")
    return any_case(value, "".join(parts))


def _arn(text: str, key: Key, value: z3.SeqRef, asked: Asked, variables: bool) -> z3.BoolRef:
    """Part by part (B11); the first five parts of the value are certain."""
    if key.type != "ARN":
        raise NotEncodedError("an ARN operator on a key that holds no ARN")
    parts, mine = text.split(":", 5), ["arn", "aws", "iam", "", "111122223333"]
    if len(parts) < 6 or not all(map(fits, parts[:5], mine)):
        return z3.BoolVal(False)
    there, last = asked.resolved(read_template(parts[5], wildcards=True, variables=variables))
    return z3.And(there, matches(value, last))


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}


def _number(base: str, text: str, value: z3.ArithRef) -> z3.BoolRef:
    bound = read_number(text)
    compared = _COMPARISONS[base.removeprefix("Numeric")]
    return z3.BoolVal(False) if bound is None else compared(value, z3.RealVal(str(bound)))


def _date(base: str, text: str, value: z3.ArithRef) -> z3.BoolRef:
    bound = read_date(text)
    compared = _COMPARISONS[base.removeprefix("Date")]
    return z3.BoolVal(False) if bound is None else compared(value, z3.RealVal(str(bound)))


def _bool(base: str, text: str, value: z3.BoolRef) -> z3.BoolRef:
    return value == (text.lower() == "true")


def _address(base: str, text: str, value: tuple[Any, Any, Any]) -> z3.BoolRef:
    """An address of one version is in no network of the other (B10)."""
    network = read_network(text)
    if network is None:
        return z3.BoolVal(False)
    sixth, *by_version = value
    bits = by_version[network.version == 6]
    first, last = int(network.network_address), int(network.broadcast_address)
    within = z3.And(z3.UGE(bits, first), z3.ULE(bits, last))
    return z3.And(sixth == (network.version == 6), within)


_FAMILIES: dict[str, Callable[[str, str, Any], z3.BoolRef]] = {
    "Numeric": _number,
    "Date": _date,
    "Bool": _bool,
    "Ip": _address,
}
