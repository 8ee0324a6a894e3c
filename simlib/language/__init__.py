"""What does this policy say? IAM's words, ARNs, wildcards, and policy text as frozen data."""

from .arn import Arn, arn_glob, parse_arn
from .document import grammar_findings, parse_policy
from .errors import (
    AccountExportError,
    PolicySyntaxError,
    QuestionError,
    ScenarioError,
    SimlibError,
    TemplateError,
    TrailError,
    UnknownNameError,
)
from .findings import Finding, FindingType, Issue, Source
from .policy import Condition, Element, Policy, Principals, PrincipalValue, Statement, Value
from .sizes import QUOTAS, policy_size
from .template import fill, placeholders
from .terms import Decision, Effect, PolicyType

__all__ = [
    "QUOTAS",
    "AccountExportError",
    "Arn",
    "Condition",
    "Decision",
    "Effect",
    "Element",
    "Finding",
    "FindingType",
    "Issue",
    "Policy",
    "PolicySyntaxError",
    "PolicyType",
    "PrincipalValue",
    "Principals",
    "QuestionError",
    "ScenarioError",
    "SimlibError",
    "Source",
    "Statement",
    "TemplateError",
    "TrailError",
    "UnknownNameError",
    "Value",
    "arn_glob",
    "fill",
    "grammar_findings",
    "parse_arn",
    "parse_policy",
    "placeholders",
    "policy_size",
]
