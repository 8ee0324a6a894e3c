"""Reads `calls.json` and makes its calls: real ones, by real callers, after the stacks are made.

    [{"as": "Alice", "operation": "s3:PutObject", "parameters": {"Bucket": "records", …},
      "via": {"Fn::ImportValue": "endpoint"}, "expect": "AccessDenied", "note": "…"}]

`as` is whom `Cloud.as_` takes; `account` (a name or id) says which of several of that name, or
whose root user; `via` is the id of a VPC endpoint; `expect` is the error code that must come.
Values may be intrinsic functions of the pseudo parameters and of Fn::ImportValue, which knows every
stack's exports, and its outputs as `STACK.OUTPUT`. A call with a `name` has its answer's texts as
outputs too: `NAME.domainId`, `NAME.Patient.id`. A policy may stand as an object, as in a template.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ...cloud.api_model import input_shape, operation_of
from ...cloud.caller import Caller
from ...cloud.errors import ClientError
from ...language.errors import SimlibError
from ..cloudformation.intrinsics import Scope, pseudo_parameters, resolved, text_of
from ..cloudformation.nodes import Kind, Node, Place, Problems, plain, refusal, walk
from ..cloudformation.references import Names, check_names
from ..cloudformation.shapes import NAME, OBJECT, TEXT, check, list_of, structure
from ..deploying import as_sent

if TYPE_CHECKING:
    from ...cloud.cloud import Cloud

__all__ = ["CallFile", "Known", "calls_file", "check_values", "make_call"]

_NAME = re.compile("[A-Za-z][-A-Za-z0-9]*")
VALUES = frozenset({"Fn::ImportValue", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::Sub", "Ref"})
_CALLS = list_of(
    structure(
        "a call",
        {"as": TEXT, "operation": NAME},
        {
            "account": TEXT,
            "expect": NAME,
            "name": NAME,
            "note": NAME,
            "parameters": OBJECT,
            "region": NAME,
            "via": TEXT,
        },
    )
)


class CallFile(NamedTuple):
    """One call as it is written; operation, Region, expectation and name are known by then."""

    who: Node
    operation: str
    parameters: Node
    place: Place
    account: Node | None = None
    via: Node | None = None
    region: str | None = None
    expect: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What values may name: exports, outputs and answers, and the accounts' ids by their names."""

    exports: Mapping[str, str]
    accounts: Mapping[str, str]


def calls_file(
    document: Node, problems: Problems, taken: Collection[str] = ()
) -> tuple[CallFile, ...]:
    """The calls in their order; they count only if no problem was reported.

    `taken` are names that calls cannot have: those of stacks.
    """
    check(document, _CALLS, problems, "calls.json")
    check_values(document, problems)
    calls = tuple(_call(node) for node in document.items if node.kind is Kind.MAP)
    _check_call_names(calls, set(taken), problems)
    return calls


def _check_call_names(calls: tuple[CallFile, ...], taken: set[str], problems: Problems) -> None:
    for call in calls:
        if call.name is None:
            continue
        if not _NAME.fullmatch(call.name):
            told = f"`{call.name}` is no name for a call"
            problems.report(call.place, told, "use letters, digits and hyphens, a letter first")
        if call.name in taken:
            problems.report(call.place, f"a call or stack is named `{call.name}` already")
        taken.add(call.name)


def check_values(node: Node, problems: Problems) -> None:
    """Outside templates, values know only the pseudo parameters and Fn::ImportValue."""
    check_names(node, Names(), problems)
    for each in walk(node):
        if each.function and each.function not in VALUES:
            problems.report(each.place, f"`{each.function}` cannot stand here")


def _call(node: Node) -> CallFile:
    nothing = Node(Kind.MAP, (), node.place)
    broken = Node(Kind.BROKEN, None, node.place)
    literals = {key: node.get(key) for key in ("operation", "region", "expect", "name")}
    texts = {key: str(each.value) for key, each in literals.items() if each is not None}
    return CallFile(
        node.get("as") or broken,
        texts.get("operation", ""),
        node.get("parameters") or nothing,
        node.place,
        node.get("account"),
        node.get("via"),
        texts.get("region"),
        texts.get("expect"),
        texts.get("name"),
    )


def make_call(cloud: "Cloud", call: CallFile, known: Known) -> dict[str, str]:
    """Makes one call; returns its answer's texts if it has a name, as `NAME.MEMBER`.

    Raises ScenarioError where it ends otherwise than expected.
    """
    try:
        caller = _caller(cloud, call, known)
        scope = _scope(caller.session.account or "", caller.region, known)
        answer = caller.call(call.operation, **_parameters(cloud, call, scope))
    except ClientError as error:
        if error.code != call.expect:
            expected = f"; expected {call.expect}" if call.expect else ""
            raise _told(call, f"{error}{expected}", error.why()) from error
        return {}
    except SimlibError as error:
        raise _told(call, str(error)) from error
    if call.expect:
        raise _told(call, f"it was expected to fail with {call.expect}, and succeeded")
    return dict(_texts_of(answer, call.name)) if call.name is not None else {}


def _texts_of(answer: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for member, value in answer.items():
        if isinstance(value, Mapping):
            yield from _texts_of(value, f"{name}.{member}")
        elif isinstance(value, str):
            yield f"{name}.{member}", value


def _parameters(cloud: "Cloud", call: CallFile, scope: Scope) -> dict[str, Any]:
    """The values as the API takes them: documents as JSON. Raises UnknownNameError."""
    written = resolved(call.parameters, scope)
    client, _, name = call.operation.partition(":")
    service = cloud.service(client)
    operation_of(service, name)
    sent: dict[str, Any] = as_sent(input_shape(service, name), plain(written) if written else {})
    return sent


def _told(call: CallFile, message: str, why: str = "") -> SimlibError:
    reason = why if why not in message else ""
    return refusal(call.place, f"{call.operation}: {message}".replace("\n", " "), reason)


def _caller(cloud: "Cloud", call: CallFile, known: Known) -> Caller:
    region = call.region or cloud.region
    account = None
    if call.account is not None:
        account = text_of(call.account, _scope("", region, known))
        account = known.accounts.get(account, account)
    scope = _scope(account or "", region, known)
    caller = cloud.as_(text_of(call.who, scope), account=account).in_region(region)
    return caller.through(text_of(call.via, scope)) if call.via is not None else caller


def _scope(account: str, region: str, known: Known) -> Scope:
    pseudo = pseudo_parameters(account, region, "", "")
    named = {key: value for key, value in pseudo.items() if value}
    return Scope(named, exports=known.exports)
