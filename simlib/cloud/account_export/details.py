"""The output of get-account-authorization-details: is it that, is it whole, of which account?

Source: "GetAccountAuthorizationDetails" (AWS Identity and Access Management API).
"""

from ...language.errors import AccountExportError
from .part import Part

__all__ = ["COMMAND", "account_of"]

COMMAND = "aws iam get-account-authorization-details"
_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
# What else it could be, by a member that only the other has.
_LOOKS_LIKE = {
    "Users": "the output of list-users",
    "Groups": "the output of list-groups",
    "Roles": "the output of list-roles",
    "User": "the output of get-user",
    "Role": "the output of get-role",
    "Buckets": "the output of list-buckets",
    "SummaryMap": "the output of get-account-summary",
    "Policies": "the output of list-policies",
    "Records": "a CloudTrail log",
    "Statement": "a policy",
}


def account_of(details: Part) -> str:
    """The account that the export is of. Raises AccountExportError where it is none, or several."""
    _check_shape(details)
    accounts = {part.arn().account for each in _LISTS for part in details.parts(each)} - {"aws"}
    if len(accounts) == 1:
        return accounts.pop()
    found = f"is of several accounts: {', '.join(sorted(accounts))}" if accounts else "is empty"
    hint = f"run `{COMMAND}` once for each account, into a folder of its own"
    raise AccountExportError(f"{details.file} {found}; {hint}")


def _check_shape(details: Part) -> None:
    if not any(name in details.value for name in _LISTS[:3]):
        looks = (told for member, told in _LOOKS_LIKE.items() if member in details.value)
        found = next((f"looks like {told}" for told in looks), "has no UserDetailList")
        raise AccountExportError(f"{details.file} {found}; run `{COMMAND}`")
