"""Which context keys a form offers to set, and which values of one."""

from collections.abc import Iterable, Iterator

from ..cloud.cloud import Cloud
from ..cloud.key_values import as_key_value, pickable_values
from ..cloud.questions import as_context
from ..evaluation.request import ContextValue
from ..language.errors import SimlibError
from ..reference import global_keys, keys_for
from .context_rows import KeyRow, KeyState, in_words
from .offered import Offered, fitting_text

__all__ = [
    "ABSENT",
    "AS_IT_IS",
    "key_offers",
    "text_of_value",
    "value_meant",
    "value_offers",
    "value_token",
]

AS_IT_IS, ABSENT = "as it is", "absent"
_LITERAL = "="  # before a value of its own, so that no value is taken for one of the two above


def key_offers(
    cloud: Cloud, action: str, rows: Iterable[KeyRow], typed: str = ""
) -> tuple[Offered, ...]:
    """The keys of the request, those that the action can carry, the global ones; any as typed."""
    offered = {each.value.lower(): each for each in _further(cloud, action)}
    own = [Offered(row.key, row.key, _heading(row), row.state) for row in rows]
    known = {each.value.lower() for each in own}
    further = [each for lower, each in offered.items() if lower not in known]
    found = fitting_text([*own, *further], typed)
    return found or tuple(_key_as_typed(typed))


def _heading(row: KeyRow) -> str:
    return "Policies here ask for" if row.asked else "In the request"


def _further(cloud: Cloud, action: str) -> Iterator[Offered]:
    tags = pickable_values(cloud.state, "aws:TagKeys")
    for name in global_keys():
        yield from (Offered(each, each, "Other global keys") for each in _spelt(name, tags))
    for name in _of_action(action):
        yield from (Offered(each, each, f"Keys of {action}") for each in _spelt(name, tags))


def _of_action(action: str) -> tuple[str, ...]:
    try:
        return keys_for(action)
    except SimlibError:
        return ()


def _spelt(name: str, tags: tuple[str, ...]) -> Iterator[str]:
    """`aws:ResourceTag/${TagKey}` is one key for each tag that there is."""
    stem, brace, _ = name.replace("<", "${").partition("${")
    yield from (f"{stem}{tag}" for tag in tags) if brace else (name,)


def _key_as_typed(typed: str) -> Iterator[Offered]:
    try:
        (key,) = as_context({typed: ""})
    except SimlibError:
        return
    if ":" in typed:
        yield Offered(key, key, "As typed")


def value_offers(
    cloud: Cloud, row: KeyRow, named: Iterable[str], typed: str = ""
) -> tuple[Offered, ...]:
    """As it is, absent, what policies name, what is in the cloud; and a value as it is typed."""
    now = row.otherwise if row.state is KeyState.OVERRIDDEN else _now(row)
    offered = [
        Offered(AS_IT_IS, AS_IT_IS, "", now),
        Offered(ABSENT, ABSENT, "", "the request does not have the key"),
        *(_value(each, "Policies here name") for each in named),
        *(_value(each, "In this cloud") for each in pickable_values(cloud.state, row.key)),
    ]
    once = {each.value: each for each in reversed(offered)}
    found = fitting_text([each for each in offered if once[each.value] is each], typed)
    exact = any(typed == each.text for each in found)
    return found if exact else (*_value_as_typed(row.key, typed), *found)


def _now(row: KeyRow) -> str:
    return in_words(row.value) if row.state is KeyState.PRESENT else f"absent: {row.why}"


def _value(text: str, group: str) -> Offered:
    return Offered(_LITERAL + text, text, group)


def _value_as_typed(key: str, typed: str) -> Iterator[Offered]:
    try:
        as_key_value(key, typed)
    except SimlibError:
        return
    if typed:
        yield _value(typed, "As typed")


def value_token(row: KeyRow) -> str:
    """The offer that says what a key is now."""
    if row.state is not KeyState.OVERRIDDEN:
        return AS_IT_IS
    return ABSENT if row.value is None else _LITERAL + in_words(row.value)


def text_of_value(token: str) -> str:
    """How an offer is shown in the field, once it is chosen."""
    return token.removeprefix(_LITERAL)


def value_meant(key: str, token: str) -> ContextValue:
    """The value behind an offer or a typed text; of `absent` none. Raises QuestionError."""
    if token == ABSENT:
        return None
    return as_key_value(key, token.removeprefix(_LITERAL))
