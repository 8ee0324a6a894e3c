"""Fifteen lessons, each with its fixed opening, its panel, its exercises and its end."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simlib.lessons.curriculum import LESSONS
from simlib.lessons.exercise_files import exercises_of, lessons, mistakes_of

ROOT = Path(__file__).parents[1]
MISTAKES = {"000": 6, "001": 10, "002": 7, "003": 7, "004": 10}  # how many each source has
NUMBERS = sorted(LESSONS)
OPENING = ("**What you will be able to do**", "**Time:**", "**Needs:**", "**How to reset:**")
ENDING = ("## Key points", "## What AWS does that this does not show", "## Next")
MINUTES = re.compile(r"\*\*Time:\*\* about (\d+) minutes of reading and (\d+) minutes of exercises")


def cells(number: str) -> list[dict[str, Any]]:
    path = ROOT / "notebooks" / LESSONS[number].notebook
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def markdown(number: str) -> str:
    return "\n\n".join("".join(c["source"]) for c in cells(number) if c["cell_type"] == "markdown")


def code(number: str) -> str:
    return "\n\n".join("".join(c["source"]) for c in cells(number) if c["cell_type"] == "code")


def headings(number: str) -> list[str]:
    return [line.lstrip("# ") for line in markdown(number).splitlines() if line.startswith("#")]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_lesson_opens_with_verbs_minutes_needs_and_how_to_reset(number: str) -> None:
    opening = "".join(cells(number)[0]["source"])
    assert [part for part in OPENING if part not in opening] == []
    objectives = opening.partition(OPENING[0])[2].partition("**Time:**")[0]
    assert len(re.findall(r"^- [A-Z]\w+ ", objectives, re.MULTILINE)) == 3
    found = MINUTES.search(opening)
    assert found is not None
    assert sum(map(int, found.groups())) <= 40


@pytest.mark.parametrize("number", NUMBERS)
def test_a_lesson_ends_with_key_points_limits_and_the_next_lesson(number: str) -> None:
    text = markdown(number)
    assert [part for part in ENDING if f"\n{part}\n" not in f"\n{text}\n"] == []
    after = LESSONS.get(f"{int(number) + 1:02}")
    if after is not None:
        assert after.notebook in text.rpartition("## Next")[2]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_lesson_has_three_to_six_exercises_each_with_its_panel(number: str) -> None:
    ids = [each.id for each in exercises_of(number)]
    assert 3 <= len(ids) <= 6
    assert re.findall(r'^ex = exercise\("(\d\d-\d+)"\)', code(number), re.MULTILINE) == ids
    assert code(number).count("ex.panel()") == len(ids)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_lesson_claims_what_it_shows(number: str) -> None:
    assert len(re.findall(r"^assert ", code(number), re.MULTILINE)) >= 3


@pytest.mark.parametrize("number", NUMBERS)
def test_every_picture_of_a_lesson_is_told_in_words(number: str) -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(|<img\b([^>]*)>", markdown(number))
    assert [each for each in pictures if not (each[0] or "alt=" in each[1])] == []


def test_links_between_notebooks_lead_somewhere() -> None:
    there = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    for number in NUMBERS:
        linked = re.findall(r"\]\(([^)#]+\.ipynb)", markdown(number))
        assert [name for name in linked if "/" not in name and name not in there] == []


def mistakes() -> Iterator[tuple[str, str, int]]:
    for number in lessons():
        for each in mistakes_of(number):
            yield number, each.seed, each.number


def test_every_mistake_of_a_source_is_met_in_a_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = {(seed, n) for seed, most in MISTAKES.items() for n in range(1, most + 1)}
    with capsys.disabled():
        for number, seed, n in sorted(mistakes(), key=lambda each: each[1:]):
            print(f"\n  source {seed}, mistake {n}: lesson {number}", end="")
    assert wanted - {(seed, n) for _, seed, n in mistakes()} == set()


@pytest.mark.parametrize("number", NUMBERS)
def test_a_mistake_is_met_under_a_heading_or_in_an_exercise(number: str) -> None:
    there = {*headings(number), *(each.id for each in exercises_of(number))}
    assert [each for each in mistakes_of(number) if each.where not in there] == []


def test_every_policy_of_the_sources_appears_in_a_lesson() -> None:
    texts = [code(number) for number in NUMBERS]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "data/exercises").glob("*.toml")]
    policies = (ROOT / "data" / "policies").glob("*/*-as-published*")
    names = sorted(path.relative_to(ROOT / "data/policies").with_suffix("") for path in policies)
    assert [name for name in names if not any(name.as_posix() in text for text in texts)] == []
