"""Which files a tool may read."""

import pytest

from agent.security.files import readable_table


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "workspace"
    for name in ("ads.csv", "data/june.xlsx", ".env", ".adroit/threads.sqlite", "adroit.toml", "notes.md", "key.pem"):
        file = inside / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    (tmp_path / "outside.csv").write_text("x")
    (inside / "link.csv").symlink_to(tmp_path / "outside.csv")
    return inside


@pytest.mark.parametrize("asked", ["ads.csv", "data/june.xlsx", "./data/../ads.csv", "data/june.xlsx#June"])
def test_tables_of_the_workspace_are_readable(folder, asked):
    assert readable_table(asked, folder=folder).is_relative_to(folder)


@pytest.mark.parametrize(
    "asked",
    [
        *("../outside.csv", "link.csv", ".env", ".adroit/threads.sqlite", "data/../.adroit/threads.sqlite"),
        *("adroit.toml", "notes.md", "key.pem", "/etc/passwd", "~/.ssh/id_rsa", "", ".", "data"),
        *("ads.csv\x00.txt", "x" * 5000, "https://evil.example/x.csv", "file:///etc/passwd", "postgresql://h/d#t"),
    ],
)
def test_nothing_else_is(folder, asked):
    assert readable_table(asked, folder=folder) is None


def test_a_file_that_the_user_named_is_readable_wherever_it_lies(folder, tmp_path):
    outside = tmp_path / "outside.csv"
    assert readable_table(str(outside), folder=folder, named=[outside]) == outside
