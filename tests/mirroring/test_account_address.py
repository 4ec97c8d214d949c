"""Where a mirrored account may be: reached over https, except on this machine."""

import pytest

from tests import cast


@pytest.mark.parametrize("kind", ["zendesk", "salesforce"])
@pytest.mark.parametrize(
    ("site", "status"),
    [
        ("http://example.my.salesforce.com", 422), ("http://10.0.0.5", 422),
        ("http://localhost.evil.example", 422),
        ("https://example.my.salesforce.com/path", 422), ("https://example.my.salesforce.com", 303),
        ("http://localhost:9000", 303),
    ],
)  # fmt: skip
def test_an_account_is_at_a_secure_address(ctx, dora, kind, site, status):
    form = {
        "kind": kind,
        "name": "Cases",
        "slug": "sf",
        "desk": cast.space("desk").id,
        "login": "k",
        "token": "t",
    }
    assert dora.post("/admin/channels", site=site, **form).status_code == status
