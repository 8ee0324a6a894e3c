"""Good documents to spoil: policies, questions, trails, exports, scenarios, signed requests."""

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from simlib import ClientError, load_scenario
from simlib.cloud.canonical_request import HttpRequest
from simlib.cloud.cloud import Cloud
from simlib.cloud.presenting import signed_call
from tests.clouds import add_user, hospital
from tests.random_questions import random_question

__all__ = [
    "ACCOUNT",
    "SCENARIO",
    "account_files",
    "denials",
    "encoded_messages",
    "hospital_with_alice",
    "policies",
    "questions",
    "requests",
    "scenario_files",
    "trails",
]

ROOT = Path(__file__).parents[2]
ACCOUNT = ROOT / "data" / "examples" / "account"
SCENARIO = ROOT / "data" / "scenarios" / "healthlake-encryption"
_SERVICES = ("s3", "sts", "healthlake", "health-agent")


def _written(value: object) -> bytes:
    return json.dumps(value, indent=1).encode()


@cache
def questions() -> tuple[bytes, ...]:
    """The question of the README, and random ones."""
    rng = random.Random(5)
    shipped = ROOT / "data" / "examples" / "why-denied.json"
    return (shipped.read_bytes(), *(_written(random_question(rng)) for _ in range(60)))


@cache
def policies() -> tuple[bytes, ...]:
    """The shipped policies, and those of the questions."""
    shipped = [path.read_bytes() for path in sorted(ROOT.glob("data/policies/*/*.json"))]
    asked = (each for question in questions() for each in _policies_in(json.loads(question)))
    return (*shipped, *map(_written, asked))


def _policies_in(value: Any) -> Iterator[Any]:
    if isinstance(value, dict) and "Statement" in value:
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _policies_in(each)


@cache
def _cloud() -> Cloud:
    return load_scenario("troubleshooting")


@cache
def trails() -> tuple[bytes, ...]:
    """The trail of a scenario, in small log files."""
    records = _cloud().records
    parts = [records[n : n + 4] for n in range(0, len(records), 4)]
    return tuple(_written({"Records": part}) for part in parts)


@cache
def denials() -> tuple[bytes, ...]:
    """What people paste: records, their messages, what LookupEvents answers."""
    denied = [each for each in _cloud().records if each.get("errorCode")]
    messages = [str(each.get("errorMessage")).encode() for each in denied]
    events = [{"Events": [{"CloudTrailEvent": json.dumps(each)}]} for each in denied]
    return (*map(_written, denied), *messages, *map(_written, events), *encoded_messages())


@cache
def encoded_messages() -> tuple[bytes, ...]:
    """An encoded authorization message, alone and in EC2's sentence."""
    cloud = hospital()
    add_user(cloud, "Bob")
    try:
        cloud.as_("Bob").client("ec2").describe_instances()
    except ClientError as error:
        sentence = str(error)
    encoded = re.findall(r"failure message: ([\w-]+)", sentence)[0]
    return (sentence.encode(), encoded.encode())


@cache
def hospital_with_alice() -> Cloud:
    """A cloud in which somebody has an access key."""
    cloud = hospital()
    add_user(cloud, "Alice")
    return cloud


@cache
def requests() -> tuple[bytes, ...]:
    """Signed requests as JSON: which service, method, path, query, headers and body."""
    cloud = hospital_with_alice()
    credentials = cloud.as_("Alice").credentials
    assert credentials is not None
    known = {"region": "us-east-1", "now": cloud.now, "skew": cloud.now - cloud.now}
    signed = [(name, signed_call(credentials, service=name, **known)) for name in _SERVICES]
    return tuple(_written(_request(*each)) for each in signed)


def _request(service: str, request: HttpRequest) -> dict[str, Any]:
    return {"service": service, **request._asdict(), "body": request.body.decode()}


@cache
def account_files() -> dict[str, bytes]:
    """The files of an account's export by their names."""
    return _files(ACCOUNT)


@cache
def scenario_files() -> dict[str, bytes]:
    """The files of a scenario by their names."""
    return _files(SCENARIO)


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".md")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
