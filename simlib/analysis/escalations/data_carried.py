"""Health data that HealthLake's jobs carry from where one may not read to where one may.

A job reads and writes with the role that it is passed, not with its caller's permissions.
Source: "Setting up permissions for import jobs", "Setting up permissions for export jobs".
"""

from collections.abc import Iterator

from ...cloud.caller import Caller
from ...cloud.health import DataStore
from ...cloud.identities import Role
from ...cloud.storage import Bucket
from .identities_reached import account_of, names_of
from .inquiry import Inquiry
from .method import Aim, Method, Step, Who
from .more import only, questions_of
from .question import Question
from .resources_opened import reading
from .roles_to_pass import assumed_by, own_roles, passed

__all__ = ["METHODS"]

HEALTHLAKE = "healthlake.amazonaws.com"
_READ = "healthlake:ReadResource"


def _exports(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """The role writes to a bucket that one may read; one may not read the data store."""
    for store, role, actor in _jobs(inquiry, who):
        for bucket, arn in _places(inquiry, actor, "s3:PutObject"):
            reads = tuple((who.caller, each) for each in reading(inquiry, bucket, arn))
            writes = (actor, Question("s3:PutObject", arn))
            names = names_of(who, store=store.arn, role=role.arn, object=arn)
            others = (assumed_by(inquiry, HEALTHLAKE, role, store.arn), writes, *reads)
            yield Aim(store.arn, names, None, only(Question(_READ, store.arn)), others=others)


def _imports(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """The role reads a bucket that one may not read; one may read the data store."""
    for store, role, actor in _jobs(inquiry, who):
        for bucket, arn in _places(inquiry, actor, "s3:GetObject"):
            reads = tuple((actor, each) for each in reading(inquiry, bucket, arn))
            names = names_of(who, store=store.arn, role=role.arn, object=arn)
            others = (assumed_by(inquiry, HEALTHLAKE, role, store.arn), *reads)
            yield Aim(bucket.arn, names, None, only(Question("s3:GetObject", arn)), others=others)


def _jobs(inquiry: Inquiry, who: Who) -> Iterator[tuple[DataStore, Role, Caller]]:
    """Every data store of the account, with every role that HealthLake could be passed."""
    for store in inquiry.state.data_stores.values():
        if store.account == account_of(who):
            for role in own_roles(inquiry, who, HEALTHLAKE):
                yield store, role, inquiry.caller(role.arn)


def _places(inquiry: Inquiry, role: Caller, action: str) -> Iterator[tuple[Bucket, str]]:
    """Where in which buckets the role's policies speak of the action."""
    for question in dict.fromkeys(questions_of(inquiry, role)):
        bucket = inquiry.state.buckets.get(
            question.resource[len("arn:aws:s3:::") :].partition("/")[0]
        )
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
                "Export the data store {it} with the role {role}, to the place of {object}.",
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
