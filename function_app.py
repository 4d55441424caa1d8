"""The Azure Functions app: composes blueprints, nothing else."""

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
