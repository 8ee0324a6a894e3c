"""Is the answer right, and if not: on which request does it go wrong, and why?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..cloud.cloud import Cloud
from ..evaluation.evaluate import Evaluation
from ..language.errors import SimlibError
from ..language.terms import Decision, Effect
from .exercise import Asked, Exercise, Kind
from .settings import cloud_of, policy_of
from .telling import most_telling, told
from .trails import ids_in, record_in_words
from .trying import Tried, differences_from_solution, evaluation_of, tried_out
from .widely import asked_widely

__all__ = ["Grade", "grade", "graded_in"]


@dataclass(frozen=True)
class Grade:
    """The grade of one answer. `said` is for the learner; `evaluation` opens the trace.

    `request` is what it goes wrong on, in words, for counting: a request, or the answer itself;
    `asked` is the request to ask again.
    """

    passed: bool
    said: str
    evaluation: Evaluation | None = None
    request: str = ""
    asked: Asked | None = None

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return ("Right. " if self.passed else "Not yet. ") + self.said


def grade(exercise: Exercise, answer: object) -> Grade:
    """Grades an answer. Never raises for what a learner may answer."""
    try:
        return _GRADERS[exercise.kind](exercise, answer)
    except SimlibError as error:
        return Grade(False, str(error))


def _policy(exercise: Exercise, answer: object) -> Grade:
    """A policy does what it has to do, in whatever words, and nothing else."""
    policy = policy_of(exercise.setting, str(answer))
    cloud = cloud_of(exercise.setting, policy)
    if exercise.setting.scenario:
        return graded_in(exercise, cloud)
    tried = tried_out(exercise, cloud)
    wrong = _wrong_in(tried)
    found, undecided = ([], 0) if wrong else differences_from_solution(exercise, policy)
    if undecided and not found:
        return Grade(False, "It could not be compared in the time there is. Write it more plainly.")
    return _graded(exercise, tried, wrong or found)


def graded_in(exercise: Exercise, cloud: Cloud) -> Grade:
    """Grades a scenario's cloud that holds an answer."""
    tried = tried_out(exercise, cloud)
    return _graded(exercise, tried, _wrong_in(tried) or asked_widely(exercise, cloud))


def _wrong_in(tried: Iterable[Tried]) -> list[Tried]:
    return [each for each in tried if not each.right]


def _graded(exercise: Exercise, tried: list[Tried], wrong: list[Tried]) -> Grade:
    if wrong:
        one, like = most_telling(wrong, tried)
        return Grade(False, told(one, like, wrong), one.evaluation, str(one.asked), one.asked)
    return Grade(True, exercise.after or "It does what it has to do, and nothing else.")


def _verdict(exercise: Exercise, answer: object) -> Grade:
    """The verdict that was predicted, against the one that is fired."""
    if str(answer) not in list(Decision):
        return Grade(False, f"Predict one of {', '.join(Decision)}.")
    evaluation = _fired(exercise)
    fired = evaluation.why()
    if str(answer) == evaluation.decision.value:
        return Grade(True, f"{fired} {exercise.after}".strip(), evaluation)
    said = " ".join(filter(None, [f"You said {answer}.", _reason(exercise, str(answer)), fired]))
    return Grade(False, said, evaluation, str(answer))


def _statement(exercise: Exercise, answer: object) -> Grade:
    """The statement that decides, by its label or its Sid."""
    evaluation = _fired(exercise)
    deciding = deciding_statements(evaluation)
    named = str(answer).replace("`", "").strip().lower()
    if not any(named in (each, each.removeprefix("statement ")) for each in deciding):
        said = f"`{answer}` is not what decides. {evaluation.why()}"
        return Grade(False, said, evaluation, str(answer))
    return Grade(True, f"{evaluation.why()} {exercise.after}".strip(), evaluation)


def deciding_statements(evaluation: Evaluation) -> tuple[str, ...]:
    """The labels of the statements that decided, in lower case and without quotes."""
    wanted = Effect.ALLOW if evaluation.allowed else Effect.DENY
    found = evaluation.matched_statements
    labels = (each.statement.label for each in found if each.statement.effect is wanted)
    return tuple(label.replace("`", "").lower() for label in labels)


def _fired(exercise: Exercise) -> Evaluation:
    assert exercise.asked is not None  # INVARIANT: the reader asks for it
    policy = policy_of(exercise.setting, exercise.starter) if exercise.starter else None
    return evaluation_of(cloud_of(exercise.setting, policy), exercise.asked)


def _choice(exercise: Exercise, answer: object) -> Grade:
    """One of the options, by its text or its number from one."""
    text = str(answer).strip()
    if text.isdigit() and 0 < int(text) <= len(exercise.options):
        text = exercise.options[int(text) - 1]
    if text not in exercise.options:
        these = "; ".join(f"{n}: {each}" for n, each in enumerate(exercise.options, 1))
        return Grade(False, f"Choose one of {these}")
    passed = text == exercise.solution
    reason = _reason(exercise, text) or f"You chose: {text}."
    said = f"{reason} {exercise.after}".strip() if passed else reason
    return Grade(passed, said, request=text)


def _reason(exercise: Exercise, option: str) -> str:
    return dict(zip(exercise.options, exercise.reasons, strict=False)).get(option, "")


def _order(exercise: Exercise, answer: object) -> Grade:
    """All the options, in the order of the solution."""
    given = tuple(answer) if isinstance(answer, (list, tuple)) else tuple(str(answer).split(", "))
    if len({*given}) < len(exercise.options):
        return Grade(False, "Choose one for each place, each once.")
    if sorted(map(str, given)) != sorted(exercise.options):
        return Grade(False, f"Put these in order, each once: {', '.join(exercise.options)}")
    pairs = zip(given, exercise.solution, strict=True)
    place = next((n for n, (mine, wanted) in enumerate(pairs) if mine != wanted), None)
    if place is None:
        return Grade(True, exercise.after or "In this order.")
    right = "The first is right" if place == 1 else f"The first {place} are right"
    said = f"{right}; `{given[place]}` does not come next."
    said = said if place else f"`{given[0]}` does not come first."
    return Grade(False, f"{said} {_reason(exercise, given[place])}".strip(), request=given[place])


def _trail(exercise: Exercise, answer: object) -> Grade:
    """The records that are meant, by their ids or event names, in any order."""
    rows = ids_in(answer)
    given = {str(each) for each in (rows if isinstance(rows, (list, tuple, set)) else [rows])}
    wanted = set(exercise.solution if isinstance(exercise.solution, tuple) else [exercise.solution])
    missing, more = wanted - given, given - wanted
    if not missing and not more:
        return Grade(True, exercise.after or f"These {len(wanted)} it is.")
    said = [_not_meant(exercise, more)] if more else []
    said += [f"Of those that are meant, {_counted(missing)} missing."] if missing else []
    return Grade(False, " ".join(said), request=min(more | missing))


def _not_meant(exercise: Exercise, more: set[str]) -> str:
    first = min(more)
    about = record_in_words(exercise.setting, first) or "no record of this trail"
    such = ", such as" if len(more) > 1 else ":"
    return f"{_counted(more)} not meant{such} `{first}` ({about})."


def _counted(records: set[str]) -> str:
    return "1 is" if len(records) == 1 else f"{len(records)} are"


_GRADERS: dict[Kind, Callable[[Exercise, object], Grade]] = {
    Kind.POLICY: _policy,
    Kind.PREDICT: _verdict,
    Kind.STATEMENT: _statement,
    Kind.CHOOSE: _choice,
    Kind.ORDER: _order,
    Kind.TRAIL: _trail,
}
