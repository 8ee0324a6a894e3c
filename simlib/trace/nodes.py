"""The trace as data: verdicts above, matches below, each with a reason from a closed list.

Two questions, two node types. Does this part of a policy match the request? A `Match`.
What does this set of policies decide? A `Verdict`.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeAlias, overload

from ..language.findings import Source
from ..language.policy import Policy
from ..language.terms import Decision, Effect

__all__ = [
    "HALVES",
    "Layer",
    "LazyNodes",
    "Match",
    "Node",
    "Outcome",
    "Reason",
    "Verdict",
    "children_shown",
    "walk",
]


class Layer(StrEnum):
    """What can grant or limit a request, in AWS's words (as in its access denied messages)."""

    RESOURCE_CONTROL = "resource control policy"
    SERVICE_CONTROL = "service control policy"
    VPC_ENDPOINT = "VPC endpoint policy"
    RESOURCE = "resource-based policy"
    ROLE_TRUST = "role trust policy"
    GRANT = "KMS grant"
    ROOT = "root user"
    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    PUBLIC_ACCESS = "Block Public Access"
    AWS = "AWS itself"


class Reason(StrEnum):
    """Why a node is as it is: a closed list. The value is the phrase shown to people."""

    # one element of a statement
    VALUE_MATCHES = "a value matches"
    NO_VALUE_MATCHES = "no value matches"
    NOT_LISTED = "it is not among the listed"
    LISTED = "it is among the listed"
    NO_VALUES = "the list is empty"
    ATTACHED_RESOURCE = "the resource that carries the policy"
    # principals
    ANYONE = "`*` names everyone"
    IS_USER = "it names this user"
    IS_SESSION = "it names this role session"
    IS_FEDERATED_USER = "it names this federated user"
    IS_SERVICE = "it names this service"
    IS_IDENTITY_PROVIDER = "it names the identity provider of this session"
    IS_ROLE = "it names the role of this session"
    IS_FEDERATING_USER = "it names the user who federated this session"
    IS_ACCOUNT = "it names the whole account"
    NOBODY_NAMED = "it does not name this principal"
    NOT_EVERY_LEVEL_LISTED = "NotPrincipal spares only whom it lists with account, role and session"
    BOUNDARY_VOIDS_NOT_PRINCIPAL = (
        "a Deny with NotPrincipal hits whoever has a permissions boundary"
    )
    # conditions
    EVERY_VALUE_MATCHES = "every value in the request matches"
    SOME_VALUE_DIFFERS = "a value in the request matches none"
    A_VALUE_IS_EXCLUDED = "a value in the request is excluded"
    NO_VALUE_IS_EXCLUDED = "no value in the request is excluded"
    KEY_ABSENT = "the key is not in the request"
    KEY_ABSENT_IF_EXISTS = "the key is not in the request, and IfExists lets that pass"
    KEY_ABSENT_NEGATED = "the key is not in the request, and a negated operator lets that pass"
    KEY_ABSENT_FOR_ALL = "the key is not in the request, and ForAllValues lets that pass"
    KEY_PRESENT = "the key is in the request"
    QUALIFIED_NULL = "Null with ForAllValues is always true, with ForAnyValue always false"
    # statements
    ALL_ELEMENTS_MATCH = "every element matches"
    AN_ELEMENT_DIFFERS = "an element does not match"
    OTHER_ACTIONS = "for other actions"
    # policies and layers
    DENY_MATCHES = "a Deny statement matches"
    ALLOW_MATCHES = "an Allow statement matches"
    NO_STATEMENT_MATCHES = "no statement matches"
    REACHES_OTHERWISE = "an Allow matches, but names the principal in another way"
    NO_EFFECT_HERE = "an Allow matches, but has no effect for this call"
    ANY_ALLOWS = "one allows"
    NONE_ALLOWS = "none allows"
    ALL_ALLOW = "all allow"
    ONE_DOES_NOT_ALLOW = "not all allow"
    ONE_DENIES = "one denies"
    NONE_ATTACHED_LIMITS_NOTHING = "none attached: limits nothing"
    NONE_ATTACHED_GIVES_NOTHING = "none attached: gives nothing"
    NONE_ATTACHED_BUT_NEEDED = "none attached, and nothing is allowed without one"
    FULL_ACCESS_ALWAYS_ATTACHED = "RCPFullAWSAccess is always attached"
    DOES_NOT_APPLY = "does not apply"
    STATEMENTS_UNKNOWN = "its statements are not known, so it is not counted"
    ROOT_BY_DEFAULT = "the account's root user may do everything that nothing denies"
    ROOT_CAN_ALWAYS_MEND = "the root user can always read, replace and delete a bucket policy"
    GRANT_COVERS = "a grant covers this"
    NO_GRANT_COVERS = "no grant covers this"
    NO_PERMISSION_NEEDED = "this call needs no permission and cannot be denied"
    REMARK = "to be known beside the decision"
    RESERVED_TO_AWS = "AWS refuses this whatever policies say"
    PUBLIC_POLICY_RESTRICTED = (
        "RestrictPublicBuckets keeps a public policy to the owner's account and to AWS services"
    )
    OTHER_NETWORK = "the access point takes requests from its VPC alone"


class Outcome(NamedTuple):
    """What one element came to: the policy value that decided, and what it was held against."""

    matched: bool
    reason: Reason
    wanted: str | None = None
    resolved: str | None = None
    actual: tuple[str, ...] = ()


class Match(NamedTuple):
    """Does this part match? A statement (with its elements as children) or one element.

    `wanted` are the policy's values, `actual` the request's; `deciding` is the value that decided,
    `resolved` the same with its variables put in. `origin` says where a condition key comes from,
    or why it is absent, where that is known. `policy` is the policy it stands in.
    """

    label: str
    matched: bool
    reason: Reason
    source: Source | None = None
    children: "Sequence[Match]" = ()
    effect: Effect | None = None
    wanted: tuple[str, ...] = ()
    actual: tuple[str, ...] = ()
    deciding: str | None = None
    resolved: str | None = None
    origin: str = ""
    policy: Policy | None = None


class LazyNodes(Sequence[Match]):
    """Matches that are written out from what was recorded when somebody looks at them."""

    __slots__ = ("_build", "_nodes")

    def __init__(self, build: Callable[[], tuple[Match, ...]]) -> None:
        self._build: Callable[[], tuple[Match, ...]] = build
        self._nodes: tuple[Match, ...] | None = None

    def _all(self) -> tuple[Match, ...]:
        if self._nodes is None:
            self._nodes = self._build()
        return self._nodes

    @overload
    def __getitem__(self, place: int) -> Match: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Match]: ...
    def __getitem__(self, place: int | slice) -> Match | Sequence[Match]:
        return self._all()[place]

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


class Verdict(NamedTuple):
    """What a policy, a layer or a rule over layers decides.

    `layer` is set on layers and their policies; a node that `limits` cannot grant by itself.
    """

    label: str
    decision: Decision
    reason: Reason
    children: "Sequence[Node]" = ()
    layer: Layer | None = None
    policy: Policy | None = None
    limits: bool = False
    rule: str | None = None


Node: TypeAlias = Verdict | Match
HALVES = "both halves"  # of assuming a role: trust and caller's side, to be shown side by side
FEW = 8


def walk(node: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    """Every node with its depth, parents first: each renderer is a loop over this."""
    yield depth, node
    for child in node.children:
        yield from walk(child, depth + 1)


def children_shown(node: Node) -> Sequence[Node]:
    """The children to draw: a few statements for other actions unfold where there are no others."""
    children = node.children
    if len(children) == 1 and children[0].reason is Reason.OTHER_ACTIONS:
        unfolded = children[0].children
        return unfolded if len(unfolded) <= FEW else children
    return children
