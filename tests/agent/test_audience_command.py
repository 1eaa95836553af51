"""`adroit audience suggest` as a user meets it."""

import json

import pytest
from typer.testing import CliRunner

from agent.cli import app


@pytest.fixture
def audience(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        done = CliRunner().invoke(app, ["audience", *arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


def test_a_paragraph_gets_ranked_audiences(audience):
    shown = audience("suggest", "Desk lamps for home offices in Germany, search and Meta").stdout
    assert "**1. Searches for the product**" in shown
    assert "Left out everywhere" in shown


def test_words_need_no_quotes(audience):
    assert "**Audiences for desk lamps**" in audience("suggest", "desk", "lamps").stdout


def test_options_win_over_words(audience):
    done = audience(
        "suggest", "Payroll software", "--objective", "leads", "--market", "Ireland", "--channel", "LinkedIn",
        "--budget", "€18k", "--count", "3", "--json",
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert (found["objective"], found["markets"], found["platforms"]) == ("leads", ["Ireland"], ["LinkedIn"])
    assert (found["budget"], found["currency"], len(found["suggestions"])) == (18000, "EUR", 3)


def test_a_budget_without_its_currency_is_in_the_workspaces(audience, tmp_path):
    (tmp_path / "adroit.toml").write_text('currency = "CHF"\n', "utf-8")
    assert "CHF 9,000" in audience("suggest", "desk lamps", "--budget", "9000").stdout


def test_a_budget_that_is_no_money_is_refused(audience):
    with pytest.raises(Exception, match="is no sum of money"):
        audience("suggest", "desk lamps", "--budget", "20%")


def test_the_public_taxonomy_adds_its_segments(audience, tmp_path):
    path = tmp_path / "iab.tsv"
    path.write_text("Unique ID\tTier 1\tTier 2\n244\tInterest\tHome Lighting\n", "utf-8")
    assert "Home Lighting (244)" in audience("suggest", "home lighting", "--iab", str(path)).stdout
