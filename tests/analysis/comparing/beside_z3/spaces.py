"""The ARNs that are asked about, said in so many words: what both sides of the cross-check search.

An action is asked on every resource type that the reference gives it, in the caller's own account;
one without a resource type on `*`. A placeholder of a type's format is at least one character, and
ends where the text behind it, or a longer format of the same service, goes on.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import z3

from simlib.language.variables import read_template
from simlib.language.wildcard import pieces
from simlib.reference import action, service
from tests.analysis.comparing.beside_z3.request import ACCOUNT, Asked
from tests.analysis.comparing.beside_z3.texts import fits, matches, shaped

__all__ = ["Space", "spaces_of"]

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


class Space(NamedTuple):
    """A resource type's format, and the characters with which longer formats go on; or `*`."""

    format: str
    further: str = ""

    @property
    def parts(self) -> list[str]:
        return self.format.split(":", 5)

    @property
    def access_point(self) -> bool:
        """Rule G7: reached by HTTPS alone."""
        return self.format.startswith("arn:aws:s3:") and self.parts[5].startswith("accesspoint/")

    def within(self) -> list[z3.BoolRef]:
        """That the ARN's last parts are of this format."""
        if self.format == "*":
            return []
        *_, region, _, rest = self.parts
        where = z3.InRe(_place(3), shaped([("", ":")])) if "$" in region else z3.BoolVal(True)
        return [where, z3.InRe(_place(5), shaped(_pieces(rest, self.further)))]

    def listed(self, text: str, asked: Asked, variables: bool) -> z3.BoolRef:
        """Does a policy's resource match? Part by part; variables count in the last (A11, C1)."""
        if text == "*":
            return z3.BoolVal(True)
        parts = text.split(":", 5)
        if self.format == "*" or len(parts) < 6 or not self._of_such(parts):
            return z3.BoolVal(False)
        there, last = asked.resolved(read_template(parts[5], wildcards=True, variables=variables))
        where = [matches(_place(3), pieces(parts[3]))] if "$" in self.parts[3] else []
        return z3.And(there, *where, matches(_place(5), last))

    def _of_such(self, parts: list[str]) -> bool:
        """Could it match, by the first five parts? Of the Region there is more to be asked."""
        mine = zip(parts[:5], self.parts, strict=False)
        return all((bool(part) if "$" in here else fits(part, here)) for part, here in mine)


def _place(number: int) -> z3.SeqRef:
    return z3.String({3: "region", 5: "resource"}[number])


def _pieces(rest: str, further: str) -> list[tuple[str, str | None]]:
    texts = _PLACEHOLDER.split(rest)
    closed: list[str | None] = [":" + text[:1] for text in texts[1:]]
    if closed and not texts[-1]:
        closed[-1] = further
    return list(zip(texts, [*closed, None], strict=True))


def spaces_of(name: str) -> list[Space]:
    """What an action is asked on."""
    known = action(name)
    return [_space(known.service, each.name) for each in known.resources] or [Space("*")]


@lru_cache
def _space(prefix: str, name: str) -> Space:
    types = {key: _at_home(each.arn) for key, each in service(prefix).resource_types.items()}
    mine = types[name]
    longer = (other[len(mine) :][:1] for other in types.values() if other.startswith(mine))
    return Space(mine, "".join(longer))


def _at_home(arn: str) -> str:
    return arn.replace("${Partition}", "aws").replace("${Account}", ACCOUNT)
