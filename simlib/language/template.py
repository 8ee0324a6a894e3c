"""Unfilled template text in a policy: finding it, naming it, filling it.

Published policies come with `{POLICY_VERSION}`, `<region>` or `ACCOUNT-ID` in them; as they stand
AWS refuses them, or worse, saves an ARN that matches nothing.
"""

import json
import re
from functools import cache

from .errors import TemplateError, did_you_mean

__all__ = ["fill", "placeholders"]

_NAMES = (
    r"(?:aws[-_ ])?(?:partition|region|account|domain|bucket|user|role|group|key|agent|datastore|"
    r"organi[sz]ation|data[-_ ]store|integration|access[-_ ]point|policy|service|team|vpce?|"
    r"profile|your)"
    r"(?:[-_ ][a-z0-9]+)*"
)


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"<({_NAMES})>|(?<!\$)\{{({_NAMES})\}}", re.IGNORECASE)


def placeholders(text: str) -> list[tuple[str, int]]:
    """The template text of a policy, with the offset of each.

    >>> placeholders("arn:aws:s3:::<bucket-name>/*")
    [('<bucket-name>', 13)]
    """
    return [(match[0], match.start()) for match in _bracketed().finditer(text)]


def fill(text: str, **values: str) -> str:
    """Fills template text: `fill(text, region="us-east-1", account_id="111122223333")`.

    The name `account_id` fills `<account-id>`, `{ACCOUNT_ID}`, `{account_id}` and the bare words
    `ACCOUNT-ID` and `ACCOUNT_ID`. Raises TemplateError for a name the text does not have.

    >>> fill('"arn:aws:s3:<region>:ACCOUNT-ID:*"', region="eu-west-1", account_id="111122223333")
    '"arn:aws:s3:eu-west-1:111122223333:*"'
    """
    for name, value in values.items():
        written = _inside_json(value).replace("\\", r"\\")
        text, count = _placeholder(name).subn(written, text)
        if not count:
            raise TemplateError(_not_there(name, text))
    return text


def _placeholder(name: str) -> re.Pattern[str]:
    word = "[-_ ]".join(re.escape(part) for part in name.split("_"))
    bare = f"(?<![A-Za-z0-9_-])(?-i:{word.upper()})(?![A-Za-z0-9_-])"
    return re.compile(rf"<{word}>|(?<!\$)\{{{word}\}}|{bare}", re.IGNORECASE)


def _inside_json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _not_there(name: str, text: str) -> str:
    there = sorted({found.strip("<>{}") for found, _ in placeholders(text)})
    names = [found.lower().replace("-", "_").replace(" ", "_") for found in there]
    listed = ", ".join(f"`{n}`" for n in names) or "none"
    hint = did_you_mean(name, names)
    return f"no placeholder `{name}` in the text; there are: {listed}" + (f"; {hint}" * bool(hint))
