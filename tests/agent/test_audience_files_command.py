"""`adroit audience segments|export` as a user types them."""

import json

import pytest
from typer.testing import CliRunner

from agent.cli import app
from tests.tools.audience.first_party.builders import CUSTOMERS, a_hundred_customers, written


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "adroit.toml").write_text('currency = "EUR"\n[columns.dimensions]\nemail = "Kontakt"\n')
    return tmp_path


def run(workspace, *arguments, typed=None):
    return CliRunner().invoke(app, ["--workspace", str(workspace), "audience", *arguments], input=typed)


def test_segments_are_shown_in_the_workspace_s_currency_with_their_chart(workspace):
    orders = a_hundred_customers(workspace)
    done = run(workspace, "segments", orders)
    assert done.exit_code == 0
    assert "100 customers" in done.output
    assert "€49,150" in done.output
    assert "tenth 1" in done.output
    found = json.loads(run(workspace, "segments", orders, "--json").output)
    assert found["customers"] == 100
    done = run(workspace, "segments", orders, "--chart", str(workspace / "deciles.svg"))
    assert done.exit_code == 0
    assert (workspace / "deciles.svg").read_text().startswith("<svg")


def test_a_list_is_written_into_the_workspace_after_a_yes_only(workspace):
    header = ("Customer ID", "Kontakt", *CUSTOMERS[2:])
    rows = [(f"c{n}", f"c{n}@example.com", "", "", "", "", "", "yes") for n in range(100)]
    customers = written(workspace / "customers.csv", header, rows)
    done = run(workspace, "export", customers, "--platform", "google")
    assert "nobody said yes" in str(done.exception)
    assert not (workspace / "audiences").exists()
    done = run(workspace, "export", customers, "--platform", "google", "--yes")
    assert "100 of 100 rows written" in done.output
    assert [p.name for p in (workspace / "audiences").iterdir()] == ["google-all.csv"]
    orders = a_hundred_customers(workspace)
    done = run(
        workspace, "export", customers, "-p", "meta", "-s", "high-value", "--orders", orders, "--exclude", "--yes",
        "--out", str(workspace / "mine"), "--json",
    )  # fmt: skip
    assert json.loads(done.output)["written"] == 20
    assert [p.name for p in (workspace / "mine").iterdir()] == ["meta-high-value-exclude.csv"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("export", "x.csv", "-p", "myspace"), "'myspace' takes no list from here. There are: google, meta"),
        (("segments", "x.csv", "--column", "customer"), "--column customer says nothing"),
        (("segments", "x.csv"), "x.csv"),
    ],
)
def test_what_can_not_be_is_told_in_one_sentence(workspace, arguments, sentence):
    assert sentence in str(run(workspace, *arguments).exception)
