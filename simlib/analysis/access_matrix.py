"""Who may do what, all at once: principals by actions by resources, each decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..cloud.askable import region_of
from ..cloud.caller import Caller
from ..cloud.cloud import Cloud
from ..language.errors import SimlibError, UnknownNameError
from ..language.terms import Decision

if TYPE_CHECKING:
    import pandas

__all__ = ["AccessMatrix", "Cell", "access_matrix", "decided"]

Cell = tuple[str, str, str]  # principal, action, resource
Outcome = Decision | str  # a text says why it cannot be asked


@dataclass(frozen=True)
class AccessMatrix:
    """The decision of every cell. `outcomes` has a text where a question cannot be asked."""

    principals: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    outcomes: Mapping[Cell, Outcome]

    def outcome(self, principal: str, action: str, resource: str) -> Outcome:
        """The decision, or why there is none. Raises UnknownNameError for what is not in here."""
        try:
            return self.outcomes[principal, action, resource]
        except KeyError:
            told = f"`{principal}`, `{action}` on `{resource}`"
            raise UnknownNameError(f"the matrix has no cell for {told}") from None

    def decision(self, principal: str, action: str, resource: str) -> Decision | None:
        """The decision; None where it cannot be asked. Raises UnknownNameError."""
        found = self.outcome(principal, action, resource)
        return found if isinstance(found, Decision) else None

    def frame(self) -> "pandas.DataFrame":
        """A row a principal; a column an action, or a resource, or both where both are several."""
        import pandas

        columns = [(action, resource) for action in self.actions for resource in self.resources]
        rows = [
            [str(self.decision(who, *column) or "cannot be asked") for column in columns]
            for who in self.principals
        ]
        index = pandas.Index(self.principals, name="principal")
        return pandas.DataFrame(rows, index=index, columns=self._columns(columns))

    def _columns(self, columns: Sequence[tuple[str, str]]) -> "pandas.Index[str]":
        import pandas

        if len(self.resources) == 1:
            return pandas.Index(self.actions, name="action")
        if len(self.actions) == 1:
            return pandas.Index(self.resources, name="resource")
        return pandas.MultiIndex.from_tuples(columns, names=["action", "resource"])


def access_matrix(
    cloud: Cloud, principals: Sequence[str], actions: Sequence[str], resources: Sequence[str]
) -> AccessMatrix:
    """Decides every cell; `principals` are what `cloud.as_` takes. Raises what that raises.

    >>> from simlib import load_scenario
    >>> cloud = load_scenario("clinical-collaboration")
    >>> matrix = access_matrix(cloud, ["Alice", "Bob"], ["iam:GetUser"], ["*"])
    >>> str(matrix.decision("Alice", "iam:GetUser", "*"))
    'implicitDeny'
    """
    outcomes = dict(decided(cloud, principals, actions, resources))
    return AccessMatrix(tuple(principals), tuple(actions), tuple(resources), outcomes)


def decided(
    cloud: Cloud, principals: Sequence[str], actions: Sequence[str], resources: Sequence[str]
) -> Iterator[tuple[Cell, Outcome]]:
    """The cells one after the other, for whoever wants to show how far it is."""
    cloud = cloud.copy()
    for who in principals:
        caller = cloud.as_(who)
        for action in actions:
            for resource in resources:
                yield (who, action, resource), _outcome(caller, action, resource)


def _outcome(caller: Caller, action: str, resource: str) -> Outcome:
    try:
        region = region_of(caller.cloud.state, resource)
        there = caller.in_region(region) if region else caller
        return there.can(action, resource).decision
    except SimlibError as error:
        return str(error)
