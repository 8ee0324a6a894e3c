"""What is this? A sentence or two on the action, key, operator or ARN under the pointer."""

from typing import NamedTuple

from ..language.condition_operators import ConditionOperator, read_operator
from ..language.errors import SimlibError
from ..language.json_strings import JsonString, string_at
from ..reference.asking import action, condition_key, expand, resource_types_of
from ..reference.catalogue import service
from ..reference.records import Action, ConditionKey

__all__ = ["Description", "described"]

SHOWN = 8  # names of a long list


class Description(NamedTuple):
    """The sentences, and the place in the text that they are about (offsets)."""

    text: str
    start: int
    end: int


def described(text: str, offset: int) -> Description | None:
    """What the text at a place of a policy means, None where there is nothing to say.

    >>> described('{"Action": "healthlake:ReadResource"}', 20).text.splitlines()[1]
    'Access level: Read.'
    """
    here = string_at(text, offset)
    if here is None:
        return None
    try:
        said = _said(here)
    except SimlibError as error:
        said = str(error)
    return Description(said, here.start, here.end) if said else None


def _said(here: JsonString) -> str:
    parent = here.path[-1:] if here.is_key else here.path
    names = {str(each) for each in here.path}
    if names & {"Action", "NotAction"} and not here.is_key and ":" in here.text:
        return _of_actions(here.text)
    if names & {"Resource", "NotResource"} and here.text.startswith("arn:"):
        return _of_arn(here.text)
    if here.is_key and parent == ("Condition",):
        operator = read_operator(here.text)
        return _of_operator(operator) if operator else ""
    if here.is_key and "Condition" in names and ":" in here.text:
        return _of_key(here.text)
    return ""


def _of_actions(pattern: str) -> str:
    names = expand(pattern)
    if len(names) == 1:
        return _of_action(action(names[0]))
    if not names:
        return f"{service(pattern.partition(':')[0]).name} has no such action."
    shown = ", ".join(name.partition(":")[2] for name in names[:SHOWN])
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"Stands for {len(names)} actions: {shown}{more}."


def _of_action(found: Action) -> str:
    types = ", ".join(found.resource_types)
    on = f"Takes: {types}." if types else "Takes no resource: Resource must be `*`."
    return f"{found.description}.\nAccess level: {', '.join(found.access_levels)}.\n{on}"


def _of_arn(arn: str) -> str:
    types = resource_types_of(arn)
    named = ", ".join(f"{each.name} ({service(each.service).name})" for each in types)
    return f"An ARN of the type {named}." if types else ""


def _of_operator(operator: ConditionOperator) -> str:
    sentences = [f"{operator.base}: {'matches unless' if operator.negated else 'matches if'} "]
    sentences[0] += "a value of the key matches one of the policy's."
    if operator.base == "Null":
        sentences = ['"true": the key is absent; "false": the key is there.']
    if operator.takes_wildcards:
        sentences.append("`*` and `?` are wildcards.")
    if operator.qualifier == "ForAllValues":
        sentences.append("ForAllValues: every value of the request; true where there is none.")
    if operator.qualifier == "ForAnyValue":
        sentences.append("ForAnyValue: at least one value of the request.")
    if operator.if_exists:
        sentences.append("IfExists: matches where the key is absent.")
    return " ".join(sentences)


def _of_key(name: str) -> str:
    found = condition_key(name)
    values = "several values" if found.multivalued else "one value"
    told = found.description if isinstance(found, ConditionKey) else f"There when: {found.when}"
    return f"{found.name}: {found.type}, {values}.\n{told}."
