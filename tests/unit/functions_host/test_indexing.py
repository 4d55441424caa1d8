"""Loading function_app.py, with the worker's own load errors."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

import azure.functions as func
import pytest
from azure.functions.meta import Datum

from local.functions_host.errors import ConfigurationError, FunctionLoadError
from local.functions_host.indexing import BareValue, Function, load_functions

HEAD = "import azure.functions as func\napp = func.FunctionApp()\n"
_numbers = itertools.count()

Load = Callable[[str], dict[str, Function]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads the text as an app; every app is a module of its own name, for this process keeps them all."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))

    def loaded(text: str) -> dict[str, Function]:
        script = f"sample_app_{next(_numbers)}.py"
        (tmp_path / script).write_text(text)
        monkeypatch.setenv("PYTHON_SCRIPT_FILE_NAME", script)
        return {function.name: function for function in load_functions(tmp_path)}

    return loaded


def test_functions_of_blueprints_are_indexed(load: Load) -> None:
    functions = load(
        HEAD
        + """
bp = func.Blueprint()
@bp.route(route="a/{b}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
async def web(req: func.HttpRequest, context: func.Context) -> func.HttpResponse: ...
@bp.timer_trigger(arg_name="t", schedule="0 * * * * *")
def tick(t: func.TimerRequest) -> None: ...
app.register_functions(bp)
"""
    )
    assert (functions["web"].kind, functions["web"].is_async, functions["web"].wants_context) == (
        "httpTrigger",
        True,
        True,
    )
    assert (functions["tick"].kind, functions["tick"].is_async, functions["tick"].encoder) == (
        "timerTrigger",
        False,
        None,
    )
    assert functions["web"].trigger["route"] == "a/{b}"


def test_settings_in_bindings_are_resolved(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST_QUEUE", "orders")
    text = (
        HEAD
        + """
@app.service_bus_queue_trigger(arg_name="m", queue_name="%HOST_QUEUE%", connection="C")
def take(m: func.ServiceBusMessage) -> None: ...
"""
    )
    assert load(text)["take"].trigger["queueName"] == "orders"
    monkeypatch.delenv("HOST_QUEUE")
    with pytest.raises(ConfigurationError, match="HOST_QUEUE"):
        load(text)


def test_a_bare_annotation_receives_the_bare_value(load: Load) -> None:
    take = load(
        HEAD
        + """
@app.service_bus_queue_trigger(arg_name="m", queue_name="q", connection="C")
def take(m: str) -> None: ...
"""
    )["take"]
    assert take.decoders["m"] is BareValue
    assert BareValue.decode(Datum("text", "string"), trigger_metadata={}) == "text"


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        (
            "def f(req: func.HttpRequest, extra): ...",
            r"declared in Python but not in the function definition.*extra",
        ),
        ("def f(other: func.HttpRequest): ...", r"declared in Python but not.*other"),
        ("def f(): ...", r"but not in Python: \{'req'\}"),
        ("def f(req: func.HttpRequest, context: int): ...", "expected to be of type azure.functions.Context"),
        ("def f(req: func.TimerRequest): ...", "does not match the corresponding function parameter"),
        ("def f(req: func.Out[str]): ...", "annotation is azure.functions.Out"),
        ("def f(req: 5): ...", "invalid non-type annotation"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(load: Load, declaration: str, message: str) -> None:
    with pytest.raises(FunctionLoadError, match=message) as caught:
        load(f"{HEAD}@app.route(route='f')\n{declaration}\n")
    assert str(caught.value).startswith("cannot load the f function: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import azure.functions as func\n", "Could not find top level function app instances"),
        (HEAD + "other = func.FunctionApp()\n", "More than one FunctionApp"),
    ],
)
def test_exactly_one_app_is_needed(load: Load, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(text)


def test_two_functions_of_one_name_are_refused(load: Load) -> None:
    with pytest.raises(ValueError, match="unique"):
        load(HEAD + "for _ in range(2):\n    @app.route(route='f')\n    def f(req: func.HttpRequest): ...\n")


def test_errors_of_user_code_come_through(load: Load) -> None:
    with pytest.raises(ZeroDivisionError):
        load("1 / 0\n")


def test_http_results_are_encoded_by_the_sdk(load: Load) -> None:
    web = load(HEAD + "@app.route(route='f')\ndef f(req: func.HttpRequest) -> str: ...\n")["f"]
    assert web.encoder is not None
    assert web.encoder.encode("text", expected_type=None) == Datum("text", "string")
    assert web.encoder.encode(func.HttpResponse(b"x"), expected_type=None).type == "http"
