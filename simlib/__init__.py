"""What would AWS decide, and why? IAM policy evaluation with its whole trace, offline.

>>> from simlib import PolicySet, Request, evaluate, parse_policy, user
>>> reader = parse_policy('''{"Version": "2012-10-17", "Statement": {
...     "Effect": "Allow", "Action": "health-agent:List*", "Resource": "*"}}''', name="reader")
>>> evaluate(Request(user("Alice"), "health-agent:ListDomains"), PolicySet([reader])).decision
'allowed'
"""

from typing import TYPE_CHECKING, Any

from .cloud.errors import ClientError, NotModelledError, ParamValidationError
from .evaluation import (
    Account,
    Evaluation,
    Gate,
    Grant,
    Level,
    PolicySet,
    Principal,
    PrincipalType,
    Request,
    Resource,
    ResourceKind,
    anonymous,
    derived_keys,
    evaluate,
    evaluate_gates,
    federated_user,
    role_session,
    root,
    service,
    user,
)
from .language import (
    AccountExportError,
    Decision,
    Effect,
    Finding,
    FindingType,
    Issue,
    Policy,
    PolicySyntaxError,
    PolicyType,
    QuestionError,
    ScenarioError,
    SimlibError,
    TemplateError,
    TrailError,
    UnknownNameError,
    fill,
    grammar_findings,
    parse_policy,
    placeholders,
    policy_size,
)
from .scenarios import (
    load_account,
    load_scenario,
    load_trail,
    new_cloud,
    scenario_story,
    shipped_scenarios,
)
from .shipped_policies import load_policy, policy_text, shipped_policies
from .trace import Layer, Match, Reason, Verdict, annotated, table, text, walk

if TYPE_CHECKING:
    from .checks import CHECKS, Findings, check_policy, checks_table

__all__ = [
    "CHECKS",
    "Account",
    "AccountExportError",
    "ClientError",
    "Decision",
    "Effect",
    "Evaluation",
    "Finding",
    "FindingType",
    "Findings",
    "Gate",
    "Grant",
    "Issue",
    "Layer",
    "Level",
    "Match",
    "NotModelledError",
    "ParamValidationError",
    "Policy",
    "PolicySet",
    "PolicySyntaxError",
    "PolicyType",
    "Principal",
    "PrincipalType",
    "QuestionError",
    "Reason",
    "Request",
    "Resource",
    "ResourceKind",
    "ScenarioError",
    "SimlibError",
    "TemplateError",
    "TrailError",
    "UnknownNameError",
    "Verdict",
    "annotated",
    "anonymous",
    "check_policy",
    "checks_table",
    "derived_keys",
    "evaluate",
    "evaluate_gates",
    "federated_user",
    "fill",
    "grammar_findings",
    "load_account",
    "load_policy",
    "load_scenario",
    "load_trail",
    "new_cloud",
    "parse_policy",
    "placeholders",
    "policy_size",
    "policy_text",
    "role_session",
    "root",
    "scenario_story",
    "service",
    "shipped_policies",
    "shipped_scenarios",
    "table",
    "text",
    "user",
    "walk",
]


def __getattr__(name: str) -> Any:
    """The checks, loaded when they are first asked for: deciding a request needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module `simlib` has no attribute `{name}`")
    from . import checks

    return getattr(checks, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
