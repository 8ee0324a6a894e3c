"""Lists what people get wrong in each exercise, what the grader says, and what to ask them.

python -m tests.wrong_answers

The wrong answers are the policies as they came, the other options, and mutants of the solution.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from simlib.language.markup import shortened
from simlib.lessons import Exercise, Grade, Kind, exercises_of, grade
from simlib.lessons.curriculum import LESSONS
from simlib.lessons.exercise_files import lessons
from tests.lessons.mutants import mutants

__all__ = ["KINDS", "PATH", "said_first", "section"]

PATH = Path(__file__).parents[1] / "notebooks" / "instructor" / "wrong-answers.md"
OPENING = """# What people get wrong, and what to ask them

For each exercise: wrong answers, what the grader says of them, and a question to begin with. Ask
the question; do not give the answer. `workshop(folder)` shows which exercises your room fails, and
on which request: look for that request here.

The wrong answers are the policy as it came, the other options, and small changes of the solution,
one of each kind. They were made, not counted: how often people give them, only a room can tell. The
request is the grader's own. Made by `python -m tests.wrong_answers`.
"""
# What was changed in the solution, the answer in words, and what to ask. The first that fits.
KINDS = (
    ("dropped", "A statement is missing", "Which part of the task has no statement?"),
    (
        "effect flipped",
        "`Allow` and `Deny` mixed up",
        "Say the statement out loud as a sentence. Is that what you want?",
    ),
    (
        "Action .*whole service",
        "Every action of a service",
        "Name one action that your policy allows and the task does not ask for.",
    ),
    (
        "Action .*shortened",
        "A wildcard that fits too many actions",
        "Which actions begin like this? The editor lists them.",
    ),
    ("Action without", "An action is missing", "Which calls does this person make, one by one?"),
    (
        "Action .*misspelt",
        "An action that does not exist",
        "What does the editor mark, and what does it offer instead?",
    ),
    (
        "Resource everything|Resource .*(more behind|all names)",
        "More resources than are meant",
        "Name a resource that your policy covers and that is none of this person's business.",
    ),
    (
        "Resource .*without wildcard",
        "The resource without what is inside it",
        "What is the action about: the thing, or what is in it?",
    ),
    (
        "Resource (.*another|without)",
        "The ARN of something else",
        "Compare the ARN with that of the request, part by part, between the colons.",
    ),
    (
        "no condition|without",
        "A condition is missing",
        "Who gets in when the key has another value? And when it is not there?",
    ),
    (
        ".* negated",
        "A condition the wrong way round",
        "Give the request the value that you mean. Does the condition match?",
    ),
    (
        ".* if it exists",
        "`…IfExists` where the key has to be there",
        "What does the condition say of a request that has no such key?",
    ),
    (
        ".* for all values",
        "`ForAllValues` where the key may be missing",
        "All values of nothing: is that true or false?",
    ),
    (
        ".* misspelt",
        "A condition key that does not exist",
        "In which request would you find this key? The editor knows the keys there are.",
    ),
    ("for anybody", "For everybody", "Who is `*`? Name somebody who is not meant."),
)


def section(task: Exercise) -> str:
    """One exercise: its title, its wrong answers, and its first question."""
    found = _of_policy(task) if task.kind is Kind.POLICY else _of_options(task)
    return f"### {task.id} {task.title}\n\nAsk: *{task.hints[0]}*\n\n" + "".join(found)


def _of_policy(task: Exercise) -> Iterator[str]:
    """Wrong answers of which the grader says the same stand together."""
    said: dict[str, list[str]] = {said_first(grade(task, task.starter)): ["As it came"]}
    for words, found in _mutants(task):
        said.setdefault(said_first(found), []).append(words)
    for sentence, kinds in said.items():
        yield f"- **{'; '.join(kinds)}.** {sentence}\n"


def _mutants(task: Exercise) -> Iterator[tuple[str, Grade]]:
    """The first mutant of each kind that the grader refuses."""
    seen: set[str] = set()
    for told, text in mutants(str(task.solution)):
        words = _kind(told)
        if words and words not in seen and not (found := grade(task, text)) and found.request:
            seen.add(words)
            yield words, found


def _kind(told: str) -> str:
    """What was changed, in an instructor's words; empty for a change that is none of theirs."""
    changed = re.sub(r"^statement \d+:? ", "", told)
    return next((words for kind, words, _ in KINDS if re.match(kind, changed)), "")


def _of_options(task: Exercise) -> Iterator[str]:
    reasons = dict(zip(task.options, task.reasons, strict=False))
    others = [each for each in task.options if each != task.solution]
    for option in others if isinstance(task.solution, str) else ():
        yield f"- **{option.rstrip('.')}.** {reasons.get(option, '')}".rstrip() + "\n"


def said_first(found: Grade) -> str:
    """The first sentence of what the grader says, with long names shortened."""
    first = re.split(r"(?<=[.:]) (?=[A-Z])", found.said.replace("\n", " "))[0]
    short = re.sub("`([^`]+)`", lambda name: f"`{shortened(name[1], 60)}`", first)
    return f"{short.rstrip(':.')}."


def page() -> Iterator[str]:
    """The whole page, piece by piece."""
    yield OPENING
    yield "| somebody has | ask |\n| --- | --- |"
    yield from (f"| {words} | {ask} |" for _, words, ask in KINDS)
    for number in lessons():
        yield f"\n## {LESSONS[number]}\n"
        yield from map(section, exercises_of(number))


def main() -> None:
    text = "\n".join(page()).rstrip("\n") + "\n"
    PATH.write_text(text, encoding="utf-8", newline="\n")
    print(f"{PATH.name}: {text.count('### ')} exercises")


if __name__ == "__main__":
    main()
