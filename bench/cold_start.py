"""Cold start: importing `function_app` against importing the two Azure Functions packages alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
_CODE = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"


def measure(runs: int = 7) -> dict[str, float]:
    """Seconds (medians of `runs` fresh interpreters each, alternating) and their ratio."""
    floor, app = [], []
    _seconds("import function_app")  # byte code and page cache are warm for both
    for _ in range(runs):
        floor.append(_seconds("import azure.functions, azure.durable_functions"))
        app.append(_seconds("import function_app"))
    return {
        "floor_seconds": round(median(floor), 3),
        "app_seconds": round(median(app), 3),
        "ratio": round(median(app) / median(floor), 2),
    }


def _seconds(statement: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _CODE.format(statement)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


if __name__ == "__main__":
    print(measure())
