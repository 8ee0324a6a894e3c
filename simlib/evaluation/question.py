"""A question as one JSON file: who asks what of which resource, under which policies.

The shape is described by `data/question.schema.json`. A test case (with `setup`, `request`,
`expected` …) is a question too: what only concerns the test is passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..language.document import LARGEST
from ..language.errors import QuestionError
from ..language.json_text import Lines, read_json
from ..language.policy import Policy
from ..language.terms import PolicyType
from ..trace.nodes import Layer
from .evaluate import Evaluation, Gate, evaluate, evaluate_gates
from .policy_set import Account, Grant, Level, PolicySet
from .question_parts import Fields, Part, required
from .request import Principal, PrincipalType, Request, Resource, ResourceKind, at

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
    Layer.PUBLIC_ACCESS: "block_public_access",
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
    request = required(whole, "request").fields(("action", "resource", "context"))
    if "parts" in setup:
        return Question(tuple(_gates(setup, request)))
    return Question((_gate("", setup, request, setup.get("resource"), None),))


def _gates(setup: Fields, request: Fields) -> Iterator[Gate]:
    for part in setup["parts"].items():
        known = ("name", "arn", "account", "kind", "policy", "request_resource")
        fields = part.fields(known)
        name = fields["name"].string() if "name" in fields else part.pointer.rpartition("/")[2]
        yield _gate(name, setup, request, part, fields.get("request_resource"))


def _gate(
    name: str, setup: Fields, request: Fields, resource: Part | None, target: Part | None
) -> Gate:
    principal_part = required(setup, "principal")
    fields = resource.fields(_RESOURCE_FIELDS) if resource else {}
    principal = _principal(principal_part)
    arn = target or request.get("resource")
    asked = _resource(fields, arn.string() if arn else "*", principal)
    return Gate(
        name,
        Request(principal, required(request, "action").string(), asked, _context(request)),
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
        PrincipalType(required(fields, "type").one_of([t.value for t in PrincipalType])),
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
    told = at(arn, principal.account)  # what the ARN says, where the question does not
    kind = fields["kind"].one_of([k.value for k in ResourceKind]) if "kind" in fields else told.kind
    owner = fields["account"].string() if "account" in fields else told.account
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
        required(fields, "grantee").string(),
        required(fields, "operations").strings(),
        fields["subset"].pairs() if "subset" in fields else None,
        fields["equals"].pairs() if "equals" in fields else None,
        fields["name"].string()
        if "name" in fields
        else f"grant {int(part.pointer.rpartition('/')[2]) + 1}",
    )


def _account(number: str, part: Part) -> Account:
    if not (len(number) == 12 and number.isdigit()):
        raise part.wrong(
            f"the accounts by their ids of 12 digits; `{number[:40]}` is none: its value"
        )
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
    if count < 2:
        return ["the account"][:count]
    units = [f"OU {number}" for number in range(1, count - 1)]
    return ["the root", *units, "the account"]
