"""What can be done beside rewriting policies: everything that could be right, and some that tempts.

What is offered depends on the work alone, and so gives nothing away.
"""

from collections.abc import Iterator, Mapping
from functools import cache, partial

from ...cloud.aws_managed import aws_managed_policy
from ...cloud.state import State
from .choosing import possible_breaks
from .fault import Action, Healthy, Situation
from .faults.identities import those_who_call, with_fields

__all__ = ["actions_offered"]

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@cache
def actions_offered(healthy: Healthy) -> Mapping[str, Action]:
    """The actions by their names, sorted."""
    remedies = (each.remedy for each in possible_breaks(healthy.work))
    mending = [each for each in remedies if isinstance(each, Action)]
    found = {each.name: each for each in (*mending, *_tempting(healthy))}
    return {name: found[name] for name in sorted(found)}


def _tempting(healthy: Healthy) -> Iterator[Action]:
    """What people do in a hurry; each opens more than it mends, or closes something."""
    for table, key, identity in those_who_call(healthy):
        if ADMINISTRATOR not in identity.attached:
            wide = partial(_with_administrator, table, key, identity.attached)
            yield Action(f"Attach the policy AdministratorAccess to {identity.name}", wide)
    for bucket in _buckets(healthy):
        without = with_fields("buckets", bucket, policy=None)
        yield Action(f"Delete the bucket policy of {bucket}", without)
        opened = with_fields("buckets", bucket, public_access_block=frozenset())
        yield Action(f"Turn Block Public Access off for {bucket}", opened)
    if healthy.work.assume and "PolicyArns" in healthy.work.assume[0]:
        yield Action("Pass no session policy", _without_session_policy)


def _with_administrator(
    table: str, key: object, attached: tuple[str, ...], situation: Situation
) -> Situation:
    changed = with_fields(table, key, attached=(*attached, ADMINISTRATOR))(situation)
    managed = aws_managed_policy(ADMINISTRATOR)
    return changed._replace(state=changed.state.put("policies", ADMINISTRATOR, managed))


def _buckets(healthy: Healthy) -> Iterator[str]:
    """The buckets with a policy that the work is about."""
    asked = str(healthy.work.parameters.get("Bucket", ""))
    state: State = healthy.cloud.state
    for name, bucket in state.buckets.items():
        door = next((each.bucket for each in state.access_points.values() if each.arn == asked), "")
        if bucket.policy is not None and name in (asked, door):
            yield name


def _without_session_policy(situation: Situation) -> Situation:
    return situation._replace(work=situation.work.assuming(PolicyArns=None))
