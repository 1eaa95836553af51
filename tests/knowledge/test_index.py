import json
import subprocess
import sys
import threading

import pytest

from knowledge.errors import RetrievalIndexError
from knowledge.index import GuideIndex
from tests.knowledge.guide_builders import SMALL_GUIDE, CountingEmbedder, index_of

CHANGED = SMALL_GUIDE.replace("the customers it won.", "the new customers that it won.")


def best(index, query="creative fatigue"):
    return index.search(query)[0].citation


def test_an_index_is_built_once_and_then_left_alone(tmp_path):
    first = index_of(tmp_path, embedder=CountingEmbedder()).refresh()
    again = CountingEmbedder()
    second = index_of(tmp_path, embedder=again).refresh()
    assert (first.embedded, first.rebuilt) == (4, True)
    assert (second.embedded, second.unchanged, again.texts) == (0, 4, [])


def test_only_what_changed_is_embedded_again(tmp_path):
    index_of(tmp_path, embedder=CountingEmbedder()).refresh()
    embedder = CountingEmbedder()
    report = index_of(tmp_path, CHANGED, embedder=embedder).refresh()
    assert (report.embedded, report.unchanged, report.removed, report.rebuilt) == (1, 3, 1, False)
    assert len(embedder.texts) == 2, "the whole section and its heading"


def test_a_removed_section_is_found_no_more(tmp_path):
    index_of(tmp_path).refresh()
    shorter = SMALL_GUIDE[: SMALL_GUIDE.index("## Creative fatigue")]
    index = index_of(tmp_path, shorter)
    index.refresh()
    assert index.state().chunks == 2
    assert all("fatigue" not in passage.citation for passage in index.search("creative fatigue"))


def test_another_embedder_rebuilds_everything(tmp_path):
    index_of(tmp_path, embedder=CountingEmbedder("first")).refresh()
    index = index_of(tmp_path, embedder=CountingEmbedder("second"))
    assert index.state().reason == "another embedder is chosen"
    report = index.refresh()
    assert (report.embedded, report.rebuilt, index.state().embedder) == (4, True, "second")


def test_the_state_tells_what_is_there_and_whether_it_is_current(tmp_path):
    index = index_of(tmp_path)
    assert (index.state().chunks, index.state().built_at, index.state().reason) == (0, None, "not built yet")
    index.refresh()
    state = index.state()
    assert (state.chunks, state.documents, state.is_stale, state.reason) == (4, 0, False, None)
    assert state.built_at is not None
    assert index_of(tmp_path, CHANGED).state().reason == "the guide changed"


def test_searching_before_indexing_says_what_to_run(tmp_path):
    with pytest.raises(RetrievalIndexError, match=r"Nothing is indexed yet .* Run `adroit index`"):
        index_of(tmp_path).search("cpa")


def test_an_interrupted_build_leaves_the_old_index_serving(tmp_path):
    index = index_of(tmp_path, embedder=CountingEmbedder())
    index.refresh()
    interrupted = index_of(tmp_path, CHANGED, embedder=CountingEmbedder(stop_after=0))
    with pytest.raises(KeyboardInterrupt):
        interrupted.refresh()
    fresh = index_of(tmp_path, CHANGED, embedder=CountingEmbedder())
    assert "the customers it won" in fresh.chunk("kpis#cost-per-acquisition-cpa").text
    assert best(fresh) == "kpis › Creative fatigue"
    assert fresh.refresh().embedded == 1
    assert "the new customers" in fresh.chunk("kpis#cost-per-acquisition-cpa").text


def test_a_killed_rebuild_leaves_the_old_index_serving_and_no_litter(tmp_path):
    index_of(tmp_path, embedder=CountingEmbedder("first")).refresh()
    program = (
        "import os, sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from tests.knowledge.guide_builders import CountingEmbedder, index_of\n"
        "from knowledge.vectors import VectorStore\n"
        "put = VectorStore.put\n"
        "def killed(*given): put(*given); os._exit(9)\n"
        "VectorStore.put = killed\n"
        "index_of(Path(sys.argv[1]), embedder=CountingEmbedder('second')).refresh()\n"
    )
    process = subprocess.run([sys.executable, "-c", program, str(tmp_path), *sys.path], check=False)
    assert process.returncode == 9
    old = index_of(tmp_path, embedder=CountingEmbedder("first"))
    assert best(old) == "kpis › Creative fatigue"
    assert old.refresh().embedded == 0
    old.refresh(rebuild=True)
    assert len(old._store.collections()) == 1
    assert len(list(tmp_path.glob("shelf-*"))) == 1


def test_a_reader_in_the_same_process_sees_the_new_index(tmp_path):
    reader = index_of(tmp_path)
    reader.refresh()
    assert best(reader) == "kpis › Creative fatigue"
    index_of(tmp_path, SMALL_GUIDE.replace("Creative fatigue", "Ad wear-out", 1)).refresh()
    assert best(reader, "ad wear-out") == "kpis › Ad wear-out"


def test_a_reader_in_another_process_sees_the_new_index(tmp_path):
    index_of(tmp_path).refresh()
    program = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from tests.knowledge.guide_builders import index_of\n"
        "index = index_of(Path(sys.argv[1]))\n"
        "for query in sys.stdin: print(index.search(query)[0].citation, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path), *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        reader.stdin.write("creative fatigue\n")
        reader.stdin.flush()
        assert reader.stdout.readline().strip() == "kpis › Creative fatigue"
        index_of(tmp_path, SMALL_GUIDE.replace("Creative fatigue", "Ad wear-out", 1)).refresh()
        reader.stdin.write("ad wear-out\n")
        reader.stdin.close()
        assert reader.stdout.readline().strip() == "kpis › Ad wear-out"


def test_two_processes_that_index_at_once_both_end_well(tmp_path):
    program = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from tests.knowledge.guide_builders import index_of\n"
        "print(index_of(Path(sys.argv[1])).refresh().chunks)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path), *sys.path]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0].strip() for process in processes] == ["4", "4"]
    assert best(index_of(tmp_path)) == "kpis › Creative fatigue"
    assert len(index_of(tmp_path)._store.collections()) == 1


def test_a_process_that_waits_too_long_says_who_is_in_the_way(tmp_path, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr("knowledge.indexing._LOCK_WAIT", 0.05)
    with (
        FileLock(tmp_path / "index.lock"),
        pytest.raises(RetrievalIndexError, match="Another process is still indexing"),
    ):
        index_of(tmp_path).refresh()


def test_searches_from_several_threads_agree(tmp_path):
    index = index_of(tmp_path)
    index.refresh()
    found = []
    threads = [threading.Thread(target=lambda: found.append(best(index))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["kpis › Creative fatigue"] * 8


def test_a_folder_that_can_not_be_written_gives_one_sentence_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(RetrievalIndexError, match=r"can't be written.*choose another workspace"):
        index_of(tmp_path / "file" / "index").refresh()


@pytest.mark.parametrize("content", ["{", '{"format": 999}', '{"format": 1}', "[]"])
def test_a_damaged_manifest_says_how_to_start_over(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(RetrievalIndexError, match="Remove the folder and run `adroit index`"):
        index_of(tmp_path).state()


def test_a_lost_vector_store_is_built_again(tmp_path):
    import shutil

    index_of(tmp_path, embedder=CountingEmbedder()).refresh()
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    moved = tmp_path.parent / f"{tmp_path.name}-moved"
    shutil.copytree(tmp_path, moved)
    shutil.rmtree(moved / "chroma")
    index = index_of(moved, embedder=CountingEmbedder())
    assert index.state().is_stale
    assert index.refresh().embedded == manifest["sources"][0]["chunks"]
    assert best(index) == "kpis › Creative fatigue"


def test_citations_resolve_to_their_chunks(tmp_path):
    index = index_of(tmp_path)
    index.refresh()
    assert index.resolve("[kpis › Creative fatigue]").id == "kpis#creative-fatigue"
    assert index.resolve("kpis ›  creative FATIGUE").id == "kpis#creative-fatigue"
    assert index.resolve("kpis › Something else") is None
    assert index.chunk("kpis#nothing") is None


def test_progress_is_told_up_to_the_last_section(tmp_path):
    told = []
    index_of(tmp_path).refresh(lambda *step: told.append(step))
    assert told[-1] == (4, 4, "sections embedded")


def test_reading_the_state_loads_nothing_heavy(tmp_path):
    program = (
        "import sys, knowledge; from pathlib import Path\n"
        "from knowledge import open_index\n"
        "open_index(Path(sys.argv[1])).state()\n"
        "heavy = {'chromadb', 'numpy', 'wordllama', 'bm25s', 'httpx', 'openai', 'pypdf', 'docx', 'bs4', 'scipy'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    output = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True, text=True
    ).stdout
    assert output.strip() == "[]"


def test_a_search_after_changes_finds_what_an_index_read_afresh_finds(tmp_path):
    """The reader keeps what it has read; nothing of a removed or replaced document may stay in its counts."""
    kept = index_of(tmp_path / "index")
    kept.refresh()
    papers = tmp_path / "papers"
    papers.mkdir()
    questions = ("zebra launch in March", "creative fatigue", "what does the plan for padloks cost", "orders")
    versions = ("## Plan\n\nThe zebra launch costs $900 in March.", "## Plan\n\nPadlocks cost $7; orders rose.")
    for step, text in enumerate((*versions, versions[0])):
        (papers / "plan.md").write_text(text)
        (papers / f"notes-{step}.md").write_text(f"## Notes {step}\n\nOrders of zebra padlocks: {step + 3}.")
        kept.add([str(papers)])
        kept.search("orders")
    kept.remove("notes-1.md")
    fresh = index_of(tmp_path / "index")
    for question in questions:
        assert kept.search(question) == fresh.search(question)


def test_two_processes_that_add_documents_of_one_name_at_once_keep_both(tmp_path):
    index_of(tmp_path / "index").refresh()
    for place in ("north", "south"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "plan.md").write_text(f"## Plan\n\nThe {place} sells padlocks.")
    program = (
        "import sys; sys.path[:0] = sys.argv[3:]\n"
        "from pathlib import Path; from tests.knowledge.guide_builders import index_of\n"
        "index_of(Path(sys.argv[1])).add([sys.argv[2]])\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "index"), str(tmp_path / place), *sys.path])
        for place in ("north", "south")
    ]
    assert [process.wait() for process in processes] == [0, 0]
    index = index_of(tmp_path / "index")
    assert [record.name for record in index.documents()] == ["plan-2.md", "plan.md"]


def test_a_reader_whose_state_is_swept_while_it_loads_takes_the_new_one(tmp_path, monkeypatch):
    index_of(tmp_path).refresh()
    reader = index_of(tmp_path)
    read = GuideIndex._read

    def overtaken(*_):
        monkeypatch.setattr(GuideIndex, "_read", read)
        index_of(tmp_path, CHANGED).refresh()
        raise RetrievalIndexError("A part of the index is missing or damaged", where="shelf", remedy="Wait.")

    monkeypatch.setattr(GuideIndex, "_read", overtaken)
    assert "the new customers" in reader.chunk("kpis#cost-per-acquisition-cpa").text
    next(tmp_path.glob("shelf-*")).unlink()
    with pytest.raises(RetrievalIndexError, match="missing or damaged"):
        index_of(tmp_path).search("cpa")
