"""Many at one desk at once: no word is lost or sent twice, nothing internal leaves, clocks are right."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from hub.channels import contract
from hub.channels.contract import ChannelKind
from hub.core import deliveries
from hub.core.features import registry
from tests.cases.shift import Moody, Shift, World

OPERATIONS = int(os.environ.get("BACKCHANNEL_OPERATIONS", "200"))  # 10000 for a night
STEPS = 50  # of one shift


@pytest.mark.scale
def test_whatever_happens_on_the_desk(finn, hugo, ben, writes, at, drain, monkeypatch):
    provider = Moody()
    monkeypatch.setitem(contract.adapters, ChannelKind.SIMULATOR, provider)
    world = World(
        {"finn": finn, "hugo": hugo, "ben": ben}, provider, writes, at,
        lambda: deliveries.work_once(registry.handlers()) and None, drain,
    )  # fmt: skip
    at(timedelta())
    run_state_machine_as_test(
        type("Now", (Shift,), {"world": world}),
        settings=settings(
            max_examples=max(OPERATIONS // STEPS, 1), stateful_step_count=STEPS, deadline=None, database=None,
            derandomize=OPERATIONS <= 200, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate], print_blob=False,
        ),
    )  # fmt: skip
