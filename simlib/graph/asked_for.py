"""What stands for a resource in a question: its own ARN, and what is inside it.

Of a bucket's objects the first dozen is asked for: one a folder, then an example for every pattern
in a policy (`${aws:username}/*` is `Alice/example` where Alice asks), then the others.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ..cloud.policy_places import policy_places
from ..cloud.state import State
from ..language.arn import arn_glob
from ..language.wildcard import pieces
from .permissions import Node
from .terms import Kind

__all__ = ["Asker", "KeyPatterns", "arns_of", "key_patterns"]

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
MOST = 12  # keys that are asked for in one bucket


class Asker(NamedTuple):
    """Whoever asks: the variables that patterns of keys use, such as `aws:username`."""

    variables: Mapping[str, str]

    def filled(self, pattern: str) -> str | None:
        """An example for a pattern of keys; None where a variable has no value."""
        if not self.variables.keys() >= {each.lower() for each in _VARIABLE.findall(pattern)}:
            return None
        text = _VARIABLE.sub(lambda found: self.variables[found[1].lower()], pattern)
        return text.replace("*", "example").replace("?", "x")


KeyPatterns = Mapping[str, tuple[str, ...]]  # by the ARN of a bucket or an access point


def key_patterns(state: State) -> KeyPatterns:
    """The patterns of object keys that the cloud's policies have for each bucket and door."""
    texts = {
        value.text
        for place in policy_places(state)
        for statement in place.policy.statements
        for value in (statement.resource.values if statement.resource else ())
    }
    written = [(_glob(there), key) for text in sorted(texts) for there, key in _key_pattern(text)]
    arns = [*(bucket.arn for bucket in state.buckets.values()), *state.access_points]
    return {arn: tuple(dict.fromkeys(key for fits, key in written if fits(arn))) for arn in arns}


def _key_pattern(text: str) -> Iterator[tuple[str, str]]:
    parts = text.split(":", 5)
    if len(parts) == 6 and parts[2] == "s3":
        mark = "/object/" if parts[5].startswith("accesspoint/") else "/"
        there, slash, key = text.partition(mark)
        if slash and key:
            yield there, key


def arns_of(state: State, node: Node, asker: Asker, patterns: KeyPatterns) -> tuple[str, ...]:
    """The ARNs that are asked for in a resource's name."""
    if node.kind is Kind.BUCKET:
        keys = _keys(state, node.name, node.id, asker, patterns)
        return (node.id, *(f"{node.id}/{key}" for key in keys))
    if node.kind is Kind.ACCESS_POINT:
        bucket = state.access_points[node.id].bucket
        keys = _keys(state, bucket, node.id, asker, patterns)
        return (node.id, *(f"{node.id}/object/{key}" for key in keys))
    if node.kind is Kind.DOMAIN:
        parts = (part.arn for part in state.health_parts.values() if part.domain == node.id)
        return (node.id, *sorted(parts))
    return (node.id,)


def _keys(
    state: State, bucket: str, arn: str, asker: Asker, patterns: KeyPatterns
) -> Iterable[str]:
    objects = sorted(state.objects.get(bucket, {}))
    folders = {key.rpartition("/")[0]: key for key in objects}
    written = (asker.filled(key) for key in patterns[arn])
    keys = [*folders.values(), *filter(None, written), *objects]
    return list(dict.fromkeys(keys))[:MOST] or ["example"]


def _glob(pattern: str) -> Callable[[str], bool]:
    return arn_glob(pieces(_VARIABLE.sub("*", pattern))) or (lambda arn: False)
