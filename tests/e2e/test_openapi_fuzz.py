"""Generated requests against the running app: its answers keep what its OpenAPI document promises."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from local.stack import Stack

_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
)  # not unsupported_method: the Functions host answers 404, not 405, to a method that no function has


async def test_answers_conform_to_the_document(stack: Stack, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{stack.base_url}/api/openapi.json",
        "--header",
        f"Authorization: Bearer {stack.token()}",
        "--checks",
        ",".join(_CHECKS),
        "--max-examples",
        "15",
        "--seed",
        "7",
        "--phases",
        "examples,coverage,fuzzing",
        "--request-timeout",
        "20",
        "--generation-database",
        "none",
        "--no-color",
        # An answer held for up to a minute is right and would only make the run long.
        "--exclude-operation-id",
        "get_request",
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()[-6_000:]
