"""Claims-based security: shared access signatures put on the `$cbs` node, and who may attach after that."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from proton import Message as ProtonMessage
from proton import int32

from local.service_bus.address import covers, entity_path
from local.service_bus.errors import UnauthorizedError

if TYPE_CHECKING:
    from local.service_bus.clock import Clock

_SCHEME = "SharedAccessSignature "


def verify_signature(token: str, key: str, now_ms: int) -> tuple[str, int]:
    """The audience and the end (milliseconds since 1970) of a token that the key signed.

    The signature is base64(HMAC-SHA256(key, sr + "\\n" + se)) with `sr` as encoded in the token.
    UnauthorizedError says what is wrong with any other token.
    """
    if not token.startswith(_SCHEME):
        raise UnauthorizedError("Only shared access signatures are accepted.")
    fields = dict(part.split("=", 1) for part in token.removeprefix(_SCHEME).split("&") if "=" in part)
    if not {"sr", "sig", "se"} <= fields.keys() or not fields["se"].isdecimal():
        raise UnauthorizedError("The shared access signature lacks sr, sig or se.")
    digest = hmac.new(key.encode(), f"{fields['sr']}\n{fields['se']}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(b64encode(digest), unquote_plus(fields["sig"]).encode()):
        raise UnauthorizedError("InvalidSignature: The token has an invalid signature.")
    ends = int(fields["se"]) * 1000
    if ends <= now_ms:
        raise UnauthorizedError("ExpiredToken: The token is expired.")
    return unquote_plus(fields["sr"]), ends


class TokenGate:
    """The tokens that one connection has put. Without a key every token is good and none is needed."""

    def __init__(self, key: str | None, clock: Clock) -> None:
        self._key = key
        self._clock = clock
        self._ends_by_scope: dict[str, int] = {}

    def answer(self, request: ProtonMessage) -> ProtonMessage:
        """Answer a put-token request: status code 202, or 401 with the reason."""
        status, description = 202, "Accepted"
        try:
            self._put(request.body)
        except UnauthorizedError as error:
            status, description = error.status, error.message
        properties = {"status-code": int32(status), "status-description": description}
        return ProtonMessage(correlation_id=request.id, properties=properties)

    def _put(self, token: Any) -> None:
        if self._key is None:
            return
        text = token.decode(errors="replace") if isinstance(token, bytes) else str(token)
        audience, ends = verify_signature(text, self._key, self._clock.now())
        self._ends_by_scope[entity_path(audience)] = ends

    def require(self, address: str) -> None:
        """UnauthorizedError unless a token that is still good covers the address."""
        if self._key is None:
            return
        now = self._clock.now()
        if not any(ends > now and covers(scope, address) for scope, ends in self._ends_by_scope.items()):
            raise UnauthorizedError(f"Unauthorized access to '{entity_path(address)}'.")
