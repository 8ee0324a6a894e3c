"""A mend that opens or closes something besides is refused, and says on which request."""

import json
from collections.abc import Callable

import pytest

from simlib.lessons import incident
from simlib.lessons.incidents import Incident
from simlib.lessons.incidents.fault import Rewritten


@pytest.fixture(autouse=True)
def beside_a_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def first(fits: Callable[[Incident], bool]) -> Incident:
    """The first incident of difficulty 1 that fits."""
    return next(case for case in map(incident, range(2000)) if fits(case))


def with_fault(name: str) -> Incident:
    return first(lambda case: case.breaks[0].fault == name)


def place_of(case: Incident) -> str:
    remedy = case.breaks[0].remedy
    assert isinstance(remedy, Rewritten)
    return remedy.place


def document(case: Incident) -> dict:
    found = json.loads(case.policy(place_of(case)))
    found["Statement"] = (
        found["Statement"] if isinstance(found["Statement"], list) else [found["Statement"]]
    )
    return found


def right(case: Incident) -> dict:
    return json.loads(case.breaks[0].remedy.text)


def mend(case: Incident, changed: dict) -> None:
    case.mend(place_of(case), json.dumps(changed))


EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@pytest.mark.parametrize(
    "fault",
    ["an action left out", "an ARN of another Region", "MFA demanded", "a statement deleted"],
)
def test_allowing_everything_is_refused_with_a_request(fault):
    case = with_fault(fault)
    changed = document(case)
    changed["Statement"].append(EVERYTHING)
    mend(case, changed)
    assert case.try_again().succeeded
    grade = case.check()
    assert not grade
    assert "is allowed now, and nobody was allowed that before the incident" in grade.said
    assert grade.evaluation is not None
    assert grade.evaluation.allowed
    assert grade.request in grade.said


def test_the_administrator_policy_is_refused_too():
    case = with_fault("an action mistaken for another")
    case.do(next(each for each in case.actions if "AdministratorAccess" in each))
    assert case.try_again().succeeded
    assert "nobody was allowed that before the incident" in case.check().said


def test_a_mend_in_other_words_is_as_good():
    case = with_fault("a permission that has run out")
    changed = right(case)
    changed["Statement"] = [{"Sid": "InOtherWords", **each} for each in changed["Statement"]][::-1]
    if len(changed["Statement"]) > 1:
        for number, each in enumerate(changed["Statement"]):
            each["Sid"] = f"Part{number}"
    mend(case, changed)
    assert case.check()


def test_a_condition_left_out_is_found_though_no_plain_request_shows_it():
    case = with_fault("a value of a condition mistaken")
    changed = right(case)
    for each in changed["Statement"]:
        each.pop("Condition", None)
    mend(case, changed)
    grade = case.check()
    assert not grade
    assert "before the incident" in grade.said


def test_a_session_that_can_do_more_is_found():
    case = with_fault("a session policy for another service")
    case.do("Pass no session policy")
    assert case.try_again().succeeded
    grade = case.check()
    assert not grade
    assert "healthlake:UpdateResource" in grade.said


def test_an_endpoint_opened_for_everyone_is_found():
    case = with_fault("an endpoint for another organization")
    changed = right(case)
    changed["Statement"][0].pop("Condition")
    mend(case, changed)
    assert not case.check()


def test_a_policy_that_opens_no_more_than_before_is_right_at_another_place():
    case = first(lambda each: each.breaks[0].fault == "a boundary attached")
    place = next(each for each in case.places if "StaffBoundary" in each)
    case.mend(place, json.dumps({"Version": "2012-10-17", "Statement": EVERYTHING}))
    assert case.check()


def test_what_the_mend_closes_is_told():
    """Everything is mended, and then the nurses' other actions are taken away."""
    case = first(lambda each: each.breaks[0].fault == "a wrong secret" and of_the_nurse(each))
    case.do("Paste the secret access key again (NurseRole)")
    assert case.check()
    place = "identity-based policy ReadOneStore · role/NurseRole"
    case.mend(place, case.policy(place).replace('"healthlake:SearchWithPost",', ""))
    grade = case.check()
    assert "NurseRole asks for healthlake:SearchWithPost" in grade.said
    assert "is denied now, and it was allowed until your change" in grade.said


def of_the_nurse(case: Incident) -> bool:
    return any("NurseRole" in action for action in case.actions)


def test_what_the_fault_took_away_besides_may_stay_away():
    """Nobody can know all that a deleted statement allowed; what is not back is told."""
    case = first(lambda each: each.breaks[0].fault == "a statement deleted" and of_the_nurse(each))
    changed = document(case)
    store = right(case)["Statement"][0]["Resource"]
    only = {"Effect": "Allow", "Action": "healthlake:ReadResource", "Resource": store}
    changed["Statement"].append(only)
    mend(case, changed)
    grade = case.check()
    assert grade
    assert "Not back yet, and nobody has asked for it" in grade.said


def test_a_failure_of_another_kind_says_so():
    case = incident(3, 2)
    assert "It fails as before." in case.check().said
    remedy = case.breaks[1].remedy
    case.do(str(remedy)) if not isinstance(remedy, Rewritten) else case.mend(*remedy)
    assert "It fails in another way now." in case.check().said
