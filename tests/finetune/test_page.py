"""The page Fine-tune: what it offers, and who sees a run."""

from components.engine.finetune import runs
from components.ui.shell import sidebar, visitor
from components.ui.shell.visitor import Secrets
from tests.driving import go
from tests.finetune.test_finetune import small_job


def test_page_offers_a_run_with_the_score_to_beat(open_page):
    app = open_page("finetune")
    assert not app.exception
    assert not app.error
    assert app.metric[0].label == "To beat: frozen vectors’ accuracy, n = 82"
    assert any("82** held out" in block.value for block in app.markdown)
    assert not app.warning
    app.segmented_control(key="labelled").set_value("Paste").run()
    rows = [
        f"My {word} is late, refund\nI lost my {word}, account" for word in ("parcel", "key", "bill", "card", "pass")
    ]
    app.text_area(key="pasted").set_value("\n".join(rows)).run()
    assert "which leaves no room" in app.warning[-1].value
    app.text_area(key="pasted").set_value("one, a\ntwo, a\nthree, a").run()
    assert "All 3 texts have the label “a”" in app.error[0].value


def test_only_who_knows_a_run_sees_it_on_a_server_for_others(open_page, tiny_folder, monkeypatch):
    monkeypatch.setattr(runs, "queue", lambda run: None)  # they stand there as broken off
    secrets = Secrets("1" * 32, "2" * 32)
    mine = runs.begin(small_job(tiny_folder, epochs=1), visitor.name_of("visitor", secrets.visitor))
    other = runs.begin(small_job(tiny_folder, epochs=1), visitor.name_of("visitor", "3" * 32))
    monkeypatch.setattr(sidebar, "only_this_machine", lambda: False)
    app = open_page("finetune", visitor_secrets=secrets)
    shown = [button.key for button in app.button]
    assert f"delete_{mine}" in shown
    assert f"delete_{other}" not in shown
    app.button(key=f"delete_{mine}").click().run()
    assert mine not in runs.all_runs()
    assert other in runs.all_runs()
    runs.delete(other)


def test_no_page_reads_a_run_that_is_not_at_work(open_page, monkeypatch):
    read = []
    monkeypatch.setattr(runs, "find", read.append)
    assert not open_page("tokens", opened_runs={f"{number:012x}" for number in range(100)}).exception
    assert read == []


def test_page_of_a_run_that_is_gone_says_so(open_page):
    app = open_page("finetune", run="0123456789ab")
    assert "not on this machine" in app.error[0].value


def test_a_run_is_called_after_its_table(open_page, monkeypatch):
    begun = []
    monkeypatch.setattr(runs, "begin", lambda job, owner: begun.append(job.title) or "0123456789ab")
    app = go(open_page("finetune"), "labelled", "File")
    rows = "".join(f"The cat number {n} sleeps,cat\nThe tax number {n} rises,tax\n" for n in range(8))
    app.file_uploader(key="labelled_file").set_value(
        ("pets & taxes.csv", f"text,label\n{rows}".encode(), "text/csv")
    ).run()
    next(button for button in app.button if button.label == "Fine-tune").click().run()
    assert begun == ["pets & taxes"]
