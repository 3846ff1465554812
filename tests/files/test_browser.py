"""Files as a visitor brings them, in a real browser."""

from tests.browsing import Server, Visit, wait_for_charts


def test_refused_file_takes_the_map_away_also_while_umap_is_at_work(browser, tmp_path):
    server = Server(tmp_path / "log.txt")  # whose UMAP is cold: the page looks for it again and again
    try:
        visit = Visit(browser, server)
        page = visit.open("senses")
        wait_for_charts(page, 1)
        page.wait_for_selector("text=UMAP is at work")
        page.wait_for_timeout(3000)
        rows = b'text;year\n"A court of law; ""guilty"".";1850\n"A tennis court.";1999\n'
        file = {"name": "uses.csv", "mimeType": "text/csv", "buffer": rows}
        page.set_input_files("input[type=file]", file)
        page.wait_for_selector("text=None of the 2 sentences in your file has “bank”", timeout=60_000)
        page.wait_for_function("!document.querySelector('.js-plotly-plot')", timeout=30_000)
        assert "UMAP is at work" not in page.inner_text("[data-testid=stMain]")
        assert visit.errors == []
        visit.close()
    finally:
        server.stop()
