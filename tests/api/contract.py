"""Whether an answer keeps what the description promises: a small checker of the schemas we use."""

from collections.abc import Iterator
from typing import Any

KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "null": (type(None),),
    "array": (list,), "object": (dict,),
}  # fmt: skip


def broken(spec: dict[str, Any], schema: dict[str, Any], value: Any, at: str = "") -> Iterator[str]:
    """Everything in `value` that its schema does not promise; a field that is not named is a leak."""
    schema = resolved(spec, schema)
    if "anyOf" in schema:
        tries = [list(broken(spec, each, value, at)) for each in schema["anyOf"]]
        if all(tries):
            yield f"{at}: fits none of the choices: {min(tries, key=len)}"
        return
    kind = schema.get("type")
    if kind and not fits(kind, value):
        yield f"{at}: {value!r:.60} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r:.60} is not among {schema['enum']}"
    if kind == "array":
        for number, each in enumerate(value):
            yield from broken(spec, schema.get("items", {}), each, f"{at}[{number}]")
    if kind == "object":
        yield from broken_object(spec, schema, value, at)


def broken_object(spec: dict[str, Any], schema: dict[str, Any], value: Any, at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}.{name} is missing"
    for name, each in value.items():
        if name in known:
            yield from broken(spec, known[name], each, f"{at}.{name}")
        elif not isinstance(schema.get("additionalProperties"), dict):
            yield f"{at}.{name} is not in the description"


def fits(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, KINDS[kind])


def resolved(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found
