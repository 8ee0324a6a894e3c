"""The catalogue: every fault breaks some work, covers a layer, and is undone by its remedy."""

import pytest

from simlib.lessons.incidents import FAULTS
from simlib.lessons.incidents.actions import actions_offered
from simlib.lessons.incidents.fault import Action, Break, Situation, healthy
from simlib.lessons.incidents.faults.policies_in_force import rewritten
from simlib.lessons.incidents.work_file import all_work

LAYERS = {
    "VPC endpoint policy",
    "access point policy",
    "bucket policy",
    "credentials",
    "how it is called",
    "identity-based policy",
    "instance profile",
    "key policy",
    "KMS grant",
    "permissions boundary",
    "resource control policy",
    "role trust policy",
    "service control policy",
    "session policy",
    "tags",
}


def breaks_of(fault) -> list[tuple[Break, Situation]]:
    return [(each, healthy(work).situation) for work in all_work() for each in fault.breaks(work)]


def mended(each: Break, situation: Situation) -> Situation:
    if isinstance(each.remedy, Action):
        return each.remedy.do(situation)
    return rewritten(each.remedy.place, each.remedy.text)(situation)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_breaks_some_work_and_is_undone_by_its_remedy(fault):
    """That it makes the work fail, `breaks` asks of the simulator itself."""
    found = breaks_of(fault)
    assert found
    for each, situation in found:
        broken = each.change(situation)
        assert each.in_force(broken)
        assert not each.in_force(situation)
        assert not each.in_force(mended(each, broken))


def test_there_are_faults_of_every_layer():
    assert {fault.layer for fault in FAULTS} == LAYERS


def test_no_two_faults_have_the_same_name():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 25


def test_every_action_that_mends_is_offered():
    for work in all_work():
        offered = actions_offered(healthy(work))
        for fault in FAULTS:
            for each in fault.breaks(work):
                assert not isinstance(each.remedy, Action) or each.remedy.name in offered


def test_what_is_offered_for_work_does_not_depend_on_what_is_broken():
    work = all_work()[0]
    assert list(actions_offered(healthy(work))) == sorted(actions_offered(healthy(work)))
