"""Multi-factor authentication in STS calls: a device of the user's, and its code.

Which six digits a device shows is not modelled: any are right but 000000.
Source: "AWS STS API Reference: AssumeRole" (SerialNumber, TokenCode), "Configure MFA-protected API
access".
"""

from ...cloud.attached import identity_behind
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.identities import User

__all__ = ["mfa_keys", "mfa_used"]

WRONG_CODE = "000000"


def mfa_keys(call: Call) -> dict[str, object]:
    """A code in the request counts for the trust policy's conditions (rule F5)."""
    if not mfa_used(call):
        return {}
    return {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}


def mfa_used(call: Call) -> bool:
    """Was a device's code sent, and is it right? Raises ClientError for a wrong one."""
    serial, code = call.get("SerialNumber"), call.get("TokenCode")
    if serial is None and code is None:
        return False
    user = identity_behind(call.state, call.session)
    device = user.mfa_device if isinstance(user, User) else None
    if device is None or serial != device or code in (None, WRONG_CODE):
        message = "MultiFactorAuthentication failed with invalid MFA one time pass code."
        raise ClientError("AccessDenied", message, 403, hint=_hint(call, device, serial))
    return True


def _hint(call: Call, device: str | None, serial: str | None) -> str:
    if device is None:
        return f"{call.session.arn} has no MFA device; iam:EnableMFADevice gives it one"
    return f"its device is {device}" if serial != device else "any six digits but 000000 are right"
