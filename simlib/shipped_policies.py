"""The policies under `data/policies/`: real IAM JSON, one file each, in a folder a type."""

from .language.document import parse_policy
from .language.errors import UnknownNameError, as_text, did_you_mean
from .language.policy import Policy
from .language.terms import POLICY_TYPES
from .shipped import shipped_path

__all__ = ["load_policy", "policy_text", "shipped_policies"]


def shipped_policies() -> tuple[str, ...]:
    """The names to give `load_policy`, sorted: `identity-based/healthlake-read-one-store` …

    >>> "identity-based/connect-health-read-only-console" in shipped_policies()
    True
    """
    root = shipped_path("policies")
    return tuple(sorted(f"{p.parent.name}/{p.stem}" for p in root.glob("*/*.json")))


def policy_text(name: str) -> str:
    """The JSON of a shipped policy, as it stands in its file. Raises UnknownNameError."""
    if as_text(name, "the policy's name") not in shipped_policies():
        hint = did_you_mean(name, shipped_policies())
        raise UnknownNameError(f"no policy `{name}` under data/policies; {hint}".rstrip("; "))
    return shipped_path(f"policies/{name}.json").read_text(encoding="utf-8")


def load_policy(name: str) -> Policy:
    """A shipped policy, read. Raises UnknownNameError.

    >>> load_policy("identity-based/connect-health-read-only-console").name
    'connect-health-read-only-console'
    """
    text = policy_text(name)
    folder, _, stem = name.partition("/")
    return parse_policy(text, POLICY_TYPES[folder], name=stem)
