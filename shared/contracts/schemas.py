"""The bus contracts as JSON Schema files in `docs/schemas/`, for programs that are not written in Python.

`python -m shared.contracts.schemas` writes them anew; a test fails while they differ from the models.
"""

from __future__ import annotations

import json
from pathlib import Path

from shared.contracts.agent_messages import SCHEMA_VERSION, AgentRequest, AgentResponse

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def schema_files() -> dict[str, str]:
    """File name to content."""
    models: dict[str, type[AgentRequest] | type[AgentResponse]] = {
        "agent.request": AgentRequest,
        "agent.response": AgentResponse,
    }
    files = {}
    for name, model in models.items():
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:misybot:{name}:{SCHEMA_VERSION}",
            **model.model_json_schema(by_alias=True, mode="validation"),
        }
        schema["required"] = sorted({*schema.get("required", []), *model.stated})
        files[f"{name}.schema.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return files


def main() -> None:
    """Writes the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in schema_files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
