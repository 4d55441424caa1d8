"""The sample brief, sent as any client would: one POST, the request watched to its end, the results read."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from local.errors import LocalPlatformError

if TYPE_CHECKING:
    import httpx

BRIEF = "crear video promocional 30s para mi cafetería"
CONSTRAINTS = {"max_seconds": 30, "platforms": ["instagram", "youtube"]}
_FINAL = {"completed", "failed", "needs_clarification", "unavailable"}


class DemoFailedError(LocalPlatformError):
    """The API did not answer the brief as it should."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, in milliseconds since the brief was sent."""

    at_ms: float
    what: str
    who: str = ""
    detail: str = ""


@dataclass(slots=True)
class Outcome:
    """What came of a brief; `accepted` and `request` are the API's JSON."""

    brief: str
    accepted: dict[str, Any]
    request: dict[str, Any] = field(default_factory=dict)
    timeline: list[Moment] = field(default_factory=list)
    script: dict[str, Any] | None = None
    captions: str | None = None


async def send_brief(base_url: str, token: str, brief: str = BRIEF, timeout: float = 90) -> Outcome:
    """Sends `brief` and waits for its result, at most `timeout` seconds; raises `DemoFailedError`."""
    import httpx

    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with httpx.AsyncClient(
            base_url=base_url, headers=headers, timeout=60, trust_env=False
        ) as client:
            return await _converse(client, brief, timeout)
    except httpx.HTTPError as exc:
        raise DemoFailedError(f"The API did not answer the brief: {exc!r}") from exc


async def _converse(client: httpx.AsyncClient, brief: str, timeout: float) -> Outcome:
    sent, began = datetime.now(UTC), time.monotonic()
    body = {"message": brief, "scriptConstraints": CONSTRAINTS}
    accepted = _json(await client.post("/api/agents/front-desk/messages", json=body))
    outcome = Outcome(brief, accepted)
    outcome.timeline.append(Moment(0, "message sent", "client"))
    outcome.timeline.append(Moment(_ms(began), "answered", "client", f"202 {accepted['status']}"))
    if accepted["status"] in _FINAL:
        return outcome
    outcome.request = await _watch(client, accepted["links"]["request"], began + timeout)
    outcome.timeline.append(
        Moment(_since(sent, outcome.request["acceptedAt"]), "message stored", "front-desk")
    )
    outcome.timeline.extend(
        Moment(_since(sent, event["timestamp"]), event["eventType"], event["agent"], _detail(event))
        for event in outcome.request["events"]
    )
    outcome.timeline.append(Moment(_ms(began), f"request {outcome.request['state']}", "client"))
    await _read_artifacts(client, outcome)
    outcome.timeline.append(Moment(_ms(began), "results read", "client"))
    outcome.timeline.sort(key=lambda moment: moment.at_ms)
    return outcome


async def _watch(client: httpx.AsyncClient, link: str, deadline: float) -> dict[str, Any]:
    while True:
        left = deadline - time.monotonic()
        wait = max(1, min(30, int(left)))
        request = _json(await client.get(link, params={"wait": wait}))
        if request["state"] in _FINAL:
            return request
        if left <= 0:
            raise DemoFailedError(f"{link} is still {request['state']!r}.")


async def _read_artifacts(client: httpx.AsyncClient, outcome: Outcome) -> None:
    for artifact in outcome.request["artifacts"]:
        content = artifact["links"]["content"]
        if artifact["type"] == "script":
            outcome.script = _json(await client.get(content))
        elif "subrip" in artifact["mediaType"] and outcome.captions is None:
            response = await client.get(content)
            _require_success(response)
            outcome.captions = response.text


def _json(response: httpx.Response) -> dict[str, Any]:
    _require_success(response)
    content = response.json()
    if not isinstance(content, dict):
        raise DemoFailedError(f"{response.request.url} answered {type(content).__name__}, not an object.")
    return content


def _require_success(response: httpx.Response) -> None:
    if not response.is_success:
        request = response.request
        raise DemoFailedError(
            f"{request.method} {request.url} answered {response.status_code}: {response.text[:500]}"
        )


def _ms(began: float) -> float:
    return (time.monotonic() - began) * 1000


def _since(sent: datetime, timestamp: str) -> float:
    return (datetime.fromisoformat(timestamp) - sent).total_seconds() * 1000


def _detail(event: dict[str, Any]) -> str:
    payload = event.get("payload") or {}
    for name in ("step", "message", "resultSummary", "reason", "status"):
        if payload.get(name):
            return str(payload[name])
    return ""
