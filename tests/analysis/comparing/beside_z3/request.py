"""A request as z3 knows it: which context keys are there, and what each holds.

Source: "AWS global condition context keys" (which keys the requests of a user and of a role session
have).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import z3

from simlib.language.variables import Template, Variable
from simlib.reference import condition_key
from tests.analysis.comparing.beside_z3.texts import Part

__all__ = ["ACCOUNT", "ALWAYS", "Asked", "Key"]

ACCOUNT = "111122223333"
MOST = 4  # values of a key that has several: one for each condition that could ask for its own
ALWAYS = ("aws:currenttime", "aws:securetransport", "aws:principalarn")
NAME = z3.Plus(z3.Union(z3.Range("0", "9"), z3.Range("A", "Z"), z3.Range("a", "z")))


class Element(NamedTuple):
    """One value of a key, and whether there is such a one."""

    there: z3.BoolRef
    value: Any


class Key(NamedTuple):
    """A context key: several elements where it can have several values."""

    type: str
    present: z3.BoolRef
    elements: tuple[Element, ...]
    several: bool


@dataclass(eq=False)
class Asked:
    """Requests of a user or of a role session. `keys` are those that were read so far."""

    is_user: bool
    keys: dict[str, Key] = field(default_factory=dict)

    def key(self, name: str) -> Key:
        """A key under its name in any case."""
        lower = name.lower()
        if lower not in self.keys:
            self.keys[lower] = _key(lower)
        return self.keys[lower]

    @property
    def about_caller(self) -> bool:
        """Was something read that a user has otherwise than a role session?"""
        return not self.keys.keys().isdisjoint({"aws:username", "aws:principalarn"})

    def resolved(self, template: Template) -> tuple[z3.BoolRef, list[Part]]:
        """A template with what its variables stand for, and whether all stand for something."""
        variables = [part for part in template if isinstance(part, Variable)]
        there = z3.And(True, *(self._stands_for(each)[0] for each in variables))
        parts = [self._stands_for(p)[1] if isinstance(p, Variable) else p for p in template]
        return there, parts

    def _stands_for(self, variable: Variable) -> tuple[z3.BoolRef, z3.SeqRef]:
        """Rules C4 to C6: a key with several values stands for nothing."""
        key = self.key(variable.key)
        if key.several:
            return z3.BoolVal(False), z3.StringVal("")
        text = self.text(key, key.elements[0].value)
        if variable.default is None:
            return key.present, text
        return z3.BoolVal(True), z3.If(key.present, text, z3.StringVal(variable.default))

    def text(self, key: Key, value: Any) -> z3.SeqRef:
        """What a value is as text; of an ARN z3 knows the last part alone."""
        if key.type == "ARN":
            return z3.Concat(z3.StringVal(f"arn:aws:iam::{ACCOUNT}:"), value)
        return value

    def certain(self, wanted: z3.BoolRef) -> list[z3.BoolRef]:
        """What holds of every request of such a caller, of the keys that the formula is about."""
        text = wanted.sexpr()
        about = {name: key for name, key in self.keys.items() if name in text}
        found = [rule for name, key in about.items() for rule in self._of_key(name, key)]
        if self.is_user and {"aws:username", "aws:principalarn"} <= about.keys():
            name, arn = (_only(self.keys[k]) for k in ("aws:username", "aws:principalarn"))
            found.append(z3.SuffixOf(z3.Concat(z3.StringVal("/"), name), arn))
        return found

    def _of_key(self, name: str, key: Key) -> list[z3.BoolRef]:
        if name == "aws:username":
            return [key.present == self.is_user, z3.InRe(_only(key), NAME)]
        if name == "aws:principalarn":
            kind = "user/" if self.is_user else "role/"
            return [key.present, z3.InRe(_only(key), z3.Concat(z3.Re(kind), NAME))]
        if key.several:
            return [*_one_after_another(key), *(z3.Length(each.value) > 0 for each in key.elements)]
        return [key.present] if name in ALWAYS else []


def _only(key: Key) -> Any:
    return key.elements[0].value


def _one_after_another(key: Key) -> list[z3.BoolRef]:
    there = [each.there for each in key.elements]
    return [z3.Implies(later, earlier) for earlier, later in pairwise(there)]


def _key(name: str) -> Key:
    known = condition_key(name)
    present = z3.Bool(f"{name} present")
    if not known.multivalued:
        return Key(known.type, present, (Element(present, _value(known.type, name)),), False)
    more = [z3.Bool(f"{name} {number} present") for number in range(1, MOST)]
    elements = tuple(
        Element(there, _value(known.type, f"{name} {number}"))
        for number, there in enumerate([present, *more])
    )
    return Key(known.type, present, elements, True)


def _value(kind: str, name: str) -> Any:
    return _SORTS.get(kind, z3.String)(name)


def _address(name: str) -> tuple[z3.BoolRef, z3.BitVecRef, z3.BitVecRef]:
    """Is it of the sixth version? And what it is in each."""
    return z3.Bool(f"{name} v6"), z3.BitVec(f"{name} v4", 32), z3.BitVec(f"{name} bits", 128)


_SORTS: dict[str, Callable[[str], Any]] = {
    "Numeric": z3.Real,
    "Date": z3.Real,
    "Bool": z3.Bool,
    "IPAddress": _address,
}
