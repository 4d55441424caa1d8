"""Who is calling."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a principal may do; `trust` rises from user to service."""

    USER = "user"
    MANAGER = "manager"
    ADMIN = "admin"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller: every row it writes carries `tenant_id` and `user_id`."""

    tenant_id: str
    user_id: str
    roles: frozenset[Role]
    key_id: str | None = None

    def has(self, *roles: Role) -> bool:
        """Whether it holds at least one of `roles`; an admin holds every role but `service`."""
        return bool(self.roles & set(roles)) or (Role.ADMIN in self.roles and roles != (Role.SERVICE,))
