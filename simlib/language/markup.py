"""Text from users as HTML: markup escaped, backticked values as code, nothing invisible."""

import re

__all__ = ["prose", "shown"]

_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def shown(text: str) -> str:
    """Text safe to show: markup escaped, invisible and direction marks made visible.

    >>> shown("<b>\\u202e")
    '&lt;b&gt;\\\\u202e'
    """
    from html import escape  # here, because it takes long to import

    visible = _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return escape(visible)


def prose(text: str) -> str:
    """A sentence with its backticked values as code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", shown(text))
