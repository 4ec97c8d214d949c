"""Loading of plugins: an explicit list, each checked, an error that names the plugin and a way out."""

import importlib
import re
from collections.abc import Sequence

from sqlalchemy import select

from hub.core.db import Base, session
from hub.core.events import Event
from hub.core.features import Feature, FeatureConsumer
from hub.spaces.models import Space, SpaceKind


class PluginError(Exception):
    """A plugin cannot be used; the start stops with its name and a hint."""


class PluginConsumer(FeatureConsumer):
    """A plugin's reactions. Of what happens between the people of a conversation it hears nothing."""

    def handle(self, events: Sequence[Event]) -> None:
        """React to each event that the plugin cares about and may hear of."""
        places = {event.space_id for event in events if event.space_id is not None}
        private = select(Space.id).where(Space.id.in_(places), Space.kind == SpaceKind.CONVERSATION)
        closed = set(session().scalars(private)) if places else set()
        super().handle([event for event in events if event.space_id not in closed])


def load_plugins(names: Sequence[str]) -> list[Feature]:
    """The features of the plugins named in the settings, in that order.

    A bare name is looked for in plugins/; a dotted one is imported as it stands.
    """
    return [_load(name) for name in names]


def _load(name: str) -> Feature:
    module_name = name if "." in name else f"plugins.{name}.plugin"
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise PluginError(
            f"The plugin {name!r} cannot be loaded ({error}). Install it, or take it out of "
            "BACKCHANNEL_PLUGINS."
        ) from error
    feature = getattr(module, "feature", None)
    if not isinstance(feature, Feature):
        raise PluginError(f"The plugin {name!r} has no `feature = Feature(…)` in {module_name}.")
    _check(name, feature)
    return feature


def _check(name: str, feature: Feature) -> None:
    """Keep a plugin inside its own fence: addresses under /x/<name>/, tables named after it."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", feature.name):
        raise PluginError(f"The plugin {name!r} calls itself {feature.name!r}: use a-z, 0-9 and _.")
    for blueprint in feature.blueprints:
        if not (blueprint.url_prefix or "").startswith(f"/x/{feature.name}"):
            raise PluginError(f"The pages of plugin {name!r} must be under /x/{feature.name}/.")
    for mapper in Base.registry.mappers:
        of_plugin = mapper.class_.__module__.startswith(f"plugins.{feature.name}.")
        if of_plugin and not str(mapper.local_table).startswith(f"plugin_{feature.name}_"):
            raise PluginError(
                f"The table {mapper.local_table} of plugin {name!r} must be named plugin_{feature.name}_…"
            )
