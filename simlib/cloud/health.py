"""The resources of AWS HealthLake and Amazon Connect Health.

Source: "Actions, resources, and condition keys for AWS HealthLake", "… for Amazon Connect Health"
(Service Authorization Reference), "Encryption at REST for AWS HealthLake".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["DataStore", "Domain", "HealthJob", "HealthPart"]


@dataclass(frozen=True, slots=True)
class DataStore:
    """A FHIR data store. `kms_key` is None where HealthLake's own key encrypts it.

    `grant` is the grant that HealthLake made for itself at creation (rule H16), `data_key` a data
    key as KMS encrypted it. `resources` are by `Type/id`, each with its versions, the newest last;
    None stands for a deletion.
    """

    id: str
    account: str
    region: str
    name: str = ""
    fhir_version: str = "R4"
    status: str = "ACTIVE"
    created: datetime | None = None
    kms_key: str | None = None
    grant: str | None = None
    data_key: bytes = field(default=b"", repr=False)
    tags: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, Any] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """`arn:aws:healthlake:REGION:ACCOUNT:datastore/fhir/ID`."""
        return f"arn:aws:healthlake:{self.region}:{self.account}:datastore/fhir/{self.id}"


@dataclass(frozen=True, slots=True)
class HealthJob:
    """An import or export job of a data store, or a patient insights job of a domain."""

    id: str
    kind: str
    of: str  # the ARN of its data store or domain
    status: str
    settings: Mapping[str, Any]
    submitted: datetime | None = None
    ended: datetime | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """A Connect Health domain; the only one of its resources that takes tags (rule I9)."""

    id: str
    account: str
    region: str
    name: str
    status: str = "ACTIVE"
    kms_key: str | None = None
    grant: str | None = None
    web_app: Mapping[str, Any] | None = None
    created: datetime | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """`arn:aws:health-agent:REGION:ACCOUNT:domain/ID`."""
        return f"arn:aws:health-agent:{self.region}:{self.account}:domain/{self.id}"


@dataclass(frozen=True, slots=True)
class HealthPart:
    """What a domain holds: `kind` is agent, integration, session or subscription."""

    id: str
    kind: str
    domain: str  # the domain's ARN
    name: str = ""
    status: str = "ACTIVE"
    settings: Mapping[str, Any] = field(default_factory=dict)
    created: datetime | None = None

    @property
    def arn(self) -> str:
        """The domain's ARN with `/KIND/ID` behind it."""
        return f"{self.domain}/{self.kind}/{self.id}"
