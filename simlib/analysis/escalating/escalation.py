"""An escalation: who reaches what by which method, with the steps and the questions decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .question import Question

if TYPE_CHECKING:
    import pandas

__all__ = ["COLUMNS", "Asked", "Escalation", "escalations_frame"]

COLUMNS = (
    "principal", "through", "method", "reaches", "administrator", "may", "on", "steps", "unknown",
)  # fmt: skip


class Asked(NamedTuple):
    """A question that was answered with yes: the evidence. `who` is what `cloud.as_` takes."""

    who: str
    question: Question

    def __str__(self) -> str:
        return f"{self.who} may {self.question}"


@dataclass(frozen=True)
class Escalation:
    """One way by which a principal reaches more than its own policies say.

    `through` are the users and roles that it takes over on the way. `gains` is a question that it
    could not ask with success, and now can; `administrator` says that it can ask any. `unknown`
    says what simlib does not decide.
    """

    principal: str
    through: tuple[str, ...]
    method: str
    reaches: str
    gains: Question
    administrator: bool
    steps: tuple[str, ...]
    asked: tuple[Asked, ...]
    why: str
    close: str
    unknown: str = ""

    def __str__(self) -> str:
        """In words, with numbered steps."""
        steps = [f"  {number}. {step}" for number, step in enumerate(self.steps, 1)]
        unknown = [f"  {self.unknown}"] if self.unknown else []
        return "\n".join([self.sentence, *steps, f"  {self.why}", f"  {self.close}", *unknown])

    @property
    def sentence(self) -> str:
        """Who reaches what, and what is new."""
        told = f"{self.principal} reaches {self.reaches} by {self.method}"
        way = f" through {', '.join(self.through)}" if self.through else ""
        new = f"{self.gains.action} on {self.gains.resource}, which it may not itself"
        return f"{told}{way}: {new}{', and administers its account' if self.administrator else ''}"


def escalations_frame(found: Iterable[Escalation]) -> "pandas.DataFrame":
    """The escalations as a DataFrame, a row each."""
    import pandas

    return pandas.DataFrame(list(map(_row, found)), columns=list(COLUMNS))


def _row(each: Escalation) -> tuple[str | bool, ...]:
    return (
        each.principal,
        ", ".join(each.through),
        each.method,
        each.reaches,
        each.administrator,
        each.gains.action,
        each.gains.resource,
        "\n".join(f"{number}. {step}" for number, step in enumerate(each.steps, 1)),
        each.unknown,
    )
