"""Names of actions that are none: what is asked, and what alone is mended."""

import pytest

from simlib.checks import check_policy

POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", "Action": "%s"}]}'
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("s3:GetObjects", "s3:GetObject"),
        ("s3:getObjec", "s3:GetObject"),
        ("health-lake:ReadResource", "healthlake:ReadResource"),
        ("kmss:Decrypt", "kms:Decrypt"),
    ],
)
def test_a_slip_is_mended(written: str, meant: str) -> None:
    assert f'"Action": "{meant}"' in check_policy(POLICY % written).mended()


@pytest.mark.parametrize(
    "written",
    [
        "health-agent:ListMedicalScribeListeningSessions",  # near: StartMedicalScribe…
        "kms:ListKeysForService",
        "s3:getBucketVersions",
        "nothing:Here",  # near: invoicing
        "s3:x",
    ],
)
def test_what_may_be_meant_otherwise_is_only_asked_about(written: str) -> None:
    found = check_policy(POLICY % written)
    assert found.errors
    assert found.mended() == POLICY % written
