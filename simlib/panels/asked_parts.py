"""The parts of a question as somebody types or picks them, each read with its own message.

Every function raises a SimlibError that says what was expected.
"""

import re
from datetime import datetime

from ..cloud import questions
from ..cloud.askable import regions_there
from ..cloud.cloud import Cloud
from ..language.errors import QuestionError, UnknownNameError, did_you_mean
from ..reference import action, operations, required_actions
from ..reference.regions import partitions

__all__ = ["as_action", "as_hours", "as_path", "as_region", "as_resource", "operation_named"]

_HOURS = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:h|hours?( ahead)?)?")
_A_CENTURY = 876_600


def operation_named(text: str) -> str:
    """The API operation that is meant, by its name or its name alone; empty where none is.

    >>> operation_named("s3:HeadObject"), operation_named("s3:GetObject")
    ('s3.HeadObject', '')
    """
    wanted = text.lower()
    if wanted in _OPERATIONS:
        return _OPERATIONS[wanted]
    client, colon, name = wanted.partition(":")
    dotted = _OPERATIONS.get(f"{client}.{name}" if colon else "", "")
    return "" if dotted and _is_action(text) else dotted


_OPERATIONS = {each.lower(): each for each in operations()}


def _is_action(text: str) -> bool:
    try:
        action(text)
    except (QuestionError, UnknownNameError):
        return False
    return True


def as_action(text: str) -> str:
    """An IAM action as AWS writes it; of an API operation the first that it asks for.

    >>> as_action("s3:getobject"), as_action("s3.HeadObject")
    ('s3:GetObject', 's3:GetObject')
    """
    operation = operation_named(text)
    if operation:
        needed = required_actions(operation)
        if not needed:
            raise QuestionError(f"`{operation}` asks for no action: anybody may call it")
        return needed[0].action
    return str(action(text))


def as_resource(text: str, action: str) -> str:
    """One ARN, or `*`."""
    return questions.as_resource(text, action.partition(":")[0].lower())


def as_region(cloud: Cloud, text: str) -> str | None:
    """Another Region than the cloud's own, one of AWS's; None is the cloud's own."""
    known = {cloud.region, *regions_there(cloud.state), *partitions()["aws"]}
    if text and text not in known:
        hint = did_you_mean(text, known)
        raise UnknownNameError(f"no Region `{text}`; {hint}".rstrip("; "))
    return None if text in ("", cloud.region) else text


def as_path(cloud: Cloud, text: str) -> tuple[str | None, str | None]:
    """An address and a VPC endpoint, of which one or both are None."""
    if text in cloud.state.endpoints:
        return None, text
    if text.startswith("vpce-"):
        hint = did_you_mean(text, cloud.state.endpoints)
        raise UnknownNameError(f"no VPC endpoint `{text}`; {hint}".rstrip("; "))
    return (_public(text) if text else None), None


def _public(text: str) -> str:
    questions.as_address(text)
    try:
        return questions.as_public_address(text)
    except QuestionError:
        told = "AWS sees it only of requests through a VPC endpoint: choose one"
        raise QuestionError(f"`{text}` is a private address; {told}") from None


def as_hours(now: datetime, text: str) -> float:
    """Hours ahead of now.

    >>> as_hours(datetime(2026, 3, 2), "2.5 hours")
    2.5
    """
    found = _HOURS.fullmatch(text.strip().lower())
    hours = float(found[1]) if found else -1
    if not 0 <= hours <= _A_CENTURY:
        raise QuestionError(f"`{text}` is no time ahead; expected hours such as `2` or `0.5`")
    questions.later(now, {"hours": hours})
    return hours
