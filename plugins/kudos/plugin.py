"""Counts the thanks a person gets, and shows them on their page."""

from hub.plugin_api import Feature

feature = Feature("kudos", title="Kudos")
