"""What `make run` prints: steps with the time, the outcome of the sample brief, how to call the API."""

from __future__ import annotations

import json
import shlex
import sys
import time
from typing import TYPE_CHECKING, Any

from local.credentials import Credentials
from local.demo import CONSTRAINTS, Outcome

if TYPE_CHECKING:
    from rich.console import Console

_CAPTIONS_SHOWN = 3
_PLAIN_WIDTH = 110


class Steps:
    """Prints one line for each step, with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, line: str) -> None:
        print(f"[{time.monotonic() - self._began:6.1f} s] {line}", flush=True)


def print_outcome(outcome: Outcome) -> None:
    """Prints the routing, the timeline and the finished script with its first captions."""
    console = _console()
    console.print()
    console.print("Brief", style="bold", end="   ")
    console.print(outcome.brief, markup=False, highlight=False)
    _print_routing(console, outcome.accepted)
    _print_timeline(console, outcome)
    if outcome.script is not None:
        _print_script(console, outcome.script)
    if outcome.captions:
        _print_captions(console, outcome.captions)
    if outcome.script is None:
        _print_other_answer(console, outcome)


def print_access(credentials: Credentials, brief: str) -> None:
    """Prints the base URL, the credentials and a curl line; plain, so that nothing wraps what is to be pasted."""
    body = json.dumps({"message": brief, "scriptConstraints": CONSTRAINTS}, ensure_ascii=False)
    url = f"{credentials.base_url}/api/agents/front-desk/messages"
    bearer = f"Authorization: Bearer {credentials.token}"
    curl = ["curl", "-s", "-X", "POST", url, "-H", bearer, "-H", "Content-Type: application/json", "-d", body]
    print(f"\nBase URL           {credentials.base_url}")
    print(f"Development token  {credentials.token}")
    print(f"API key            {credentials.api_key}")
    print(f"\n{shlex.join(curl)}\n", flush=True)


def _console() -> Console:
    from rich.console import Console

    # Without a terminal rich assumes 80 columns; logs and pipes take more.
    return Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)


def _print_routing(console: Console, accepted: dict[str, Any]) -> None:
    routing = accepted.get("routing") or {}
    console.print("Routing", style="bold", end=" ")
    score = routing.get("score")
    shown = f" (score {score:.2f})" if isinstance(score, int | float) else ""
    reason = f": {routing['reason']}" if routing.get("reason") else ""
    console.print(f"{accepted.get('agent') or 'nobody yet'}{shown}{reason}", markup=False, highlight=False)


def _print_timeline(console: Console, outcome: Outcome) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Timeline", title_justify="left", box=None, pad_edge=False)
    table.add_column("ms", justify="right", style="cyan")
    for column in ("event", "by", "detail"):
        table.add_column(column)
    for moment in outcome.timeline:
        table.add_row(f"{moment.at_ms:.0f}", Text(moment.what), Text(moment.who), Text(moment.detail))
    console.print()
    console.print(table)


def _print_script(console: Console, script: dict[str, Any]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    console.print()
    console.print(Text(str(script.get("title", "")), style="bold magenta"))
    for label, name in (("Hook", "hook"), ("Call to action", "callToAction")):
        console.print(Text.assemble((f"{label}: ", "bold"), str(script.get(name, ""))))
    console.print(Text(" ".join(str(tag) for tag in script.get("hashtags", [])), style="blue"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("s", justify="right", style="cyan", no_wrap=True)
    for column in ("narration", "on screen", "picture"):
        table.add_column(column, ratio=1)
    for scene in script.get("scenes", []):
        table.add_row(
            f"{scene['start']:.1f}-{scene['end']:.1f}",
            *(Text(str(scene.get(name, ""))) for name in ("narration", "onScreenText", "visualDirection")),
        )
    console.print(table)


def _print_captions(console: Console, captions: str) -> None:
    cues = captions.strip().split("\n\n")
    console.print("Captions", style="bold")
    console.print("\n\n".join(cues[:_CAPTIONS_SHOWN]), markup=False, highlight=False)
    if len(cues) > _CAPTIONS_SHOWN:
        console.print(f"... and {len(cues) - _CAPTIONS_SHOWN} more", style="dim", highlight=False)


def _print_other_answer(console: Console, outcome: Outcome) -> None:
    console.print("Answer", style="bold", end="  ")
    console.print(outcome.accepted["message"], markup=False, highlight=False)
    if outcome.request:
        console.print_json(json.dumps(outcome.request, ensure_ascii=False))
