"""What a person said long ago still shapes the work."""

from __future__ import annotations

import httpx

from tests.support.api import finished, say, script_of
from tests.support.poll import eventually

WISH = "hazme un guion de 20 segundos para tiktok"


async def test_a_preference_of_the_first_turn_changes_a_script_sixty_turns_later(
    client: httpx.AsyncClient,
) -> None:
    first = await say(client, "Hola, mi panadería se llama La Miga y siempre prefiero un tono divertido")
    session = first["sessionId"]
    if first["status"] == "processing":
        await finished(client, first["correlationId"])
    count = 0
    for _ in range(40):
        await say(client, "hola, gracias", sessionId=session)
        count = (await client.get(f"/api/sessions/{session}/context")).json()["turnCount"]
        if count > 60:
            break
    assert count > 60

    async def remembered() -> set[str]:
        summary = (await client.get(f"/api/sessions/{session}/context")).json()["longMemorySummary"]
        return {fact["value"] for fact in summary.get("facts", [])}

    await eventually(remembered)
    assert {"La Miga", "fun"} <= await remembered()
    answer = await say(client, WISH, sessionId=session)
    script = await script_of(client, await finished(client, answer["correlationId"]))
    stranger = await say(client, WISH)
    plain = await script_of(client, await finished(client, stranger["correlationId"]))
    assert "La Miga" in str(script["scenes"])
    assert "La Miga" not in str(plain)
    assert script["brief"]["tone"] == "fun"
    assert plain["brief"].get("tone") != "fun"
