"""Text for people: lists of names, and what users wrote, safe to show on a page or a terminal."""

import re
from collections.abc import Iterable

__all__ = ["in_a_list", "listed", "one_line", "prose", "shortened", "shown", "visible"]

_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def shown(text: str) -> str:
    """Text safe to show: markup escaped, invisible and direction marks made visible.

    >>> shown("<b>\\u202e")
    '&lt;b&gt;\\\\u202e'
    """
    from html import escape  # here, because it takes long to import

    return escape(visible(text))


def prose(text: str) -> str:
    """A sentence with its backticked values as code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", shown(text))


def listed(names: Iterable[object]) -> str:
    """The first three of some names, and how many more there are.

    >>> listed(["Alice", "Bob"]), listed(range(5))
    ('`Alice`, `Bob`', '`0`, `1`, `2` and 2 more')
    """
    there = list(dict.fromkeys(map(str, names)))
    more = f" and {len(there) - 3} more" if len(there) > 3 else ""
    return ", ".join(f"`{each}`" for each in there[:3]) + more


def shortened(text: str, most: int = 40) -> str:
    """A text of at most so many characters: its start and its end tell names apart.

    >>> shortened("arn:aws:s3:::clinical-exchange/import/patients.ndjson", 30)
    'arn:aws:s3:::cl…atients.ndjson'
    """
    end = (most - 1) // 2
    return text if len(text) <= most else f"{text[: most - 1 - end]}…{text[-end:]}"


def one_line(text: str) -> str:
    """Text safe for a terminal: on one line, invisible and direction marks made visible.

    >>> print(one_line("a\\n\\x1b[31mb"))
    a\\n\\u001b[31mb
    """
    return visible(text).translate({9: "\\t", 10: "\\n", 13: "\\r"})


def in_a_list(text: str, most: int = 80) -> str:
    """Text for a line of a list to choose from, where no markup goes: short and visible.

    >>> in_a_list("ward\\u202e")
    'ward\\\\u202e'
    """
    return shortened(one_line(text), most)


def visible(text: str) -> str:
    """Text with its invisible and direction marks spelt out, for where no markup goes."""
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
