"""What every reader of a folder's resources needs: the files, whose they are, who is there."""

from typing import NamedTuple

from ...language.policy import Policy
from ..attached import unique_id_of
from ..saved_policy import SavedPolicy, saved
from ..state import State
from .files import Files
from .part import Part
from .texts import Place, Policies

__all__ = ["Reading"]


class Reading(NamedTuple):
    """The reading of one account's folder; `state` holds the account's users and roles already."""

    files: Files
    policies: Policies
    state: State
    account: str
    region: str

    def names(self, folder: str) -> list[str]:
        """The names that the files of a folder begin with."""
        return self.files.names(
            folder,
            ".policy.json",
            ".public-access-block.json",
            ".encryption.json",
            ".grants.json",
            ".tags.json",
        )

    def known(self, file: str, entity: str, otherwise: str = "") -> Part | None:
        """What a file answers; where that is not known, a problem says what is taken instead."""
        answer = self.files.ask(file)
        if answer.unknown:
            told = f"{answer.unknown}; {otherwise}" if otherwise else answer.unknown
            self.policies.problem(entity, told)
        return answer.part

    def optional(self, file: str) -> Part | None:
        """The same for a file that may be absent; what is not given is listed elsewhere."""
        account = f"arn:aws:iam::{self.account}:root"
        return self.known(file, account) if self.files.has(file) else None

    def policy(self, file: str, place: Place) -> SavedPolicy | None:
        """The policy in a file, bound to the users and roles it names (rule A19)."""
        policy = self.policies.answered(self.files.ask(file), place)
        return self.bound(policy) if policy is not None else None

    def key_policy(self, file: str, place: Place) -> SavedPolicy:
        """The same for a KMS key, which always has one."""
        found = self.policy(file, place)
        why = f"{file} holds no policy, and every key has one"
        return found if found is not None else self.bound(self.policies.unknown(place, why))

    def bound(self, policy: Policy) -> SavedPolicy:
        """A policy bound to the users and roles that it names."""
        return saved(policy, lambda arn: unique_id_of(self.state, arn))
