"""The panel of an incident: its drafts count, its actions are done, wrong ones are told."""

import pytest

from simlib.lessons import incident
from simlib.lessons.incidents.fault import Action
from simlib.lessons.incidents.panel import IncidentPanel


@pytest.fixture(autouse=True)
def beside_a_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def solve(panel: IncidentPanel) -> None:
    for each in panel.case.breaks:
        if isinstance(each.remedy, Action):
            panel.action = each.remedy.name
            panel.do()
        else:
            panel.lab.open_policy(each.remedy.place)
            panel.lab.editor.value = each.remedy.text


def test_the_evidence_stands_at_the_top():
    panel = incident(17, 1).panel()
    assert "I make a role for the day shift" in panel.head.value
    assert "An error occurred (AccessDenied)" in panel.head.value
    assert "CloudTrail" in panel.head.value


@pytest.mark.parametrize("difficulty", [1, 2, 3])
@pytest.mark.parametrize("seed", range(6))
def test_it_is_solved_in_the_panel(seed, difficulty):
    panel = incident(seed, difficulty).panel()
    assert not panel.check()
    solve(panel)
    assert panel.check(), panel.grade
    assert "✓ Right" in panel.said.value


def test_the_lab_asks_what_failed():
    panel = incident(17, 1).panel()
    assert panel.lab.asked.action == "iam:CreateRole"
    assert panel.lab.evaluation is not None
    assert not panel.lab.evaluation.allowed


def test_a_draft_counts_when_the_work_is_tried_again():
    panel = incident(17, 1).panel()
    panel.try_again()
    assert "An error occurred (AccessDenied)" in panel.said.value
    solve(panel)
    panel.try_again()
    assert "CreateRole succeeded" in panel.said.value
    assert not panel.case.try_again().succeeded  # it is a draft


def test_a_draft_that_cannot_be_read_is_told():
    panel = incident(17, 1).panel()
    panel.lab.editor.value = "{"
    assert not panel.check()
    assert "cannot be read" in panel.said.value
    panel.try_again()
    assert "cannot be read" in panel.said.value


def test_nothing_chosen_is_nothing_done():
    panel = incident(17, 1).panel()
    panel.do()
    assert "Choose first" in panel.said.value


def test_a_wrong_mend_shows_the_trace_of_its_request():
    panel = incident(17, 1).panel()
    panel.action = "Attach the policy AdministratorAccess to Lena"
    panel.do()
    assert "CreateRole succeeded" in panel.said.value
    assert not panel.check()
    assert panel.trace.view.layout.display is None
    assert panel.trace.evaluation is panel.grade.evaluation


def test_it_begins_again():
    panel = incident(17, 1).panel()
    solve(panel)
    assert panel.check()
    panel.reset()
    assert not panel.check()


def test_without_a_browser_it_shows_the_ticket_and_the_error():
    case = incident(17, 1)
    assert repr(case.panel()) == repr(case).partition("\n\n{")[0]
