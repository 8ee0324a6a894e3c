"""Incidents without end: the same by the same number, solvable, with true evidence."""

from itertools import product

import pytest

from simlib import load_scenario
from simlib.language.errors import QuestionError
from simlib.lessons import incident
from simlib.lessons.events import What, events_in
from simlib.lessons.incidents import FAULTS, Incident
from simlib.lessons.incidents.evidence import error_text
from simlib.lessons.incidents.fault import Action

THOUSAND = [(seed, 1 + seed % 3) for seed in range(1000)]


@pytest.fixture(autouse=True)
def beside_a_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def solve(case: Incident) -> None:
    """Undoes everything that is broken, as the solution says."""
    for each in case.breaks:
        if isinstance(each.remedy, Action):
            case.do(each.remedy.name)
        else:
            case.mend(each.remedy.place, each.remedy.text)


def test_a_thousand_incidents_are_over_when_their_faults_are_undone_and_not_before():
    seen = set()
    for seed, difficulty in THOUSAND:
        case = incident(seed, difficulty)
        assert len(case.breaks) == difficulty
        assert not case.check(), case.id
        solve(case)
        grade = case.check()
        assert grade, (case.id, case.breaks, grade)
        seen |= {each.fault for each in case.breaks}
    assert seen <= {fault.name for fault in FAULTS}
    assert len(seen) > 60


@pytest.mark.parametrize("seed", range(40))
def test_undoing_all_but_one_fault_is_not_enough(seed):
    for left in range(3):
        case = incident(seed, 3)
        others = [each for number, each in enumerate(case.breaks) if number != left]
        for each in others:
            if isinstance(each.remedy, Action):
                case.do(each.remedy.name)
            else:
                case.mend(each.remedy.place, each.remedy.text)
        assert not case.check()
        assert case.still_broken == (case.breaks[left],)


@pytest.mark.parametrize(("seed", "difficulty"), [*product(range(30), (1, 2, 3))])
def test_the_evidence_is_what_the_simulator_says_when_it_is_tried_again(seed, difficulty):
    case = incident(seed, difficulty)
    again = case.try_again()
    assert case.evidence.error == error_text(again)
    assert case.evidence.records == again.records
    assert repr(incident(seed, difficulty)) == repr(case)


def test_the_evidence_names_no_policy_text_and_no_hint_of_ours():
    case = incident(4, 1)
    error = case.try_again().error
    assert error is not None
    assert error.message in case.evidence.error
    assert not error.hint or error.hint not in repr(case)


def test_a_call_that_leaves_no_record_says_so():
    cases = (incident(seed, 1) for seed in range(300))
    silent = next(each for each in cases if not each.evidence.records)
    assert "CloudTrail has no record of this call." in repr(silent)
    assert silent.breaks[0].layer in ("credentials", "how it is called")


def test_there_is_no_other_difficulty():
    with pytest.raises(QuestionError, match="no difficulty 4; there are 1, 2 and 3"):
        incident(1, 4)


WRONG = ["", "{", "[]", "null", "nonsense", '{"Version": "2012-10-17", "Statement": []}', None, 7]


@pytest.mark.parametrize("text", WRONG)
def test_a_text_that_is_no_policy_is_told_and_never_raised(text):
    case = incident(2, 1)
    before = case.cloud.state
    assert "cannot be read" in case.mend(case.places[0], text)
    assert case.cloud.state is before
    assert not case.check()


def test_names_that_there_are_not_are_told_and_never_raised():
    case = incident(2, 1)
    assert "no policy at `nowhere`" in case.mend("nowhere", "{}")
    assert "no policy at `nowhere`" in case.policy("nowhere")
    assert "no action `Hope`" in case.do("Hope")
    assert "no cloud" in case.check("a cloud").said


def test_calls_in_the_incidents_cloud_mend_it_too():
    case = next(c for c in (incident(s, 1) for s in range(500)) if is_bucket_policy_of_the_study(c))
    other = load_scenario("cross-account-partner")
    policy = other.state.buckets["study-111122223333"].policy.policy.text
    owner = case.cloud.as_("root", account="111122223333")
    owner.call("s3:PutBucketPolicy", Bucket="study-111122223333", Policy=policy)
    assert case.check(case.cloud)


def is_bucket_policy_of_the_study(case: Incident) -> bool:
    return case.breaks[0].where == "resource-based policy · study-111122223333"


def test_hints_go_from_a_question_to_nearly_the_answer():
    case = incident(5, 1)
    (broken,) = case.breaks
    hints = [case.hint() for _ in range(4)]
    assert hints[0].startswith("Hint 1 of 3:")
    assert hints[0].endswith("?")
    assert broken.where in hints[1]
    assert broken.told in hints[2]
    assert hints[3] == hints[2]


def test_hints_speak_of_what_is_still_broken():
    case = incident(6, 2)
    first, second = case.breaks
    solve_one(case, first)
    assert second.told in [case.hint() for _ in range(3)][-1]
    solve_one(case, second)
    assert "What was broken is mended" in case.hint()


def solve_one(case: Incident, each) -> None:
    if isinstance(each.remedy, Action):
        case.do(each.remedy.name)
    else:
        case.mend(each.remedy.place, each.remedy.text)


def test_the_solution_is_asked_for_twice_and_names_every_fault():
    case = incident(8, 3)
    assert "ask once more" in case.solution()
    assert all(each.told in case.solution() for each in case.breaks)


def test_it_can_be_begun_again():
    case = incident(9, 2)
    found = case.situation
    solve(case)
    assert case.situation != found
    case.reset()
    assert case.situation == found
    assert case.try_again().succeeded is False


def test_what_was_done_is_kept():
    case = incident(10, 1)
    case.check()
    case.hint()
    solve(case)
    case.check()
    events = [(each.exercise, each.what) for each in events_in()]
    wanted = (What.WRONG, What.HINT, What.PASSED)
    assert events == [("incident-1-10", what) for what in wanted]
