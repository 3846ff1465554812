"""A class in real browsers: joined by code, followed, answered; nothing is lost when the server is killed."""

import json
import os
import signal
from pathlib import Path

from tests.browsing import Server, Visit, guarded, settled

GUESS = ".st-key-lesson_answer_1 input"


def test_a_class_answers_together_and_survives_a_server_that_is_killed(browser, tmp_path):
    environment = {**guarded(tmp_path), "SENSESCOPE_FILES": str(tmp_path / "files")}
    server = Server(tmp_path / "log.txt", **environment)
    try:
        teacher, student = Visit(browser, server), Visit(browser, server)
        desk = teacher.open("classroom?class_lesson=How+BERT+learned:+masked+words")
        settled(desk)
        desk.click(".stButton button:has-text('Open a class')")
        code = desk.locator("h1", has_text=" ").nth(1).inner_text().replace(" ", "")
        seat = student.open(f"classroom?class_code={code}")
        settled(seat)
        seat.click(".stButton button:has-text('Join')")
        seat.wait_for_selector("text=You are with the class")
        settled(seat)
        seat.fill(GUESS, "</b><img src=x onerror=alert(1)>")
        seat.keyboard.press("Enter")
        desk.wait_for_selector("text=1 answered step 1")
        settled(desk)
        desk.get_by_text("Your key as a teacher", exact=True).click()
        with desk.expect_download() as key:
            desk.click(".stDownloadButton button:has-text('Your key')")
        assert json.loads(Path(key.value.path()).read_text())["secret"] in desk.evaluate("Object.values(localStorage)")
        desk.click("button:has-text('Next')")
        seat.wait_for_selector("text=step 2 of")
        settled(seat)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        server = Server(tmp_path / "log2.txt", port=server.port, **environment)
        seat.reload()
        seat.wait_for_selector("text=You are with the class")
        seat.click("button:has-text('Back')")
        seat.wait_for_selector("text=The class is at step 2")
        seat.wait_for_selector("text=You: </b><img src=x onerror=alert(1)>")
        desk.reload()
        desk.wait_for_selector("text=1 in the class")
        secrets = seat.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('sensescope'))")
        assert len(secrets) == 2
        logs = (tmp_path / "log.txt").read_text() + (tmp_path / "log2.txt").read_text()
        assert not any(secret in place for _, secret in secrets for place in (seat.url, logs))
        for one in (teacher, student):
            one.close()
            assert one.foreign == []
        assert not (tmp_path / "asked.txt").exists()
        assert "Bug " not in logs
    finally:
        server.stop()
