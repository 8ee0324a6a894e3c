"""A scene: drafts are tried out on a copy, and questions are answered as the cloud would."""

import pytest

from simlib import load_scenario
from simlib.language.errors import PolicySyntaxError, QuestionError, UnknownNameError
from simlib.panels.scene import Asked, Scene
from tests.clouds import HOSPITAL, deny, written

BROWSE = "identity-based policy · policy/BrowseStorage"
ALICE = f"arn:aws:iam::{HOSPITAL}:user/Alice"


def scene() -> Scene:
    return Scene(load_scenario("guardrails"))


def asks(action: str = "s3:ListBucket", **more: object) -> Asked:
    return Asked(ALICE, action, f"arn:aws:s3:::imaging-{HOSPITAL}", **more)  # type: ignore[arg-type]


def test_a_question_is_answered_as_the_cloud_answers_it() -> None:
    there = scene()
    own = there.cloud.copy().as_(ALICE).can("s3:ListBucket", f"arn:aws:s3:::imaging-{HOSPITAL}")
    assert there.evaluation(asks()).why() == own.why()


def test_asking_leaves_no_key_and_no_session_behind() -> None:
    there = scene()
    before = there.cloud.state
    there.evaluation(asks(hours=3))
    there.evaluation(Asked(f"arn:aws:iam::{HOSPITAL}:role/CareRole", "s3:ListBucket"))
    assert there.cloud.state is before
    assert there.trial.state is before


def test_a_draft_decides_and_the_cloud_stays() -> None:
    there = Scene(load_scenario("clinical-collaboration"))
    drafted = there.with_draft(BROWSE, written(deny("*")))
    holder = next(u for u in there.cloud.state.users.values()
                  if any(arn.endswith("/BrowseStorage") for arn in u.attached))  # fmt: skip
    asked = Asked(holder.arn, "s3:ListAllMyBuckets")
    assert str(drafted.evaluation(asked).decision) == "explicitDeny"
    assert str(there.evaluation(asked).decision) != "explicitDeny"
    assert drafted.cloud is there.cloud


def test_the_policys_own_text_is_no_draft() -> None:
    there = Scene(load_scenario("clinical-collaboration"))
    own = there.text(BROWSE)
    assert there.with_draft(BROWSE, "{}").with_draft(BROWSE, own).drafts == {}


@pytest.mark.parametrize("text", ["", "{", "<script>"])
def test_a_half_typed_draft_is_kept_and_cannot_be_tried(text: str) -> None:
    drafted = Scene(load_scenario("clinical-collaboration")).with_draft(BROWSE, text)
    assert drafted.text(BROWSE) == text
    with pytest.raises(PolicySyntaxError):
        drafted.evaluation(Asked("anonymous", "s3:GetObject"))


def test_a_place_that_is_not_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="BrowseStorage"):
        Scene(load_scenario("clinical-collaboration")).text(BROWSE + "s")


def test_keys_set_by_hand_win_and_none_takes_one_away() -> None:
    asked = asks(context={"aws:SourceIp": "192.0.2.7", "aws:username": None})
    context = scene().caller(asked).context(asked.action, asked.resource)
    assert context["aws:SourceIp"] == ("192.0.2.7", "set by you")
    assert "aws:username" not in context


def test_the_clock_goes_forward_for_the_question_alone() -> None:
    there = scene()
    context = there.caller(asks(hours=1.5)).context("s3:ListBucket")
    assert context["aws:CurrentTime"][0] == "2026-03-02T10:30:00Z"
    assert there.cloud.now.hour == 9


def test_a_request_comes_from_an_address_or_through_an_endpoint() -> None:
    there = scene()
    (endpoint,) = there.cloud.state.endpoints
    assert there.caller(asks(address="192.0.2.7")).path.address == "192.0.2.7"
    assert there.caller(asks(endpoint=endpoint)).path.endpoint == endpoint


@pytest.mark.parametrize(
    "wrong",
    [{"address": "10.0.0.1"}, {"address": "ward"}, {"context": {"aws:SourceIPP": "x"}},
     {"hours": 1e12}],
)  # fmt: skip
def test_bad_input_is_a_question_error(wrong: dict[str, object]) -> None:
    with pytest.raises(QuestionError):
        scene().evaluation(asks(**wrong))
