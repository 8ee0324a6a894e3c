"""What a job does between a data store and Amazon S3, with the data access role's session.

Files are newline delimited JSON, one FHIR resource a line. The data store's own key is used by
HealthLake's grant, the output's key by the role.
Source: "Importing FHIR data with AWS HealthLake", "Exporting FHIR data with AWS HealthLake".
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...cloud.authorizing import decide
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import DataStore, HealthJob
from ...cloud.sessions import Session
from .encryption import in_background
from .fhir import Resource
from .interactions import put_version

__all__ = ["Outcome", "export_to", "import_from"]


class Outcome(NamedTuple):
    """How a job ended."""

    status: str
    message: str = ""


class Output(NamedTuple):
    """Where a job writes to, who writes, and the key that encrypts it."""

    session: Session
    bucket: str
    folder: str
    kms_key: str


def import_from(call: Call, store: DataStore, session: Session, job: HealthJob) -> Outcome:
    """Reads the files under the input's prefix into the data store. Raises ClientError."""
    bucket, prefix = _place(job.settings["InputDataConfig"]["S3Uri"])
    _may_list(call, session, bucket, prefix)
    names = sorted(n for n in call.state.objects.get(bucket, {}) if n.startswith(prefix))
    lines = [line for name in names for line in _lines(call, session, bucket, name)]
    resources = list(_resources(lines))
    in_background(call, store, reads=False)
    for resource in resources:
        place = (resource["resourceType"], resource["id"])
        store, _ = put_version(call, store, place, resource)
    failed = len(lines) - len(resources)
    counts = {"scanned": len(lines), "imported": len(resources), "failed": failed}
    output = _output(store, session, job, "JobOutputDataConfig")
    _write(call, output, "manifest.json", json.dumps(counts))
    if not failed:
        return Outcome("COMPLETED")
    return Outcome("COMPLETED_WITH_ERRORS", f"{failed} of {len(lines)} resources are not valid")


def export_to(call: Call, store: DataStore, session: Session, job: HealthJob) -> Outcome:
    """Writes one file for each type of resource. Raises ClientError."""
    in_background(call, store, reads=True)
    newest = (versions[-1] for _, versions in sorted(store.resources.items()))
    alive = [resource for resource in newest if resource is not None]
    output = _output(store, session, job, "OutputDataConfig")
    for kind in sorted({resource["resourceType"] for resource in alive}):
        rows = (json.dumps(each) for each in alive if each["resourceType"] == kind)
        _write(call, output, f"{kind}.ndjson", "\n".join(rows) + "\n")
    return Outcome("COMPLETED")


def _place(uri: str) -> tuple[str, str]:
    """Bucket and prefix of an S3 URI. Raises ClientError.

    >>> _place("s3://records/import/2026")
    ('records', 'import/2026')
    """
    scheme, _, rest = uri.partition("://")
    bucket, _, prefix = rest.partition("/")
    if scheme != "s3" or not bucket:
        raise ClientError("ValidationException", f"{uri} is not an S3 URI", 400)
    return bucket, prefix


def _output(store: DataStore, session: Session, job: HealthJob, parameter: str) -> Output:
    """A folder for each job, under the output's prefix."""
    config = job.settings[parameter]["S3Configuration"]
    bucket, prefix = _place(config["S3Uri"])
    above = f"{prefix.rstrip('/')}/" if prefix else ""
    folder = f"{above}{store.id}-FHIR_{job.kind.upper()}-{job.id}/"
    return Output(session, bucket, folder, config["KmsKeyId"])


def _may_list(call: Call, session: Session, bucket: str, prefix: str) -> None:
    """The role needs s3:ListBucket to find the files. Raises ClientError."""
    keys = {"s3:prefix": prefix} if prefix else {}
    evaluation = decide(
        call.state, call.asking_as(session), "s3:ListBucket", f"arn:aws:s3:::{bucket}", keys=keys
    )
    if not evaluation.allowed:
        raise ClientError("AccessDenied", evaluation.message or "", evaluation=evaluation)


def _lines(call: Call, session: Session, bucket: str, name: str) -> list[str]:
    body: Any = call.as_session(session, "s3", "GetObject", Bucket=bucket, Key=name)["Body"]
    data: bytes = body.read() if hasattr(body, "read") else body
    return [line for line in data.decode("utf-8", "replace").splitlines() if line.strip()]


def _resources(lines: Iterable[str]) -> Iterator[Resource]:
    """The lines that are FHIR resources with a type and an id."""
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and all(
            isinstance(value.get(name), str) for name in ("resourceType", "id")
        ):
            yield value


def _write(call: Call, output: Output, name: str, text: str) -> None:
    call.as_session(
        output.session, "s3", "PutObject", Bucket=output.bucket, Key=output.folder + name,
        Body=text.encode(), ServerSideEncryption="aws:kms", SSEKMSKeyId=output.kms_key,
    )  # fmt: skip
