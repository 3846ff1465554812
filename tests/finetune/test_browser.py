"""A run of fine-tuning in real browsers: its owner's, wherever they go."""

from urllib.parse import quote_plus

import psutil

from tests.browsing import Server, Visit, go_to, settled


def process_of(server):
    """The process of the run that a server has at work."""
    family = psutil.Process(server.process.pid).children(recursive=True)
    return next(one for one in family if "components.engine.finetune" in one.cmdline())


def test_a_run_survives_leaving_and_a_reload_is_its_owners_alone_and_its_model_is_used_everywhere(
    browser, tiny_folder, tmp_path
):
    server = Server(tmp_path / "log.txt", SENSESCOPE_PRIVATE="0", SENSESCOPE_MODELS=str(tiny_folder.parent))
    try:
        visit, other = Visit(browser, server), Visit(browser, server)
        page = visit.open(f"finetune?epochs=12&model={quote_plus(str(tiny_folder))}")
        page.click("button:has-text('Load this model')")
        page.wait_for_selector("[data-testid=stSidebar] >> text=2 layers")
        settled(page)
        page.click("button:has-text('Fine-tune')")
        page.wait_for_selector("text=/Step \\d+ of 492/", timeout=90_000)
        process_of(server).suspend()  # as a run of a larger model is at work still
        go_to(page, "tokens")
        page.wait_for_selector("[data-testid=stSidebar] >> text=Fine-tuning Sentiment")
        page.reload()
        page.wait_for_selector("[data-testid=stSidebar] >> text=Fine-tuning Sentiment")
        settled(page)  # what was set before the reload is back
        process_of(server).resume()
        page.click("[data-testid=stSidebar] >> text=Fine-tuning Sentiment")
        page.click("button:has-text('Cancel')", timeout=240_000)
        page.click("button:has-text('Resume')", timeout=240_000)
        go_to(page, "tokens")
        page.wait_for_selector(".chip")
        go_to(page, "finetune")
        page.wait_for_selector("text=Against frozen vectors, fine-tuning", timeout=120_000)
        page.wait_for_selector(".js-plotly-plot")
        for view, shown in (("Texts", "After"), ("Layers", "moved most"), ("Word", "none of which was learned from")):
            page.click(f"button:has-text('{view}')")
            page.wait_for_selector(f"text={shown}")
        page.click("button:has-text('Use it on the other pages')")
        page.wait_for_selector("[data-testid=stSidebar] >> text=/sentiment-[0-9a-f]{12}/")
        go_to(page, "layers")
        page.wait_for_selector(".chip")
        other.open("finetune").wait_for_selector("text=To beat")
        assert other.page.locator("text=Earlier runs").count() == 0
        go_to(page, "finetune")
        page.click("button:has-text('Delete')")
        page.click("button:has-text('Delete for good')")
        page.wait_for_selector("text=To beat")
        assert page.locator("text=Earlier runs").count() == 0
        for one in (visit, other):
            one.close()
            assert one.errors == []
    finally:
        server.stop()
