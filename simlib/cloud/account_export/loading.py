"""From the AWS CLI's output for a real account to a cloud with that account in it.

A folder may hold these files, each a command's output:

    account-details.json               aws iam get-account-authorization-details
    account-aliases.json               aws iam list-account-aliases
    public-access-block.json           aws s3control get-public-access-block --account-id ID
    buckets.json                       aws s3api list-buckets
    buckets/NAME.policy.json           aws s3api get-bucket-policy --bucket NAME
    buckets/NAME.public-access-block.json
                                       aws s3api get-public-access-block --bucket NAME
    buckets/NAME.tags.json             aws s3api get-bucket-tagging --bucket NAME
    buckets/NAME.encryption.json       aws s3api get-bucket-encryption --bucket NAME
    access-points/NAME.json            aws s3control get-access-point --account-id ID
                                         --name NAME
    access-points/NAME.policy.json     aws s3control get-access-point-policy (the same)
    keys/KEY.json                      aws kms describe-key --key-id KEY
    keys/KEY.policy.json               aws kms get-key-policy --key-id KEY
    keys/KEY.grants.json               aws kms list-grants --key-id KEY
    keys/KEY.tags.json                 aws kms list-resource-tags --key-id KEY
    aliases.json                       aws kms list-aliases
    endpoints.json                     aws ec2 describe-vpc-endpoints
    organization/organization.json     aws organizations describe-organization
    organization/roots.json            aws organizations list-roots
    organization/PARENT.units.json     aws organizations list-organizational-units-for-parent
                                         --parent-id PARENT
    organization/PARENT.accounts.json  aws organizations list-accounts-for-parent
                                         --parent-id PARENT
    organization/policies/POLICY.json  aws organizations describe-policy --policy-id POLICY
    organization/policies/POLICY.targets.json
                                       aws organizations list-targets-for-policy
                                         --policy-id POLICY

Source: "GetAccountAuthorizationDetails", the AWS CLI's command reference.
"""

from dataclasses import replace
from pathlib import Path

from ...language.errors import AccountExportError
from ..cloud import Cloud
from ..organization import Account
from ..state import State
from .completing import completed, with_bound_trust
from .details import COMMAND, account_of
from .endpoints import with_endpoints
from .files import Files
from .identities import with_identities
from .imported import Imported
from .kms import with_keys
from .organization import read_organization
from .part import Part
from .reading import Reading
from .s3 import block_of, with_buckets
from .texts import Policies

__all__ = ["load_account"]

DETAILS = "account-details.json"
_OPTIONAL = {
    "public-access-block.json": "Block Public Access of the account",
    "buckets": "buckets",
    "access-points": "access points",
    "keys": "KMS keys",
    "aliases.json": "key aliases",
    "endpoints.json": "VPC endpoints",
    "organization": "the organization with its SCPs and RCPs",
}


def load_account(path: str | Path, cloud: Cloud) -> Imported:
    """Loads an account that the AWS CLI has written out, into a cloud.

    `path` is the output of `aws iam get-account-authorization-details`, or a folder with the files
    that this module's docstring lists.

    Only the first is needed. Write what a command says to standard error into its file as well
    (`> FILE 2>&1`): `NoSuchBucketPolicy` tells that there is none, `AccessDenied` that nobody
    knows. `data/examples/account/README.md` has it all as one script.

    What cannot be read is named in the `problems` of the result. Raises AccountExportError where
    a file is no such output, or the account is in the cloud already; the cloud is unchanged then.
    """
    given = Path(path)
    if not given.exists():
        raise AccountExportError(f"there is no `{path}`; run `{COMMAND} > {DETAILS}`")
    files = Files(given)
    details = _details(files, DETAILS) if given.is_dir() else _alone(given)
    account = account_of(details)
    if account in cloud.state.accounts:
        raise AccountExportError(f"the cloud has the account {account} already")
    policies = Policies()
    state = completed(with_identities(cloud.state, details, policies), policies)
    state = with_bound_trust(state, account)
    cloud.state = _with_folder(Reading(files, policies, state, account, cloud.region))
    return Imported(cloud, account, tuple(policies.problems), _not_given(files))


def _alone(file: Path) -> Part:
    return _details(Files(file.parent), file.name)


def _details(files: Files, name: str) -> Part:
    answer = files.ask(name)
    if answer.part is None:
        raise AccountExportError(f"{answer.unknown or f'{name} holds nothing'}; run `{COMMAND}`")
    return answer.part


def _with_folder(reading: Reading) -> State:
    state = with_endpoints(with_keys(with_buckets(reading.state, reading), reading), reading)
    if reading.files.has("organization"):
        organization = read_organization(reading)
        state = replace(state, organization=organization or state.organization)
    state = _with_account(reading, state)
    for name in reading.files.unread():
        account = f"arn:aws:iam::{reading.account}:root"
        reading.policies.problem(account, f"the file {name} is none that simlib knows; not read")
    return state


def _with_account(reading: Reading, state: State) -> State:
    """With the account itself, called as its organization calls it, or by its alias."""
    account = reading.account
    names = reading.optional("account-aliases.json")
    alias = next(iter(names.texts("AccountAliases")), None) if names else None
    node = state.organization.nodes.get(account) if state.organization else None
    block = block_of(reading.optional("public-access-block.json"))
    name = node.name if node else alias or account
    unknown = not reading.files.has("organization")
    made = Account(
        account, name, alias=alias, organization_unknown=unknown, public_access_block=block
    )
    return replace(state, accounts={**state.accounts, account: made})


def _not_given(files: Files) -> tuple[str, ...]:
    has_buckets = files.has("buckets") or files.has("buckets.json")
    return tuple(
        told
        for name, told in _OPTIONAL.items()
        if not (has_buckets if name == "buckets" else files.has(name))
    )
