"""Conversations are kept, named, listed, resumed, forked, exported, searched and deleted, each for its own user."""

import json

import pytest
from langchain_core.messages import HumanMessage

from agent.answer import Answer
from agent.errors import ThreadError
from agent.events import CheckedText
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import Workspace
from tests.agent.threads.scripted import assistant_of, calling

OFFLINE = Settings(model="offline", currency="USD")


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, is_configured=True)


def talked(workspace, *messages, thread="t-1", user=None, says="Hello."):
    assistant, _ = assistant_of(workspace, says)
    for message in messages:
        assistant.ask(message, thread=thread, user=user)
    return assistant.threads


def test_a_conversation_goes_on_in_another_process(workspace):
    talked(workspace, "We spend $500 a day.").close()
    assistant, model = assistant_of(workspace, "Good.")
    assistant.ask("And now?", thread="t-1")
    assert [m.text for m in model.received[0][1:]] == ["We spend $500 a day.", "Hello.", "And now?"]


def test_a_thread_is_titled_by_its_first_message_and_listed_the_latest_first(workspace):
    talked(workspace, "Why did CPA rise\nlast week?", "and on mobile?", thread="t-1")
    threads = talked(workspace, "x" * 50 + " and a tail that is too long for a title", thread="t-2")
    found = threads.list()
    assert [(t.id, t.turns) for t in found] == [("t-2", 1), ("t-1", 2)]
    assert found[1].title == "Why did CPA rise"
    assert found[0].title == "x" * 50 + " and a…"


def test_a_thread_is_found_by_its_new_name(workspace):
    threads = talked(workspace, "Why did CPA rise?")
    threads.rename("t-1", "  Monday   report ")
    assert threads.find("monday REPORT").id == "t-1"
    assert threads.begin("Monday report") == "t-1"
    assert threads.begin("Another") == threads.find("another").id
    with pytest.raises(ThreadError, match="can't be empty"):
        threads.rename("t-1", "  ")


def test_a_search_finds_all_words_in_questions_answers_and_titles_and_takes_wildcards_literally(workspace):
    talked(workspace, "Why did CPA rise 100%?", thread="t-1", says="Größe matters.")
    threads = talked(workspace, "What does CPM mean?", thread="t-2")
    assert [t.id for t in threads.search("cpa größe")] == ["t-1"]
    assert [t.id for t in threads.search("100%")] == ["t-1"]
    assert threads.search("1%0") == []
    assert threads.search("_PA") == []
    threads.rename("t-2", "Quarterly plan")
    assert [t.id for t in threads.search("quarterly")] == ["t-2"]
    assert threads.search("  ") == []


def test_a_fork_begins_like_its_thread_and_goes_its_own_way(workspace):
    assistant, model = assistant_of(workspace, "One.", "Two.", "Three.")
    for question in ("first", "second", "third"):
        assistant.ask(question, thread="t-1")
    fork = assistant.threads.fork("t-1", at=2)
    model.script[:] = ["Other."]
    assistant.ask("another third", thread=fork)
    said = [m.text for m in model.received[-1] if isinstance(m, HumanMessage)]
    assert said == ["first", "second", "another third"]
    assert [t.shown for t in assistant.threads.turns("t-1")] == ["One.", "Two.", "Three."]
    assert [t.shown for t in assistant.threads.turns(fork)] == ["One.", "Two.", "Other."]
    with pytest.raises(ThreadError, match="no question 9"):
        assistant.threads.fork("t-1", at=9)


def test_an_export_holds_what_was_shown_with_what_it_rests_on(workspace):
    call = calling("compute_kpi", given={"spend": "$5,000", "conversions": "125"}, targets=["cpa"])
    assistant, _ = assistant_of(workspace, call, "Your CPA is $40.00. The average is $62.17.")
    assistant.ask("spent $5,000 for 125 sales, cpa?", thread="t-1")
    written = assistant.threads.export("t-1", "md")
    assert written.startswith("# spent $5,000 for 125 sales, cpa?")
    assert "> spent $5,000 for 125 sales, cpa?" in written
    assert "Your CPA is $40.00." in written
    assert "$40.00 (e1)" in written
    exported = json.loads(assistant.threads.export("t-1", "json"))
    assert exported["turns"][0]["answer"]["evidence"][0]["tool"] == "compute_kpi"
    assert exported["turns"][0]["question"] == "spent $5,000 for 125 sales, cpa?"


def test_an_answer_can_be_read_again_whole(workspace):
    call = calling("compute_kpi", given={"spend": "$5,000", "conversions": "125"}, targets=["cpa"])
    assistant, _ = assistant_of(workspace, call, "Your CPA is $40.00.")
    asked = assistant.ask("spent $5,000 for 125 sales, cpa?", thread="t-1")
    read = assistant.threads.turns("t-1")[0].read_answer()
    assert read.model_dump() == asked.model_dump()


def test_the_text_of_an_answer_that_was_cut_off_is_kept_as_far_as_it_was_seen(workspace):
    threads = talked(workspace, "the first question")
    turn = threads.turn("t-1", None, "the second question")
    turn.kept(CheckedText("The CPA is $40.00."))
    turn.kept(CheckedText("The CPA is $40.00. It rose"))
    threads.close()  # and the process is gone
    later = Threads.open(workspace, OFFLINE)
    assert [t.shown for t in later.turns("t-1")] == ["Hello.", "The CPA is $40.00. It rose"]
    assert later.unanswered("t-1") == "the second question"
    assert later.export("t-1").rstrip().endswith("It rose\n\n*(This answer was cut off.)*")


def test_the_next_question_can_be_asked_as_soon_as_the_answer_is_there(workspace):
    assistant, _ = assistant_of(workspace, "Hello.")
    first = assistant.stream("one", thread="t-1")
    assert isinstance(next(first), Answer)
    assert assistant.ask("two", thread="t-1").text == "Hello."


def test_a_deleted_thread_leaves_nothing_behind(workspace, tmp_path):
    threads = talked(workspace, "The secret launch is on Tuesday.", says="A codeword: zanzibar.")
    upload = threads.keep_data("t-1", "ads.csv", b"Date,Cost\n2026-01-01,1\n")
    threads.delete("t-1")
    assert threads.list() == []
    assert not upload.exists()
    with pytest.raises(ThreadError, match="no conversation"):
        threads.messages("t-1")
    left = b"".join(file.read_bytes() for file in tmp_path.rglob("threads.sqlite*"))
    assert b"secret launch" not in left
    assert b"zanzibar" not in left


def test_only_the_last_checkpoint_is_kept_so_that_a_long_thread_does_not_grow_with_the_square(workspace):
    threads = talked(workspace, *(f"question {n}" for n in range(10)))
    kept = threads._database.execute("SELECT COUNT(*) FROM checkpoints WHERE thread_id = 't-1'")
    assert kept == [(1,)]
    assert len(threads.messages("t-1")) == 20


def test_a_user_sees_and_touches_no_thread_of_another(workspace):
    talked(workspace, "Anna's question", thread="t-a", user="anna")
    threads = talked(workspace, "Ben's question", thread="t-b", user="ben")
    assert [t.id for t in threads.list("anna")] == ["t-a"]
    assert threads.list() == []
    assert threads.search("question", user="anna") == [threads.get("t-a", "anna")]
    assert threads.find("Ben's question", "anna") is None
    for touch in (
        lambda: threads.get("t-b", "anna"),
        lambda: threads.export("t-b", user="anna"),
        lambda: threads.delete("t-b", user="anna"),
        lambda: threads.rename("t-b", "mine", user="anna"),
        lambda: threads.fork("t-b", user="anna"),
        lambda: threads.messages("t-b", user="anna"),
        lambda: threads.turns("t-b", user="anna"),
        lambda: threads.turn("t-b", "anna", "hello"),
        lambda: threads.attach_data("t-b", workspace.folder / "x.csv", user="anna"),
        lambda: threads.keep_data("t-b", "x.csv", b"", user="anna"),
        lambda: threads.resumed("t-b", "anna"),
        lambda: threads.delete("t-b"),
    ):
        with pytest.raises(ThreadError) as foreign:
            touch()
        unknown = str(foreign.value).replace("t-b", "t-none")
        with pytest.raises(ThreadError) as missing:
            threads.get("t-none", "anna")
        assert unknown == str(missing.value)
    assert threads.data_of("t-b", user="anna") is None
    assert [t.shown for t in threads.turns("t-b", "ben")] == ["Hello."]


def test_asking_in_another_users_thread_is_refused_before_the_model_sees_it(workspace):
    talked(workspace, "Ben's question", thread="t-b", user="ben")
    assistant, model = assistant_of(workspace, "Hello.")
    with pytest.raises(ThreadError, match="no conversation"):
        assistant.ask("what did Ben say?", thread="t-b", user="anna")
    assert model.received == []


@pytest.mark.parametrize(
    "thread", ["", "../x", "a b", "x" * 200, "a'; DROP TABLE adroit_threads; --", ".hidden", "a/b"]
)
def test_an_id_that_is_none_is_refused(workspace, thread):
    assistant, _ = assistant_of(workspace, "Hello.")
    with pytest.raises(ThreadError, match="can't be the id"):
        assistant.ask("hello", thread=thread)


def test_a_user_without_a_name_does_not_stand_for_the_person_at_this_machine(workspace):
    threads = talked(workspace, "hello")
    with pytest.raises(ThreadError, match="without a name"):
        threads.list("")


def test_conversations_and_uploads_are_their_owners_to_read(workspace):
    threads = talked(workspace, "hello")
    upload = threads.keep_data("t-1", "ads.csv", b"Date,Cost\n")
    assert workspace.threads.stat().st_mode & 0o077 == 0
    assert upload.parent.stat().st_mode & 0o077 == 0


def test_a_database_cannot_make_us_run_code(workspace):
    import ormsgpack

    threads = talked(workspace, "hello")
    evil = ormsgpack.packb(ormsgpack.Ext(0, ormsgpack.packb(("os", "system", ("touch pwned",)))))
    threads._database.execute("UPDATE checkpoints SET checkpoint = ?, type = 'msgpack'", evil)
    found = threads.checkpointer.serde.loads_typed(("msgpack", evil))
    assert not (workspace.folder / "pwned").exists()
    assert not callable(found)


def test_conversations_in_memory_end_with_their_uploads():
    threads = Threads.in_memory()
    upload = threads.keep_data("t-1", "ads.csv", b"Date,Cost\n")
    assert upload.read_bytes() == b"Date,Cost\n"
    folder = upload.parent.parent
    threads.close()
    assert not folder.exists()
