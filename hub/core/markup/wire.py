"""Jobs and results as bytes, for the pipe between the hub and a worker."""

import json
from dataclasses import asdict
from typing import Any

from hub.core.markup.model import Audience, Fallback, Heading, Job, Mention, Rendered, Site


def pack(value: Job | Rendered) -> bytes:
    """One value as JSON; lone surrogates survive because JSON escapes them."""
    return json.dumps(asdict(value)).encode()


def unpack_job(data: bytes) -> Job:
    """The job the hub sent."""
    fields: dict[str, Any] = json.loads(data)
    site = fields["site"]
    return Job(
        source=fields["source"],
        audience=Audience(fields["audience"]),
        targets=tuple(Mention(**target) for target in fields["targets"]),
        site=Site(site["base_url"], tuple(site["places"])),
        top_heading=fields["top_heading"],
        id_prefix=fields["id_prefix"],
        outgoing=fields["outgoing"],
    )


def unpack_rendered(data: bytes) -> Rendered:
    """The result the worker sent."""
    fields: dict[str, Any] = json.loads(data)
    return Rendered(
        html=fields["html"],
        text=fields["text"],
        mentions=tuple(Mention(**mention) for mention in fields["mentions"]),
        refs=tuple(fields["refs"]),
        headings=tuple(Heading(**heading) for heading in fields["headings"]),
        fallback=Fallback(fields["fallback"]) if fields["fallback"] else None,
    )
