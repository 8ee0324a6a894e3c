"""The smallest policy that covers what somebody used: actions by name, on the resources named.

Source: "Security best practices in IAM" (apply least-privilege permissions).
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...cloud.cloud import Cloud
from ...language.arn import arn_glob
from ...language.errors import QuestionError, UnknownNameError, as_text, did_you_mean
from ...language.wildcard import pieces
from ...services import SERVICES
from .calls import Calls
from .counting import Counting
from .parts import parts_of
from .recorded_call import principal_in
from .used import Used, used_by

__all__ = ["UsedPolicy", "least_privilege"]

Resources = Mapping[str, frozenset[str]]


class UsedPolicy(str):
    """A policy's text. `remarks` say what it does not cover, and where it had to allow more."""

    __slots__ = ("remarks",)
    remarks: tuple[str, ...]

    def __new__(cls, text: str, remarks: Iterable[str] = ()) -> "UsedPolicy":
        policy = super().__new__(cls, text)
        policy.remarks = tuple(remarks)
        return policy

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """In a notebook, the text as it is, and the remarks below."""
        printer.text("\n".join([self, *self.remarks]))


def least_privilege(
    trail: Any, principal: str, *, cloud: Cloud | None = None, at_most: int | None = None
) -> UsedPolicy:
    """The identity-based policy that allows what a user or role did, and nothing else.

    `trail` is what `replay` takes, `principal` an ARN or a name. Calls that were denied do not
    count. `cloud` tells what records leave open: the key behind an alias, the bucket behind an
    access point, a role's path. Of one place, such as a folder, `at_most` so many names are listed;
    more become `folder/*`. Without it each is listed. Conditions are not made up.

    Raises UnknownNameError for whoever is not in the trail, QuestionError where nothing was used.
    """
    known = cloud or (trail if isinstance(trail, Cloud) else Cloud(SERVICES))
    used = _used(trail, as_text(principal, "the principal"), known)
    allowed = {action: _fewest(arns, at_most) for action, arns in used.allowed.items()}
    if not allowed:
        raise QuestionError(f"`{principal}` used nothing that a policy must allow")
    document = {"Version": "2012-10-17", "Statement": list(_statements(allowed))}
    return UsedPolicy(json.dumps(document, indent=2, ensure_ascii=False), used.remarks)


def _used(trail: Any, principal: str, cloud: Cloud) -> Used:
    """What each distinct call of the principal needs; whoever else calls is only remembered."""
    counted, there = Counting(Calls([cloud])), set()
    own: Counter[Any] = Counter()
    for part in parts_of(trail):
        for call, count in counted(part.records).items():
            who = principal_in(call.record)
            there.add(who)
            if principal in (who, _name(who)):
                own[who, call] += count
    meant = {who for who, _ in own}
    if len(meant) != 1:
        raise UnknownNameError(_which(principal, meant, there))
    return used_by((call for _, call in own), cloud)


def _name(who: str) -> str:
    return who.rpartition("/")[2]


def _which(principal: str, meant: set[str], there: set[str]) -> str:
    if meant:
        return f"`{principal}` is several: {', '.join(sorted(meant))}; say which by its ARN"
    known = there if principal.startswith("arn:") else {_name(who) for who in there}
    near = did_you_mean(principal, known) or f"there are {', '.join(sorted(known)[:12]) or 'none'}"
    return f"`{principal}` makes no call in this trail; {near}"


def _fewest(arns: Iterable[str], at_most: int | None) -> frozenset[str]:
    """Without what another of them covers."""
    wider = set(arns if at_most is None else _by_place(arns, at_most))
    patterns = [arn for arn in wider if "*" in arn and arn != "*"]
    globs = {arn: arn_glob(pieces(arn)) or (lambda text: False) for arn in patterns}
    covered = {a for a in wider for p, glob in globs.items() if a != p and glob(a)}
    return frozenset({"*"} if "*" in wider else wider - covered)


def _by_place(arns: Iterable[str], most: int) -> Iterator[str]:
    """Names that differ behind the last `/` or `:` alone, by a pattern where they are too many.

    >>> list(_by_place(["arn:aws:s3:::a/x/1", "arn:aws:s3:::a/x/2", "arn:aws:s3:::a/y"], 1))
    ['arn:aws:s3:::a/x/*', 'arn:aws:s3:::a/y']
    """
    places: dict[str, list[str]] = defaultdict(list)
    for arn in sorted(arns):
        places[_PLACE.sub("", arn)].append(arn)
    for place, found in places.items():
        whole = place.count(":") < 5 or place.endswith(":::")  # a bucket is a place of its own
        yield from found if whole or len(found) <= most else [f"{place}*"]


_PLACE = re.compile(r"[^/:]*$")


def _statements(allowed: Resources) -> Iterator[dict[str, Any]]:
    """Actions on the same resources are one statement."""
    together: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for action, arns in sorted(allowed.items()):
        together[tuple(sorted(arns))].append(action)
    for resources, actions in sorted(together.items(), key=lambda item: item[1]):
        yield {"Effect": "Allow", "Action": _listed(actions), "Resource": _listed(resources)}


def _listed(values: Iterable[str]) -> str | list[str]:
    every = list(values)
    return every[0] if len(every) == 1 else every
