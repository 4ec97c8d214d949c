"""Plugins are listed by name, checked, and refused with a hint."""

import sys
import types

import pytest
from flask import Blueprint

from hub.core.features import Feature, registry
from hub.plugins import PluginError, load_plugins


@pytest.fixture
def plugin(monkeypatch):
    def make(feature, name="acme_plugin.plugin"):
        module = types.ModuleType(name)
        if feature is not None:
            module.feature = feature
        monkeypatch.setitem(sys.modules, name.split(".")[0], types.ModuleType(name.split(".")[0]))
        monkeypatch.setitem(sys.modules, name, module)
        return name

    return make


def test_it_works():
    assert [feature.name for feature in load_plugins(["kudos"])] == ["kudos"]


def test_a_missing_one_is_named_with_a_way_out():
    with pytest.raises(PluginError, match=r"'nowhere' cannot be loaded.*BACKCHANNEL_PLUGINS"):
        load_plugins(["nowhere"])


def test_one_without_a_feature_is_refused(plugin):
    with pytest.raises(PluginError, match="has no `feature"):
        load_plugins([plugin(None)])


def test_its_pages_stay_under_its_name(plugin):
    outside = Blueprint("acme", __name__, url_prefix="/cases")
    with pytest.raises(PluginError, match="must be under /x/acme/"):
        load_plugins([plugin(Feature("acme", blueprints=(outside,)))])


def test_a_panel_that_fails_leaves_the_page_standing(ada, monkeypatch):
    def broken(_actor, _thing):
        raise RuntimeError("no")

    monkeypatch.setitem(registry.features, "broken", Feature("broken", panels={"person.side": broken}))
    assert ada.get("/people/ben").status_code == 200
