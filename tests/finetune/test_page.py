"""The page Fine-tune: what it offers, who sees a run, a model used everywhere."""

from components.engine.finetune import runs
from components.ui.shell import sidebar
from tests.browsing import go_to
from tests.finetune.test_finetune import small_job, until


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
    mine, other = (runs.begin(small_job(tiny_folder, epochs=1)) for _ in range(2))
    for run in (mine, other):
        until(lambda run: run.phase == "done", run)
    monkeypatch.setattr(sidebar, "only_this_machine", lambda: False)
    app = open_page("finetune", known_runs={mine: None})
    shown = [button.key for button in app.button]
    assert f"delete_{mine}" in shown
    assert f"delete_{other}" not in shown
    app.button(key=f"delete_{mine}").click().run()
    assert mine not in runs.all_runs()
    assert other in runs.all_runs()
    runs.delete(other)


def test_page_of_a_run_that_is_gone_says_so(open_page):
    app = open_page("finetune", run="0123456789ab")
    assert "not on this machine" in app.error[0].value


def test_a_run_survives_leaving_the_page_and_its_model_is_used_everywhere(visit):
    page = visit.open("finetune?epochs=1&frozen=5")
    page.click("button:has-text('Fine-tune')", timeout=60_000)
    page.wait_for_selector("text=/Step \\d+ of 41/", timeout=90_000)
    go_to(page, "tokens")
    page.wait_for_selector(".chip", timeout=60_000)
    go_to(page, "finetune")
    page.wait_for_selector("text=Against frozen vectors, fine-tuning", timeout=120_000)
    page.wait_for_selector(".js-plotly-plot", timeout=60_000)
    for view, shown in (("Texts", "After"), ("Layers", "moved most"), ("Word", "none of which was learned from")):
        page.click(f"button:has-text('{view}')")
        page.wait_for_selector(f"text={shown}", timeout=60_000)
    page.click("button:has-text('Use it on the other pages')")
    page.wait_for_selector("[data-testid=stSidebar] >> text=/sentiment-[0-9a-f]{12}/", timeout=60_000)
    go_to(page, "layers")
    page.wait_for_selector(".chip", timeout=60_000)
    page.click("[data-testid=stSidebarNavLink][href$='/finetune']")
    page.click("button:has-text('Delete')", timeout=60_000)
    page.click("button:has-text('Delete for good')", timeout=60_000)
    page.wait_for_selector("text=To beat", timeout=60_000)
