"""One window writes to a data folder: real processes call each other, hang, are killed, and start again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QLabel

from kb_app.base.file_lock import FileLock
from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import App, open_app
from kb_app.ui import application
from kb_app.ui.application import single_window, window_bell
from kb_app.ui.application.foreground import screen_name
from kb_app.ui.application.single_window import SingleWindow, Standing, socket_name
from kb_app.ui.application.window_bell import Answer, WindowBell, ring
from tests.packs import NEWER, cases_of, pack_bytes

ROOT = Path(__file__).resolve().parents[2]
IS_OPEN = "DX Casebook is open already; its window was brought to the front.\n"
_HOLD = """
import sys
from pathlib import Path
from kb_app.base.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
assert lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""
_NETWORK_BEFORE_PAINTING = """
import sys
from kb_app.cli.parser import main
from kb_app.ui.application.start_watch import StartWatch
painted = StartWatch._on_painted
def look(self):
    print("QtNetwork" in " ".join(sys.modules), flush=True)
    painted(self)
StartWatch._on_painted = look
sys.exit(main(["--data-dir", sys.argv[1], "gui", "--quit-after-start"]))
"""

pytestmark = pytest.mark.usefixtures("english")


def start(data_dir, *words):
    """A process as a person starts it, drawn into memory."""
    command = [sys.executable, "-m", "kb_app", "--data-dir", str(data_dir), "--lang", "en", "gui", *words]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


@pytest.fixture
def started():
    """Starts processes; those that are left are killed when the test is over, and nothing is left of them."""
    processes, data_dirs = [], set()

    def begin(data_dir, *words):
        data_dirs.add(data_dir)
        processes.append(start(data_dir, *words))
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.communicate()
    for data_dir in data_dirs:
        QLocalServer.removeServer(socket_name(data_dir))


@pytest.fixture
def hold():
    """Keeps a lock in a process that does not answer."""
    processes = []

    def begin(place):
        process = subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(place)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def hurry(monkeypatch):
    monkeypatch.setattr(single_window, "_PATIENCE_SECONDS", 0.3)


@pytest.fixture
def single():
    """Makes what a start makes; all of them are given back when the test is over."""
    made = []

    def make(paths):
        made.append(SingleWindow(paths))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def first(small_app, make_window, single):
    """A first window in this process that listens."""
    opened = make_window(small_app)
    entered = single(small_app.paths)
    assert entered.enter() is Standing.FIRST
    entered.listen(opened)
    return opened


def wait_for(process, qtbot):
    """Its exit code, output and messages; meanwhile this process answers."""
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=60_000)
    out, err = process.communicate()
    return process.returncode, out, err


def wait_quietly(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def is_free(paths):
    lock = FileLock(paths.window_lock)
    taken = lock.acquire()
    lock.release()
    return taken


def answers(paths):
    """Whether a window of another process answers, within a time that is enough for any start."""
    until, name = time.monotonic() + 60, socket_name(paths.data_dir)
    while ring(name, screen_name(), time.monotonic() + 1) is not Answer.CAME:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def content(folder):
    """Every file with its bytes; the log and SQLite's list of readers are no data of a person."""
    return {
        str(place.relative_to(folder)): place.read_bytes()
        for place in sorted(folder.rglob("*"))
        if place.is_file() and not place.name.endswith("-shm") and place.parent.name != "logs"
    }


@pytest.mark.parametrize("before", [Qt.WindowState.WindowMaximized, Qt.WindowState.WindowNoState])
def test_a_second_start_brings_the_first_window_forward_and_ends(first, small_app, started, qtbot, before):
    # Given a window that is minimised
    first.setWindowState(before | Qt.WindowState.WindowMinimized)
    assert first.isMinimized()
    # When the program is started again
    done = wait_for(started(small_app.paths.data_dir), qtbot)
    # Then it says one sentence and ends well, and the window is there as it was before
    assert done == (0, "", IS_OPEN)
    assert first.windowState() & (Qt.WindowState.WindowMinimized | before) == before
    qtbot.waitUntil(first.isActiveWindow)


def test_a_second_start_that_is_to_quit_ends_too(first, small_app, started, qtbot, tmp_path):
    place = tmp_path / "result.json"
    done = wait_for(started(small_app.paths.data_dir, "--quit-after-start", "--json", "--result", str(place)), qtbot)
    assert done == (0, "{}\n", IS_OPEN)
    assert json.loads(place.read_text(encoding="utf-8")) == {}


def test_windows_on_two_data_folders_do_not_disturb_each_other(first, tmp_path, started, qtbot):
    # Given a minimised window on one data folder
    first.setWindowState(Qt.WindowState.WindowMinimized)
    # When the program is started on another
    code, out, err = wait_for(started(tmp_path / "other", "--quit-after-start"), qtbot)
    # Then it has a window of its own
    assert (code, err) == (0, "")
    assert "ms_to_window" in out
    assert first.isMinimized()


def test_a_killed_window_leaves_nothing_in_the_way(tmp_path, started):
    # Given a window that is killed while it listens
    paths = AppPaths.under(tmp_path / "data")
    killed = started(paths.data_dir)
    assert answers(paths)
    killed.kill()
    killed.communicate()
    # When the program is started again, then its window is the first, and can be called
    following = started(paths.data_dir)
    assert answers(paths)
    assert wait_quietly(started(paths.data_dir)) == (0, "", IS_OPEN)
    assert following.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="no signal stops a process there")
def test_beside_a_window_that_hangs_the_second_one_only_reads(tmp_path, started):
    # Given a window that does not answer any more
    paths = AppPaths.under(tmp_path / "data")
    hanging = started(paths.data_dir)
    assert answers(paths)
    hanging.send_signal(signal.SIGSTOP)
    before = content(paths.data_dir)
    # When the program is started again
    begun = time.monotonic()
    second = started(paths.data_dir, "--quit-after-start")
    code, out, err = wait_quietly(second)
    # Then it does not wait long, has a window, and wrote nothing
    assert (code, err) == (0, "")
    assert "ms_to_window" in out
    assert time.monotonic() - begun < 20
    assert content(paths.data_dir) == before


def test_where_the_lock_is_held_without_an_answer_the_window_says_that_it_only_reads(
    indexed_app, tmp_path, hold, hurry, monkeypatch
):
    # Given a data folder with a lock that a program holds that does not answer
    paths = AppPaths.under(tmp_path / "data")
    with open_app(paths, Settings(language="en")).session() as session:
        session.indexing.update()
    hold(paths.window_lock)
    before = content(paths.data_dir)
    opened: list[App] = []
    notices: list[str] = []
    open_window = application.open_window

    def opens(app, *more):
        opened.append(app)
        window = open_window(app, *more)
        notices.extend(label.text() for label in window.findChildren(QLabel, "window_notice"))
        return window

    monkeypatch.setattr(application, "open_window", opens)
    # When the program is started
    assert application.run(open_app(paths, Settings(language="en")), quit_after_start=True) == 0
    # Then its window only reads, says why, and wrote nothing
    assert [app.read_only for app in opened] == [True]
    assert "open in another window" in notices[0]
    assert content(paths.data_dir) == before


def test_the_first_window_may_write_and_gives_the_lock_back(tmp_path, english, qt, monkeypatch):
    paths, seen = AppPaths.under(tmp_path / "data"), []
    open_window = application.open_window

    def opens(app, *more):
        seen.append((app.read_only, FileLock(paths.window_lock).acquire()))
        return open_window(app, *more)

    monkeypatch.setattr(application, "open_window", opens)
    # When a window is opened, then it may write, and nobody else gets the lock
    assert application.run(open_app(paths, Settings(language="en")), quit_after_start=True) == 0
    assert seen == [(False, False)]
    # and when it was closed, the next one gets it
    assert is_free(paths)
    # also after a bug
    monkeypatch.setattr(application, "open_window", lambda *_words: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        application.run(open_app(paths, Settings(language="en")), quit_after_start=True)
    assert is_free(paths)


def test_a_start_waits_for_a_window_that_is_about_to_close(tmp_path, single):
    # Given a lock that is given back soon
    paths = AppPaths.under(tmp_path / "data")
    closing = FileLock(paths.window_lock)
    assert closing.acquire()
    threading.Timer(0.5, closing.release).start()
    # When the program is started, then its window is the first
    entered = single(paths)
    assert entered.enter() is Standing.FIRST
    assert entered.notice == ""


def test_a_window_that_is_closed_already_does_not_say_that_it_came(first, small_app, qtbot):
    # Given a window that was closed, in a process that still lives
    first.close()
    # When it is called, then it does not answer as if it stood in front
    caller = Caller(socket_name(small_app.paths.data_dir), qtbot)
    assert caller.say(b'{"want": "come forward"}\n')[1:] == []
    assert not first.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
def test_where_no_lock_can_be_made_the_window_only_reads(tmp_path, single, ordinary_user):
    # Given a data folder that can only be read
    paths = AppPaths.under(tmp_path / "data")
    paths.data_dir.mkdir(mode=0o500)
    # When the program is started, then it only reads, and the cause is said
    entered = single(paths)
    assert entered.enter() is Standing.READER
    assert "this user has no right to it" in entered.notice
    assert list(paths.data_dir.iterdir()) == []
    entered.listen(None)


@pytest.mark.skipif(sys.platform == "win32", reason="a session of one's own takes another logon there")
def test_a_window_on_another_screen_is_not_called(first, small_app, started, qtbot, monkeypatch):
    # Given a minimised window
    first.setWindowState(Qt.WindowState.WindowMinimized)
    # When the same user starts the program on another screen, where that window would not be seen
    monkeypatch.setenv("DISPLAY", ":4711")
    code, out, err = wait_for(started(small_app.paths.data_dir, "--quit-after-start"), qtbot)
    # Then there is a window of its own, without waiting for the first
    assert (code, err) == (0, "")
    assert json.loads(out.split()[1]) < 3000
    assert first.isMinimized()


class Caller:
    """Whoever connects to the socket of a window."""

    def __init__(self, name, qtbot):
        self._qtbot = qtbot
        self.socket = QLocalSocket()
        self.socket.connectToServer(name)
        assert self.socket.waitForConnected(5000)

    def say(self, words):
        """Say something; return what was heard until the other side hung up."""
        self.socket.write(words)
        self._qtbot.waitUntil(lambda: self.socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
        return bytes(self.socket.readAll().data()).splitlines()


@pytest.mark.parametrize(
    "words",
    [
        b"\n",
        b"\xff\xfe\x00\n",
        b"[]\n",
        b"{\n",
        b'{"want": 1}\n',
        b'{"want": "everything"}\n',
        b"[" * 900 + b"\n",
        b"x" * 100_000,
        b'{"want": "come forward"' + b" " * 70_000 + b"}\n",
    ],
)
def test_garbage_on_the_socket_is_harmless(first, small_app, qtbot, words):
    # Given a minimised window
    first.setWindowState(Qt.WindowState.WindowMinimized)
    name = socket_name(small_app.paths.data_dir)
    # When somebody talks nonsense, then it is told who is there, and no more
    heard = Caller(name, qtbot).say(words)
    assert len(heard) <= 1
    assert first.isMinimized()
    # and whoever asks properly gets an answer
    _greeting, answer = Caller(name, qtbot).say(b'{"want": "come forward"}\n')
    assert json.loads(answer) == {"answer": "here"}
    assert not first.isMinimized()


@pytest.fixture
def came(first):
    """The files that arrive at the first window."""
    files: list[Path] = []
    bell = first.findChild(WindowBell)
    bell.files_came.connect(files.extend)
    return files


def test_files_of_a_second_start_are_opened_in_the_first_window(came, first, small_app, started, qtbot, tmp_path):
    # Given a minimised window, and files, one named as seen from the folder of the caller
    first.setWindowState(Qt.WindowState.WindowMinimized)
    names = [tmp_path / "窓口 の\u3000資料.md", tmp_path / "新しい事例.dxpack"]
    for name in names:
        name.write_text("x", encoding="utf-8")
    # When the program is started with them
    relative = os.path.relpath(names[0], ROOT)
    done = wait_for(started(small_app.paths.data_dir, relative, str(names[1])), qtbot)
    # Then they come to the window, as absolute paths, and it stands in front
    assert done == (0, "", IS_OPEN)
    assert [Path(os.path.normpath(file)) for file in came] == names
    assert not first.isMinimized()


@pytest.mark.parametrize(
    "files",
    [
        "x",
        {"a": 1},
        [1],
        [None],
        ["relative.md"],
        ["../x.md"],
        [""],
        ["/a\0b"],
        ["/" + "x" * 5000],
        ["/x"] * 501,
        [["/x"]],
    ],
)
def test_files_that_this_program_would_not_name_are_not_opened(came, first, small_app, qtbot, files):
    first.setWindowState(Qt.WindowState.WindowMinimized)
    words = json.dumps({"want": "come forward", "files": files}).encode() + b"\n"
    assert len(Caller(socket_name(small_app.paths.data_dir), qtbot).say(words)) == 1
    assert came == []
    assert first.isMinimized()


def test_many_files_are_handed_over_in_portions(tmp_path):
    # Given more files than go into one wish, some with long names, and one that is too long for any
    files = [tmp_path / f"{'長' * (number % 200)}{number}.md" for number in range(1200)]
    groups = list(window_bell.portions([*files, tmp_path / ("x" * 5000)]))
    # Then all but that one come, in order, and each portion is one line that is listened to
    assert [file for group in groups for file in group] == files
    assert all(len(window_bell._wish(group)) <= window_bell._LONGEST_LINE for group in groups)
    assert all(len(group) <= window_bell.MOST_FILES for group in groups)
    assert list(window_bell.portions([])) == []


def _many(folder):
    """More files than go into two wishes."""
    return [folder / f"{number}.md" for number in range(2 * window_bell.MOST_FILES + 1)]


def test_more_files_than_go_into_one_wish_all_come(came, small_app, started, qtbot, tmp_path):
    # When the program is started with very many files beside an open window
    done = wait_for(started(small_app.paths.data_dir, *map(str, _many(tmp_path))), qtbot)
    # Then every one comes to it
    assert done == (0, "", IS_OPEN)
    assert came == _many(tmp_path)


@pytest.fixture
def answering(first, monkeypatch):
    """Lets the first window come forward or not, as said for one wish after the other; after that it does not."""

    def answer(*in_turn):
        left, come_forward = list(in_turn), first.findChild(WindowBell)._come_forward
        monkeypatch.setattr(
            first.findChild(WindowBell), "_come_forward", lambda: bool(left and left.pop(0)) and come_forward()
        )

    return answer


def test_files_that_the_open_window_did_not_take_are_said(came, answering, small_app, started, qtbot, tmp_path):
    # Given a window that comes forward, opens files, and does not answer after that
    answering(True)
    # When the program is started with files for three times
    files = _many(tmp_path)
    code, _out, err = wait_for(started(small_app.paths.data_dir, *map(str, files)), qtbot)
    # Then it does not say that all is well, but how many are missing
    assert came == files[: window_bell.MOST_FILES]
    assert code == 1
    assert f"Not all files were opened; {len(files) - len(came)} are missing." in err


def test_a_wish_that_is_not_answered_at_once_is_said_again(came, answering, small_app, started, qtbot, tmp_path):
    # Given a window that does not answer the second time
    answering(True, False, True, True)
    # When the program is started with files for three times, then all come
    assert wait_for(started(small_app.paths.data_dir, *map(str, _many(tmp_path))), qtbot)[0] == 0
    assert came == _many(tmp_path)


def test_a_wish_that_comes_in_pieces_is_read_to_its_end(came, small_app, qtbot, tmp_path):
    # Given a wish as long as one may be
    fill = "x" * 3100
    files = [tmp_path / f"{number}{fill}.md" for number in range(18)]
    words = window_bell._wish(files)
    files.append(tmp_path / ("y" * (window_bell._LONGEST_LINE - len(words) - len(str(tmp_path)) - len(', ""/'))))
    words = window_bell._wish(files)
    assert len(words) == window_bell._LONGEST_LINE
    # When it comes a piece at a time
    caller = Caller(socket_name(small_app.paths.data_dir), qtbot)
    for begin in range(0, len(words) - 1, 7000):
        caller.socket.write(words[begin : min(begin + 7000, len(words) - 1)])
        caller.socket.flush()
        qtbot.wait(5)
    assert came == []
    _greeting, answer = caller.say(b"\n")
    # Then all of its files come
    assert json.loads(answer) == {"answer": "here"}
    assert came == files


def test_a_first_start_opens_its_files_itself(small_app, tmp_path, english, qt, qtbot, monkeypatch):
    # Given a pack
    pack = tmp_path / "newer.dxpack"
    pack.write_bytes(pack_bytes(cases_of(small_app.paths.bundled_dir)))
    seen: list[str] = []
    open_window = application.open_window

    def opens(app, *more):
        window = open_window(app, *more)

        def look():
            dialog = window.bundled._dialog
            if dialog is None or dialog.offer is None:
                QTimer.singleShot(50, look)
                return
            seen.append(dialog.offer.edition.text)
            dialog.close_button.click()
            window.close()

        QTimer.singleShot(50, look)
        return window

    monkeypatch.setattr(application, "open_window", opens)
    # When the program is opened with it, then its dialog is there
    assert application.run(small_app, files=[pack]) == 0
    assert seen == [NEWER]


def test_whoever_is_silent_is_hung_up_on(monkeypatch, qt, qtbot):
    monkeypatch.setattr(window_bell, "_SILENCE_MS", 50)
    bell = WindowBell(f"kb-app-test-{os.getpid()}", "a screen", lambda: True)
    assert bell.listen()
    (greeting,) = Caller(f"kb-app-test-{os.getpid()}", qtbot).say(b"")
    assert json.loads(greeting) == {"pid": os.getpid(), "screen": "a screen"}
    bell.close()
    bell.deleteLater()


def test_a_place_that_cannot_be_listened_at_is_logged(qt, caplog):
    bell = WindowBell("x" * 300, "a screen", lambda: True)
    assert not bell.listen()
    assert "a second start cannot call this window" in caplog.text
    bell.deleteLater()


def test_without_qts_network_module_a_second_window_only_reads(tmp_path, single, hold, monkeypatch, caplog, qt):
    # Given a Linux without a library that Qt's network module needs
    paths = AppPaths.under(tmp_path / "data")
    monkeypatch.setitem(sys.modules, "kb_app.ui.application.window_bell", None)
    # When a first window stands, then it does without
    entered = single(paths)
    assert entered.enter() is Standing.FIRST
    entered.listen(QLabel())
    entered.close()
    # and when a second is opened, it only reads
    hold(paths.window_lock)
    second = single(paths)
    assert second.enter() is Standing.READER
    assert "open in another window" in second.notice
    assert "windows cannot call each other here" in caplog.text


def test_the_name_of_the_socket_is_short_and_belongs_to_one_folder(tmp_path):
    deep = tmp_path / ("深いフォルダ" * 10) / ("x" * 200)
    names = {socket_name(place) for place in (tmp_path, deep, tmp_path / "a" / "..")}
    assert len(names) == 2
    assert all(len(name) < 40 for name in names)


def test_qts_network_module_is_not_loaded_before_the_window_is_painted(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _NETWORK_BEFORE_PAINTING, str(tmp_path / "data")],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == "False"
    assert done.returncode == 0
