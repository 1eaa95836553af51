"""The same index with its vectors in a real Chroma server on the loopback."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knowledge.errors import RetrievalIndexError
from tests.knowledge.guide_builders import index_of


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def test_a_server_gives_the_same_passages_as_the_folder(tmp_path, chroma_url):
    embedded = index_of(tmp_path / "embedded")
    served = index_of(tmp_path / "served", chroma_url=chroma_url)
    for index in (embedded, served):
        index.refresh()
    for query in ("creative fatigue", "what does ROAS mean", "how do I prove ads caused orders"):
        found = [[(hit.citation, round(hit.score, 6)) for hit in index.search(query)] for index in (embedded, served)]
        assert found[0] == found[1]
    assert not (tmp_path / "served" / "chroma").exists()


def test_workspaces_that_share_a_server_do_not_disturb_each_other(tmp_path, chroma_url):
    first = index_of(tmp_path / "first", chroma_url=chroma_url)
    second = index_of(tmp_path / "second", chroma_url=chroma_url)
    first.refresh()
    second.refresh()
    second.refresh(rebuild=True)
    assert first.search("creative fatigue")[0].citation == "kpis › Creative fatigue"
    assert not first.state().is_stale


def test_moving_from_the_folder_to_a_server_builds_there(tmp_path, chroma_url):
    index_of(tmp_path).refresh()
    served = index_of(tmp_path, chroma_url=chroma_url)
    assert served.state().reason == "the vectors are kept elsewhere"
    assert served.refresh().embedded == 4
    assert served.search("creative fatigue")[0].citation == "kpis › Creative fatigue"


def test_a_server_that_does_not_answer_is_named_with_a_remedy(tmp_path):
    with pytest.raises(RetrievalIndexError, match=r"Chroma server.*127\.0\.0\.1:9.*chroma run"):
        index_of(tmp_path, chroma_url="http://127.0.0.1:9").refresh()


def test_an_address_that_is_none_is_refused(tmp_path):
    with pytest.raises(RetrievalIndexError, match="'localhost' is no address of a Chroma server"):
        index_of(tmp_path, chroma_url="localhost").refresh()
