"""Is this policy well meant and well written? Findings by IAM Access Analyzer's own names.

>>> from simlib.checks import check_policy
>>> check_policy({"Version": "2012-10-17", "Statement": {
...     "Effect": "Allow", "Action": "health-agent:ListDomains", "Resource": "*"}})
Nothing found.
"""

from .check import Check, Of
from .checking import check_policy, findings_of, mend_policy
from .findings import Findings
from .policy_set import check_policies
from .set_checks import SET_CHECKS
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
