"""Which texts are about a restricted subject, and which only hold one of its words."""

from pathlib import Path

import pytest
import yaml

from tools.policy import categories, recognise

SUBJECTS = yaml.safe_load(Path(__file__).with_name("subjects.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in SUBJECTS["about"].items() for text in texts]
)
def test_a_restricted_subject_is_recognised(name, text):
    assert name in {mention.category.name for mention in recognise(text)}


@pytest.mark.parametrize("text", SUBJECTS["not_about"])
def test_a_word_of_a_restricted_subject_that_means_something_else_is_none(text):
    assert [(m.category.name, m.words) for m in recognise(text)] == []


def test_the_words_that_say_so_are_quoted_as_written():
    (mention,) = recognise("Hand-made Gin from Cornwall")
    assert (mention.category.name, mention.words) == ("alcohol", "Gin")


def test_a_subject_may_stand_beside_another():
    assert {m.category.name for m in recognise("Mortgages for people who buy a flat")} == {"housing", "credit"}


def test_every_subject_says_what_is_restricted_and_what_to_do_instead():
    for category in categories():
        assert category.restricted
        assert category.instead
        assert category.settings
