"""Health data that HealthLake's jobs carry from where one may not read to where one may.

A job reads and writes with the role that it is passed, not with its caller's permissions.
Source: "Setting up permissions for import jobs", "Setting up permissions for export jobs".
"""

from collections.abc import Iterator
from typing import NamedTuple

from ...cloud.caller import Caller
from ...cloud.health import DataStore
from ...cloud.identities import Role
from ...cloud.keys import Key
from ...cloud.storage import Bucket
from .identities_reached import account_of, names_of
from .inquiry import Inquiry
from .method import Aim, Method, Step, Who
from .more import only, questions_of
from .question import Question
from .resources_opened import customer_keys, reading, via_s3
from .roles_to_pass import assumed_by, own_roles, passed

__all__ = ["METHODS"]

HEALTHLAKE = "healthlake.amazonaws.com"
_READ = "healthlake:ReadResource"


class _Job(NamedTuple):
    """A data store, a role to pass, and where and under which key the role may write."""

    store: DataStore
    role: Role
    actor: Caller  # the role's session
    bucket: Bucket
    place: str  # the ARN of an object
    key: Key

    @property
    def writes(self) -> tuple[tuple[Caller, Question], ...]:
        """What the role must be allowed: a job's output needs a customer managed key (rule H17)."""
        put = Question("s3:PutObject", self.place)
        return (self.actor, put), (self.actor, self._use("kms:GenerateDataKey"))

    @property
    def decrypts(self) -> Question:
        """What reading the output asks for beside the object."""
        return self._use("kms:Decrypt")

    def _use(self, action: str) -> Question:
        return Question(action, self.key.arn, (via_s3(self.bucket),))

    def names(self, who: Who, place: str) -> dict[str, str]:
        """What the steps can name."""
        known = {"store": self.store.arn, "role": self.role.arn, "key": self.key.arn}
        return names_of(who, object=place, **known)


def _exports(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """The role writes to a bucket that one may read; one may not read the data store."""
    for job in _jobs(inquiry, who):
        reads = (who.caller, job.decrypts)
        others = (assumed_by(inquiry, HEALTHLAKE, job.role, job.store.arn), *job.writes, reads)
        gained = only(Question(_READ, job.store.arn))
        yield Aim(job.store.arn, job.names(who, job.place), None, gained, others=others)


def _imports(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """The role reads a bucket that one may not read; one may read the data store."""
    for job in _jobs(inquiry, who):
        for bucket, arn in _places(inquiry, job.actor, "s3:GetObject"):
            lists = (job.actor, Question("s3:ListBucket", bucket.arn))
            reads = tuple((job.actor, each) for each in reading(inquiry, bucket, arn))
            assumed = assumed_by(inquiry, HEALTHLAKE, job.role, job.store.arn)
            others = (assumed, lists, *reads, *job.writes)
            gained = only(Question("s3:GetObject", arn))
            yield Aim(bucket.arn, job.names(who, arn), None, gained, others=others)


def _jobs(inquiry: Inquiry, who: Who) -> Iterator[_Job]:
    """Every data store of the account, every role that HealthLake could be passed, every place."""
    for store in inquiry.state.data_stores.values():
        if store.account == account_of(who):
            for role in own_roles(inquiry, who, HEALTHLAKE):
                actor = inquiry.caller(role.arn)
                for bucket, place in _places(inquiry, actor, "s3:PutObject"):
                    for key in customer_keys(inquiry):
                        yield _Job(store, role, actor, bucket, place, key)


def _places(inquiry: Inquiry, role: Caller, action: str) -> Iterator[tuple[Bucket, str]]:
    """Where in which buckets the role's policies speak of the action."""
    for question in dict.fromkeys(questions_of(inquiry, role)):
        name = question.resource.removeprefix("arn:aws:s3:::").partition("/")[0]
        bucket = inquiry.state.buckets.get(name)
        if question.action == action and bucket is not None:
            yield bucket, question.resource


_CLOSE = (
    "Allow jobs, and passing their role, only to those who may read both the data store and the "
    "bucket; name the bucket's folder in the role's policy."
)

METHODS = (
    Method(
        _exports,
        (
            passed(HEALTHLAKE),
            Step(
                "Export the data store {it} with the role {role} and the key {key}, to where "
                "{object} is.",
                "healthlake:StartFHIRExportJob",
                "{store}",
            ),
            Step("Read there what was exported.", "s3:GetObject", "{object}"),
        ),
        "An export needs no permission to read the data store, and writes with its role's.",
        _CLOSE,
    ),
    Method(
        _imports,
        (
            passed(HEALTHLAKE),
            Step(
                "Import {object} into the data store {it} with the role {role}.",
                "healthlake:StartFHIRImportJob",
                "{store}",
            ),
            Step("Read in {it} what was imported.", _READ, "{store}"),
        ),
        "An import reads with its role's permissions, and its caller need not be able to.",
        _CLOSE,
        unknown="Only FHIR resources, as newline delimited JSON, are imported.",
    ),
)
