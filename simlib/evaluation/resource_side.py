"""The resource's side: its policy, by how it names the caller, and KMS grants.

Source: "How AWS enforcement code logic evaluates requests to allow or deny access", "AWS JSON
policy elements: Principal", "Default key policy", "Grants in AWS KMS", "Allowing users in other
accounts to use a KMS key".
"""

from ..language.terms import Decision
from ..trace.nodes import Layer, Match, Outcome, Reason, Verdict
from .asked import Asked, names_of
from .policy_set import Grant
from .records import PolicyRecord, Row, record
from .request import PrincipalType, ResourceKind

__all__ = [
    "ANY_FORM",
    "ITSELF",
    "ROLE_OR_USER",
    "ResourceSide",
    "allows_across",
    "constraints_hold",
    "covers",
    "never_asked",
]

ALLOWED, DENIED, SILENT = Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY

# Rule E5: what a resource-based Allow does depends on how it names the caller.
ITSELF = frozenset(
    {
        Reason.ANYONE,
        Reason.NOT_LISTED,  # NotPrincipal with Allow counts like "*" (E31)
        Reason.IS_USER,
        Reason.IS_SESSION,
        Reason.IS_FEDERATED_USER,
        Reason.IS_IDENTITY_PROVIDER,
        Reason.IS_SERVICE,
    }
)
ROLE_OR_USER = frozenset({Reason.IS_ROLE, Reason.IS_FEDERATING_USER})
ANY_FORM = ITSELF | ROLE_OR_USER | {Reason.IS_ACCOUNT}

# Rule H5: what a key policy can give to another account.
_CROSS_ACCOUNT_KMS = frozenset(
    {
        "kms:encrypt",
        "kms:decrypt",
        "kms:reencryptfrom",
        "kms:reencryptto",
        "kms:generatedatakey",
        "kms:generatedatakeywithoutplaintext",
        "kms:generatedatakeypair",
        "kms:generatedatakeypairwithoutplaintext",
        "kms:generatemac",
        "kms:verifymac",
        "kms:sign",
        "kms:verify",
        "kms:derivesharedsecret",
        "kms:creategrant",
        "kms:describekey",
        "kms:getkeyrotationstatus",
        "kms:getpublickey",
        "kms:listgrants",
        "kms:retiregrant",
        "kms:revokegrant",
    }
)
_BUCKET_POLICY_ACTIONS = ("s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy")
_CONSTRAINTS_IGNORED = ("describekey", "retiregrant")


class ResourceSide:
    """The resource-based policy, matched once, and read by each rule that needs it."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.layer = Layer.ROLE_TRUST if asked.is_trust else Layer.RESOURCE
        self.must_allow = asked.is_trust or asked.is_key
        policy = asked.policies.resource_based
        self._silenced = never_asked(asked)
        asked_at_all = policy is not None and self._silenced is None
        self._found: PolicyRecord | None = (
            record(policy, asked) if policy is not None and asked_at_all else None
        )
        self._allows = self._effective_allows()

    def policy(self, naming: frozenset[Reason] = ANY_FORM, *, limits: bool = False) -> Verdict:
        """What the policy decides, counting the Allow statements that name the caller so."""
        if self._silenced is not None:
            return self._silenced
        if self._found is None:
            reason = Reason.NONE_ATTACHED_GIVES_NOTHING
            return Verdict(self.layer.value, SILENT, reason, layer=self.layer, limits=limits)
        decision, reason = self._decide(self._found, naming)
        return Verdict(
            f"{self.layer}: {self._found.policy.name}",
            decision,
            reason,
            self._found.statements,
            self.layer,
            self._found.policy,
            limits,
        )

    def _decide(self, found: PolicyRecord, naming: frozenset[Reason]) -> tuple[Decision, Reason]:
        if found.denies:
            return DENIED, Reason.DENY_MATCHES
        if any(row[2][0].reason in naming for row in self._allows):
            return ALLOWED, Reason.ALLOW_MATCHES
        if self._allows:
            return SILENT, Reason.REACHES_OTHERWISE
        if found.policy.unread:
            return SILENT, Reason.STATEMENTS_UNKNOWN
        return SILENT, Reason.NO_EFFECT_HERE if found.allows else Reason.NO_STATEMENT_MATCHES

    def gives(self, naming: frozenset[Reason]) -> Verdict:
        """As `policy`, but kms:RetireGrant cannot be given by a key policy (rule H11)."""
        if self._asked.is_key and self._asked.action == "kms:retiregrant":
            naming = frozenset()
        return self.policy(naming)

    def to_role_or_user(self) -> Verdict | None:
        """An Allow that names the role of this session, or the user who federated it."""
        session = (PrincipalType.ROLE_SESSION, PrincipalType.FEDERATED_USER)
        if self._found is None or self._asked.principal.type not in session:
            return None
        return self.gives(ROLE_OR_USER)

    def trusts(self) -> Verdict | None:
        """Role trust policies and key policies must allow, in whatever form (rule E7)."""
        return self.policy(ANY_FORM, limits=True) if self.must_allow else None

    def _effective_allows(self) -> list[Row]:
        return self._found.allows if self._found and allows_across(self._asked) else []

    def grants(self) -> Verdict | None:
        """KMS grants only allow, and only on keys (rule H6, H9)."""
        asked = self._asked
        if not asked.is_key:
            return None
        if not asked.policies.grants:
            reason = Reason.NONE_ATTACHED_GIVES_NOTHING
            return Verdict("KMS grants", SILENT, reason, layer=Layer.GRANT)
        nodes = tuple(_grant_match(grant, asked) for grant in asked.policies.grants)
        if any(node.matched for node in nodes):
            return Verdict("KMS grants", ALLOWED, Reason.GRANT_COVERS, nodes, Layer.GRANT)
        return Verdict("KMS grants", SILENT, Reason.NO_GRANT_COVERS, nodes, Layer.GRANT)


def never_asked(asked: Asked) -> Verdict | None:
    """The policy is not asked at all: root mends a bucket, or another service's call."""
    layer = Layer.ROLE_TRUST if asked.is_trust else Layer.RESOURCE
    owner_root = asked.principal.type is PrincipalType.ROOT and asked.same_account
    kind = asked.request.resource.kind
    if owner_root and kind is ResourceKind.BUCKET and asked.action in _BUCKET_POLICY_ACTIONS:
        return Verdict(layer.value, SILENT, Reason.ROOT_CAN_ALWAYS_MEND, layer=layer)  # rule G8
    if kind in (ResourceKind.ROLE, ResourceKind.KEY) and not (asked.is_trust or asked.is_key):
        label = f"{layer}: a {kind.value.partition('-')[2]} has none for {asked.service}"
        return Verdict(label, SILENT, Reason.DOES_NOT_APPLY, layer=layer)
    return None


def allows_across(asked: Asked) -> bool:
    """Can the policy allow it at all? A key policy gives other accounts some actions alone."""
    abroad = not asked.same_account and asked.principal.account is not None
    return not (asked.is_key and abroad) or asked.action in _CROSS_ACCOUNT_KMS


def covers(grant: Grant, asked: Asked) -> bool:
    """Is the caller the grantee, and the action one of the operations?"""
    return _grantee(grant, asked)[1].matched and _operation(grant, asked)[1].matched


def constraints_hold(grant: Grant, asked: Asked) -> bool:
    """Does the encryption context of the request satisfy the grant's constraints?"""
    return all(part is None or part[1].matched for part in _constraints(grant, asked))


def _grant_match(grant: Grant, asked: Asked) -> Match:
    parts = (_grantee(grant, asked), _operation(grant, asked), *_constraints(grant, asked))
    nodes = tuple(
        Match(label, outcome.matched, outcome.reason, wanted=wanted, actual=outcome.actual)
        for label, outcome, wanted in (part for part in parts if part is not None)
    )
    matched = all(node.matched for node in nodes)
    reason = Reason.ALL_ELEMENTS_MATCH if matched else Reason.AN_ELEMENT_DIFFERS
    return Match(grant.name, matched, reason, None, nodes)


Part = tuple[str, Outcome, tuple[str, ...]]


def _grantee(grant: Grant, asked: Asked) -> Part:
    forms = names_of(asked.principal).forms
    reason = forms.get(("AWS", grant.grantee)) or forms.get(("Service", grant.grantee))
    actual = (asked.principal.label,)
    outcome = Outcome(reason is not None, reason or Reason.NOBODY_NAMED, None, None, actual)
    return "grantee principal", outcome, (grant.grantee,)


def _operation(grant: Grant, asked: Asked) -> Part:
    name = asked.action.partition(":")[2]
    matched = name in {operation.lower() for operation in grant.operations}
    reason = Reason.VALUE_MATCHES if matched else Reason.NO_VALUE_MATCHES
    actual = (asked.request.action.partition(":")[2],)
    return "operations", Outcome(matched, reason, None, None, actual), grant.operations


def _constraints(grant: Grant, asked: Asked) -> list[Part | None]:
    return [_constraint(name, asked, grant) for name in ("subset", "equals")]


def _constraint(name: str, asked: Asked, grant: Grant) -> Part | None:
    pairs = grant.subset if name == "subset" else grant.equals
    if pairs is None or asked.action.partition(":")[2] in _CONSTRAINTS_IGNORED:
        return None
    actual = _encryption_context(asked)
    wanted = frozenset(pairs)
    matched = wanted <= actual if name == "subset" else wanted == actual
    reason = Reason.VALUE_MATCHES if matched else Reason.NO_VALUE_MATCHES
    shown = tuple(sorted(f"{key}={value}" for key, value in actual))
    outcome = Outcome(matched, reason, None, None, shown)
    label = "EncryptionContextSubset" if name == "subset" else "EncryptionContextEquals"
    return label, outcome, tuple(f"{key}={value}" for key, value in pairs)


def _encryption_context(asked: Asked) -> frozenset[tuple[str, str]]:
    """The request's pairs, exactly as sent: case counts here, unlike in condition keys."""
    prefix = "kms:encryptioncontext:"
    return frozenset(
        (key[len(prefix) :], value)
        for key, value in asked.request.context.items()
        if key.lower().startswith(prefix) and isinstance(value, str)
    )
