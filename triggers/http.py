"""The endpoint decorator: authenticate, check, call, encode; the one place where errors become HTTP.

    bp = func.Blueprint()

    @endpoint(bp, "POST", "agents/front-desk/messages", summary="Sends a message", tag="front desk",
              body=MessageBody, answers={202: MessageAccepted})
    async def post_message(call: Call[MessageBody, None]) -> Reply: ...

The decorated name is the function that the Functions worker calls, `(req) -> HttpResponse`.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast
from uuid import UUID, uuid4

import azure.functions as func

from shared.contracts.base import Contract
from shared.domain.identity import Principal, Role
from shared.errors import ForbiddenError, NotFoundError
from shared.security.authenticator import act_for
from triggers import operations
from triggers.decode import (
    parse_uuid,
    read_body,
    read_idempotency_key,
    read_query,
    read_user_id,
    read_uuid,
    refuse_url_credentials,
)
from triggers.operations import Answer, Operation
from triggers.problem import problem_response

if TYPE_CHECKING:
    from shared.bootstrap import Services

BodyT = TypeVar("BodyT", bound=Contract | None, covariant=True)
QueryT = TypeVar("QueryT", bound=Contract | None, covariant=True)

ANONYMOUS: Final = Principal(tenant_id="", user_id="", roles=frozenset())
_HEADERS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Call(Generic[BodyT, QueryT]):
    """One authenticated, validated request."""

    principal: Principal
    body: BodyT
    query: QueryT
    params: Mapping[str, str]
    correlation_id: UUID
    session_id: UUID | None
    idempotency_key: str | None
    services: Services
    request: func.HttpRequest

    def uuid(self, name: str, kind: str = "") -> UUID:
        """The path parameter as UUID.

        One that is none looks like an absent one: raises `NotFoundError` for `kind`, by default the
        parameter's name without `Id`.
        """
        text = self.params[name]
        value = parse_uuid(text)
        if value is None:
            raise NotFoundError(kind or name.removesuffix("Id"), text[:100])
        return value


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a contract is sent as JSON, bytes are sent as `media_type`."""

    status: int
    body: Contract | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


Handler = Callable[[Call[Any, Any]], Awaitable[Reply]]
Function = Callable[[func.HttpRequest], Coroutine[Any, Any, func.HttpResponse]]


async def provide_services() -> Services:
    """The services of this process, built at the first request that needs them."""
    from shared.bootstrap import services

    return await services()


def endpoint(
    blueprint: func.Blueprint,
    method: str,
    route: str,
    *,
    summary: str,
    tag: str,
    answers: Mapping[int, Answer],
    body: type[Contract] | None = None,
    query: type[Contract] | None = None,
    roles: tuple[Role, ...] = (),
    anonymous: bool = False,
    needs_services: bool = True,
) -> Callable[[Handler], Function]:
    """Makes an async handler an HTTP function of `blueprint` and an entry of the OpenAPI document.

    `roles`: the caller needs one of them; none means any authenticated caller. Only health and the
    OpenAPI document are `anonymous`. Without `needs_services` the handler must not touch
    `call.services`, and answers even where no client can be built.
    """

    def decorate(handler: Handler) -> Function:
        name = handler.__name__
        operation = Operation(
            name,
            method,
            route,
            summary,
            inspect.cleandoc(handler.__doc__ or ""),
            tag,
            answers,
            body,
            query,
            roles,
            anonymous,
            needs_services,
        )
        if name in operations.OPERATIONS:
            raise ValueError(f"two endpoints are called {name}")

        # No functools.wraps: the worker compares parameter names with bindings and would see the handler's.
        async def serve(req: func.HttpRequest) -> func.HttpResponse:
            return await _serve(operation, handler, req)

        serve.__name__ = serve.__qualname__ = name
        serve.__doc__ = handler.__doc__
        blueprint.route(route=route, methods=[method], auth_level=func.AuthLevel.ANONYMOUS)(serve)
        operations.OPERATIONS[name] = operation
        return serve

    return decorate


async def _serve(operation: Operation, handler: Handler, req: func.HttpRequest) -> func.HttpResponse:
    correlation_id = parse_uuid(req.headers.get("x-correlation-id", "")) or uuid4()
    headers = {**_HEADERS, "x-correlation-id": str(correlation_id)}
    try:
        reply = await handler(await _admit(operation, req, correlation_id))
        return _encode(reply, headers)
    except Exception as error:
        return problem_response(error, operation.name, correlation_id, headers)


async def _admit(operation: Operation, req: func.HttpRequest, correlation_id: UUID) -> Call[Any, Any]:
    """Everything that stands between a request and its handler, cheapest and most telling first."""
    headers = req.headers
    if req.params:
        refuse_url_credentials(req.params)
    # Anonymous endpoints that need none must answer while nothing can be built.
    services = await provide_services() if operation.needs_services else cast("Services", None)
    principal = ANONYMOUS if operation.anonymous else await services.authenticator.authenticate(headers)
    read_uuid(headers, "x-correlation-id")
    session_id = read_uuid(headers, "x-session-id")
    idempotency_key = read_idempotency_key(headers)
    user_id = read_user_id(headers)
    if user_id is not None and not operation.anonymous:
        principal = act_for(principal, user_id, correlation_id)
    # Before the body is looked at: whoever may not call learns nothing about its contract.
    if operation.roles and not principal.has(*operation.roles):
        raise ForbiddenError("The caller lacks the role.", roles=list(operation.roles))
    return Call(
        principal=principal,
        body=read_body(req, operation.body),
        query=read_query(req, operation.query),
        params=req.route_params,
        correlation_id=correlation_id,
        session_id=session_id,
        idempotency_key=idempotency_key,
        services=services,
        request=req,
    )


def _encode(reply: Reply, headers: dict[str, str]) -> func.HttpResponse:
    body = reply.body
    if isinstance(body, Contract):
        # The class's own serializer: model_dump_json() would make a string of it first.
        body = type(body).__pydantic_serializer__.to_json(body, by_alias=True)
    return func.HttpResponse(
        body, status_code=reply.status, headers={**headers, **reply.headers}, mimetype=reply.media_type
    )
