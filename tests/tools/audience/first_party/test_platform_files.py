"""Customer lists: hashes equal to what the platforms publish, the templates' headers, consent, the rows left out.

The examples stand in these pages, and are the platforms' own:

- Google, "Send audience members" and "Format user data" of the Data Manager API:
  developers.google.com/data-manager/api/devguides/audiences/send-audience-members and .../concepts/formatting
- Meta, "Customer information parameters":
  developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
- TikTok, "List of supported IDs and formats for a customer file":
  ads.tiktok.com/help/article/list-of-supported-ids-and-formats-for-a-customer-file
- LinkedIn publishes no address with its hash; "Requirements for contact targeting lists"
  (linkedin.com/help/lms/answer/a1489764) and its template give the headers.
"""

import csv
import hashlib
import stat
from pathlib import Path

import pytest

from tests.tools.audience.first_party.builders import CUSTOMERS, ORDERS, days_ago, written
from tools.audience.first_party.tools import ExportAudience, export_audience, preview_export
from tools.errors import DataError, InputError, MissingInput


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def export(folder, rows, platform, header=CUSTOMERS, **given):
    table = written(folder / "customers.csv", header, rows)
    return export_audience(ExportAudience(platform=platform, data=table, audiences=str(folder / "out"), **given))


def lines(found):
    with Path(found.written_to[0]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def the_row(folder, platform, **given):
    row = [given.pop(name, "") for name in ("id", "email", "phone", "first", "last", "country", "zip", "consent")]
    row[-1] = row[-1] or "yes"
    [found] = lines(export(folder, [row], platform, **given))
    return found


GOOGLE_EMAILS = {
    "dana@example.com": "07e2f1394b0ea80e2adca010ea8318df697001a005ba7452720edda4b0ce57b3",
    "DanaM@example.com": "1df6b43bc68dd38eca94e6a65b4f466ae537b796c81a526918b40ac4a7b906c7",
    "ALEXF@example.com": "19de0a9906ebee29fe82087be5ec44f3c01e40730bc808b663c71f19dd6b12f2",
    "AlexF@cymbalgroup.com": "7d2d80e240594dcee2e57f57885ee286c4b232dd142234d7a0af6d31cc86679b",
    "alexF@altostrat.com": "063c45291827d4994f98357b72862b25885834fd53cf8f0e4af359916fc03c62",
    "quinn@CYMBALGROUP.com": "05bb62526f091b45d20e243d194766cca8869137421047dc53fa4876d111a6f0",
    "baklavainthebalkans@gmail.com": "f1fcde379f31f4d446b76ee8f34860eca2288adc6b6d6c0fdc56d9eee75a2fa5",
    "rosario@example.org": "83a834cc5327bc4dee7c5408988040dc5813c7662611cd93b707aff72bf7d33f",
    "cloudySanFrancisco@GMAIL.com": "223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4",
    "cloudy.sanfrancisco+shopping@gmail.com": "223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4",
}
GOOGLE_PHONES = {
    "+1-800-555-0100": "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30",
    "+1 800-555-0101": "61d6c2976b5d92b1ad63073a12fddd26040cd980067d03a93dd1cc50f1a3ac68",
    "+1 800-555-0102": "c5383c2eeada28210d27f011bc127d4f9562cf38ff0c9bba33dd45ae79b9fe7c",
    "+1-800-555-0110": "525c2390a4e2a9766fa8ddc341dd10414603baebefa401f5a5e29f55e176525d",
    "(800)555-0100": "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30",
}


@pytest.mark.parametrize(("address", "expected"), GOOGLE_EMAILS.items())
def test_google_s_published_addresses(tmp_path, address, expected):
    assert the_row(tmp_path, "google", email=address)["Email"] == expected


@pytest.mark.parametrize(("number", "expected"), GOOGLE_PHONES.items())
def test_google_s_published_numbers(tmp_path, number, expected):
    assert the_row(tmp_path, "google", phone=number, country="US")["Phone"] == expected


def test_google_keeps_dots_and_plus_of_other_domains(tmp_path):
    assert the_row(tmp_path, "google", email="user.name+NYC@Example.com")["Email"] == sha("user.name+nyc@example.com")


META = {
    ("email", "John_Smith@gmail.com"): "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
    ("phone", "(650)555-1212"): "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
    ("fn", "Mary"): "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec",
    ("fn", "정"): "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14",
    ("fn", "Valéry"): "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c",
    ("zip", "94035"): "1794327a4d443904421f5ca1f3d72d0a62ba2f0770d80755ec2220fc0efb052e",
    ("country", "US"): "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621",
}


@pytest.mark.parametrize(("example", "expected"), META.items())
def test_meta_s_published_examples(tmp_path, example, expected):
    header, value = example
    given = {"email": "a@example.com", "first": "A", "last": "B", "zip": "10115", "country": "US"}
    given[{"fn": "first"}.get(header, header)] = value
    assert the_row(tmp_path, "meta", **given)[header] == expected


def test_tiktok_s_published_examples(tmp_path):
    row = the_row(tmp_path, "tiktok", email="JaneDoe@gmail.com", phone="+374-93-828222")
    assert row["Email_SHA256"] == "d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69"
    assert row["Phone_SHA256"] == "65b7e6dcf6f4310f8d7cbfbd78289a753062fb054d6664fb9aaac5df66a422d4"
    assert the_row(tmp_path, "tiktok", email="jane.doe+shop@mail.com")["Email_SHA256"] == sha("jane.doe@mail.com")


def test_linkedin_takes_its_template_and_names_only_when_they_are_asked_for(tmp_path):
    given = {"email": " Ann.Lee@Example.com", "first": "=Ann, Mae", "last": "Lee", "country": "Germany"}
    row = the_row(tmp_path, "linkedin", **given)
    assert list(row) == ["email", "firstname", "lastname", "jobtitle", "employeecompany", "country", "googleaid"]
    assert (row["email"], row["firstname"], row["country"]) == (sha("ann.lee@example.com"), "", "DE")
    row = the_row(tmp_path, "linkedin", names_in_clear=True, **given)
    assert (row["firstname"], row["lastname"]) == ("Ann, Mae", "Lee")


@pytest.mark.parametrize(
    ("platform", "written", "expected"),
    [
        ("google", (" Mrs. Mary  Ann ", "O'Brien Jr.", "94303-5300"), ("mary ann", "o'brien", "94303-5300")),
        ("google", ("Dr. Zoë", "Pérez", "2139"), ("zoë", "pérez", "02139")),
        ("meta", (" Mary-Ann ", "O'Brien", "94303-5300"), ("maryann", "obrien", "94303")),
    ],
)
def test_names_and_postal_codes_in_each_platform_s_form(tmp_path, platform, written, expected):
    first, last, code = written
    row = the_row(tmp_path, platform, first=first, last=last, zip=code, country="USA")
    got = [row[h] for h in (("First Name", "Last Name", "Zip") if platform == "google" else ("fn", "ln", "zip"))]
    zip_cell = expected[2] if platform == "google" else sha(expected[2])
    assert got == [sha(expected[0]), sha(expected[1]), zip_cell]


def test_a_british_postal_code(tmp_path):
    given = {"first": "A", "last": "B", "zip": " wc2h 8lg", "country": "UK"}
    assert the_row(tmp_path, "google", **given)["Zip"] == "WC2H 8LG"
    assert the_row(tmp_path, "meta", **given)["zip"] == sha("wc2h8lg")


def test_a_part_of_an_address_matches_nobody_and_is_left_out_at_google(tmp_path):
    row = the_row(tmp_path, "google", email="a@example.com", first="A", last="B", zip="10115")
    assert (row["First Name"], row["Country"], row["Zip"]) == ("", "", "")


def test_every_row_that_is_left_out_has_its_reason(tmp_path):
    rows = [
        ("1", "a@example.com", "", "", "", "", "", "yes"),
        ("2", "A@example.com ", "", "", "", "", "", "Granted"),
        ("3", "b@example.com", "", "", "", "", "", "no"),
        ("4", "c@example.com", "", "", "", "", "", ""),
        ("5", "d@example.com", "", "", "", "", "", "perhaps"),
        ("6", "not an address", "12", "", "", "", "", "yes"),
        ("7", "", "", "", "", "", "", "yes"),
    ]
    found = export(tmp_path, rows, "google")
    assert found.rows == found.written + sum(d.rows for d in found.dropped)
    assert {d.reason: d.rows for d in found.dropped} == {
        "consent withheld": 1,
        "consent not recorded": 2,
        "no match key: the cells are empty": 1,
        "no match key: what is in the cells is no address or number": 1,
        "the same customer again": 1,
    }
    assert [(k.key, k.given, k.usable) for k in found.keys][:2] == [("email", 6, 5), ("phone", 1, 0)]
    assert any("1 rows are too few" in note for note in found.notes)


def test_without_a_consent_column_the_user_vouches_and_is_told_so(tmp_path):
    found = export(tmp_path, [("a@example.com",)], "meta", header=("email",))
    assert found.written == 1
    assert any("You vouch that each agreed" in note for note in found.notes)


def test_what_is_hashed_already_stays(tmp_path):
    assert the_row(tmp_path, "google", email=sha("a@example.com").upper())["Email"] == sha("a@example.com")


def test_numbers_without_a_country_are_read_as_the_user_s_country(tmp_path):
    rows = [("1", "", "0151 23456789", "", "", "", "", "yes")]
    assert any("--country DE" in note for note in export(tmp_path, rows, "google").notes)
    [row] = lines(export(tmp_path, rows, "google", country="Germany"))
    assert row["Phone"] == sha("+4915123456789")
    with pytest.raises(InputError, match="'Atlantis' is no country"):
        export(tmp_path, rows, "google", country="Atlantis")


def test_the_list_is_private_new_each_time_and_never_beside_the_table(tmp_path):
    rows = [("1", "a@example.com", "", "", "", "", "", "yes")]
    first, second = export(tmp_path, rows, "google"), export(tmp_path, rows, "google")
    assert [Path(f).name for f in (*first.written_to, *second.written_to)] == ["google-all.csv", "google-all-2.csv"]
    assert stat.S_IMODE(Path(first.written_to[0]).stat().st_mode) == 0o600
    assert Path(first.written_to[0]).read_bytes() == Path(second.written_to[0]).read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["customers.csv", "out"]
    assert not list((tmp_path / "out").glob(".*"))


def test_a_folder_that_can_not_be_written_is_told(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(DataError, match="can't be written"):
        export(tmp_path, [("1", "a@example.com", "", "", "", "", "", "yes")], "google")


def test_a_preview_writes_nothing_and_counts_the_same(tmp_path):
    rows = [(str(n), f"a{n % 5}@example.com", "", "", "", "", "", "yes") for n in range(9)]
    found = export(tmp_path, rows, "google")
    request = ExportAudience(platform="google", data=str(tmp_path / "customers.csv"), audiences=str(tmp_path / "none"))
    assert preview_export(request).written == found.written == 5
    assert not (tmp_path / "none").exists()


def test_a_long_list_is_parted_as_linkedin_wants_it(tmp_path):
    from tools.audience.first_party.list_file import ListFile

    with ListFile(tmp_path, "linkedin-all", "email", most_rows=2, most_bytes=1000) as file:
        file.write(["a", "b", "c"])
        file.write(["d", "e"])
        names = [p.name for p in file.keep()]
    assert names == [f"linkedin-all-part{n}of3.csv" for n in (1, 2, 3)]
    assert [(tmp_path / n).read_text() for n in names] == ["email\na\nb\n", "email\nc\nd\n", "email\ne\n"]
    with ListFile(tmp_path, "small", "email", most_bytes=10) as file:
        file.write(["aaa", "bbb"])
    assert not list(tmp_path.glob("*small*"))


@pytest.fixture
def orders(tmp_path):
    rows = [("c1", days_ago(1), 90, 0), ("c1", days_ago(9), 90, 0), ("c2", days_ago(300), 10, 0)]
    return written(tmp_path / "orders.csv", ORDERS, rows)


def test_a_segment_is_told_by_the_orders(tmp_path, orders):
    rows = [(f"c{n}", f"c{n}@example.com", "", "", "", "", "", "yes") for n in (1, 2, 3)]
    [row] = lines(export(tmp_path, rows, "google", segment="lapsed", orders=orders))
    assert row["Email"] == sha("c2@example.com")
    [row] = lines(export(tmp_path, rows, "google", segment="repeat", orders=orders, purpose="exclude"))
    assert row["Email"] == sha("c1@example.com")
    with pytest.raises(InputError, match=r"'richest' is no segment\. There are: all, champions"):
        export(tmp_path, rows, "google", segment="richest", orders=orders)


def test_orders_with_their_addresses_are_customers_and_segments_in_one(tmp_path):
    header = ("Email", "Created at", "Total", "Accepts Marketing")
    rows = [("A@example.com", days_ago(1), 50, "yes"), ("a@example.com", days_ago(40), 50, "yes")]
    rows.append(("b@example.com", days_ago(2), 20, "yes"))
    [row] = lines(export(tmp_path, rows, "meta", header=header, segment="repeat"))
    assert row["email"] == sha("a@example.com")


def test_a_table_that_no_platform_can_match_is_refused(tmp_path):
    with pytest.raises(MissingInput, match="matches people by email, phone"):
        export(tmp_path, [("1", "x")], "tiktok", header=("id", "colour"))
