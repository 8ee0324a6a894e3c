"""S3 objects that policies cannot tell apart: one of them stands for all.

Two objects of a bucket are alike where the same Resource elements list both, and neither is kept
with tags of its own. So a trail of a billion objects is decided by the few kinds that there are.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from ...cloud.cloud import Cloud
from ...language.arn import arn_glob
from ...language.policy import Policy
from ...language.wildcard import pieces

__all__ = ["Alike"]

REMEMBERED = 65_536
Glob = Callable[[str], bool]


class Alike:
    """`alike(bucket, key)` is the key of the first object that was seen of its kind."""

    def __init__(self, clouds: Iterable[Cloud], policies: Iterable[Policy]) -> None:
        self._kept = {
            (bucket, key)
            for cloud in clouds
            for bucket, objects in cloud.state.objects.items()
            for key, stored in objects.items()
            if stored.tags
        }
        self._patterns = sorted({text for policy in policies for text in _resources(policy)})
        # INVARIANT: as many kinds as the patterns tell apart, so it does not grow with a trail
        self._first: dict[tuple[object, ...], str] = {}
        self._globs = lru_cache(maxsize=4096)(self._globs_of)
        self.key = lru_cache(maxsize=REMEMBERED)(self._key)

    def _key(self, bucket: str, key: str) -> str:
        if bucket.startswith("arn:") or (bucket, key) in self._kept:
            return key
        arn = f"arn:aws:s3:::{bucket}/{key}"
        plain, variable = self._globs(bucket)
        if any(glob(arn) for glob in variable):
            return key  # what a variable stands for is another text for each caller
        kind = (bucket, *(glob(arn) for glob in plain))
        return self._first.setdefault(kind, key)

    def _globs_of(self, bucket: str) -> tuple[list[Glob], list[Glob]]:
        """The patterns that could list an object of the bucket: without variables, and with."""
        start = f"arn:aws:s3:::{bucket}/"
        texts = [text for text in self._patterns if _may_begin(text, start)]
        plain = [text for text in texts if "${" not in text]
        variable = [_VARIABLE.sub("*", text) for text in texts if "${" in text]
        return _globs(plain), _globs(variable)


def _globs(texts: Iterable[str]) -> list[Glob]:
    """A text with fewer than the six parts of an ARN lists nothing."""
    found = (arn_glob(pieces(text)) for text in texts if text != "*")
    return [glob for glob in found if glob is not None]


_VARIABLE = re.compile(r"\$\{[^}]*\}")


def _resources(policy: Policy) -> Iterator[str]:
    for statement in policy.statements:
        if statement.resource is not None:
            yield from (value.text for value in statement.resource.values)


def _may_begin(pattern: str, start: str) -> bool:
    lead = pattern.partition("*")[0].partition("?")[0].partition("$")[0]
    return lead.startswith(start) or start.startswith(lead)
