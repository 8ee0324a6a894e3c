"""Checks of statements as wholes: what stands twice, what has no name, what does nothing.

Source: "IAM JSON policy elements: Statement", "… Sid", "… Action".
"""

from ...language.edits import Edit, EditKind
from ...language.grammar import GRAMMAR
from ...language.issues import Issue
from ...language.policy import Statement
from ...language.terms import PolicyType
from ..check import Found, Said, policy_check, statement_check
from ..samples import READ_OBJECTS
from ..scope import PolicyScope, StatementScope
from .nearby import Nearby
from .reach import Reach, reaches_of

__all__ = ["redundant_statement"]

_SID = "IAM JSON policy elements: Sid"
_WRITE = {**READ_OBJECTS, "Action": "s3:PutObject"}
_NURSES = {"Principal": {"AWS": "arn:aws:iam::111122223333:role/Nurse"}}


@policy_check(
    Issue.REDUNDANT_STATEMENT,
    page="IAM JSON policy elements: Statement",
    bad={"Version": "2012-10-17", "Statement": [READ_OBJECTS, {**READ_OBJECTS, "Sid": "Again"}]},
    good={"Version": "2012-10-17", "Statement": [READ_OBJECTS, _WRITE]},
)
def redundant_statement(scope: PolicyScope) -> Found:
    """A statement of which another does all changes nothing."""
    reaches = [each for each in reaches_of(scope.policy) if _does_something(each.statement)]
    near = Nearby(reaches)
    for each in reaches:
        if other := next((o for o in near.that_may_cover(each) if _makes_idle(o, each)), None):
            idle, stays = each.statement, other.statement
            said = f"the {idle.label[:80]} changes nothing: the {stays.label[:80]} does it all"
            edit = Edit(EditKind.REMOVE, idle.source.pointer)
            yield Said(said, idle.source, "take it out", (edit,))


def _does_something(statement: Statement) -> bool:
    """Has it values in every list? Of empty lists others tell."""
    resource = statement.resource
    return bool(statement.action.values) and (resource is None or bool(resource.values))


def _makes_idle(one: Reach, other: Reach) -> bool:
    """Does one statement say all that the other says? Of two that say the same the first stays."""
    first = one.statement.number < other.statement.number
    return one is not other and one.says_all_of(other) and (first or not other.says_all_of(one))


@policy_check(
    Issue.UNIQUE_SIDS_RECOMMENDED,
    page=_SID,
    bad={
        "Version": "2012-10-17",
        "Statement": [
            {**READ_OBJECTS, **_NURSES, "Sid": "Ward"},
            {**_WRITE, **_NURSES, "Sid": "Ward"},
        ],
    },
    good={
        "Version": "2012-10-17",
        "Statement": [
            {**READ_OBJECTS, **_NURSES, "Sid": "Read"},
            {**_WRITE, **_NURSES, "Sid": "Write"},
        ],
    },
    policy_type=PolicyType.RESOURCE_BASED,
)
def unique_sids_recommended(scope: PolicyScope) -> Found:
    """Two statements of one Sid both count, and nobody can tell by it which is meant."""
    # Where IAM itself asks for unique Sids, reading the grammar has said so.
    statements = () if GRAMMAR[scope.policy_type].plain_sids else scope.policy.statements
    seen: set[str] = set()
    for each in statements:
        if each.sid and each.sid in seen:
            said = f"Sid `{each.sid[:60]}` stands twice: it does not tell the statements apart"
            yield Said(said, each.source, "give each statement a Sid of its own")
        seen.add(each.sid or "")


@statement_check(
    Issue.EMPTY_SID_VALUE,
    page=_SID,
    bad={"Sid": "", **READ_OBJECTS},
    good={"Sid": "ReadRecords", **READ_OBJECTS},
)
def empty_sid_value(scope: StatementScope) -> Found:
    """An empty Sid names nothing; the statement counts all the same."""
    pointer = f"{scope.statement.source.pointer}/Sid"
    node = scope.policy.node(pointer)
    if node is not None and node.kind == "string" and not node.value:
        said = "the Sid is empty and names nothing"
        yield Said(said, scope.statement.source, "take it out", (Edit(EditKind.REMOVE, pointer),))


@statement_check(
    Issue.EMPTY_ARRAY_ACTION,
    page="IAM JSON policy elements: Action",
    bad={**READ_OBJECTS, "Action": []},
    good=READ_OBJECTS,
)
def empty_array_action(scope: StatementScope) -> Found:
    """An empty list of actions is no action; an empty NotAction spares none."""
    action = scope.statement.action
    node = scope.policy.node(action.source.pointer)
    if node is not None and node.kind == "array" and not node.value:
        then = "is for every action" if action.negated else scope.nothing
        said = f"`{action.name}` lists no action, so the statement {then}"
        yield Said(said, action.source, "list the actions that are meant")
