"""A request in one line, for people."""

from ...evaluation.request import ContextValue, Request

__all__ = ["request_in_words", "value_in_words"]


def request_in_words(request: Request) -> str:
    """Who asks for what, on which resource, with which context keys."""
    given = ", ".join(f"{key}={value_in_words(value)}" for key, value in request.context.items())
    said = f"{request.principal.label} asks for {request.action} on {request.resource.arn}"
    return said + (f" with {given}" if given else "")


def value_in_words(value: ContextValue) -> str:
    """The value of a context key; several in brackets.

    >>> value_in_words(("a", "b")), value_in_words(None)
    ('[a, b]', 'absent')
    """
    if value is None:
        return "absent"
    return value if isinstance(value, str) else "[" + ", ".join(value) + "]"
