"""Tags as the APIs list them, and the context keys that they bring.

Source: "AWS global condition context keys" (aws:RequestTag, aws:TagKeys), "Tag" in the API
References.
"""

from collections.abc import Iterable, Mapping

__all__ = ["tag_keys", "tag_list", "tags_from"]


def tag_keys(tags: Mapping[str, str]) -> dict[str, object]:
    """The context keys that tags in a request bring (rule D6).

    >>> tag_keys({"Dept": "icu"})
    {'aws:RequestTag/Dept': 'icu', 'aws:TagKeys': ['Dept']}
    """
    if not tags:
        return {}
    found: dict[str, object] = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    return found | {"aws:TagKeys": list(tags)}


def tags_from(pairs: Iterable[Mapping[str, str]], key: str = "Key") -> dict[str, str]:
    """Tags as APIs list them, as one mapping; KMS says TagKey and TagValue."""
    value = key.replace("Key", "Value")
    return {pair[key]: pair[value] for pair in pairs}


def tag_list(tags: Mapping[str, str], key: str = "Key") -> list[dict[str, str]]:
    """The way back: tags as APIs list them, by key.

    >>> tag_list({"Dept": "icu"})
    [{'Key': 'Dept', 'Value': 'icu'}]
    """
    value = key.replace("Key", "Value")
    return [{key: name, value: text} for name, text in sorted(tags.items())]
