"""Conditions on MFA, and the requests that say nothing of it."""

import json
from typing import Any

import pytest

from simlib.language.findings import Issue

from .looking import found, mended, says, statement, text_of

MISSES = Issue.DENY_WITHOUT_MFA_MISSES_LONG_TERM_KEYS
ALLOWS = Issue.MFA_CONDITION_ALLOWS_WITHOUT_MFA
MFA = "aws:MultiFactorAuthPresent"


@pytest.mark.parametrize(
    ("operator", "value", "misses"),
    [
        ("Bool", "false", True),
        ("Bool", "False", True),
        ("StringEquals", "false", True),
        ("BoolIfExists", "false", False),
        ("Bool", "true", False),
        ("Null", "true", False),
        ("ForAllValues:Bool", "false", False),
    ],
)
def test_a_deny_without_mfa_has_to_match_where_nothing_is_said(
    operator: str, value: str, misses: bool
) -> None:
    assert bool(says(MISSES, {operator: {MFA: value}}, Effect="Deny")) is misses
    assert not says(MISSES, {operator: {MFA: value}})


def test_another_deny_can_be_for_long_term_keys() -> None:
    without = statement({"Bool": {MFA: "false"}}, Effect="Deny")
    silent = {"Null": {MFA: "true"}}
    assert not list(found(MISSES, text_of(without, statement(silent, Effect="Deny"))))
    assert list(found(MISSES, text_of(without, statement(silent))))


def test_if_exists_is_added() -> None:
    text = text_of(statement({"Bool": {MFA: "false"}}, Effect="Deny"))
    after = json.loads(mended(MISSES, text))
    assert after["Statement"][0]["Condition"] == {"BoolIfExists": {MFA: "false"}}


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        ({"BoolIfExists": {MFA: "true"}}, "long-term access keys"),
        ({"ForAllValues:Bool": {MFA: "true"}}, "long-term access keys"),
        ({"Null": {MFA: "false"}}, "temporary credentials"),
    ],
)
def test_an_allow_for_mfa_can_allow_without(condition: dict[str, Any], who: str) -> None:
    assert who in says(ALLOWS, condition)
    assert not says(ALLOWS, condition, Effect="Deny")


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {MFA: "true"}},
        {"Bool": {MFA: "true"}, "Null": {MFA: "false"}},
        {"BoolIfExists": {MFA: "false"}},
        {"BoolIfExists": {"aws:SecureTransport": "true"}},
        {"Null": {MFA: "true"}},
    ],
)
def test_an_allow_that_asks_for_mfa_is_fine(condition: dict[str, Any]) -> None:
    assert not says(ALLOWS, condition)


def test_if_exists_is_taken_off() -> None:
    after = json.loads(mended(ALLOWS, text_of(statement({"BoolIfExists": {MFA: "true"}}))))
    assert after["Statement"][0]["Condition"] == {"Bool": {MFA: "true"}}
