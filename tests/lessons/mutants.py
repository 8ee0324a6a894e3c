"""Mutants of a policy: small changes as people make them, and rewrites that change nothing.

Which of the two a mutant is, is not assumed: comparison decides.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

__all__ = ["dropped", "mutants"]

Statement = dict[str, Any]


def mutants(text: str) -> Iterator[tuple[str, str]]:
    """What was changed, and the policy with that change, each once."""
    document = json.loads(text)
    written = document["Statement"]
    statements = written if isinstance(written, list) else [written]
    seen = {json.dumps(document)}
    for told, changed in _changes(statements):
        whole = json.dumps({**document, "Statement": changed}, indent=2)
        if whole not in seen and changed:
            seen.add(whole)
            yield told, whole


def dropped(text: str) -> Iterator[tuple[str, str, Statement]]:
    """Which statement was taken out, the policy that is left, and the statement."""
    document = json.loads(text)
    written = document["Statement"]
    statements = written if isinstance(written, list) else [written]
    for place, statement in enumerate(statements):
        others = [each for at, each in enumerate(statements) if at != place]
        yield f"statement {place + 1}", json.dumps({**document, "Statement": others}), statement


def _changes(statements: list[Statement]) -> Iterator[tuple[str, list[Statement]]]:
    yield "statements in reverse", statements[::-1]
    for place, statement in enumerate(statements):
        others = [each for at, each in enumerate(statements) if at != place]
        yield f"statement {place + 1} dropped", others
        for told, changed in _of_statement(statement):
            yield (
                f"statement {place + 1}: {told}",
                [*statements[:place], *changed, *statements[place + 1 :]],
            )


def _of_statement(statement: Statement) -> Iterator[tuple[str, list[Statement]]]:
    flipped = "Deny" if statement["Effect"] == "Allow" else "Allow"
    yield "effect flipped", [{**statement, "Effect": flipped}]
    for name in ("Action", "NotAction", "Resource", "NotResource"):
        if name in statement:
            yield from ((f"{name} {told}", each) for told, each in _of_values(statement, name))
    yield from _of_conditions(statement)
    yield from _of_principals(statement)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _of_values(statement: Statement, name: str) -> Iterator[tuple[str, list[Statement]]]:
    values = _listed(statement[name])
    yield "in reverse", [{**statement, name: values[::-1]}]
    yield "everything", [{**statement, name: "*"}]
    if len(values) > 1:
        yield "split", [{**statement, name: each, "Sid": f"S{n}"} for n, each in enumerate(values)]
        for value in values:
            yield f"without {value}", [{**statement, name: [v for v in values if v != value]}]
    for place, value in enumerate(values):
        for told, changed in _of_value(name, value):
            yield told, [{**statement, name: [*values[:place], changed, *values[place + 1 :]]}]


def _of_value(name: str, value: str) -> Iterator[tuple[str, str]]:
    if "Action" in name and ":" in value:
        service, _, action = value.partition(":")
        yield f"{value} in capitals", f"{service}:{action.upper()}"
        yield f"{value} for the whole service", f"{service}:*"
        yield f"{value} misspelt", f"{service}:{action}s"
        yield f"{value} shortened", f"{service}:{action[:3]}*"
    elif value.startswith("arn:"):
        yield f"{value} with more behind", value + "*"
        yield f"{value} for all names", value.rpartition("/")[0] + "/*" if "/" in value else value
        yield f"{value} in another Region", value.replace("us-east-1", "eu-west-1")
        yield f"{value} in another account", value.replace("111122223333", "444455556666")
        yield f"{value} without wildcard", value.removesuffix("*")


def _of_conditions(statement: Statement) -> Iterator[tuple[str, list[Statement]]]:
    conditions = statement.get("Condition", {})
    if conditions:
        yield "no condition", [{k: v for k, v in statement.items() if k != "Condition"}]
    for operator, keys in conditions.items():
        for key in keys:
            yield f"without {operator} {key}", [_without(statement, operator, key)]
            for told, other in _of_operator(operator):
                yield f"{operator} {key} {told}", [_operator(statement, operator, key, other)]
            yield from _of_texts(statement, operator, key)
            yield f"{key} in capitals", [_renamed(statement, operator, key, key.upper())]
            yield f"{key} misspelt", [_renamed(statement, operator, key, key + "s")]


def _of_texts(
    statement: Statement, operator: str, key: str
) -> Iterator[tuple[str, list[Statement]]]:
    """The values of a condition key in another case, and one by one left out."""
    values = _listed(statement["Condition"][operator][key])
    if operator in ("Null", "Bool") or operator.startswith(("Numeric", "Date")):
        return
    changes = [("in another case", [str(value).swapcase() for value in values])]
    changes += [
        (f"without {value}", [v for v in values if v != value])
        for value in (values if len(values) > 1 else ())
    ]
    for told, changed in changes:
        other = copy.deepcopy(statement)
        other["Condition"][operator][key] = changed
        yield f"{operator} {key} {told}", [other]


def _of_operator(operator: str) -> Iterator[tuple[str, str]]:
    if operator.startswith(("String", "Arn")) and "Not" not in operator:
        lead = "String" if operator.startswith("String") else "Arn"
        yield "negated", operator.replace(lead, lead + "Not", 1)
    if operator == "IpAddress":
        yield "negated", "NotIpAddress"
    if operator != "Null" and not operator.endswith("IfExists"):
        yield "if it exists", operator + "IfExists"
    if not operator.startswith("For"):
        yield "for all values", "ForAllValues:" + operator


def _without(statement: Statement, operator: str, key: str) -> Statement:
    changed = copy.deepcopy(statement)
    del changed["Condition"][operator][key]
    if not changed["Condition"][operator]:
        del changed["Condition"][operator]
    if not changed["Condition"]:
        del changed["Condition"]
    return changed


def _operator(statement: Statement, operator: str, key: str, other: str) -> Statement:
    values = statement["Condition"][operator][key]
    changed = _without(statement, operator, key)
    changed.setdefault("Condition", {}).setdefault(other, {})[key] = values
    return changed


def _renamed(statement: Statement, operator: str, key: str, other: str) -> Statement:
    values = statement["Condition"][operator][key]
    changed = _without(statement, operator, key)
    changed.setdefault("Condition", {}).setdefault(operator, {})[other] = values
    return changed


def _of_principals(statement: Statement) -> Iterator[tuple[str, list[Statement]]]:
    named = statement.get("Principal")
    if not isinstance(named, dict):
        return
    for kind, value in named.items():
        values = _listed(value)
        for each in values if len(values) > 1 else ():
            kept = [other for other in values if other != each]
            yield f"without {each}", [{**statement, "Principal": {**named, kind: kept}}]
    yield "for anybody", [{**statement, "Principal": {"AWS": "*"}}]
