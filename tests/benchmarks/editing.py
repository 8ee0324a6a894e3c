"""What an edit of a scenario's policy costs the kernel: it is checked, listed and completed."""

import time
from statistics import quantiles

from simlib import load_scenario, shipped_scenarios
from simlib.cloud.policy_places import policy_places
from simlib.panels.completions import completions
from simlib.panels.policy_editor import PolicyEditor

ROUNDS = 5


def editors() -> list[PolicyEditor]:
    """An editor for every policy of every scenario."""
    places = [
        place for name in shipped_scenarios() for place in policy_places(load_scenario(name).state)
    ]
    return [PolicyEditor(each.policy.text, policy_type=each.policy.policy_type) for each in places]


def edit_seconds(editor: PolicyEditor, number: int) -> float:
    """One edit in the middle of the text, until findings and completions are there."""
    text = editor.start
    place = text.find('"Action"') + len('"Action": ["s')
    started = time.perf_counter()
    editor.value = text + " " * (number + 1)
    completions(editor.value, place)
    return time.perf_counter() - started


def edit_milliseconds() -> float:
    """The 95th percentile over every policy."""
    there = editors()
    for editor in there:
        edit_seconds(editor, ROUNDS)
    taken = [edit_seconds(editor, number) for number in range(ROUNDS) for editor in there]
    return 1000 * quantiles(taken, n=20)[-1]
