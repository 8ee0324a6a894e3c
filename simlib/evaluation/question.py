"""A question as one JSON file: who asks what of which resource, under which policies.

The shape is described by `data/question.schema.json`. A test case (with `setup`, `request`,
`expected` …) is a question too: what only concerns the test is passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..language.document import LARGEST, parse_policy
from ..language.errors import QuestionError, did_you_mean
from ..language.json_text import Json, Lines, read_json
from ..language.policy import Policy
from ..language.terms import PolicyType
from ..trace.nodes import Layer
from .evaluate import Evaluation, Gate, evaluate, evaluate_gates
from .policy_set import Account, Grant, Level, PolicySet
from .request import Principal, PrincipalType, Request, Resource, ResourceKind

__all__ = ["LAYER_NAMES", "Question", "answer", "read_question"]

LAYER_NAMES = {
    Layer.IDENTITY: "identity",
    Layer.RESOURCE: "resource",
    Layer.ROLE_TRUST: "trust",
    Layer.BOUNDARY: "boundary",
    Layer.SESSION: "session",
    Layer.SERVICE_CONTROL: "scp",
    Layer.RESOURCE_CONTROL: "rcp",
    Layer.VPC_ENDPOINT: "vpc_endpoint",
    Layer.GRANT: "grant",
    Layer.ROOT: "root",
    Layer.AWS: "aws",
}
_POLICY_TYPES = {
    ResourceKind.KEY: PolicyType.KEY_POLICY,
    ResourceKind.ROLE: PolicyType.ROLE_TRUST,
}
_RESOURCE_POLICY_NAMES = {
    ResourceKind.BUCKET: "bucket policy",
    ResourceKind.ACCESS_POINT: "access point policy",
    ResourceKind.KEY: "key policy",
    ResourceKind.ROLE: "trust policy",
    ResourceKind.GENERIC: "resource policy",
}
_OF_A_CASE = ("id", "area", "kind", "title", "expected", "confidence", "source")
_SETUP = ("principal", "resource", "accounts", "endpoint_policy", "grants", "parts")


@dataclass(frozen=True)
class Question:
    """The gates that a request must pass: usually one, unnamed."""

    gates: tuple[Gate, ...]


def answer(question: Question) -> Evaluation:
    """Evaluates a question."""
    if len(question.gates) == 1 and not question.gates[0].name:
        return evaluate(question.gates[0].request, question.gates[0].policies)
    return evaluate_gates(question.gates)


def read_question(text: str) -> Question:
    """Reads a question. Raises QuestionError, or PolicySyntaxError for a policy inside it.

    >>> question = read_question('''{"principal": {"type": "root",
    ...   "account": "111122223333", "arn": "arn:aws:iam::111122223333:root"},
    ...   "request": {"action": "s3:ListAllMyBuckets"}}''')
    >>> answer(question).decision
    'allowed'
    """
    if len(text) > LARGEST:
        raise QuestionError(f"the text has {len(text):,} characters, at most {LARGEST:,} are read")
    document, slips = read_json(text)
    lines = Lines(text)
    if slips or document is None:
        problems = [
            "line {}, column {}: ".format(*lines.place(s.offset)) + s.message for s in slips
        ]
        raise QuestionError("\n".join(["the question is not JSON", *problems[:20]]))
    whole = Part(text, lines, "", document).fields((*_SETUP, "setup", "request", *_OF_A_CASE))
    setup = whole["setup"].fields(_SETUP) if "setup" in whole else whole
    request = _required(whole, "request").fields(("action", "resource", "context"))
    if "parts" in setup:
        return Question(tuple(_gates(setup, request)))
    return Question((_gate("", setup, request, setup.get("resource"), None),))


class Part(NamedTuple):
    """A JSON value with its place, and how to read it; every error says where and what."""

    text: str
    lines: Lines
    pointer: str
    node: Json

    def wrong(self, expected: str) -> QuestionError:
        line, column = self.lines.place(self.node.start)
        found = self.text[self.node.start : self.node.end][:60]
        where = f"line {line}, column {column} ({self.pointer or 'the whole question'})"
        return QuestionError(f"{where}: expected {expected}, found {found}")

    def at(self, name: str, node: Json) -> "Part":
        return Part(self.text, self.lines, f"{self.pointer}/{name}", node)

    def fields(self, known: tuple[str, ...] | None = None) -> "dict[str, Part]":
        """The members of an object; a null member counts as absent."""
        if self.node.kind != "object":
            raise self.wrong("an object")
        members = {m.key: self.at(m.key, m.value) for m in self.node.value}
        for name, part in members.items():
            if known is not None and name not in known:
                hint = did_you_mean(name, known) or f"the fields are {', '.join(known)}"
                line, column = self.lines.place(part.node.start)
                where = f"line {line}, column {column} ({self.pointer or '/'})"
                raise QuestionError(f"{where}: unknown field `{name[:60]}`; {hint}")
        return {name: part for name, part in members.items() if part.node.kind != "null"}

    def items(self) -> "list[Part]":
        if self.node.kind != "array":
            raise self.wrong("a list")
        return [self.at(str(number), item) for number, item in enumerate(self.node.value)]

    def string(self) -> str:
        if self.node.kind != "string":
            raise self.wrong("a text")
        return str(self.node.value)

    def boolean(self) -> bool:
        if self.node.kind not in ("true", "false"):
            raise self.wrong("true or false")
        return self.node.kind == "true"

    def strings(self) -> tuple[str, ...]:
        return tuple(item.string() for item in self.items())

    def one_of(self, names: list[str]) -> str:
        text = self.string()
        if text not in names:
            raise self.wrong(f"one of {', '.join(names)}")
        return text

    def pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted((key, part.string()) for key, part in self.fields().items()))

    def policy(self, name: str, policy_type: PolicyType) -> Policy:
        """A policy: its JSON, its JSON as a text, or `{"name", "arn", "document"}` around it."""
        part, arn = self, None
        if self.node.kind == "object" and any(m.key == "document" for m in self.node.value):
            fields = self.fields(("name", "arn", "document"))
            part = _required(fields, "document")
            name = fields["name"].string() if "name" in fields else name
            arn = fields["arn"].string() if "arn" in fields else None
        if part.node.kind == "string":
            return parse_policy(part.node.value, policy_type, name=name, arn=arn)
        return parse_policy(part.placed(), policy_type, name=name, arn=arn)

    def placed(self) -> str:
        """The value's own text at its own place, so that positions are those of the file."""
        line, column = self.lines.place(self.node.start)
        written = self.text[self.node.start : self.node.end]
        return "\n" * (line - 1) + " " * (column - 1) + written

    def plain(self) -> Any:
        """The value of a context key."""
        if self.node.kind == "array":
            return tuple(str(part.plain()) for part in self.items())
        if self.node.kind == "object":
            raise self.wrong("a text or a list of texts")
        return None if self.node.kind == "null" else self.node.value


Fields = dict[str, Part]


def _required(fields: Fields, name: str) -> Part:
    if name not in fields:
        raise QuestionError(
            f"the question has no `{name}`; it has {', '.join(fields) or 'nothing'}"
        )
    return fields[name]


def _gates(setup: Fields, request: Fields) -> Iterator[Gate]:
    for part in setup["parts"].items():
        known = ("name", "arn", "account", "kind", "policy", "request_resource")
        fields = part.fields(known)
        name = fields["name"].string() if "name" in fields else part.pointer.rpartition("/")[2]
        yield _gate(name, setup, request, part, fields.get("request_resource"))


def _gate(
    name: str, setup: Fields, request: Fields, resource: Part | None, target: Part | None
) -> Gate:
    principal_part = _required(setup, "principal")
    fields = resource.fields(_RESOURCE_FIELDS) if resource else {}
    principal = _principal(principal_part)
    arn = target or request.get("resource")
    asked = _resource(fields, arn.string() if arn else "*", principal)
    return Gate(
        name,
        Request(principal, _required(request, "action").string(), asked, _context(request)),
        _policies(setup, principal_part, fields, asked.kind),
    )


_RESOURCE_FIELDS = (
    "arn", "account", "kind", "policy", "aws_managed", "name", "request_resource",
)  # fmt: skip
_PRINCIPAL_FIELDS = (
    "type", "account", "arn", "role_arn", "parent_user_arn", "service", "idp", "unique_id",
    "service_linked_role", "tags", "identity", "boundary", "session",
)  # fmt: skip


def _principal(part: Part) -> Principal:
    fields = part.fields(_PRINCIPAL_FIELDS)

    def text(name: str) -> str | None:
        return fields[name].string() if name in fields else None

    return Principal(
        PrincipalType(_required(fields, "type").one_of([t.value for t in PrincipalType])),
        account=text("account"),
        arn=text("arn"),
        role_arn=text("role_arn"),
        federating_user_arn=text("parent_user_arn"),
        service=text("service"),
        identity_provider=text("idp"),
        unique_id=text("unique_id"),
        service_linked_role="service_linked_role" in fields
        and fields["service_linked_role"].boolean(),
        tags=fields["tags"].pairs() if "tags" in fields else (),
    )


def _resource(fields: Fields, arn: str, principal: Principal) -> Resource:
    kind = fields["kind"].one_of([k.value for k in ResourceKind]) if "kind" in fields else "generic"
    owner = fields["account"].string() if "account" in fields else principal.account
    managed = "aws_managed" in fields and fields["aws_managed"].boolean()
    return Resource(arn, owner, ResourceKind(kind), managed)


def _context(request: Fields) -> Mapping[str, object]:
    if "context" not in request:
        return {}
    part = request["context"]
    if part.node.kind != "object":
        raise part.wrong("an object of context keys and values")
    return {member.key: part.at(member.key, member.value).plain() for member in part.node.value}


def _policies(setup: Fields, principal: Part, resource: Fields, kind: ResourceKind) -> PolicySet:
    fields = principal.fields(_PRINCIPAL_FIELDS)
    resource_type = _POLICY_TYPES.get(kind, PolicyType.RESOURCE_BASED)
    name = _RESOURCE_POLICY_NAMES[kind]

    def one(fields: Fields, field: str, name: str, policy_type: PolicyType) -> Policy | None:
        return fields[field].policy(name, policy_type) if field in fields else None

    return PolicySet(
        identity_based=_numbered(fields, "identity", "identity policy", PolicyType.IDENTITY_BASED),
        resource_based=one(resource, "policy", name, resource_type),
        permissions_boundary=one(
            fields, "boundary", "permissions boundary", PolicyType.PERMISSIONS_BOUNDARY
        ),
        session=_numbered(fields, "session", "session policy", PolicyType.SESSION),
        vpc_endpoint=one(setup, "endpoint_policy", "VPC endpoint policy", PolicyType.VPC_ENDPOINT),
        grants=_list(setup, "grants", _grant),
        accounts=[
            _account(number, part)
            for number, part in (setup["accounts"].fields().items() if "accounts" in setup else ())
        ],
    )


def _list(fields: Fields, name: str, read: Callable[[Part], Any]) -> list[Any]:
    return [read(part) for part in fields[name].items()] if name in fields else []


def _numbered(fields: Fields, field: str, name: str, policy_type: PolicyType) -> list[Policy]:
    parts = fields[field].items() if field in fields else []
    return [part.policy(f"{name} {n}", policy_type) for n, part in enumerate(parts, 1)]


def _grant(part: Part) -> Grant:
    fields = part.fields(("grantee", "operations", "subset", "equals", "name"))
    return Grant(
        _required(fields, "grantee").string(),
        _required(fields, "operations").strings(),
        fields["subset"].pairs() if "subset" in fields else None,
        fields["equals"].pairs() if "equals" in fields else None,
        fields["name"].string() if "name" in fields else f"grant {part.pointer[-1]}",
    )


def _account(number: str, part: Part) -> Account:
    fields = part.fields(("org", "management", "scps", "rcps"))
    return Account(
        number,
        fields["org"].string() if "org" in fields else None,
        "management" in fields and fields["management"].boolean(),
        _levels(fields, "scps", PolicyType.SERVICE_CONTROL),
        _levels(fields, "rcps", PolicyType.RESOURCE_CONTROL),
    )


def _levels(fields: Fields, field: str, policy_type: PolicyType) -> tuple[Level, ...] | None:
    if field not in fields:
        return None
    parts = fields[field].items()
    return tuple(
        Level(name, _level_policies(part, f"{field[:-1].upper()} at {name}", policy_type))
        for name, part in zip(_level_names(len(parts)), parts, strict=True)
    )


def _level_policies(part: Part, name: str, policy_type: PolicyType) -> tuple[Policy, ...]:
    items = part.items()
    numbered = [f"{name} ({n})" if len(items) > 1 else name for n in range(1, len(items) + 1)]
    return tuple(p.policy(n, policy_type) for n, p in zip(numbered, items, strict=True))


def _level_names(count: int) -> list[str]:
    """From the root down to the account."""
    if count == 1:
        return ["the account"]
    units = [f"OU {number}" for number in range(1, count - 1)]
    return ["the root", *units, "the account"]
