"""How fast a trail is replayed, and that memory does not grow with it.

`python -m tests.benchmarks.replay` prints it. Every record is as long as CloudTrail's own, and has
its own ids and times. A longer trail than fits into memory is the same records `TIMES` over.
"""

import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from simlib.analysis.replaying import replay
from simlib.analysis.replaying.parts import parts_of
from simlib.cloud.cloud import Cloud
from tests.clouds import HOSPITAL, add_user, allow, deny, hospital

RECORDS, TIMES, OBJECTS, USERS = 100_000, 10, 2_000, 50
BUCKET = "records-111122223333"
CALLS = ("GetObject", "GetObject", "PutObject", "ListBucket", "ListBuckets", "GetUser")


def clouds() -> tuple[Cloud, Cloud]:
    """The hospital before and after a Deny on the archive for everybody."""
    return _cloud(), _cloud(deny("s3:*", f"arn:aws:s3:::{BUCKET}/archive/*"))


def _cloud(*more: dict[str, Any]) -> Cloud:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket=BUCKET)
    for number in range(USERS):
        own = allow("s3:*", f"arn:aws:s3:::{BUCKET}*")
        add_user(cloud, f"nurse{number}", own, allow("iam:GetUser"), *more)
    return cloud


def records(count: int, objects: int = OBJECTS) -> Iterator[dict[str, Any]]:
    """Records as CloudTrail writes them, each with its own ids and times."""
    chosen = random.Random(6)
    for number in range(count):
        of = chosen.choice(CALLS), chosen.randrange(USERS), chosen.randrange(objects)
        yield _record(number, *of, chosen.randbytes(60))


def _record(number: int, event: str, user: int, thing: int, own: bytes) -> dict[str, Any]:
    """`own` are its ids, which no compression makes shorter."""
    key = f"{'archive' if thing % 10 == 0 else 'ward'}/{thing}/scan.dcm"
    host = f"{BUCKET}.s3.us-east-1.amazonaws.com"
    of_object = {"bucketName": BUCKET, "Host": host, "key": key}
    parameters = {
        "ListBuckets": {"Host": host},
        "ListBucket": {"bucketName": BUCKET, "Host": host},
        "GetUser": {"userName": f"nurse{user}"},
    }.get(event, of_object)
    event = "ListObjects" if event == "ListBucket" else event
    listed = [{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{BUCKET}/{key}"}]
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": f"AIDA{user:017}",
            "arn": f"arn:aws:iam::{HOSPITAL}:user/nurse{user}",
            "accountId": HOSPITAL,
            "accessKeyId": f"AKIA{user:016}",
            "userName": f"nurse{user}",
        },
        "eventTime": f"2026-03-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z",
        "eventSource": "iam.amazonaws.com" if event == "GetUser" else "s3.amazonaws.com",
        "eventName": event,
        "awsRegion": "us-east-1",
        "sourceIPAddress": f"203.0.113.{number % 250}",
        "userAgent": "[aws-sdk-java/2.20.1 Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.6]",
        "requestParameters": parameters,
        "responseElements": None,
        "additionalEventData": {
            "SignatureVersion": "SigV4",
            "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "bytesTransferredOut": number,
            "x-amz-id-2": b64encode(own[:42]).decode(),
        },
        "requestID": own[42:50].hex().upper(),
        "eventID": f"66fea74f-771e-4bad-{own[50:52].hex()}-{own[52:58].hex()}",
        "readOnly": event != "PutObject",
        "resources": listed if parameters is of_object else [],
        "eventType": "AwsApiCall",
        "managementEvent": False,
        "recipientAccountId": HOSPITAL,
        "eventCategory": "Data",
    }


def table(count: int, objects: int = OBJECTS) -> Any:
    """As Parquet or a query has them: what is nested as JSON, and what is not needed left out."""
    import pandas

    kept = ("userIdentity", "eventSource", "eventName", "awsRegion", "errorCode")
    kept += ("requestParameters", "resources", "recipientAccountId")
    rows = [[_flat(record.get(name)) for name in kept] for record in records(count, objects)]
    return pandas.DataFrame(rows, columns=list(kept))


def _flat(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def written(folder: Path, count: int) -> list[Path]:
    """Log files of 10,000 records each, gzipped."""
    every, files = records(count), []
    for start in range(0, count, 10_000):
        file = folder / f"{start:09}.json.gz"
        text = json.dumps({"Records": list(islice(every, 10_000))})
        file.write_bytes(gzip.compress(text.encode(), 6))
        files.append(file)
    return files


def rate(trail: Any, count: int) -> float:
    """Records a second of one core's time, the best of three; policies are compiled each time."""
    before, after = clouds()
    found = []
    for _ in range(3):
        started = time.process_time()
        assert replay(trail, before, after).calls == count
        found.append(count / (time.process_time() - started))
    return max(found)


def read_alone(files: list[Path]) -> float:
    """Records a second of one core's time, before anything is decided: no replay is faster."""
    started = time.process_time()
    count = sum(len(part.records) for part in parts_of(files))
    return count / (time.process_time() - started)


def peak_megabytes(folder: Path) -> float:
    """The most memory that a Python of its own takes to replay a folder."""
    code = f"from tests.benchmarks.replay import peak; peak({str(folder)!r})"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(run.stdout)


def peak(folder: str) -> None:
    """Replays a folder, and prints how much memory this Python took at most, in MB (Linux)."""
    replay(folder, *clouds())
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def main() -> None:
    """Prints the table."""
    import pandas

    whole = RECORDS * TIMES
    tables = table(RECORDS), table(RECORDS, 10**9)
    rows = [
        ("a list of records", rate(list(records(RECORDS)) * TIMES, whole)),
        ("a table with JSON in it", rate(pandas.concat([tables[0]] * TIMES), whole)),
        ("a table, every object another", rate(pandas.concat([tables[1]] * TIMES), whole)),
    ]
    with tempfile.TemporaryDirectory() as once, tempfile.TemporaryDirectory() as twice:
        files = written(Path(once), RECORDS)
        written(Path(twice), 2 * RECORDS)
        rows += [
            ("gzipped log files, read too", rate(files * TIMES, whole)),
            ("the same, unzipped and parsed alone", read_alone(files)),
        ]
        memory = peak_megabytes(Path(once)), peak_megabytes(Path(twice))
    print(f"{'replay, of one core':36}{'records/s':>12}{'aim':>10}")
    for what, found in rows:
        print(f"{what:36}{found:12,.0f}{200_000:10,}")
    print(
        f"memory: {memory[0]:.0f} MB for {RECORDS:,} records, {memory[1]:.0f} MB for twice as many"
    )


if __name__ == "__main__":
    main()
