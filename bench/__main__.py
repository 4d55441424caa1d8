"""`make bench`: measures everything on this machine, prints tables and writes `bench/results/latest.json`."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import cold_start, hot_path, rendering, routing_accuracy, time_to_script, trends, vector_search
from local.ports import free_port
from local.postgres import PostgresServer
from local.stack import Stack

RESULTS = Path(__file__).parent / "results" / "latest.json"


async def _with_stack(console: Console) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        console.print("Front desk beside its floor (agents off) ...")
        async with Stack(data / "hot", base_environment={**os.environ, **hot_path.AGENTS_OFF}) as stack:
            hot = await hot_path.measure(stack)
        console.print("Message to finished script ...")
        async with Stack(data / "whole") as stack:
            script = await time_to_script.measure(stack)
        return {"hotPath": hot, "timeToScript": script}


def _trends() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder) / "postgres", free_port(), "bench")
        server.start()
        try:
            return asyncio.run(trends.measure(server.facts))
        finally:
            server.stop()


def _print(console: Console, report: dict[str, Any]) -> None:
    table = Table(
        "clients",
        "p50 ms",
        "p95 ms",
        "req/s",
        "floor p50",
        "floor p95",
        "floor req/s",
        "latency ratio",
        "throughput ratio",
        title="POST /api/agents/front-desk/messages",
    )
    for row in report["hotPath"]["results"]:
        app, floor = row["app"], row["floor"]
        cells = (
            row["clients"],
            app["p50_ms"],
            app["p95_ms"],
            app["per_second"],
            floor["p50_ms"],
            floor["p95_ms"],
            floor["per_second"],
            row["latencyRatio"],
            row["throughputRatio"],
        )
        table.add_row(*(str(cell) for cell in cells))
    console.print(table)
    script, cold = report["timeToScript"], report["coldStart"]
    console.print(f"Message to finished script: p50 {script['p50_ms']} ms, p95 {script['p95_ms']} ms")
    console.print(
        f"Cold import: {cold['app_seconds']} s, the Functions packages alone {cold['floor_seconds']} s,"
        f" ratio {cold['ratio']}"
    )
    vector_search.print_report(report["vectorSearch"])
    for title in ("rendering", "trends"):
        console.print(title.capitalize())
        console.print_json(data=report[title])
    for name, figures in report["routing"].items():
        console.print(f"Routing, {name} set")
        routing_accuracy.print_table(figures)


def main() -> None:
    """Runs everything; about ten minutes."""
    console = Console(width=max(110, Console().width))
    console.print("Cold start ...")
    report: dict[str, Any] = {
        "measuredAt": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.platform(),
        },
        "coldStart": cold_start.measure(),
        "routing": routing_accuracy.measure(),
    }
    report |= asyncio.run(_with_stack(console))
    console.print("Vector search ...")
    report["vectorSearch"] = vector_search.run()
    console.print("Rendering ...")
    report["rendering"] = asyncio.run(rendering.measure())
    console.print("Trends ...")
    report["trends"] = _trends()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    _print(console, report)
    console.print(f"Written to {RESULTS}")


if __name__ == "__main__":
    main()
