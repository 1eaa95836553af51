import io
from pathlib import Path

import pytest

from knowledge.documents import LARGEST_BINARY, find_files, free_name, read_document, read_file
from knowledge.errors import DocumentError
from tests.knowledge.guide_builders import CountingEmbedder, index_of


def read(kind, content, name="file"):
    content = content.encode() if isinstance(content, str) else content
    return read_document(content, kind, name=name, origin=f"/plans/{name}")


def pdf(*pages, password=None):
    """A PDF of one line of text a page, as small as PDF allows."""
    import pypdf
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = pypdf.PdfWriter()
    for text in pages:
        page = writer.add_blank_page(width=300, height=300)
        font = DictionaryObject(
            {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
             NameObject("/BaseFont"): NameObject("/Helvetica")}
        )  # fmt: skip
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode() if text else b"")
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def docx_bytes(build):
    import docx

    document = docx.Document()
    build(document)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def test_markdown_is_cut_by_its_headings():
    document = read("markdown", "# Brand\n\nTeal.\n\n## Voice\n\nPlain.\n", "brand.md")
    assert [(chunk.citation, chunk.text) for chunk in document.chunks] == [
        ("brand.md › Brand", "Teal."),
        ("brand.md › Voice", "Plain."),
    ]


def test_plain_text_is_cited_by_parts():
    document = read("text", "\n\n".join(f"Paragraph {number}. " + "word " * 120 for number in range(4)), "notes.txt")
    assert [chunk.citation for chunk in document.chunks] == ["notes.txt › part 1", "notes.txt › part 2"]


def test_plain_text_is_not_read_as_markdown():
    assert read("text", "# 1 channel is search\n").chunks[0].text == "# 1 channel is search"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_programs_save(encoding):
    assert read("text", "Café à €5".encode(encoding)).chunks[0].text == "Café à €5"


def test_a_pdf_is_cited_by_its_pages():
    document = read("pdf", pdf("Margins are thin.", "Padlocks sell in May."), "plan.pdf")
    assert document.pages == 2
    assert [(chunk.citation, chunk.text) for chunk in document.chunks] == [
        ("plan.pdf › p. 1", "Margins are thin."),
        ("plan.pdf › p. 2", "Padlocks sell in May."),
    ]


def test_a_word_document_keeps_headings_lists_and_tables():
    def build(document):
        document.add_heading("Audience", 1)
        document.add_paragraph("Padlock collectors.")
        document.add_paragraph("Lookalikes", style="List Bullet")
        table = document.add_table(2, 2)
        for cell, text in zip(
            [*table.rows[0].cells, *table.rows[1].cells], ["KPI", "Target", "CPA", "$40"], strict=True
        ):
            cell.text = text

    (chunk,) = read("docx", docx_bytes(build), "plan.docx").chunks
    assert chunk.citation == "plan.docx › Audience"
    assert chunk.text == "Padlock collectors.\n\n- Lookalikes\n\n| KPI | Target |\n| --- | --- |\n| CPA | $40 |"


def test_a_web_page_gives_its_main_text_only():
    page = """<html><head><title>x</title><style>p {color: red}</style></head><body><nav>Home | Shop</nav>
    <main><h1>Returns</h1><p>Thirty <b>days</b>, see <a href="/x">terms</a>.</p>
    <ol><li>Pack it</li><li>Post it</li></ol>
    <div>Loose <span>words</span></div><table><tr><th>Size</th></tr><tr><td>M</td></tr></table></main>
    <script>alert(1)</script><footer>Imprint</footer></body></html>"""
    (chunk,) = read("html", page, "shop.html").chunks
    assert chunk.citation == "shop.html › Returns"
    assert chunk.text == (
        "Thirty days, see terms.\n\n1. Pack it\n2. Post it\n\nLoose words\n\n| Size |\n| --- |\n| M |"
    )


def test_what_a_page_hides_from_its_readers_is_not_read():
    page = """<p>Shown.</p><p hidden>one</p><p style="display: none">two</p><span aria-hidden="true">three</span>
    <!-- four --><template>five</template>"""
    assert [chunk.text for chunk in read("html", page).chunks] == ["Shown."]


def test_a_page_in_its_declared_encoding_is_read_in_it():
    page = '<meta charset="iso-8859-2"><p>Łódź</p>'.encode("iso-8859-2")
    assert read("html", page).chunks[0].text == "Łódź"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_of_questions_and_answers_is_cited_by_question(separator):
    rows = [("Answer", "Topic", "Question"), ("Finance does.", "x", "Who approves budgets?"), ("", "y", "Unanswered?")]
    document = read("csv", "\n".join(separator.join(row) for row in rows), "faq.csv")
    assert [(chunk.citation, chunk.text) for chunk in document.chunks] == [
        ("faq.csv › Who approves budgets?", "Finance does.")
    ]


def test_characters_that_hide_or_reorder_text_are_taken_out():
    hidden = "Pay\u202e less\u2066\u200b\x1b[31m now\U000e0041"
    assert read("text", hidden).chunks[0].text == "Pay less[31m now"


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("markdown", "", "is empty"),
        ("text", " \n ", "is empty"),
        ("markdown", "# Only a heading\n", "holds no text"),
        ("text", b"\x00\xff\x00\xfe\xfd", "is no text"),
        ("pdf", b"%PDF-1.7 and then nothing", "no readable PDF"),
        ("pdf", pdf("", ""), "scanned PDF needs text recognition"),
        ("pdf", pdf("Secret.", password="swordfish"), "protected by a password"),  # noqa: S106
        ("docx", b"PK not a zip", "no readable Word document"),
        ("docx", b"\xd0\xcf\x11\xe0 encrypted", "protected by a password"),
        ("csv", "date,spend\n2024-01-01,5\n", "no columns question and answer"),
        ("html", "<nav>Only a menu</nav>", "holds no text"),
    ],
)
def test_a_document_that_can_not_be_used_gets_one_sentence_that_names_it(kind, content, message):
    with pytest.raises(DocumentError, match=message) as caught:
        read(kind, content)
    assert "/plans/file" in str(caught.value)


def test_a_pdf_locked_only_against_printing_is_read():
    assert read("pdf", pdf("Open.", password="")).chunks[0].text == "Open."


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.truncate(500 * 2**20)
    with pytest.raises(DocumentError, match=f"too large: 500 MB, and {LARGEST_BINARY // 2**20} MB is the most"):
        read_file(huge)


def test_a_kind_of_file_that_is_not_read_lists_those_that_are(tmp_path):
    (tmp_path / "deck.pptx").write_bytes(b"x")
    with pytest.raises(DocumentError, match=r"\.pptx is not a kind .* \.csv, \.docx"):
        read_file(tmp_path / "deck.pptx")


def test_a_missing_file_and_a_folder_without_documents_say_so(tmp_path):
    with pytest.raises(DocumentError, match="no such file"):
        find_files(tmp_path / "nope.md")
    with pytest.raises(DocumentError, match="holds no document"):
        find_files(tmp_path)


def test_a_folder_is_read_with_its_subfolders_but_not_hidden_ones(tmp_path):
    for place in ("a.md", "sub/b.txt", ".git/c.md", "sub/.hidden.md", "d.xlsx"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text("x")
    assert [str(path.relative_to(tmp_path)) for path in find_files(tmp_path)] == ["a.md", "sub/b.txt"]


def test_names_for_citations_are_told_apart_and_can_not_break_a_citation():
    assert free_name("plan.md", {"plan.md", "plan-2.md"}) == "plan-3.md"
    assert free_name("kpis", {"kpis"}) == "kpis-2"
    assert free_name("my [final] › plan.md", ()) == "my-final-plan.md"


def test_a_document_of_the_users_can_not_pass_for_a_chapter(tmp_path):
    from knowledge.library import gather

    (tmp_path / "kpis.md").write_text("Text.")
    (tmp_path / "glossary.md").write_text("Text.")
    names = {document.name for document in gather([str(tmp_path)], ()).read}
    assert names == {"kpis.md", "glossary.md"}, "the ending tells them from the chapters kpis and glossary"


def test_documents_are_added_listed_found_and_removed(tmp_path):
    (tmp_path / "brand.md").write_text("## Colours\n\nTeal and coral are our colours.\n")
    index = index_of(tmp_path / "index")
    index.refresh()
    (added,) = index.add([str(tmp_path / "brand.md")]).added
    assert (added.name, added.kind, added.chunks, added.size) == ("brand.md", "markdown", 1, 44)
    assert [document.name for document in index.documents()] == ["brand.md"]
    assert index.search("our colours")[0].citation == "brand.md › Colours"
    assert index.remove("brand.md").name == "brand.md"
    assert index.documents() == ()
    assert all(passage.chunk.source == "guide" for passage in index.search("our colours"))
    assert (tmp_path / "brand.md").exists()


def test_one_bad_document_does_not_stop_a_batch(tmp_path):
    (tmp_path / "good.md").write_text("Good text.")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF garbage")
    index = index_of(tmp_path / "index")
    index.refresh()
    report = index.add([str(tmp_path / name) for name in ("bad.pdf", "missing.md", "good.md")])
    assert [record.name for record in report.added] == ["good.md"]
    assert sorted(refusal.error.problem for refusal in report.refused) == [
        "The file is no readable PDF",
        "There is no such file",
    ]


def test_a_batch_of_only_bad_documents_leaves_the_index_as_it_was(tmp_path):
    index = index_of(tmp_path / "index")
    index.refresh()
    before = (tmp_path / "index" / "manifest.json").read_bytes()
    (tmp_path / "empty.md").write_text("")
    assert index.add([str(tmp_path / "empty.md")]).refused
    assert (tmp_path / "index" / "manifest.json").read_bytes() == before


def test_adding_a_document_again_replaces_it_only_when_it_changed(tmp_path):
    path = tmp_path / "brand.md"
    path.write_text("## Colours\n\nTeal.\n\n## Voice\n\nPlain.\n")
    embedder = CountingEmbedder()
    index = index_of(tmp_path / "index", embedder=embedder)
    index.refresh()
    index.add([str(path)])
    del embedder.texts[:]
    assert [record.name for record in index.add([str(path)]).unchanged] == ["brand.md"]
    assert embedder.texts == []
    path.write_text("## Colours\n\nCoral.\n\n## Voice\n\nPlain.\n")
    assert [record.name for record in index.add([str(path)]).added] == ["brand.md"]
    assert len(embedder.texts) == 2, "the whole section and its heading"
    assert [document.name for document in index.documents()] == ["brand.md"]


def test_two_files_of_one_name_are_told_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.md").write_text(f"Plan of {folder}.")
    index = index_of(tmp_path / "index")
    index.refresh()
    index.add([str(tmp_path / "a"), str(tmp_path / "b")])
    assert [document.name for document in index.documents()] == ["plan-2.md", "plan.md"]


def test_documents_survive_a_change_of_embedder_and_of_the_guide(tmp_path):
    (tmp_path / "brand.md").write_text("## Colours\n\nTeal and coral are our colours.\n")
    index = index_of(tmp_path / "index", embedder=CountingEmbedder("first"))
    index.refresh()
    index.add([str(tmp_path / "brand.md")])
    (tmp_path / "brand.md").unlink()
    changed = index_of(tmp_path / "index", "## Other\n\nAnother guide.\n", embedder=CountingEmbedder("second"))
    changed.refresh()
    assert changed.search("our colours")[0].citation == "brand.md › Colours"


def test_removing_what_is_not_there_names_the_nearest(tmp_path):
    (tmp_path / "brand.md").write_text("Text.")
    index = index_of(tmp_path / "index")
    index.add([str(tmp_path / "brand.md")])
    with pytest.raises(DocumentError, match=r"no document 'brnd\.md'\. Did you mean brand\.md\?"):
        index.remove("brnd.md")


def test_search_can_be_kept_to_some_sources(tmp_path):
    (tmp_path / "brand.md").write_text("## Fatigue\n\nCreative fatigue is our private worry.\n")
    index = index_of(tmp_path / "index")
    index.refresh()
    index.add([str(tmp_path / "brand.md")])
    assert {hit.chunk.source for hit in index.search("creative fatigue", sources=["guide"])} == {"guide"}
    assert {hit.chunk.source for hit in index.search("creative fatigue", sources=["brand.md"])} == {"brand.md"}
    assert index.search("creative fatigue", sources=[]) == []


def test_a_path_that_the_system_refuses_is_one_sentence():
    with pytest.raises(DocumentError, match=r"The file can't be read: File name too long"):
        find_files(Path("x" * 5_000))
