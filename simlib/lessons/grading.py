"""Is the answer right, and if not: on which request does it go wrong, and why?

Of the requests that go wrong that one is told which differs least from one that goes right.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..analysis.comparing import Comparison, compare
from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation
from ..language.errors import SimlibError
from ..language.policy import Policy
from ..language.terms import Effect
from .exercise import Asked, Exercise, Kind
from .settings import caller_of, cloud_of, policy_of

__all__ = ["Grade", "grade"]


@dataclass(frozen=True)
class Grade:
    """The grade of one answer. `said` is for the learner; `evaluation` opens the trace.

    `request` is the one on which it goes wrong, in words, for counting.
    """

    passed: bool
    said: str
    evaluation: Evaluation | None = None
    request: str = ""

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return ("Right. " if self.passed else "Not yet. ") + self.said


@dataclass(frozen=True)
class Tried:
    """One request of an exercise, put under the learner's policy."""

    asked: Asked
    expected: bool
    evaluation: Evaluation
    why: str

    @property
    def right(self) -> bool:
        return self.evaluation.allowed is self.expected


def grade(exercise: Exercise, answer: object) -> Grade:
    """Grades an answer. Never raises for what a learner may answer."""
    try:
        return _GRADERS[exercise.kind](exercise, answer)
    except SimlibError as error:
        return Grade(False, str(error))


def _policy(exercise: Exercise, answer: object) -> Grade:
    """A policy does what it has to do, in whatever words."""
    policy = policy_of(exercise.setting, str(answer))
    tried = tried_out(exercise, policy)
    wrong = [each for each in tried if not each.right]
    if wrong:
        return _wrong(_most_telling(wrong, tried), wrong)
    if exercise.same:
        return _same(compare(policy_of(exercise.setting, str(exercise.solution)), policy))
    return Grade(True, f"It does what it has to do in all {len(tried)} requests that were tried.")


def tried_out(exercise: Exercise, policy: Policy) -> list[Tried]:
    """Every request of an exercise, put in its cloud under a policy."""
    cloud = cloud_of(exercise.setting, policy)
    return [
        Tried(asked, each.allow, _evaluation(cloud, asked), each.why)
        for each in exercise.requests
        for asked in each.asked()
    ]


def _evaluation(cloud: Cloud, asked: Asked) -> Evaluation:
    return caller_of(cloud, asked).can(asked.action, asked.resource)


def _most_telling(wrong: Sequence[Tried], tried: Iterable[Tried]) -> tuple[Tried, Tried | None]:
    """The request that differs least from one that goes right, and that one.

    A request that is allowed as it should be says more than one that is denied.
    """
    right = sorted((each for each in tried if each.right), key=lambda each: not each.expected)
    pairs = [(each, other) for each in wrong for other in right]
    if not pairs:
        return wrong[0], None
    return min(pairs, key=lambda pair: _distance(pair[0].asked, pair[1].asked))


def _distance(one: Asked, other: Asked) -> int:
    """In how many things two requests differ."""
    keys = one.context.keys() | other.context.keys()
    differ = (one.who != other.who, one.action != other.action, one.resource != other.resource)
    return sum(differ) + sum(one.context.get(key) != other.context.get(key) for key in keys)


def _wrong(pair: tuple[Tried, Tried | None], wrong: Sequence[Tried]) -> Grade:
    tried, like = pair
    now = "is allowed, and must not be" if not tried.expected else "is denied, and must be allowed"
    parts = [f"{tried.asked} {now}."]
    parts += [f"That is so because {tried.why}."] if tried.why else []
    parts += [f"It goes right for: {like.asked}."] if like is not None else []
    parts += [_extent(tried, wrong)]
    return Grade(False, " ".join(filter(None, parts)), tried.evaluation, str(tried.asked))


def _extent(tried: Tried, wrong: Sequence[Tried]) -> str:
    """How many others go wrong in the same way."""
    alike = [each.asked for each in wrong if each.expected is tried.expected]
    if len(alike) < 2:
        return ""
    what = "is denied to" if tried.expected else "also lets"
    people, resources = {each.who for each in alike}, {each.resource for each in alike}
    actions = {each.action for each in alike}
    counts = ((people, "principal"), (actions, "action"), (resources, "resource"))
    told = ", ".join(f"{len(found)} {noun}{'s' * (len(found) != 1)}" for found, noun in counts)
    return f"In all it {what} {told}."


def _same(comparison: Comparison) -> Grade:
    if comparison:
        return Grade(True, "It does exactly what is asked for.")
    if not comparison.differences:
        return Grade(False, f"It could not be compared within {comparison.seconds:g} s.")
    first = comparison.differences[0]
    how = "is allowed, and must not be" if first.gained else "is denied, and must be allowed"
    return Grade(False, f"{first} {how}.", first.after, str(first))


def _verdict(exercise: Exercise, answer: object) -> Grade:
    """The verdict that was predicted, against the one that is fired."""
    evaluation = _fired(exercise)
    said = f"{exercise.asked}: {evaluation.decision}. {evaluation.why()}"
    return Grade(str(answer) == evaluation.decision.value, said, evaluation, str(exercise.asked))


def _statement(exercise: Exercise, answer: object) -> Grade:
    """The statement that decides, by its label or its Sid."""
    evaluation = _fired(exercise)
    deciding = deciding_statements(evaluation)
    named = str(answer).replace("`", "").strip().lower()
    passed = any(named in (each, each.removeprefix("statement ")) for each in deciding)
    said = evaluation.why() if passed else f"`{answer}` is not what decides. {evaluation.why()}"
    return Grade(passed, said, evaluation, str(exercise.asked))


def deciding_statements(evaluation: Evaluation) -> tuple[str, ...]:
    """The labels of the statements that decided, in lower case and without quotes."""
    wanted = Effect.ALLOW if evaluation.allowed else Effect.DENY
    found = evaluation.matched_statements
    labels = (each.statement.label for each in found if each.statement.effect is wanted)
    return tuple(label.replace("`", "").lower() for label in labels)


def _fired(exercise: Exercise) -> Evaluation:
    assert exercise.asked is not None  # INVARIANT: the reader asks for it
    policy = policy_of(exercise.setting, exercise.starter) if exercise.starter else None
    return _evaluation(cloud_of(exercise.setting, policy), exercise.asked)


def _choice(exercise: Exercise, answer: object) -> Grade:
    """One of the options, by its text or its number from one."""
    text = str(answer).strip()
    if text.isdigit() and 0 < int(text) <= len(exercise.options):
        text = exercise.options[int(text) - 1]
    if text not in exercise.options:
        told = "; ".join(f"{n}: {each}" for n, each in enumerate(exercise.options, 1))
        return Grade(False, f"Choose one of {told}")
    return Grade(text == exercise.solution, f"You chose: {text}.", request=text)


def _order(exercise: Exercise, answer: object) -> Grade:
    """All the options, in the order of the solution."""
    given = tuple(answer) if isinstance(answer, (list, tuple)) else tuple(str(answer).split(", "))
    if sorted(given) != sorted(exercise.options):
        return Grade(False, f"Put these in order, each once: {', '.join(exercise.options)}")
    wanted = tuple(exercise.solution)
    place = next(
        (n for n, pair in enumerate(zip(given, wanted, strict=True)) if len({*pair}) > 1), None
    )
    if place is None:
        return Grade(True, "In this order.")
    return Grade(False, f"The first {place} are right; `{given[place]}` does not come next.")


def _trail(exercise: Exercise, answer: object) -> Grade:
    """The records that are meant, by their ids or event names, in any order."""
    given = {str(each) for each in (answer if isinstance(answer, (list, tuple, set)) else [answer])}
    wanted = set(exercise.solution if isinstance(exercise.solution, tuple) else [exercise.solution])
    missing, more = wanted - given, given - wanted
    if not missing and not more:
        return Grade(True, f"These {len(wanted)} it is.")
    told = [f"{len(more)} of them are not meant, such as {min(more)}"] if more else []
    told += [f"{len(missing)} are missing"] if missing else []
    return Grade(False, " and ".join(told).capitalize() + ".")


_GRADERS: dict[Kind, Callable[[Exercise, object], Grade]] = {
    Kind.POLICY: _policy,
    Kind.PREDICT: _verdict,
    Kind.STATEMENT: _statement,
    Kind.CHOOSE: _choice,
    Kind.ORDER: _order,
    Kind.TRAIL: _trail,
}
