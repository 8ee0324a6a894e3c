"""Names for what is not there yet, or is not kept here: one that the caller's policies allow."""

from collections.abc import Iterator

from ...cloud.caller import Caller
from ...language.terms import Effect
from .inquiry import Inquiry

__all__ = ["names_for"]

PLAIN = "example"


def names_for(inquiry: Inquiry, caller: Caller, template: str) -> tuple[str, ...]:
    """What `{new}` in an ARN could be: `example`, or what fits a pattern in an Allow.

    A policy that allows `lambda:*` on `…:function:intake-*` lets functions be made whose names
    begin so: `intake-example`.
    """
    if "{new}" not in template:
        return (PLAIN,)
    service, kind = template.split(":", 5)[2], template.split(":", 5)[5].partition("{new}")[0]
    fitting = (
        text.split(":", 5)[5].removeprefix(kind)
        for text in _patterns(inquiry, caller)
        if text.count(":") > 4
        and text.split(":")[2] == service
        and text.split(":", 5)[5].startswith(kind)
    )
    return tuple(dict.fromkeys([PLAIN, *map(_filled, fitting)]))


def _patterns(inquiry: Inquiry, caller: Caller) -> Iterator[str]:
    for policy in inquiry.policies(caller):
        for statement in policy.statements:
            if statement.effect is Effect.ALLOW and statement.resource is not None:
                yield from (value.text for value in statement.resource.values)


def _filled(pattern: str) -> str:
    return pattern.partition("/")[0].replace("*", PLAIN).replace("?", "x")
