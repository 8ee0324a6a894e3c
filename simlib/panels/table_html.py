"""Text in tables: long names shortened in the middle, the whole of them in the title."""

from ..language.markup import shortened, shown

__all__ = ["alert", "counted", "named", "short_arn"]


def short_arn(arn: str) -> str:
    """What an ARN names, without where: the account is in the title.

    >>> short_arn("arn:aws:iam::111122223333:user/Dana"), short_arn("anonymous")
    ('user/Dana', 'anonymous')
    """
    return arn.split(":", 5)[5] if arn.startswith("arn:") and arn.count(":") >= 5 else arn


def named(text: str, label: str | None = None, most: int = 40) -> str:
    """A name as code, with its whole text in the title where it is not all there."""
    seen = shortened(text if label is None else label, most)
    title = f' title="{shown(text)}"' if seen != text else ""
    return f"<code{title}>{shown(seen)}</code>"


def counted(number: int, word: str) -> str:
    """A number with its noun.

    >>> counted(1, "action"), counted(2000, "action")
    ('1 action', '2,000 actions')
    """
    return f"{number:,} {word}{'s' * (number != 1)}"


def alert(problem: str) -> str:
    """What went wrong, as text that is announced."""
    return f'<div class="simlib-alert" role="alert">{shown(problem)}</div>'
