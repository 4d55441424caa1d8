"""The Azure Functions app: composes blueprints, nothing else."""

import azure.functions as func

from triggers import (
    agents,
    front_desk,
    health,
    memory,
    openapi,
    requests,
    responses,
    sessions,
    timers,
    trends,
)

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for module in (front_desk, sessions, requests, health, openapi, agents, responses, memory, timers, trends):
    app.register_functions(module.bp)
