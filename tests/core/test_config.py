"""Wrong settings stop the start: each message says what was found, what is expected, and an example."""

import pytest

from config import ConfigError, from_environment

pytestmark = pytest.mark.own_hub


def _read(folder, **settings):
    named = {f"BACKCHANNEL_{name.upper()}": value for name, value in settings.items()}
    return from_environment({"BACKCHANNEL_DATA_DIR": str(folder), **named})


@pytest.mark.parametrize(
    ("name", "found", "example"),
    [
        ("port", "http", "8000"),
        ("workers", "0", "1"),
        ("embedded", "perhaps", "yes"),
        ("log_level", "loud", "info"),
        ("public_url", "hub.example.org", "https://hub.example.org"),
        ("public_url", "https://hub.example.org:port", "https://hub.example.org"),
        ("database_url", "mysql://localhost/hub", "postgresql://"),
        ("timezone", "Mars/Olympus", "Europe/Berlin"),
        ("timezone", "../etc/passwd", "Europe/Berlin"),
        ("redis_url", "localhost:6379", "redis://localhost:6379/0"),
        ("smtp_url", "mail.example.org", "smtp://"),
        ("files_url", "https://files.example.org/kept", "s3://"),
        ("files_url", "s3://files.example.org/kept", "s3://"),
        ("files_url", "s3://…@files.example.org", "s3://"),
        ("files_url", "s3://…@files.example.org/kept/deeper", "s3://"),
        ("files_url", "s3://…@files.example.org/kept?acl=public", "s3://"),
    ],
)
def test_it_refuses_bad_input(tmp_path, name, found, example):
    with pytest.raises(ConfigError) as told:
        _read(tmp_path, **{name: found.replace("…", "key:secret")})
    message = str(told.value)
    assert f"BACKCHANNEL_{name.upper()} is" in message
    assert found in message
    assert "is expected" in message
    assert f"BACKCHANNEL_{name.upper()}={example}" in message


@pytest.mark.parametrize("name", ["smtp_url", "redis_url", "database_url"])
def test_a_password_is_never_repeated(tmp_path, name):
    with pytest.raises(ConfigError) as told:
        _read(tmp_path, **{name: "ftp://hub:s3cret@localhost"})
    assert "s3cret" not in str(told.value)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match=r"BACKCHANNEL_DATA_DIR is .*file/var"):
        _read(tmp_path / "file" / "var")


def test_it_works(tmp_path):
    made = _read(tmp_path, timezone="Europe/Oslo", smtp_url="smtps://me:word@mail.example.org", port="8080")
    assert (made.timezone, made.port, made.data_dir) == ("Europe/Oslo", 8080, tmp_path)
    assert made.secret_key == _read(tmp_path).secret_key


def test_people_open_the_address_where_it_listens_unless_told_another(tmp_path):
    made = _read(tmp_path, port="8080")
    assert made.public_url == "http://127.0.0.1:8080"
    assert made.listening(None, 8103).public_url == "http://127.0.0.1:8103"
    assert made.listening("192.0.2.1", None).public_url == made.public_url
    told = _read(tmp_path, public_url="https://hub.example.org").listening(None, 8103)
    assert (told.public_url, told.port) == ("https://hub.example.org", 8103)
