"""The page of all methods, `data/escalations.md`: `python -m` this module writes it anew."""

from collections.abc import Iterator, Sequence

from ...shipped import shipped_path
from .method import Method, Step
from .table import OPENING, SUPPOSED, TAKING_OVER, WIDENING

__all__ = ["page"]

_INTRODUCTION = """# Escalations

By which methods somebody reaches more than its own policies say, as `escalations(cloud)` looks for
them. A method's name is the actions that it needs; a name with ° is of the list of twenty-one that
Rhino Security Labs published first. In braces stand what it is found for in a cloud: `{role}` is a
role's ARN, `{it}` what the step's action is asked on, `{self}` whoever uses the method, `{new}` a
name that is free to choose.

A method is found where every action is allowed on its resource and something is gained: a question
that is denied before and allowed afterwards. All of this is asked of the evaluator, so conditions,
boundaries, session policies, SCPs and RCPs count. What has been gained is asked about what is
there, and of those who administer their account already only where it leads out of it.

Made by `python -m simlib.analysis.escalating.documentation` from the methods themselves.
"""

_PARTS: tuple[tuple[str, str, Sequence[Method]], ...] = (
    (
        "Taking over",
        "One asks with the credentials of a user or role, and goes on from there.",
        TAKING_OVER,
    ),
    (
        "Taking over what is supposed to be there",
        "simlib does not keep these things; nothing is built on what one reaches by them.",
        SUPPOSED,
    ),
    (
        "Widening",
        "The policies of a user or role change: one's own, or those of one that is taken over.",
        WIDENING,
    ),
    ("Opening", "A resource lets one in, or its data is carried to where one may read.", OPENING),
)


def page() -> str:
    """The page's text."""
    return "\n".join([_INTRODUCTION, *(_part(*each) for each in _PARTS)])


def _part(title: str, told: str, methods: Sequence[Method]) -> str:
    return "\n".join([f"## {title}\n\n{told}\n", *(_method(each) for each in methods)])


def _method(method: Method) -> str:
    return "\n".join([f"**{method.name}**{'°' if method.published else ''}", *_lines(method), ""])


def _lines(method: Method) -> Iterator[str]:
    told = [step for step in method.steps if step.words]
    yield from (f"{number}. {step.words}" for number, step in enumerate(told, 1))
    yield ""
    yield f"- allowed: {'; '.join(_asked(step) for step in method.steps)}"
    yield f"- why: {method.why}"
    yield f"- to close it: {method.close}"
    if method.unknown:
        yield f"- not decided: {method.unknown}"


def _asked(step: Step) -> str:
    keys = ", ".join(f"{key} `{_shown(value)}`" for key, value in step.keys if value)
    return f"`{step.action}` on `{step.on}`" + (f" with {keys}" if keys else "")


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "`, `".join(value)


if __name__ == "__main__":
    shipped_path("escalations.md").write_text(page(), encoding="utf-8")
