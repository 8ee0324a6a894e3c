"""What an API operation asks for, as a list of actions to choose from, in HTML."""

from html import escape

from ..language.markup import shown
from ..reference import RequiredAction, required_actions

__all__ = ["actions_of", "needs_of", "required_actions_html", "told_of_operation"]


def needs_of(operation: str) -> tuple[RequiredAction, ...]:
    """All that an operation asks for; nothing for no operation."""
    return required_actions(operation) if operation else ()


def actions_of(operation: str) -> tuple[str, ...]:
    """The actions that an operation asks for, each once.

    >>> actions_of("s3.HeadObject"), actions_of("")
    (('s3:GetObject',), ())
    """
    return tuple(dict.fromkeys(each.action for each in needs_of(operation)))


def told_of_operation(operation: str, action: str) -> str:
    """The line under the action's field.

    >>> told_of_operation("s3.HeadObject", "s3:GetObject")
    's3.HeadObject asks for s3:GetObject'
    """
    rest = len(actions_of(operation)) - 1
    more = f", and for {rest} other action{'s' if rest > 1 else ''}" if rest else ""
    return f"{operation} asks for {action}{more}"


def required_actions_html(operation: str, chosen: RequiredAction) -> str:
    """A button for each action and where it is asked for; nothing where it is the only one."""
    needed = needs_of(operation)
    if len(needed) < 2:
        return ""
    items = "".join(_item(number, each, each == chosen) for number, each in enumerate(needed))
    name = escape(f"{operation} asks for", quote=True)
    return f'<ul class="simlib-needs" aria-label="{name}">{items}</ul>'


def _item(number: int, needed: RequiredAction, chosen: bool) -> str:
    when = f", when {needed.when}" if needed.when else ""
    button = (
        f'<button type="button" data-point="need:{number}" aria-pressed="{str(chosen).lower()}">'
        f"{shown(needed.action)}</button>"
    )
    return f"<li>{button} on <code>{shown(needed.resource)}</code>{shown(when)}</li>"
