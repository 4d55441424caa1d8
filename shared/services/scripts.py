"""Stored scripts, as other agents read them."""

from __future__ import annotations

from uuid import UUID

from shared.domain.conversation import ContextBundle
from shared.errors import NotFoundError
from shared.services.artifacts import GeneratedArtifactService

_SCRIPT = "script"


class ScriptLibrary:
    """Scripts by id, or the newest of a conversation."""

    def __init__(self, artifacts: GeneratedArtifactService) -> None:
        self._artifacts = artifacts

    async def load(self, tenant_id: str, user_id: str, artifact_id: UUID) -> bytes:
        """The script's JSON document; raises `NotFoundError` for absent and foreign ones, and other artifacts."""
        artifact = await self._artifacts.get(tenant_id, user_id, artifact_id)
        if artifact.type != _SCRIPT:
            raise NotFoundError(_SCRIPT, str(artifact_id))
        return await self._artifacts.content(artifact)

    async def latest(self, bundle: ContextBundle) -> tuple[UUID, bytes] | None:
        """The conversation's newest script with its id."""
        found = await self._artifacts.latest(bundle.tenant_id, bundle.session_id, _SCRIPT)
        return (found[0].id, found[1]) if found else None
