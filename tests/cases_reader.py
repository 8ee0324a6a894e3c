"""Reads the cases under tests/cases strictly: a typo in a case is a failure, not a skipped test."""

import json
from pathlib import Path
from typing import Any

FIELDS = {
    "id", "area", "kind", "title", "setup", "request", "expected", "confidence", "source",
}  # fmt: skip
EXPECTED: dict[str, set[str]] = {
    "authz": {"decision", "by", "part", "note"},
    "condition": {"match", "note"},
    "match": {"match"},
    "size": {"size", "fits"},
    "lint": {"valid", "issue"},
    "message": {"error", "message", "message_contains", "permission", "max_message_length"},
    "context": {"present", "absent", "values"},
    "sts": {
        "error", "message_contains", "decision", "duration", "maximum", "arn", "assumed_role_id",
        "second_session_tags", "credentials", "note",
    },
    "reference": {"exists"},
    "kms": {"decision", "error", "effective"},
    "abuse": {"refused"},
    "s3-public": {"public", "put_bucket_policy", "decision", "default", "previous_default"},
    "cloudtrail": {
        "fields", "values", "userIdentity", "records", "shared", "different", "valid_json",
        "correct_arn",
    },
}  # fmt: skip
FOLDER = Path(__file__).parent / "cases"


def cases(kind: str) -> list[dict[str, Any]]:
    """All cases of a kind, in the file's order."""
    found = [json.loads(line) for line in (FOLDER / f"{kind}.jsonl").read_text().splitlines()]
    for case in found:
        assert set(case) == FIELDS, case["id"]
        assert case["kind"] == kind, case["id"]
        assert set(case["expected"]) <= EXPECTED[kind], case["id"]
        assert case["confidence"] in ("documented", "inferred"), case["id"]
    assert len({case["id"] for case in found}) == len(found)
    return found
