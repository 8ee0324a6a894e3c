"""The errors simlib raises, each a message for people and never a stack trace in a notebook.

SimlibError
├── AccountExportError   a file of an account's export cannot be read: which, where, what to do
├── PolicySyntaxError    a policy's text cannot be read: every problem, with its place
├── TemplateError        `fill` was asked for a placeholder that is not there
├── QuestionError        a question (JSON: who asks what, under which policies) cannot be read
├── ScenarioError        a scenario's files cannot be read or made: every problem, with its place
├── TrailError           a trail cannot be read from its file, or written there
├── UnknownNameError     a name that does not exist, with the names that do
├── ClientError          AWS's answer to a call that fails (in `cloud/errors.py`, as the next two)
├── ParamValidationError what the SDK says of wrong parameters, before anything is sent
└── NotModelledError     AWS has it, simlib does not model it
"""

from collections.abc import Iterable, Sequence

from .findings import Finding

__all__ = [
    "AccountExportError",
    "PolicySyntaxError",
    "QuestionError",
    "ScenarioError",
    "SimlibError",
    "TemplateError",
    "TrailError",
    "UnknownNameError",
    "as_text",
    "did_you_mean",
    "is_slip",
    "meant",
    "nearest",
]

SHOWN = 50  # a hopeless document should not print ten thousand lines


class SimlibError(Exception):
    """Base of all errors of this library."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a stack trace: the message alone."""
        return str(self).splitlines()


class AccountExportError(SimlibError, ValueError):
    """An account's export cannot be read: the message names the file, the place and what to do."""


class PolicySyntaxError(SimlibError, ValueError):
    """A policy cannot be read; `findings` lists every problem, `str()` prints them all."""

    def __init__(self, policy: str, findings: Iterable[Finding]) -> None:
        self.policy = policy
        self.findings = tuple(findings)
        super().__init__(_summary(policy, self.findings))


class TemplateError(SimlibError, ValueError):
    """A template placeholder was named that the text does not have."""


class QuestionError(SimlibError, ValueError):
    """A question cannot be read: the message names the field, what it holds and what it should."""


class ScenarioError(SimlibError, ValueError):
    """A scenario's files cannot be read or made; `problems` lists each, with file and line."""

    def __init__(self, name: str, problems: Iterable[str]) -> None:
        self.name = name
        self.problems = tuple(problems)
        super().__init__(_summary(name, self.problems))


class TrailError(SimlibError, OSError):
    """A trail cannot be read from its file, or written there."""


class UnknownNameError(SimlibError, LookupError):
    """A name that does not exist; the message offers the nearest that does."""


def as_text(value: object, what: str) -> str:
    """The value, if it is text. Raises QuestionError.

    >>> as_text(None, "the action")
    Traceback (most recent call last):
    simlib.language.errors.QuestionError: the action is None, expected a text
    """
    if not isinstance(value, str):
        raise QuestionError(f"{what} is {value!r:.80}, expected a text")
    return value


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known word, as a question, or nothing.

    >>> did_you_mean("StringEqual", ["StringEquals", "Bool"])
    'did you mean `StringEquals`?'
    """
    return meant(nearest(word, known))


def meant(near: str) -> str:
    """The question whether this was meant, or nothing."""
    return f"did you mean `{near}`?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest known word itself, or nothing.

    >>> nearest("StringEqual", ["StringEquals", "Bool"])
    'StringEquals'
    """
    from difflib import get_close_matches  # here, because it is for the unlucky only

    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower()[:200], by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else ""


def is_slip(word: str, meant: str) -> bool:
    """Is it the same word, but for case, hyphens and one letter too many or too few?

    A question may be farther off. An edit may not: `GetRecord` is not `PutRecord`, nor `us-east-3`
    `us-east-2`.

    >>> is_slip("ReadResources", "ReadResource"), is_slip("ListSessions", "StartSession")
    (True, False)
    """
    short, long = sorted((_bare(word), _bare(meant)), key=len)
    letters = [n for n, character in enumerate(long) if character.isalpha()]
    return short == long or any(long[:n] + long[n + 1 :] == short for n in letters)


def _bare(word: str) -> str:
    return word.lower().replace("-", "")


def _summary(name: str, findings: Sequence[object]) -> str:
    count = len(findings)
    lines = [f"`{name}` cannot be read: {count} problem{'s' * (count != 1)}"]
    lines += [f"  {finding}" for finding in findings[:SHOWN]]
    if count > SHOWN:
        lines.append(f"  and {count - SHOWN} more")
    return "\n".join(lines)
