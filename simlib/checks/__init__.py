"""Is this policy well meant and well written? Findings by IAM Access Analyzer's own names.

A check is one function, with its name, the AWS page it follows and two examples (`check.py`). Each
stands in the folder of the element that it looks at:

grammar/                what reading the policy finds already
principals/             Principal and NotPrincipal; role trust policies, resource control policies
actions_and_resources/  Action, Resource, their Not… forms, and what services define of both
conditions/             Condition: its keys, its operators, its values
statements/             whole statements, against one another and across several policies

`table.py` lists them all and makes `data/checks.md`.

>>> from simlib.checks import check_policy
>>> check_policy({"Version": "2012-10-17", "Statement": {
...     "Effect": "Allow", "Action": "health-agent:ListDomains", "Resource": "*"}})
Nothing found.
"""

from .check import Check, Of
from .checking import check_policy, findings_of, mend_policy
from .findings import Findings
from .policy_set import check_policies
from .statements.policy_sets import SET_CHECKS
from .table import CHECKS, checks_table

__all__ = [
    "CHECKS",
    "SET_CHECKS",
    "Check",
    "Findings",
    "Of",
    "check_policies",
    "check_policy",
    "checks_table",
    "findings_of",
    "mend_policy",
]
