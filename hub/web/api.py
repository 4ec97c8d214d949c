"""The shared parts of the API: who may call what, what goes in and out, one shape for every error.

An operation is declared once, with its verb and object, its scopes and its models; what a model
does not name never leaves and is never taken in.
"""

import functools
import json
import re
from collections.abc import Callable, Collection, Iterable
from typing import Annotated, Any, TypeVar

from apiflask import APIBlueprint, APIFlask, HTTPError
from flask import Response, g, request
from flask_limiter import Limiter
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from hub.core.errors import Denied, Invalid
from hub.core.limits import LIMITS
from hub.web import errors
from hub.web.forms import message_for
from hub.web.guard import csrf, is_api
from hub.web.once import once

View = TypeVar("View", bound=Callable[..., Any])
M = TypeVar("M", bound=BaseModel)

PREFIX = "/api/v1"
PER_MINUTE = 600  # requests of one person's tokens
SCOPE_WORDS = {
    "read": "read what its person may read",
    "write": "write as its person",
    "messages": "read and write in its person's conversations",
    "cases": "see and work on customers' cases",
    "admin": "administer",
}


DESCRIPTION = (
    "Everything people do with pages, for programs. A token acts as its person, within its scopes: the "
    "same rights, the same actions. Send an Idempotency-Key with every POST and repeat it safely; lists "
    "give `next`, the key of the page after them."
)
WORDS = {
    400: "It cannot be read",
    401: "No token, or one that has ended",
    403: "The person or the token may not do this",
    404: "Not there, or not for this person",
    409: "Somebody was quicker",
    422: "Something in it cannot be accepted",
    429: "Too much in a short time",
}
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "schema": {"type": "string", "maxLength": 80},
    "description": "The same key again gets the first answer again; nothing is done twice.",
}  # fmt: skip
_REFUSED = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOut"}}}}


class Out(BaseModel):
    """Base of everything that leaves: what is not named here stays inside. Made ready when first used."""

    model_config = ConfigDict(from_attributes=True, extra="ignore", defer_build=True)


class ErrorBody(Out):
    """What went wrong, for programs (`code`) and for people (`message`)."""

    code: str
    message: str
    field: str | None = None
    fields: dict[str, list[str]] | None = None
    details: dict[str, Any] | None = None  # what a program needs to go on


class ErrorOut(Out):
    """The one shape of every error."""

    error: ErrorBody


class NothingOut(Out):
    """It is done, and there is nothing to show."""

    done: bool = True


class Paged(BaseModel):
    """What every list takes: the key to go on from, and how many."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[int | None, Field(ge=0, le=LIMITS.highest_id)] = None
    limit: Annotated[int, Field(ge=1, le=LIMITS.page_size)] = LIMITS.default_page


def listed(model: type[Out]) -> type[Out]:
    """The model of a page of `model`: `items`, and `next`, the key of the page after it."""
    return create_model(
        f"{model.__name__.removesuffix('Out')}List",
        __base__=Out,
        __doc__=f"A page of {model.__name__.removesuffix('Out').lower()}s.",
        items=(list[model], ...),  # type: ignore[valid-type]
        next=(str | None, None),
    )


def filled(model: type[M], thing: Any, **more: Any) -> M:
    """A model with the fields that the thing itself has, and those given beside it."""
    own = {name: getattr(thing, name) for name in model.model_fields if hasattr(thing, name)}
    return model.model_validate({**own, **more})


def api_blueprint(name: str) -> APIBlueprint:
    """The API of a feature. Bearer tokens need no protection against forged forms."""
    made = APIBlueprint(f"{name}_api", name, url_prefix=PREFIX, tag=name)
    csrf.exempt(made)
    return made


def operation(
    bp: APIBlueprint,
    method: str,
    rule: str,
    *,
    verb: str,
    thing: str,
    out: type[Out],
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    scopes: Collection[str] = ("read",),
    status: int = 200,
) -> Callable[[View], View]:
    """Declare an operation. The view gets `body` and `query` checked and answers what `out` names."""

    def register(view: View) -> View:
        made: Any = view
        if body is not None:
            made = bp.input(body, arg_name="body")(made)
        if query is not None:
            made = bp.input(query, location="query", arg_name="query")(made)
        made = bp.output(out, status_code=status)(made)
        if method == "POST":
            made = once(made)
        made = _scoped(made, tuple(scopes), has_body=body is not None)
        made = bp.doc(
            summary=(view.__doc__ or "").strip().splitlines()[0],
            operation_id=f"{verb}_{thing}",
            security=[{"token": []}],
            extensions={"x-verb": verb, "x-object": thing, "x-scopes": list(scopes)},
        )(made)
        bp.route(rule, methods=[method])(made)
        return view

    return register


def token_has(scope: str) -> bool:
    """Whether the token of this request was given a scope."""
    return scope in getattr(g.actor, "__dict__", {}).get("token_scopes", ())


# What tells of customers: behind the scope for cases, whatever door it comes through.
OF_CASES = ("case", "case_presence", "message", "note", "problem")


def may_be_told(ref: str) -> bool:
    """Whether a ref, or a place like `comment:case:7`, may appear in an answer to this token.

    Cases and conversations only with their scope.
    """
    kinds = set(ref.split(":"))
    if "conversation" in kinds and not token_has("messages"):
        return False
    return token_has("cases") or kinds.isdisjoint(OF_CASES)


def without_cases(refs: Iterable[str]) -> list[str]:
    """Those of `refs` that this token may hear of."""
    return [ref for ref in refs if may_be_told(ref)]


def init_api(app: APIFlask, redis_url: str = "") -> None:
    """Set up limits, errors and the description of the API."""
    limiter = Limiter(
        _who,
        default_limits=[lambda: f"{PER_MINUTE} per minute"],
        headers_enabled=True,
        storage_uri=redis_url or "memory://",
        strategy="fixed-window",
    )
    limiter.request_filter(lambda: not is_api())
    limiter.init_app(app)
    app.error_processor(_refused)
    app.security_schemes = {"token": {"type": "http", "scheme": "bearer"}}
    app.spec_processor(_describe)
    app.config.update(
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        INFO={"description": DESCRIPTION},
    )


def _scoped(view: Callable[..., Any], scopes: tuple[str, ...], *, has_body: bool) -> Callable[..., Any]:
    @functools.wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        for scope in scopes:
            if not token_has(scope):
                raise Denied(f"This token may not {SCOPE_WORDS[scope]}. Make one with the scope “{scope}”.")
        if has_body:
            _check_depth()
        return view(*args, **kwargs)

    return checked


def _check_depth() -> None:
    try:
        request.get_json(force=True)
    except RecursionError:
        raise Invalid("The JSON is nested too deeply.") from None


def _describe(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Add to each operation what all have in common: how it is refused, and the key of a POST."""
    if isinstance(spec, str):
        return spec
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    error = ErrorOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(error.pop("$defs"), ErrorOut=error)
    for path, methods in spec["paths"].items():
        for method, described in methods.items():
            for status in _refusals(method, path):
                described["responses"].setdefault(str(status), _REFUSED | {"description": WORDS[status]})
            if method == "post":
                described.setdefault("parameters", []).append(KEY)
    return _plain_names(spec)


def _plain_names(spec: dict[str, Any]) -> dict[str, Any]:
    """`AnswerList.PersonName` and its like are one schema, `PersonName`; and what nobody uses goes."""
    schemas = spec["components"]["schemas"]
    for name in [each for each in schemas if "." in each]:
        plain = name.rpartition(".")[2]
        schemas.setdefault(plain, schemas[name])
        del schemas[name]
    schemas.pop("HTTPError", None)
    schemas.pop("ValidationError", None)
    text = re.sub(r"#/components/schemas/\w+\.(\w+)", r"#/components/schemas/\1", json.dumps(spec))
    plain_spec: dict[str, Any] = json.loads(text)
    for schema in plain_spec["components"]["schemas"].values():
        schema.pop("$defs", None)
    plain_spec["paths"] = {path: did for path, did in plain_spec["paths"].items() if path.startswith(PREFIX)}
    return plain_spec


def _refusals(method: str, path: str) -> list[int]:
    found = [401, 403, 422, 429]
    found += [404] if "{" in path else []
    return found + ([400, 409] if method != "get" else [])


def _who() -> str:
    return str(g.actor.id) if g.get("actor") is not None else request.remote_addr or ""


def _refused(error: HTTPError) -> Response:
    """What APIFlask refuses, in our shape and our words."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return errors.answer(error.status_code, errors.TEXTS.get(error.status_code, "This did not work."))
    fields: dict[str, list[str]] = {}
    for each in cause.errors():
        name = ".".join(str(part) for part in each["loc"])
        unknown = each["type"] == "extra_forbidden"
        words = "This field is not known." if unknown else message_for(each)
        fields.setdefault(name, []).append(words)
    first = next(iter(fields))
    return errors.answer(
        422, f"{first or 'The body'}: {fields[first][0]}", field=first or None, fields=fields
    )
