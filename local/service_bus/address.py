"""Addresses of entities: full URIs or relative paths, compared without regard to case."""

from __future__ import annotations

from urllib.parse import unquote, urlparse

CBS = "$cbs"
MANAGEMENT_SUFFIX = "/$management"
DEAD_LETTER_SUFFIX = "/$DeadLetterQueue"


def entity_path(address: str) -> str:
    """The path of the entity: `amqps://host:5672/queue/` and `queue` are both `queue`."""
    return unquote(urlparse(address).path if "://" in address else address).strip("/")


def management_target(address: str) -> str | None:
    """The entity that a management address manages, None if it is not a management address."""
    if address.lower().endswith(MANAGEMENT_SUFFIX):
        return address[: -len(MANAGEMENT_SUFFIX)]
    return None


def covers(scope: str, address: str) -> bool:
    """Whether a token for the path `scope` is good for the address: the same entity or one below it."""
    wanted, allowed = entity_path(address).lower(), scope.lower()
    return not allowed or wanted == allowed or wanted.startswith(allowed + "/")
