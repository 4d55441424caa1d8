"""`python -m shared.prepare`: makes the stores ready for this version, before the app starts. Idempotent.

Migrations, the vector store's indices, the blob container, and what the agents look up in the vector store:
routing examples and script templates.
"""

from __future__ import annotations

import asyncio
import sys

from shared.bootstrap import Services, build
from shared.errors import MisyBotError
from shared.settings import load_settings


async def prepare(services: Services) -> list[str]:
    """Prepares every store; returns the migrations that were applied."""
    from shared.adapters.postgres.migrate import migrate
    from shared.adapters.postgres.pool import connection
    from shared.agents.routing.voting import EmbeddingIntentRouter
    from shared.agents.video_scriptor.retrieval import seed_templates

    clients = services.clients
    async with connection(clients.pool) as c:
        applied = await migrate(c)
    await clients.vectors.prepare()
    await clients.blobs.prepare()
    await EmbeddingIntentRouter(services.embeddings, clients.vectors).seed_examples()
    await seed_templates(clients.vectors, services.embeddings)
    return applied


async def _main() -> None:
    services = await build(load_settings())
    try:
        applied = await prepare(services)
    finally:
        await services.close()
    print(f"ready; migrations applied: {', '.join(applied) or 'none, all were there'}")  # noqa: T201


if __name__ == "__main__":
    try:
        asyncio.run(_main())
    except MisyBotError as exc:
        sys.exit(f"not ready: {exc}")
