"""Documents that are hostile from the start: each makes a text of about so many characters."""

from collections.abc import Callable, Mapping

__all__ = ["HOSTILE"]

Hostile = Callable[[int], str]


def _policy(*statements: str) -> str:
    return '{"Version": "2012-10-17", "Statement": [' + ",\n".join(statements) + "]}"


def _statement(action: str, resource: str = '"*"', more: str = "", effect: str = "Allow") -> str:
    return f'{{"Effect": "{effect}", "Action": {action}, "Resource": {resource}{more}}}'


def _condition(operator: str, key: str, values: str) -> str:
    return f', "Condition": {{"{operator}": {{"{key}": {values}}}}}'


def _many(form: str, size: int) -> list[str]:
    """As many of a form with a number as fill the size."""
    return [form.replace("#", str(n)) for n in range(max(1, size // (len(form) + 6)))]


def _listed(form: str, size: int) -> str:
    return "[" + ", ".join(_many(f'"{form}"', size)) + "]"


def _filled(form: str, size: int) -> str:
    return (form * (size // len(form) + 1))[:size]


def _pair(wide: str, narrow: str, size: int) -> str:
    """Two statements, one resource of each: long patterns held against each other."""
    arns = [f'"arn:aws:s3:::{_filled(each, size // 2)}"' for each in (wide, narrow)]
    return _policy(*(_statement('"s3:GetObject"', arn) for arn in arns))


_READ = '"s3:GetObject"'
_BUCKET = "arn:aws:s3:::b#/*"
_DENIED = "User: arn:aws:iam::111122223333:user/Ada is not authorized to perform: s3:GetObject"
HOSTILE: Mapping[str, Hostile] = {
    "users": lambda size: _filled("User: ", size) + " is not authorized to perform:",
    "users in a message": lambda size: _filled("User: ", size) + _DENIED,
    "denials": lambda size: _filled(_DENIED, size),
    "reasons": lambda size: _DENIED + _filled(" because no a", size),
    "resources of a message": lambda size: _DENIED + _filled(" on resource: a", size),
    "Denies of a message": lambda size: _DENIED + _filled(" with an explicit deny in a a", size),
    "allowing words": lambda size: _DENIED + " because no " + _filled("a allows a ", size),
    "dots of a message": lambda size: _DENIED + " on resource: " + "." * size + "x",
    "escaped quotes": lambda size: _DENIED + '"' + _filled('\\"', size),
    "encoded": lambda size: "Encoded authorization failure message: " + "A" * size,
    "lists in lists": lambda size: "[" * size,
    "objects in objects": lambda size: _filled('{"a":', size),
    "closed lists in lists": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "lists in a policy": lambda size: _policy(_statement("[" * size)),
    "one long text": lambda size: '"' + "a" * size,
    "one long key": lambda size: '{"' + "a" * size + '": 1}',
    "backslashes": lambda size: '{"a": "' + "\\" * size,
    "open comments": lambda size: _filled("/*", size),
    "an open comment": lambda size: "{/*" + "*" * size,
    "blanks": lambda size: " " * size,
    "line ends": lambda size: "{" + "\r\n" * (size // 2) + "}",
    "commas": lambda size: "{" + "," * size,
    "quotes": lambda size: '"' * size,
    "braces": lambda size: _filled("{}", size),
    "dollars": lambda size: _policy(_statement(_READ, f'"arn:aws:s3:::b/{_filled("${", size)}"')),
    "angles": lambda size: _policy(
        _statement(_READ, f'"arn:aws:s3:::b/{_filled("<account-", size)}"')
    ),
    "one member many times": lambda size: "{" + _filled('"a": 1, ', size) + '"a": 1}',
    "many members": lambda size: "{" + ", ".join(_many('"a#": 1', size)) + "}",
    "many elements": lambda size: _policy("{" + ", ".join(_many('"Actio#n": 1', size)) + "}"),
    "a long number": lambda size: _policy(
        _statement('"s3:ListBucket"', more=_condition("NumericEquals", "s3:max-keys", "9" * size))
    ),
    "a long exponent": lambda size: _policy(
        _statement(
            '"s3:ListBucket"', more=_condition("NumericEquals", "s3:max-keys", "1e" + "9" * size)
        )
    ),
    "statements": lambda size: _policy(*_many(_statement(_READ, f'"{_BUCKET}"'), size)),
    "statements with conditions": lambda size: _policy(
        *_many(
            _statement(_READ, f'"{_BUCKET}"', _condition("StringEquals", "aws:username", '"u#"')),
            size,
        )
    ),
    "statements alike": lambda size: _policy(*_many(_statement(_READ), size)),
    "statements with a Sid alike": lambda size: _policy(
        *_many(_statement(_READ, f'"{_BUCKET}"', ', "Sid": "S"'), size)
    ),
    "Allows and Denies": lambda size: _policy(
        *_many(_statement('"s3:Get*"', f'"{_BUCKET}"'), size // 2),
        *_many(_statement(_READ, '"arn:aws:s3:::*#/k"', effect="Deny"), size // 2),
    ),
    "an Allow of many, a Deny of many": lambda size: _policy(
        _statement(_listed("s3:Get#*", size // 4), _listed(_BUCKET, size // 4)),
        _statement(
            _listed("s3:*t#", size // 4), _listed("arn:aws:s3:::*#/k", size // 4), effect="Deny"
        ),
    ),
    "actions": lambda size: _policy(_statement(_listed("s3:Get#", size))),
    "actions with wildcards": lambda size: _policy(_statement(_listed("s3:Get*#*", size))),
    "actions of no service": lambda size: _policy(_statement(_listed("s#:Get", size))),
    "actions alike": lambda size: _policy(_statement(_listed("s3:GetObject", size))),
    "all actions": lambda size: _policy(_statement(_listed("*", size))),
    "an action of stars": lambda size: _policy(_statement(f'"s3:{_filled("*a", size)}b"')),
    "an action of marks": lambda size: _policy(_statement(f'"s3:{_filled("?*", size)}"')),
    "a service of stars": lambda size: _policy(_statement(f'"{_filled("*a", size)}:b"')),
    "a long action": lambda size: _policy(_statement(f'"s3:{"a" * size}"')),
    "a long service": lambda size: _policy(_statement(f'"{"a" * size}:b"')),
    "resources": lambda size: _policy(_statement(_READ, _listed(_BUCKET, size))),
    "resources with wildcards": lambda size: _policy(
        _statement(_READ, _listed("arn:aws:s3:::*#*x", size))
    ),
    "resources alike": lambda size: _policy(_statement(_READ, _listed("arn:aws:s3:::b/*", size))),
    "a resource of stars": lambda size: _pair("*a", "*a", size),
    "a resource of marks": lambda size: _pair("?*", "*?a", size),
    "a resource of colons": lambda size: _policy(_statement(_READ, f'"arn{":" * size}"')),
    "a resource of variables": lambda size: _policy(
        _statement(_READ, f'"arn:aws:s3:::b/{_filled("${aws:username}", size)}"')
    ),
    "conditions": lambda size: _policy(
        _statement(
            _READ,
            more=', "Condition": {"StringLike": {'
            + ", ".join(_many('"aws:PrincipalTag/t#": "*a*b"', size))
            + "}}",
        )
    ),
    "conditions of no operator": lambda size: _policy(
        _statement(
            _READ, more=', "Condition": {' + ", ".join(_many('"String#": {"a:b": "c"}', size)) + "}"
        )
    ),
    "conditions of no key": lambda size: _policy(
        _statement(
            _READ,
            more=', "Condition": {"StringLike": {'
            + ", ".join(_many('"aws:key#": "x"', size))
            + "}}",
        )
    ),
    "values": lambda size: _policy(
        _statement(_READ, more=_condition("StringLike", "aws:username", _listed("*u#*", size)))
    ),
    "values alike": lambda size: _policy(
        _statement(_READ, more=_condition("StringLike", "aws:username", _listed("u", size)))
    ),
    "addresses": lambda size: _policy(
        _statement(_READ, more=_condition("IpAddress", "aws:SourceIp", _listed("10.0.0.0/#", size)))
    ),
    "a long address": lambda size: _policy(
        _statement(_READ, more=_condition("IpAddress", "aws:SourceIp", f'"{_filled("1.", size)}"'))
    ),
    "a long date": lambda size: _policy(
        _statement(
            _READ,
            more=_condition("DateLessThan", "aws:CurrentTime", f'"{"9" * size}-01-01T00:00:00Z"'),
        )
    ),
    "principals": lambda size: _policy(
        _statement(
            _READ,
            more=', "Principal": {"AWS": '
            + _listed("arn:aws:iam::111122223333:role/r#", size)
            + "}",
        )
    ),
    "principals of no kind": lambda size: _policy(
        _statement(_READ, more=', "Principal": {' + ", ".join(_many('"AW#": "*"', size)) + "}")
    ),
}
