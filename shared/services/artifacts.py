"""GeneratedArtifactService: what agents made, stored in Blob Storage and registered in PostgreSQL.

The file is written before the row. Ids and paths follow from the request, so doing it again after a crash
replaces the same file instead of leaving an orphan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from shared.contracts.agent_messages import AgentRequest
from shared.domain.conversation import ContextBundle
from shared.domain.refs import Ref, parse_ref
from shared.errors import NotFoundError
from shared.names import derived_id
from shared.services.transaction import GeneratedArtifact

_PART: Final = "#bytes="


@dataclass(frozen=True, slots=True)
class ArtifactDraft:
    """A file an agent made. `name` is unique within the request and makes its id deterministic."""

    name: str
    type: str
    content: bytes
    media_type: str
    extension: str
    metadata: dict[str, Any] = field(default_factory=dict)
    embedding_text: str | None = None


def part_ref(storage_ref: str, start: int, length: int) -> str:
    """The reference to a part of a stored file, by its bytes: a file of many small artifacts is stored once."""
    return f"{storage_ref}{_PART}{start}-{start + length - 1}"


def artifact_id(session_id: UUID, correlation_id: UUID, agent: str, name: str) -> UUID:
    """The id of the artifact `name` of a request: the same however often the request is worked on."""
    return derived_id("artifact", str(session_id), str(correlation_id), agent, name)


class BlobStorage(Protocol):
    """Files by reference."""

    async def upload(self, data: bytes, path: str, media_type: str) -> Ref: ...

    async def download(self, ref: Ref, offset: int = 0, length: int | None = None) -> bytes: ...


class ArtifactRecords(Protocol):
    """The table of artifacts, for reading."""

    async def artifact(self, tenant_id: str, artifact_id: UUID) -> GeneratedArtifact | None: ...

    async def latest_artifact(
        self, tenant_id: str, session_id: UUID, kind: str
    ) -> GeneratedArtifact | None: ...


class GeneratedArtifactService:
    """Stores drafts and reads artifacts back."""

    def __init__(self, blobs: BlobStorage, records: ArtifactRecords, retention: timedelta) -> None:
        self._blobs = blobs
        self._records = records
        self._retention = retention

    async def store(
        self, bundle: ContextBundle, request: AgentRequest, draft: ArtifactDraft
    ) -> GeneratedArtifact:
        """Uploads a draft; the returned row is for the caller's transaction."""
        identifier = artifact_id(bundle.session_id, request.correlation_id, request.agent, draft.name)
        path = f"{bundle.tenant_id}/{bundle.session_id}/{identifier}.{draft.extension}"
        ref = await self._blobs.upload(draft.content, path, draft.media_type)
        now = datetime.now(UTC)
        return GeneratedArtifact(
            id=identifier,
            tenant_id=bundle.tenant_id,
            user_id=bundle.user_id,
            session_id=bundle.session_id,
            correlation_id=request.correlation_id,
            agent=request.agent,
            type=draft.type,
            storage_ref=str(ref),
            metadata={
                **draft.metadata,
                "name": draft.name,
                "mediaType": draft.media_type,
                "bytes": len(draft.content),
                "aiGenerated": True,
            },
            created_at=now,
            expires_at=now + self._retention,
        )

    async def get(self, tenant_id: str, user_id: str, identifier: UUID) -> GeneratedArtifact:
        """One of the user's artifacts; raises `NotFoundError` for absent, expired and other users' ones."""
        artifact = await self._records.artifact(tenant_id, identifier)
        expired = artifact and artifact.expires_at and artifact.expires_at < datetime.now(UTC)
        if artifact is None or artifact.user_id != user_id or expired:
            raise NotFoundError("artifact", str(identifier))
        return artifact

    async def latest(
        self, tenant_id: str, session_id: UUID, kind: str
    ) -> tuple[GeneratedArtifact, bytes] | None:
        """The conversation's newest artifact of a type, with its content; None where there is none."""
        artifact = await self._records.latest_artifact(tenant_id, session_id, kind)
        return (artifact, await self.content(artifact)) if artifact else None

    async def content(self, artifact: GeneratedArtifact, offset: int = 0, length: int | None = None) -> bytes:
        """The file, or a part of it."""
        whole, _, part = artifact.storage_ref.partition(_PART)
        if part:
            first, last = (int(number) for number in part.split("-"))
            left = last + 1 - first - offset
            return await self._blobs.download(parse_ref(whole), first + offset, min(left, length or left))
        return await self._blobs.download(parse_ref(whole), offset, length)
