"""The instructor's guide: every lesson fits into its time, every link leads somewhere."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from simlib.lessons.curriculum import LESSONS

FOLDER = Path(__file__).parents[1] / "notebooks" / "instructor"
GUIDE = (FOLDER / "guide.md").read_text(encoding="utf-8")
PAGES = [FOLDER / "guide.md", FOLDER / "hub" / "README.md"]
ROW = re.compile(r"^\| (\d\d):(\d\d) \|([^|]*)\|", re.M)
PLANS = {
    title: [
        (60 * int(hour) + int(minute), what.strip()) for hour, minute, what in ROW.findall(text)
    ]
    for title, text in re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", GUIDE, re.M | re.S)
    if ROW.search(text)
}


def minutes_of(lesson: str) -> int:
    """What the lesson's notebook says it takes; 0 where there is none yet."""
    path = FOLDER.parent / LESSONS[lesson].notebook
    if not path.is_file():
        return 0
    opening = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    found = re.search(r"about (\d+) minutes of reading and (\d+) minutes of ", opening)
    assert found is not None, lesson
    return sum(map(int, found.groups()))


@pytest.mark.parametrize("title", PLANS)
def test_every_lesson_of_a_plan_fits_into_its_time(title: str) -> None:
    for (start, what), (end, _) in pairwise(PLANS[title]):
        if what:
            assert what == str(LESSONS[what[:2]])
            assert minutes_of(what[:2]) <= end - start, what


def test_there_are_three_plans_and_the_longest_has_every_lesson() -> None:
    assert len(PLANS) == 3
    named = [what for _, what in PLANS["Five evenings"] if what]
    assert named == [str(each) for each in LESSONS.values()]


def test_every_lesson_has_something_to_say_to_ask_and_to_watch_for() -> None:
    for lesson in LESSONS.values():
        own = GUIDE.partition(f"**{lesson}.**")[2].partition("\n\n")[0]
        assert all(word in own for word in ("Say:", "Ask:", "Watch for:")), lesson


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert links
    assert [each for each in links if not (page.parent / each).exists()] == []


def test_the_hook_of_the_hub_gives_instructors_all_homes_and_learners_none() -> None:
    values = yaml.safe_load((FOLDER / "hub" / "values.yaml").read_text(encoding="utf-8"))
    home = {"name": "home", "mountPath": "/home/jovyan", "subPath": "ana"}
    for mounts in ([home], {"home": home}):
        assert after(values, mounts, admin=False) == [home]
        given = after(values, mounts, admin=True)
        assert given[0] == home
        assert given[1] == {"name": "home", "mountPath": "/srv/room", "readOnly": True}


def after(values: dict, mounts: object, admin: bool) -> list[object]:
    """What is mounted in a server that is about to start."""
    from types import SimpleNamespace

    config = SimpleNamespace(KubeSpawner=SimpleNamespace())
    exec(values["hub"]["extraConfig"]["room"], {"c": config})
    spawner = SimpleNamespace(user=SimpleNamespace(admin=admin), volume_mounts=mounts)
    with pytest.raises(StopIteration):  # it waits for nothing
        config.KubeSpawner.pre_spawn_hook(spawner).send(None)
    found = spawner.volume_mounts
    return list(found.values()) if isinstance(found, dict) else list(found)
