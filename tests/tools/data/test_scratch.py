"""Private folders: gone at the end, gone after a kill, never taken from a living process."""

import signal
import subprocess
import sys

import pytest

from tools.data.scratch import new_folder, remove_folder, scratch_folder

fcntl = pytest.importorskip("fcntl", reason="needs file locks, which Windows has not")

HOLDER = """
import sys, time
from tools.data import open_table
table = open_table(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


def a_process_with_a_table_open(tmp_path, temporary):
    table = tmp_path / "ads.csv"
    table.write_bytes("Day,Campaign,Cost,Clicks\n2026-05-01,Bär,10,3\n2026-05-02,Bär,12,4\n".encode("cp1252"))
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(table)], stdout=subprocess.PIPE, text=True, env=environment(temporary)
    )
    assert process.stdout.readline() == "open\n"
    return process


def environment(temporary):
    import os

    return {**os.environ, "TMPDIR": str(temporary)}


def folders(temporary):
    return sorted(p.name for p in temporary.iterdir())


def test_a_folder_is_private_and_goes_at_the_end(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with scratch_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        assert folder.parent == tmp_path
    assert folders(tmp_path) == []
    remove_folder(folder)


def test_what_a_killed_process_left_goes_at_the_next_start_and_what_a_living_one_holds_stays(tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    living = a_process_with_a_table_open(tmp_path, temporary)
    killed = a_process_with_a_table_open(tmp_path, temporary)
    try:
        assert len(folders(temporary)) == 2
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert len(folders(temporary)) == 2
        third = a_process_with_a_table_open(tmp_path, temporary)
        third.kill()
        third.wait()
        # The killed one's is gone; the living one's is there, with what the third has left now.
        assert len(folders(temporary)) == 2
        assert living.poll() is None
    finally:
        for process in (living, killed):
            process.kill()
            process.wait()
            process.stdout.close()
        third.stdout.close()


def test_only_folders_of_ours_are_looked_at(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "adroit-table-without-a-lock").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "adroit-table-link").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "in-use").touch()
    remove_folder(new_folder())
    assert folders(tmp_path) == ["adroit-table-link", "adroit-table-without-a-lock", "other"]
