"""KMS keys of an export with their policies, grants and aliases.

Source: "Key states of AWS KMS keys", "Grants in AWS KMS", the AWS CLI's reference of `kms`
(outputs).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...language.terms import PolicyType
from ..keys import Key, KeyGrant, KeyState
from ..state import State
from .part import Part
from .reading import Reading
from .texts import Place

__all__ = ["with_keys"]

_CONSTRAINTS = frozenset({"EncryptionContextSubset", "EncryptionContextEquals"})


def with_keys(state: State, reading: Reading) -> State:
    """The state with the folder's keys, grants and aliases. Raises AccountExportError."""
    keys = {name: _key(reading, name) for name in reading.names("keys")}
    grants = [grant for name, key in keys.items() for grant in _grants(reading, name, key)]
    return replace(
        state,
        keys={**state.keys, **{key.arn: key for key in keys.values()}},
        grants={**state.grants, **{grant.id: grant for grant in grants}},
        aliases={**state.aliases, **_aliases(reading)},
    )


def _key(reading: Reading, name: str) -> Key:
    arn = f"arn:aws:kms:{reading.region}:{reading.account}:key/{name}"
    told = reading.known(f"keys/{name}.json", arn, "the key is taken to be enabled")
    known = (told.needed("KeyMetadata") if told else None) or Part({}, f"keys/{name}.json")
    region, id = known.arn("Arn", arn).region, known.text("KeyId", name)
    arn = f"arn:aws:kms:{region}:{reading.account}:key/{id}"
    tags = reading.known(f"keys/{name}.tags.json", arn, "it is taken to have no tags")
    return Key(
        id,
        reading.account,
        region,
        reading.key_policy(f"keys/{name}.policy.json", Place(PolicyType.KEY_POLICY, id, arn)),
        _state(reading, known, arn),
        known.text("KeySpec", "SYMMETRIC_DEFAULT"),
        known.text("KeyUsage", "ENCRYPT_DECRYPT"),
        known.text("KeyManager", "CUSTOMER"),
        known.text("Description", ""),
        known.date("CreationDate"),
        known.date("DeletionDate"),
        tags=tags.tags("Tags", "TagKey") if tags else {},
    )


def _state(reading: Reading, known: Part, arn: str) -> KeyState:
    written = known.text("KeyState", KeyState.ENABLED)
    if written in set(KeyState):
        return KeyState(written)
    reading.policies.problem(
        arn, f"simlib does not model the key state {written}; the key is taken to be disabled"
    )
    return KeyState.DISABLED


def _grants(reading: Reading, name: str, key: Key) -> Iterator[KeyGrant]:
    answer = reading.known(f"keys/{name}.grants.json", key.arn, "it is taken to have no grants")
    for part in answer.parts("Grants") if answer else ():
        constraints = part.part("Constraints") or Part({}, part.file)
        beyond = sorted(set(constraints.value) - _CONSTRAINTS)
        if beyond:
            told = f"grant {part.text('GrantId')} is left out: simlib does not model {beyond[0]}"
            reading.policies.problem(key.arn, told)
        else:
            yield _grant(part, constraints, key)


def _grant(part: Part, constraints: Part, key: Key) -> KeyGrant:
    """A grant that is listed is in force for everyone; its token is known to its creator alone."""
    retiring = part.text("RetiringPrincipal", part.text("RetiringServicePrincipal", ""))
    return KeyGrant(
        part.text("GrantId"),
        "",
        key.arn,
        part.text("GranteePrincipal", part.text("GranteeServicePrincipal", "")),
        part.texts("Operations"),
        part.text("IssuingAccount", key.account).removesuffix(":root").rpartition(":")[2],
        retiring or None,
        _pairs(constraints, "EncryptionContextSubset"),
        _pairs(constraints, "EncryptionContextEquals"),
        part.text("Name", ""),
        part.date("CreationDate"),
    )


def _pairs(constraints: Part, name: str) -> tuple[tuple[str, str], ...] | None:
    found = constraints.pairs(name)
    return tuple(sorted(found.items())) if found is not None else None


def _aliases(reading: Reading) -> Mapping[str, str]:
    """Alias ARN to key ARN; AWS lists its own aliases before they have a key."""
    answer = reading.optional("aliases.json")
    listed = answer.parts("Aliases") if answer else []
    named = [(part.text("AliasArn"), part.text("TargetKeyId", "")) for part in listed]
    return {arn: f"{arn.partition(':alias/')[0]}:key/{key}" for arn, key in named if key}
