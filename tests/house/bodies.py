"""A valid body for every operation of the API, made from the API's own description."""

from __future__ import annotations

from typing import Any

Spec = dict[str, Any]


def body_for(spec: Spec, path: str, method: str) -> Any:
    """The least that an operation accepts; None when it takes no body."""
    described = spec["paths"][path][method.lower()]
    content = described.get("requestBody", {}).get("content", {}).get("application/json")
    return sample(spec, content["schema"]) if content else None


def sample(spec: Spec, schema: Spec) -> Any:
    """A value that fits a schema, with its required fields only."""
    if "$ref" in schema:
        return sample(spec, spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample(spec, next(each for each in schema[several] if each.get("type") != "null"))
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {name: sample(spec, fields[name]) for name in schema.get("required", ())}
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case "array":
            return []
    return _text(schema)


def _text(schema: Spec) -> str:
    if schema.get("format") == "date-time":
        return "2030-01-01T00:00:00Z"
    if ":" in schema.get("pattern", ""):
        return "question:1"
    return "x" * max(3, schema.get("minLength", 0))
