"""What several channels are tested with."""

import pytest

from tests.channels.page import serving_page


@pytest.fixture
def page(ctx):
    """A Facebook Page and Instagram account, played by a server of ours."""
    with serving_page() as made:
        yield made
