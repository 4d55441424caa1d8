"""What can go wrong in the host itself, apart from what user code raises."""

from __future__ import annotations


class FunctionsHostError(Exception):
    """Root of the host's own errors; the text is one sentence for the person who started it."""


class ConfigurationError(FunctionsHostError):
    """host.json, local.settings.json, an app setting or a binding has no usable value."""


class FunctionLoadError(FunctionsHostError):
    """A function's parameters and bindings do not agree; the Python worker refuses to load it as well."""

    def __init__(self, function: str, reason: str) -> None:
        super().__init__(f"cannot load the {function} function: {reason}")
        self.function = function


class InvocationError(FunctionsHostError):
    """User code raised, ran out of time or returned what its binding cannot carry; it is logged already."""

    def __init__(self, function: str, invocation_id: str, reason: str) -> None:
        super().__init__(f"{function} failed: {reason}")
        self.function = function
        self.invocation_id = invocation_id
