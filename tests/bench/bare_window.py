"""The peer of the start-up measurement: a window with a text browser and nothing else, gone when it was painted.

Prints the milliseconds from the first line of this file to the first paint.
"""

import time

STARTED = time.perf_counter()

import sys  # noqa: E402 (the clock starts before anything is loaded)

from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QMainWindow, QTextBrowser  # noqa: E402


class FirstPaint(QObject):
    """Ends the program after the first paint of the watched widget."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the paint event; Qt asks before it paints, so that the end waits for the next turn of the loop."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, finish)
        return False


def finish() -> None:
    """Say how long it took and leave."""
    sys.stdout.write(f"{(time.perf_counter() - STARTED) * 1000:.0f}\n")
    QApplication.quit()


application = QApplication(sys.argv)
window = QMainWindow()
browser = QTextBrowser()
browser.setPlainText("自治体DX")
window.setCentralWidget(browser)
window.resize(1200, 700)
watcher = FirstPaint()
browser.viewport().installEventFilter(watcher)
window.show()
sys.exit(application.exec())
