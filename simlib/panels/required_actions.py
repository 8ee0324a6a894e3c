"""What an API operation asks for, as a list of actions to choose from, in HTML."""

from html import escape

from ..reference import RequiredAction, required_actions
from ..trace.html import shown

__all__ = ["actions_of", "required_actions_html", "told_of_operation"]


def actions_of(operation: str) -> tuple[str, ...]:
    """The actions that an operation asks for; none of no operation.

    >>> actions_of("s3.HeadObject")
    ('s3:GetObject',)
    """
    needed = required_actions(operation) if operation else ()
    return tuple(dict.fromkeys(each.action for each in needed))


def told_of_operation(operation: str, action: str) -> str:
    """The line under the action's field.

    >>> told_of_operation("s3.HeadObject", "s3:GetObject")
    's3.HeadObject asks for s3:GetObject'
    """
    rest = len(actions_of(operation)) - 1
    more = f", and for {rest} other action{'s' if rest > 1 else ''}" if rest else ""
    return f"{operation} asks for {action}{more}"


def required_actions_html(operation: str, action: str) -> str:
    """A button for each action and where it is asked for; nothing where it is the only one."""
    needed = required_actions(operation) if operation else ()
    if len(needed) < 2:
        return ""
    items = "".join(_item(each, each.action == action) for each in needed)
    head = f'<p class="simlib-choice-told">{shown(operation)} asks for</p>'
    return f'{head}<ul class="simlib-needs">{items}</ul>'


def _item(needed: RequiredAction, chosen: bool) -> str:
    when = f", when {needed.when}" if needed.when else ""
    point = escape(f"action:{needed.action}", quote=True)
    pressed = str(chosen).lower()
    button = (
        f'<button type="button" data-point="{point}" aria-pressed="{pressed}">'
        f"{shown(needed.action)}</button>"
    )
    return f"<li>{button} on <code>{shown(needed.resource)}</code>{shown(when)}</li>"
