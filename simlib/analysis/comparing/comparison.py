"""Is it the same policy? Narrower, wider, different; with requests that show it.

    compare(before, after)

Exact for what the search covers, which is everything that policies can say; it takes no longer than
it is given, and then it says so: "none found in N s", never "equal".
Source: "IAM Access Analyzer custom policy checks" (CheckNoNewAccess).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial

from ...cloud.cloud import Cloud
from ...evaluation.policy_set import PolicySet
from ...evaluation.request import HOSPITAL, Principal, root
from ...language.errors import QuestionError
from ...language.policy import Policy
from ...language.terms import PolicyType
from .callers import Somebody, known, strangers, those_named
from .clouds import difference_at, meetings
from .differences import ELSEWHERE, Difference, Owners, cases, difference_in
from .sides import as_attached, policies_of
from .texts import SearchTooLongError

__all__ = ["Comparison", "Relation", "compare"]


Compared = Policy | PolicySet | Cloud


class Relation(StrEnum):
    """How what is allowed afterwards compares with what was allowed before."""

    EQUAL = "equal"
    NARROWER = "narrower"
    WIDER = "wider"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Comparison:
    """What two sides allow, compared. `gained` and `lost` each begin with the plainest.

    `undecided` is the number of searches that were given up, after `seconds` in all.
    """

    gained: tuple[Difference, ...]
    lost: tuple[Difference, ...]
    undecided: int = 0
    seconds: float = 0

    @property
    def relation(self) -> Relation:
        """In one word. Where a search was given up, only what was found is certain."""
        if self.gained and self.lost:
            return Relation.DIFFERENT
        if self.undecided:
            return Relation.UNDECIDED
        if self.gained:
            return Relation.WIDER
        return Relation.NARROWER if self.lost else Relation.EQUAL

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """All of them, what is gained first."""
        return (*self.gained, *self.lost)

    def __bool__(self) -> bool:
        return self.relation is Relation.EQUAL

    def __repr__(self) -> str:
        return "\n".join([self._in_a_word(), *self._in_words()])

    def _in_a_word(self) -> str:
        if self.relation is not Relation.UNDECIDED:
            return self.relation.value
        found = "found what follows" if self.differences else "none found"
        return f"{found} in {self.seconds:g} s; {self.undecided} searches were given up"

    def _in_words(self) -> list[str]:
        more = [f"now allowed: {each}" for each in self.gained]
        return more + [f"no longer allowed: {each}" for each in self.lost]


def compare(before: Compared, after: Compared, *, seconds: float = 10) -> Comparison:
    """What is allowed after a change and was not before, and the other way round.

    Two policies of one type are compared with all else wide open, two sets layer by layer, two
    clouds for everybody at every place. Takes at most about `seconds`. Raises QuestionError for
    sides that cannot be compared.

    >>> from simlib.language import parse_policy
    >>> read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}
    >>> narrow = parse_policy({"Version": "2012-10-17", "Statement": read})
    >>> wide = parse_policy({"Version": "2012-10-17", "Statement": {**read, "Resource": "*"}})
    >>> compare(narrow, wide).relation
    <Relation.WIDER: 'wider'>
    """
    until = time.monotonic() + seconds
    if isinstance(before, Cloud) and isinstance(after, Cloud):
        searches = _between_clouds(before, after, until)
    else:
        searches = _between_sets(*_sides(before, after), until)
    searched = [_given_up(search, way) for search in searches for way in (True, False)]
    found = sorted((each for each in searched if isinstance(each, Difference)), key=plainness)
    gained = tuple(each for each in found if each.gained)
    lost = tuple(each for each in found if not each.gained)
    return Comparison(gained, lost, searched.count(GIVEN_UP), seconds)


Search = Callable[..., Difference | None]
GIVEN_UP = "given up"


def _between_sets(
    before: PolicySet, after: PolicySet, owners: Owners, until: float
) -> Iterator[Search]:
    for case in cases(before, after, _callers(before, after), owners):
        yield partial(difference_in, case, before, after, until=until)


def _between_clouds(before: Cloud, after: Cloud, until: float) -> Iterator[Search]:
    for meeting in meetings(before, after):
        yield partial(difference_at, meeting, until=until)


def _given_up(search: Search, gained: bool) -> Difference | str | None:
    try:
        return search(gained=gained)
    except SearchTooLongError:
        return GIVEN_UP


def plainness(difference: Difference) -> tuple[int, int, str]:
    """For sorting: few context keys first, then short."""
    return len(difference.request.context), len(str(difference)), str(difference)


def _sides(before: Compared, after: Compared) -> tuple[PolicySet, PolicySet, Owners]:
    if isinstance(before, PolicySet) and isinstance(after, PolicySet):
        return before, after, _owners(before, after)
    if not isinstance(before, Policy) or not isinstance(after, Policy):
        raise QuestionError("compare takes two policies, two sets of policies, or two clouds")
    if before.policy_type is not after.policy_type:
        told = f"a {before.policy_type} and a {after.policy_type} do different things"
        raise QuestionError(f"{told}; compare policies of one type, or sets of policies")
    old, new = as_attached(before), as_attached(after)
    if before.policy_type is PolicyType.RESOURCE_BASED:
        return old, new, lambda principal: (ELSEWHERE,)
    return old, new, lambda principal: (principal.account or HOSPITAL,)


def _owners(before: PolicySet, after: PolicySet) -> Owners:
    """The caller's own account, those described, and another one where a resource may give."""
    described = {each.id for side in (before, after) for each in side.accounts}
    gives = any(side.resource_based or side.grants for side in (before, after))
    others = sorted(described) + ([ELSEWHERE] if gives else [])

    def owners(principal: Principal) -> Iterable[str]:
        return dict.fromkeys((principal.account or HOSPITAL, *others))

    return owners


def _callers(before: PolicySet, after: PolicySet) -> list[Somebody]:
    """Strangers of each account, and everybody who is named."""
    sides = (before, after)
    policies = [policy for side in sides for policy in policies_of(side)]
    accounts = {each.id for side in sides for each in side.accounts} or {HOSPITAL}
    found = [each for account in sorted(accounts) for each in strangers(account)]
    if any(side.accounts for side in sides):
        found += [known(root(account)) for account in sorted(accounts)]
    named = those_named(policies, (grant.grantee for side in sides for grant in side.grants))
    return list({each.principal: each for each in (*found, *named)}.values())
