"""Whatever users write, in the trace and the what-if it is text: no element or attribute of it."""

import json
from html.parser import HTMLParser

import pytest

from simlib import PolicySet, Request, evaluate, parse_policy, user
from simlib.evaluation.evaluate import Evaluation, Gate
from simlib.panels.trace_view import TraceView
from simlib.panels.what_if import WhatIf

ELEMENTS = {
    "b", "button", "code", "details", "div", "em", "li", "ol", "p", "small", "span", "summary",
    "ul",
}  # fmt: skip
ATTRIBUTES = {
    "aria-current", "aria-label", "class", "data-fixed", "data-fold", "data-in-view", "data-lit",
    "data-point", "open", "role", "tabindex", "title", "type", "value",
}  # fmt: skip
HOSTILE = {
    "script": "<script>alert('evil')</script>",
    "attribute": '" onmouseover="evil()" x=\'',
    "tags": "</code></li></ul></details><img src=evil onerror=evil()>",
    "entity": "&lt;evil&gt; &amp; &#60;evil>",
    "variable": "${evil} ${aws:username",
    "backticks": "`<evil`>`",
    "long": "<evil>" * 700,
    "direction": "evil\u202elive\u2066",
    "null": "evil\x00\x1b[31m",
}


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.text, self.depth = "", 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.depth += 1
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text += data


def asked(text: str) -> list[Gate]:
    statement = {
        "Sid": text,
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::records/{text}"],
        "Condition": {"StringEquals": {f"aws:PrincipalTag/{text}": text}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    try:
        policy = parse_policy(document, name=text)
    except ValueError:  # AWS takes few characters in a Sid, and no broken variables
        harmless = {**statement, "Sid": "A", "Resource": "*", "Condition": {}}
        policy = parse_policy({"Version": "2012-10-17", "Statement": [harmless]}, name=text)
    principal = user("Alice", tags={text: f"{text}!"})
    request = Request(principal, "s3:GetObject", f"arn:aws:s3:::other/{text}", {text: text})
    return [Gate(text, request, PolicySet([policy])), Gate(text, request, PolicySet())]


def shown(text: str) -> list[str]:
    """Every state of the panels with this text in it."""
    gates = asked(text)
    what_if = WhatIf(gates)
    what_if.off = {each.key for each in what_if.switches}
    what_if.keys = {f"aws:PrincipalTag/{text}": text, text: None}
    what_if.apply()
    view = TraceView()
    first: Evaluation = evaluate(gates[0].request, gates[0].policies)
    view.show(first)
    states = [view.html.value]
    view.light(view.places, in_view=True)
    states.append(view.html.value)
    view.grey(f"line 1: {text}")
    return [*states, view.html.value, what_if.html.value, *(t.html.value for t in what_if.traces)]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_users_write_becomes_markup(text: str) -> None:
    for html in shown(text):
        found = Reader(html)
        assert found.elements <= ELEMENTS
        assert set(found.attributes) <= ATTRIBUTES
        assert found.depth == 0
        values = {
            v for name, each in found.attributes.items() if name != "aria-label" for v in each
        }
        assert not any("evil" in value for value in values)
        assert not set("\x00\x1b\u202e\u2066") & set(html)
        assert "evil" in found.text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_control_is_named_legibly(text: str) -> None:
    controls = WhatIf(asked(text)).controls
    every = [*controls.boxes.values(), *controls.choices.values(), *controls.values.values()]
    for each in every:
        assert not set("\x00\x1b\u202e\u2066") & set(each.description)
        assert len(each.description) <= 150
        assert not each.description_allow_html
