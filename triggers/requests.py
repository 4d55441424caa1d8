"""Requests and their artifacts over HTTP."""

from __future__ import annotations

import re

import azure.functions as func

from shared.contracts.conversations import (
    ArtifactLinks,
    ArtifactView,
    EventView,
    RequestView,
    WaitQuery,
)
from shared.domain.refs import artifact_ref
from shared.errors import Permanent
from shared.services.transaction import GeneratedArtifact
from triggers.http import Call, Reply, endpoint

bp = func.Blueprint()

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class RangeNotSatisfiableError(Permanent):
    """The Range header asks for bytes that the file does not have."""

    status = 416
    code = "range_not_satisfiable"


@endpoint(
    bp,
    "GET",
    "requests/{correlationId}",
    query=WaitQuery,
    answers={200: RequestView},
    summary="A request's whole life",
    tag="requests",
)
async def get_request(call: Call[None, WaitQuery]) -> Reply:
    """State, timeline, response and artifacts; `wait` holds the answer until the state is final."""
    who, correlation_id = call.principal, call.uuid("correlationId")
    life = await call.services.requests.get(who.tenant_id, who.user_id, correlation_id, call.query.wait)
    origin = life.origin
    return Reply(
        200,
        RequestView(
            correlation_id=correlation_id,
            session_id=origin.session_id,
            turn_id=origin.turn_id,
            agent=origin.metadata.get("agent"),
            state=life.state,
            text=origin.text,
            accepted_at=origin.timestamp,
            routing=origin.metadata.get("routing"),
            events=[
                EventView(
                    event_type=e.event_type,
                    agent=e.agent,
                    timestamp=e.timestamp or origin.timestamp,
                    payload={k: v for k, v in e.payload.items() if k != "response"},
                )
                for e in life.events
            ],
            response=life.response,
            artifacts=[_view(a) for a in life.artifacts],
        ),
    )


@endpoint(
    bp,
    "GET",
    "artifacts/{artifactId}",
    answers={200: ArtifactView},
    summary="About an artifact",
    tag="artifacts",
)
async def get_artifact(call: Call[None, None]) -> Reply:
    """What it is, who made it, where its file is."""
    return Reply(200, _view(await _artifact(call)))


@endpoint(
    bp,
    "GET",
    "artifacts/{artifactId}/content",
    answers={200: "*/*", 206: "*/*"},
    summary="An artifact's file",
    tag="artifacts",
)
async def get_artifact_content(call: Call[None, None]) -> Reply:
    """The file itself, with its own media type; one `Range` of bytes is honoured (206)."""
    artifact = await _artifact(call)
    size = int(artifact.metadata["bytes"])
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'inline; filename="{_file_name(artifact)}"',
        "Content-Security-Policy": "sandbox",
    }
    asked = _RANGE.fullmatch(call.request.headers.get("range", ""))
    if asked is None or asked[0] == "bytes=-":
        content = await call.services.artifacts.content(artifact)
        return Reply(200, content, headers, artifact.metadata["mediaType"])
    first, last = _span(asked[1], asked[2], size)
    content = await call.services.artifacts.content(artifact, first, last - first + 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Reply(206, content, headers, artifact.metadata["mediaType"])


async def _artifact(call: Call[None, None]) -> GeneratedArtifact:
    who = call.principal
    return await call.services.artifacts.get(who.tenant_id, who.user_id, call.uuid("artifactId"))


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte of a Range (RFC 9110, 14.1.2)."""
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or end < start:
        raise RangeNotSatisfiableError(f"The file has {size} bytes.", size=size)
    return start, end


def _file_name(artifact: GeneratedArtifact) -> str:
    extension = artifact.storage_ref.partition("#")[0].rsplit(".", 1)[-1]
    name = artifact.metadata["name"]
    return name if name.endswith(f".{extension}") else f"{name}.{extension}"


def _view(a: GeneratedArtifact) -> ArtifactView:
    known = ("name", "mediaType", "bytes", "aiGenerated")
    return ArtifactView(
        id=a.id,
        type=a.type,
        ref=str(artifact_ref(a.type, a.id)),
        name=a.metadata["name"],
        media_type=a.metadata["mediaType"],
        bytes=a.metadata["bytes"],
        ai_generated=a.metadata["aiGenerated"],
        agent=a.agent,
        session_id=a.session_id,
        correlation_id=a.correlation_id,
        metadata={k: v for k, v in a.metadata.items() if k not in known},
        created_at=a.created_at,
        expires_at=a.expires_at,
        links=ArtifactLinks(self=f"/api/artifacts/{a.id}", content=f"/api/artifacts/{a.id}/content"),
    )
