"""What people do in the scenarios goes well when nothing is broken, and signs as it should."""

import pytest

from simlib.cloud.errors import ClientError
from simlib.lessons.incidents.work import Work, attempted, attempts, reached
from simlib.lessons.incidents.work_file import all_work, healthy_cloud

WORK = {each.name: each for each in all_work()}


@pytest.mark.parametrize("name", WORK)
def test_work_goes_well_when_nothing_is_broken(name):
    attempt = attempted(healthy_cloud(WORK[name].scenario), WORK[name])
    assert attempt.succeeded, attempt.why()


def test_every_scenario_has_work():
    assert len({each.scenario for each in all_work()}) == 8


def test_trying_leaves_the_cloud_as_it_is():
    work = WORK["alice-uploads"]
    cloud = healthy_cloud(work.scenario)
    before = cloud.state, len(cloud.records)
    attempted(cloud, work)
    assert (cloud.state, len(cloud.records)) == before


def test_a_step_that_fails_is_the_last():
    work = WORK["vendor-fetches"].assuming(ExternalId="another")
    (only,) = attempts(healthy_cloud(work.scenario), work)
    assert only.operation == "AssumeRole"
    assert not only.succeeded


def test_the_caller_is_whoever_the_steps_lead_to():
    caller = reached(healthy_cloud("cross-account-partner"), WORK["analyst-curates"])
    assert caller.name == "arn:aws:sts::111122223333:assumed-role/StudyCuratorRole/curating"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"access_key_id": "AKIAIOSFODNN7EXAMPLE"}, "InvalidAccessKeyId"),
        ({"secret_mistyped": True}, "SignatureDoesNotMatch"),
        ({"clock": -40}, "RequestTimeTooSkewed"),
        ({"clock": 40}, "RequestTimeTooSkewed"),
    ],
)
def test_a_key_that_signs_wrongly_is_refused_in_the_words_of_s3(how, code):
    assert code_of(WORK["alice-uploads"].signed(**how)) == code


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"token_left_out": True}, "InvalidAccessKeyId"),
        ({"token_of_another": True}, "InvalidToken"),
        ({"hours": 13}, "ExpiredToken"),
    ],
)
def test_a_session_that_signs_wrongly_is_refused_in_the_words_of_s3(how, code):
    assert code_of(WORK["dana-reads-notes"].signed(**how)) == code


def code_of(work: Work) -> str:
    error = attempted(healthy_cloud(work.scenario), work).error
    assert isinstance(error, ClientError)
    return error.code
