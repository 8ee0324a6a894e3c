"""Whatever is handed in: no exception but simlib's own, in bounded time and memory."""

from collections.abc import Callable

import pytest

from simlib.language.errors import SimlibError
from tests.abuse.feeding import Tally, abuse, peak, put
from tests.abuse.hostile import HOSTILE
from tests.abuse.large import taken
from tests.abuse.targets import TARGETS, Target
from tests.cases_reader import cases

BY_NAME = {target.name: target for target in TARGETS}
FINDS = cases("abuse")
MEMORY = 1_000  # bytes for each byte of a hostile document; a policy's findings are most of it


def refuses(data: bytes) -> None:
    raise SimlibError(f"{len(data)} bytes")


def breaks(data: bytes) -> None:
    raise KeyError(len(data))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_spoilt_documents_are_read_or_refused(target: Target) -> None:
    [tally] = abuse(60, 7, [target])
    assert tally.finds == []
    assert tally.accepted > 0
    assert tally.count >= 60


@pytest.mark.parametrize("name", ["parser", "checks", "mending", "pasted denials"])
def test_hostile_documents_take_bounded_time(name: str) -> None:
    tally = Tally(name)
    for make in HOSTILE.values():
        put(BY_NAME[name], make(5_000).encode(), tally)
    assert tally.finds == []


@pytest.mark.parametrize(
    "hostile", ["one long text", "backslashes", "lists in lists", "statements"]
)
@pytest.mark.parametrize("name", ["parser", "checks", "questions", "pasted denials"])
def test_hostile_documents_take_bounded_memory(name: str, hostile: str) -> None:
    assert peak(BY_NAME[name], HOSTILE[hostile](10_000).encode()) < MEMORY


@pytest.mark.parametrize("case", FINDS, ids=lambda case: str(case["id"]))
def test_what_was_found_stays_mended(case: dict[str, dict[str, str]]) -> None:
    text = "".join(part * times for part, times in case["request"]["parts"])
    tally = Tally("")
    put(BY_NAME[case["setup"]["target"]], text.encode("utf-8", "surrogatepass"), tally)
    assert tally.finds == []
    assert bool(tally.refused) is case["expected"]["refused"]


@pytest.mark.parametrize(("reads", "ended"), [(refuses, "refused"), (breaks, "KeyError")])
def test_what_is_large_is_read_in_a_process_of_its_own(
    reads: Callable[[bytes], None], ended: str
) -> None:
    found = taken(Target("", lambda: [b"{}"], reads), "text", b"{}" * 500)
    assert found.ended.startswith(ended)
    assert found.too_much is (ended != "refused")


@pytest.mark.parametrize(("reads", "refused", "found"), [(refuses, 1, 0), (breaks, 0, 1)])
def test_what_is_raised_is_told_apart(
    reads: Callable[[bytes], None], refused: int, found: int
) -> None:
    tally = Tally("")
    put(Target("", lambda: [b"{}"], reads), b"{}", tally)
    assert (tally.refused, len(tally.finds)) == (refused, found)


def test_the_same_seed_spoils_in_the_same_way() -> None:
    seen: list[list[bytes]] = [[], []]
    for each in seen:
        abuse(80, 3, [BY_NAME["encoded messages"]._replace(put=each.append)])
    assert seen[0] == seen[1]
    assert len(set(seen[0])) > 50
