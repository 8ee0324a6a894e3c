"""Who may do what, all at once: principals by actions by resources, each decided.

The decisions are those of `caller.can`, found for all cells together: see `matrix`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ..cloud.askable import arns_there, askers, region_of
from ..cloud.caller import Caller
from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation
from ..language.errors import QuestionError, SimlibError, UnknownNameError, as_text
from ..language.terms import Decision
from .escalating import Escalation, escalations
from .matrix.cells import WORDS, Cell, Cells, gathered
from .matrix.frames import allowed_frame, decisions_frame
from .matrix.reach import actions_allowed, cloud_with_stranger, owner_of
from .matrix.tiles import Tile, bits_of, stretches, tiles

if TYPE_CHECKING:
    import pandas

    from .matrix.cells import Bools, Texts

__all__ = ["AccessMatrix", "Outcome", "access_matrix"]

Outcome = Decision | str  # a text says why it cannot be asked
Progress = Callable[[Iterable[Tile], int], Iterable[Tile]]
NOTHING = Cells((), {})


@dataclass(frozen=True, eq=False, repr=False)
class AccessMatrix:
    """The decision of every cell, and whether it hangs on a context key that is not known.

    A cell is conditional where other values of such keys could make it allowed, or not: keys
    neither given as `context` nor following from the principal, the resource and the organization,
    such as the network, MFA and the request's parameters. That is an upper bound: each condition on
    such a key is taken to be met or not by itself, also where no request could meet one and not the
    other, and where only one value is possible.
    """

    callers: Mapping[str, Caller] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)  # the resources' accounts, if any
    cells: Cells = NOTHING

    @property
    def principals(self) -> tuple[str, ...]:
        """Who asks, as `cloud.as_` takes them."""
        return tuple(self.callers)

    @property
    def resources(self) -> tuple[str, ...]:
        """What it is asked for on."""
        return tuple(self.owners)

    @property
    def actions(self) -> tuple[str, ...]:
        """What is asked for."""
        return tuple(self.cells.planes)

    def outcome(self, principal: str, action: str, resource: str) -> Outcome:
        """The decision, or why there is none. Raises UnknownNameError for what is not in here."""
        found = self.decision(principal, action, resource)
        if found is not None:
            return found
        try:
            return self.evaluation(principal, action, resource).decision
        except SimlibError as error:
            return str(error)

    def decision(self, principal: str, action: str, resource: str) -> Decision | None:
        """The decision; None where it cannot be asked. Raises UnknownNameError."""
        return self._cell(principal, action, resource).decision

    def conditional(self, principal: str, action: str, resource: str) -> bool:
        """Is a cell conditional? Raises UnknownNameError."""
        return self._cell(principal, action, resource).conditional

    def evaluation(self, principal: str, action: str, resource: str) -> Evaluation:
        """The cell with its whole trace. Raises UnknownNameError, and what `caller.can` raises."""
        self._cell(principal, action, resource)
        caller = self.callers[principal]
        region = region_of(caller.cloud.state, resource)
        return (caller.in_region(region) if region else caller).can(action, resource)

    def _cell(self, principal: str, action: str, resource: str) -> Cell:
        try:
            row, column = self._rows[principal], self._columns[resource]
            return self.cells.at(row, action, column)
        except KeyError:
            told = f"`{principal}`, `{action}` on `{resource}`"
            lacking = self._lacking(principal, action, resource)
            raise UnknownNameError(f"the matrix has no cell for {told}; {lacking}") from None

    def _lacking(self, principal: str, action: str, resource: str) -> str:
        """What to make the matrix of, so that it has the cell."""
        asked = {
            "principals": (principal, self.principals),
            "actions": (action, self.actions),
            "resources": (resource, self.resources),
        }
        lacking = [
            f"{name}=[{each!r}]" for name, (each, known) in asked.items() if each not in known
        ]
        return f"make one with `access_matrix(cloud, {', '.join(lacking)})`"

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.callers)}

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.resources)}

    def who_can(self, action: str, resource: str) -> tuple[str, ...]:
        """The principals that are allowed it. Raises UnknownNameError."""
        return tuple(who for who in self.callers if self._cell(who, action, resource).allowed)

    def what_can(self, principal: str) -> "pandas.DataFrame":
        """What a principal is allowed, a row a cell. Raises UnknownNameError."""
        import numpy

        if principal not in self._rows:
            raise UnknownNameError(f"the matrix has no row for `{principal}`")
        own = numpy.array([[each == principal] for each in self.callers])
        return self._allowed(own).drop(columns="principal")

    def cross_account(self) -> "pandas.DataFrame":
        """What principals of one account are allowed on resources of another, a row a cell."""
        owners, accounts = self._owners(), self._accounts()
        return _about_others(
            self._allowed((accounts != owners) & (accounts != "") & (owners != ""))
        )

    def public(self) -> "pandas.DataFrame":
        """What anybody is allowed on what has an owner, a row a cell.

        Anybody is `anonymous`, without credentials, or a user of `any account`, which allows it
        everything.
        """
        caller = next(iter(self.callers.values()), None)
        if caller is None:
            return self._allowed(self._owners() != "")
        cloud, stranger = cloud_with_stranger(caller.cloud)
        who = ["anonymous", stranger]
        found = access_matrix(cloud, who, self.actions, self.resources, caller.said)
        frame = _about_others(found._allowed(self._owners() != ""))
        return frame.replace({"principal": {stranger: "any account"}})

    def possible(self) -> Iterator[tuple[str, str, str]]:
        """Principal, action and resource of each cell that more than an implicit deny could be.

        That is what could be allowed if keys that are not known said so and nothing denied it, and
        what cannot be asked. All others are denied implicitly, whatever those keys say.
        """
        who, where = self.principals, self.resources
        for row, action, column in self.cells.possible():
            yield who[row], action, where[column]

    def differing(self, other: "AccessMatrix") -> Iterator[tuple[str, str, str]]:
        """Principal, action and resource of each cell that another matrix has otherwise.

        Allowed, conditional, or not to be asked; an explicit and an implicit deny count alike.
        Raises QuestionError where the other matrix is about other cells.
        """
        mine = self.principals, self.actions, self.resources
        if mine != (other.principals, other.actions, other.resources):
            raise QuestionError("the two matrices are about other principals, actions or resources")
        for row, action, column in self.cells.differing(other.cells):
            yield self.principals[row], action, self.resources[column]

    def escalations(self) -> tuple[Escalation, ...]:
        """The ways by which its users, roles and root users reach more than they are given, sorted.

        Whatever the matrix's actions, resources and context are: see `escalations`.
        """
        own = {who: each for who, each in self.callers.items() if each.session.identity}
        caller = next(iter(own.values()), None)
        return () if caller is None else tuple(dict.fromkeys(escalations(caller.cloud, [*own])))

    def _accounts(self) -> "Texts":
        """The principals' accounts, a row each; empty for services and anonymous callers."""
        import numpy

        found = [[each.session.account or ""] for each in self.callers.values()]
        return numpy.array(found, object).reshape(-1, 1)

    def _owners(self) -> "Texts":
        """The resources' accounts, a column each; empty for those that have none of their own."""
        import numpy

        return numpy.array([list(self.owners.values())], object)

    def _allowed(self, where: "Bools") -> "pandas.DataFrame":
        return allowed_frame(self.cells, self.principals, self.resources, where)

    def frame(self) -> "pandas.DataFrame":
        """A row a principal; a column an action, or a resource, or both where both are several."""
        return decisions_frame(self.cells, self.principals, self.resources)

    def __repr__(self) -> str:
        found = self.cells.counts()
        told = ", ".join(f"{found[each]:,} {word}" for each, word in WORDS.items() if found[each])
        sizes = [
            f"{len(self.principals):,} principals",
            f"{len(self.actions):,} actions",
            f"{len(self.resources):,} resources",
        ]
        return f"<access matrix: {' by '.join(sizes)}: {told or 'no cells'}>"


# A bucket to be made would be the caller's, and the other two are about the caller alone.
_ABOUT_THE_CALLER = ("s3:CreateBucket", "sts:GetCallerIdentity", "sts:GetSessionToken")


def _about_others(frame: "pandas.DataFrame") -> "pandas.DataFrame":
    return frame[~frame["action"].isin(_ABOUT_THE_CALLER)].reset_index(drop=True)


def access_matrix(
    cloud: Cloud,
    principals: Sequence[str] | None = None,
    actions: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
    context: Mapping[str, object] | None = None,
    *,
    progress: Progress | None = None,
) -> AccessMatrix:
    """Decides every cell; `principals` are what `cloud.as_` takes. Raises what that raises.

    Without principals, everybody who can ask; without actions, all that the cloud's policies could
    allow of its services; without resources, all that is there, and `*`. A request goes to the
    Region that the resource is in. `context` are keys that you set, as for `can`.
    `progress(steps, total)` passes the steps on and shows how far it is.

    >>> from simlib import load_scenario
    >>> cloud = load_scenario("clinical-collaboration")
    >>> matrix = access_matrix(cloud, ["Alice", "Bob"], ["iam:GetUser"], ["*"])
    >>> matrix
    <access matrix: 2 principals by 1 actions by 1 resources: 2 implicitDeny>
    >>> str(matrix.decision("Alice", "iam:GetUser", "*"))
    'implicitDeny'
    """
    cloud = cloud.copy()
    who = [each.who for each in askers(cloud.state)] if principals is None else principals
    what = actions_allowed(cloud) if actions is None else actions
    where = ("*", *arns_there(cloud.state)) if resources is None else resources
    return _decided(cloud, who, what, where, context or {}, progress or _silently)


def _decided(
    cloud: Cloud,
    who: Sequence[str],
    what: Sequence[str],
    where: Sequence[str],
    said: Mapping[str, object],
    progress: Progress,
) -> AccessMatrix:
    callers = {each: cloud.as_(each).with_context(**said) for each in who}
    stranger = cloud.as_(STRANGER).with_context(**said)
    what = list(dict.fromkeys(as_text(each, "the action") for each in what))
    owners = {arn: owner_of(cloud, arn) for arn in where}
    parts = stretches(cloud, list(owners))
    steps, bits = progress(*tiles([*callers.values()], stranger, what, parts)), bits_of(parts)
    cells = gathered(steps, len(callers), what, [bits[arn] for arn in owners])
    return AccessMatrix(callers, owners, cells)


STRANGER = "access-analyzer.amazonaws.com"  # a service can ask for anything, and owns nothing


def _silently(steps: Iterable[Tile], total: int) -> Iterable[Tile]:
    return steps
