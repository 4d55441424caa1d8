"""What the host prints, and why it refuses to start."""

from __future__ import annotations

import asyncio
import socket

from tests.integration.functions_host.conftest import MakeHost

TIMER = (
    "@app.timer_trigger(arg_name='t', schedule='{schedule}')\ndef tick(t: func.TimerRequest) -> None: ...\n"
)


async def test_functions_are_listed_with_their_triggers(make_host: MakeHost) -> None:
    host = await make_host(
        """
import azure.durable_functions as df
bp = df.Blueprint()
@bp.orchestration_trigger(context_name="context")
def saga(context): ...
@bp.activity_trigger(input_name="x")
def step(x): ...
@bp.route(route="start")
@bp.durable_client_input(client_name="client")
async def begin(req: func.HttpRequest, client) -> func.HttpResponse: ...
app.register_functions(bp)
@app.route(route="a/{b}", methods=["GET", "PUT"])
def web(req: func.HttpRequest) -> str: ...
@app.service_bus_topic_trigger(arg_name="m", topic_name="T", subscription_name="S", connection="BUS",
                               is_sessions_enabled=True)
def work(m: func.ServiceBusMessage) -> None: ...
@app.queue_trigger(arg_name="m", queue_name="q", connection="C")
def other(m: func.QueueMessage) -> None: ...
@app.timer_trigger(arg_name="t", schedule="0 0 0 1 1 *")
def off(t: func.TimerRequest) -> None: ...
@app.timer_trigger(arg_name="t", schedule="0 0 0 1 1 *")
def tick(t: func.TimerRequest) -> None: ...
""",
        settings={
            "AzureWebJobs.off.Disabled": "true",
            "BUS": "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;",
        },
    ).start()
    output = host.output()
    assert f"    web: [GET,PUT] {host.url}a/{{b}}" in output
    assert "    work: serviceBusTrigger T/S (sessions)" in output
    assert "    tick: timerTrigger 0 0 0 1 1 *" in output
    assert "    off:" not in output
    for name, binding in (
        ("saga", "orchestrationTrigger"),
        ("step", "activityTrigger"),
        ("begin", "durableClient"),
    ):
        assert (
            f"Function '{name}' is skipped: it uses {binding}, and Durable Functions are not served by this "
            "host yet"
        ) in output
    assert "Function 'other' is skipped: it uses queueTrigger" in output


async def test_only_the_asked_kinds_of_triggers_are_served(make_host: MakeHost) -> None:
    app = "@app.route(route='x')\ndef web(req: func.HttpRequest) -> str: ...\n" + TIMER.format(
        schedule="0 * * * * *"
    )
    host = await make_host(app).start("--triggers", "timer")
    assert "tick: timerTrigger" in host.output()
    assert "web:" not in host.output()


async def test_a_port_in_use_is_one_sentence(make_host: MakeHost) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        host = make_host("")
        await host.launch("--port", str(port))
        assert await host.ended() == 1
    assert host.output() == (
        f"Port {port} is in use on 127.0.0.1: stop what listens there or choose another with --port.\n"
    )


async def test_an_error_in_the_app_shows_its_own_traceback(make_host: MakeHost) -> None:
    host = make_host("def broken():\n    return 1 / 0\nbroken()\n")
    await host.launch()
    assert await host.ended() == 1
    assert "function_app.py" in host.output()
    assert "ZeroDivisionError: division by zero" in host.output()
    assert "importlib" not in host.output()
    assert "functions_host/__main__.py" not in host.output()


BUS = """@app.service_bus_queue_trigger(arg_name='m', queue_name='q', connection='BUS'{more})
def work(m: func.ServiceBusMessage): ...
"""
UNUSABLE: list[tuple[str, dict[str, str], str]] = [
    ("@app.route(route='x')\ndef x(wrong: func.HttpRequest): ...\n", {}, "cannot load the x function"),
    (TIMER.format(schedule="%ABSENT_SETTING%"), {}, "set ABSENT_SETTING in local.settings.json"),
    (TIMER.format(schedule="often"), {}, "Function 'tick' has an unusable schedule"),
    (BUS.format(more=""), {}, "needs a Service Bus connection string in the setting BUS"),
    (BUS.format(more=""), {"BUS__fullyQualifiedNamespace": "x"}, "is for Azure"),
    (BUS.format(more=""), {"BUS": "nonsense"}, "connection string in BUS is not usable"),
    (BUS.format(more=", cardinality='many'"), {"BUS": "x"}, "asks for batches"),
]


async def test_what_cannot_work_is_said_in_a_sentence(make_host: MakeHost) -> None:
    hosts = [make_host(app, settings=settings) for app, settings, _ in UNUSABLE]
    await asyncio.gather(*(host.launch() for host in hosts))
    for host, (_, _, sentence) in zip(hosts, UNUSABLE, strict=True):
        assert await host.ended() == 1
        assert sentence in host.output()
        assert "Traceback" not in host.output()
