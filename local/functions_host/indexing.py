"""Loads function_app.py and indexes its functions as the Python worker does, with the same load errors."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
import typing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import azure.functions as func
from azure.functions.meta import Datum, get_binding_registry

from local.functions_host.configuration import resolve_settings
from local.functions_host.errors import FunctionLoadError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

Binding = dict[str, Any]
"""One binding as function.json would hold it: `type`, `name`, `direction` and the type's own properties."""


@dataclass(frozen=True, slots=True)
class Function:
    """An indexed function: what to call and how to turn bindings into arguments and results."""

    name: str
    call: Callable[..., Any]
    is_async: bool
    trigger: Binding
    inputs: dict[str, Binding]
    """Input bindings besides the trigger, by parameter name."""
    outputs: dict[str, Binding]
    """Output bindings other than the return value, by parameter name."""
    decoders: Mapping[str, Any]
    """SDK converter of the trigger and of each input, by parameter name."""
    encoder: Any | None
    """SDK converter of the return value; None if the function may only return None."""
    wants_context: bool
    retry_policy: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The trigger's type, such as `httpTrigger`."""
        return str(self.trigger["type"])


class BareValue:
    """Converter for parameters annotated `str` or `bytes` and for binding types that the SDK does not know."""

    @staticmethod
    def has_implicit_output() -> bool:
        """Only a `$return` binding gives such a function an output."""
        return False

    @staticmethod
    def check_input_type_annotation(annotation: Any) -> bool:
        """Only text and bytes fit."""
        return annotation in (str, bytes)

    @staticmethod
    def decode(datum: Datum, *, trigger_metadata: Any) -> Any:
        """The value itself; ValueError for structured data."""
        if datum.type not in ("string", "bytes", "json", None):
            raise ValueError(f'unexpected type of data received for the "generic" binding: {datum.type!r}')
        return datum.value

    @staticmethod
    def encode(value: Any, *, expected_type: Any) -> Datum | None:
        """Text and bytes as they are, None as nothing; NotImplementedError for the rest."""
        if isinstance(value, str):
            return Datum(value, "string")
        if isinstance(value, (bytes, bytearray)):
            return Datum(bytes(value), "bytes")
        if value is None:
            return None
        raise NotImplementedError


def load_functions(root: Path) -> list[Function]:
    """Imports the app in `root` and returns its functions, in the order in which they were declared.

    Changes the working directory to `root` and puts it first on the module path, as the worker does. Raises
    what the app's own code raises on import, ValueError unless the module holds exactly one app, and
    FunctionLoadError or ConfigurationError for a function that cannot be indexed.
    """
    script = os.environ.get("PYTHON_SCRIPT_FILE_NAME", "function_app.py")
    os.chdir(root)
    sys.path.insert(0, str(root))
    module = importlib.import_module(script.removesuffix(".py"))
    apps = [value for value in vars(module).values() if isinstance(value, func.FunctionRegister)]
    if not apps:
        raise ValueError(f"Could not find top level function app instances in {script}.")
    if len(apps) > 1:
        raise ValueError(
            f"More than one {type(apps[0]).__name__} or other top level function app instances "
            f"are defined in {script}."
        )
    # get_functions() works only once per app: it registers each name and refuses to see it again.
    return [_index(indexed) for indexed in apps[0].get_functions()]


def _index(indexed: Any) -> Function:
    name, call = indexed.get_function_name(), indexed.get_user_function()
    bindings = [json.loads(raw) for raw in indexed.get_raw_bindings()]
    parameters: dict[str, Binding] = {}
    returned: str | None = None
    for binding in bindings:
        if binding["name"] == "$return":
            returned = binding["type"]
        else:
            parameters[binding["name"]] = resolve_settings(binding, name)
    trigger = parameters[indexed.get_trigger().name]
    hints = typing.get_type_hints(call)
    wants_context = _check_parameters(name, call, hints, parameters)
    if returned is None and _converter(trigger["type"]).has_implicit_output():
        returned = trigger["type"]
    is_input = {key: binding["direction"].upper() != "OUT" for key, binding in parameters.items()}
    return Function(
        name=name,
        call=call,
        is_async=inspect.iscoroutinefunction(call),
        trigger=trigger,
        inputs={key: b for key, b in parameters.items() if is_input[key] and b is not trigger},
        outputs={key: b for key, b in parameters.items() if not is_input[key]},
        decoders={
            key: _converter(b["type"], hints.get(key)) for key, b in parameters.items() if is_input[key]
        },
        encoder=_converter(returned) if returned else None,
        wants_context=wants_context,
        retry_policy=indexed.get_settings_dict("retry_policy") or {},
    )


def _converter(binding_type: str, annotation: Any = None) -> Any:
    """The SDK's converter; a parameter annotated `str` or `bytes` receives the bare value instead."""
    if annotation in (str, bytes):
        return BareValue
    return get_binding_registry().get(binding_type) or BareValue


def _check_parameters(
    name: str, call: Callable[..., Any], hints: dict[str, Any], bindings: dict[str, Binding]
) -> bool:
    """Parameters must equal bindings and fit their types; returns whether a `context` is wanted."""
    declared = set(inspect.signature(call).parameters)
    wants_context = "context" in declared and "context" not in bindings
    if wants_context:
        declared.remove("context")
        hint = hints.get("context")
        if hint is not None and getattr(hint, "__name__", "") != "Context":
            raise FunctionLoadError(
                name,
                f'the "context" parameter is expected to be of type azure.functions.Context, got {hint!r}',
            )
    if unbound := declared - set(bindings):
        raise FunctionLoadError(
            name,
            "the following parameters are declared in Python but not in the "
            f"function definition (function.json or decorators): {unbound!r}",
        )
    if missing := set(bindings) - declared:
        raise FunctionLoadError(
            name,
            "the following parameters are declared in the function definition "
            f"(function.json or decorators) but not in Python: {missing!r}",
        )
    for parameter, binding in bindings.items():
        if parameter in hints:
            _check_annotation(name, parameter, binding, hints[parameter])
    return wants_context


def _check_annotation(name: str, parameter: str, binding: Binding, annotation: Any) -> None:
    is_out = getattr(typing.get_origin(annotation) or annotation, "__name__", "") == "Out"
    if binding["direction"].upper() == "OUT":
        if not is_out:
            raise FunctionLoadError(
                name,
                f'binding {parameter} is declared to have the "out" direction, but '
                "its annotation in Python is not a subclass of azure.functions.Out",
            )
        return
    if is_out:
        raise FunctionLoadError(
            name,
            f'binding {parameter} is declared to have the "in" direction, but its '
            "annotation is azure.functions.Out in Python",
        )
    if not isinstance(annotation, type) and typing.get_origin(annotation) is None:
        raise FunctionLoadError(name, f"binding {parameter} has invalid non-type annotation {annotation!r}")
    if not _converter(binding["type"], annotation).check_input_type_annotation(annotation):
        raise FunctionLoadError(
            name,
            f'{parameter!r} binding type "{binding["type"]}" does not match the '
            f'corresponding function parameter\'s Python annotation "{annotation!r}"',
        )
