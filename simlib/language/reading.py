"""One reading of one policy: the text, what has been found so far, and how to report more."""

from collections.abc import Iterable, Iterator, Set

from .edits import Edit, EditKind
from .errors import nearest
from .findings import EVALUABLE, Finding, Issue, Source
from .json_text import Json, Lines, Member
from .template import placeholders
from .terms import PolicyType
from .variables import variable_slips

__all__ = ["SCALARS", "Reading", "Strings", "article", "pointer_part", "respelt"]

_KINDS = {"true": "a boolean", "false": "a boolean", "null": "null", "number": "a number"}
SCALARS = ("string", "number", "true", "false")
Strings = list[tuple[str, Source]]


def pointer_part(key: str) -> str:
    """A key as a part of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def article(policy_type: PolicyType) -> str:
    """The policy type with its article: an identity-based policy."""
    return f"{'an' if policy_type.value[0] in 'aeio' else 'a'} {policy_type}"


def respelt(member: Member, pointer: str, known: Iterable[str], there: Set[str]) -> list[Edit]:
    """Gives a member the known key that was meant, unless that key is there already."""
    meant = nearest(member.key, known)
    return [Edit(EditKind.RENAME, pointer, meant)] if meant and meant not in there else []


class Reading:
    """Collects the findings of one policy; side effects of reading end here."""

    def __init__(self, name: str, policy_type: PolicyType, text: str) -> None:
        self.name, self.policy_type, self.text = name, policy_type, text
        self.version = "2008-10-17"
        self.findings: list[Finding] = []
        self._lines = Lines(text)

    def source(self, pointer: str, offset: int) -> Source:
        """The place of an offset."""
        return Source(self.name, pointer, *self._lines.place(offset))

    def report(
        self,
        issue: Issue,
        message: str,
        source: Source,
        suggestion: str = "",
        *edits: Edit,
        refused: bool | None = None,
    ) -> None:
        """Adds a finding; whether AWS refuses the policy for it follows from the issue."""
        refused = issue not in EVALUABLE if refused is None else refused
        self.findings.append(Finding(issue, message, source, suggestion, refused, edits))

    def members(self, node: Json, pointer: str) -> Iterator[tuple[Member, str, Source]]:
        """The members of an object, each with its pointer and place."""
        for member in node.value:
            inner = f"{pointer}/{pointer_part(member.key)}"
            yield member, inner, self.source(inner, member.start)

    def wrong_kind(self, node: Json, what: str, expected: str, source: Source) -> None:
        """Reports a value of the wrong JSON type."""
        found = _KINDS.get(
            node.kind, f"an {node.kind}" if node.kind[0] in "ao" else f"a {node.kind}"
        )
        message = f"`{what}` is {found}, expected {expected}"
        self.report(Issue.DATA_TYPE_MISMATCH, message, source)

    def strings(self, node: Json, what: str, pointer: str, kinds: tuple[str, ...]) -> Strings:
        """The texts of a value that may be one or a list, each with its place."""
        listed = node.kind == "array"
        found: Strings = []
        for number, item in enumerate(node.value if listed else (node,)):
            source = self.source(f"{pointer}/{number}" if listed else pointer, item.start)
            if item.kind in kinds:
                found.append((item.value, source))
            else:
                self.wrong_kind(item, what, "a text or a list of texts", source)
        return found

    def template_text(self, text: str, source: Source) -> bool:
        """Reports unfilled template text; says whether there was any."""
        if "<" not in text and "{" not in text:
            return False
        found = placeholders(text)
        for placeholder, _ in found:
            name = placeholder.strip("<>{}").lower().replace("-", "_").replace(" ", "_")
            self.report(
                Issue.UNFILLED_TEMPLATE,
                f"`{placeholder}` is template text that nobody has filled in",
                source,
                f"use fill(text, {name}=…)",
            )
        return bool(found)

    def no_variables(self, text: str, element: str, source: Source) -> bool:
        """Reports a variable where none may stand; says whether there was one."""
        if "${" not in text:
            return False
        self.report(
            Issue.VARIABLE_UNSUPPORTED_IN_ELEMENT,
            f"`{text[:80]}`: no policy variables in {element}",
            source,
            "variables stand in the last part of a resource ARN and in condition values",
        )
        return True

    def variables(self, text: str, source: Source) -> None:
        """Reports variables that are written wrongly, or under a version without variables."""
        if "${" not in text:
            return
        if self.version == "2012-10-17":
            for issue, message, suggestion in variable_slips(text):
                self.report(issue, message, source, suggestion)
        else:
            self.report(
                Issue.VARIABLE_UNSUPPORTED_IN_VERSION,
                f"`{text[:80]}` stays plain text under Version 2008-10-17",
                source,
                'write "Version": "2012-10-17"',
            )
