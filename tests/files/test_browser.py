"""Files as a visitor brings them, in a real browser."""

import psutil

from tests.browsing import expect, wait_for_charts


def test_refused_file_takes_the_map_away_also_while_umap_is_at_work(visit):
    family = psutil.Process(visit.server.process.pid).children(recursive=True)
    held = [one for one in family if "loky" in " ".join(one.cmdline())]  # a UMAP that is cold yet is slow by itself
    for one in held:
        one.suspend()
    try:
        page = visit.open("senses?word=seal")
        wait_for_charts(page, 1)
        page.wait_for_selector("text=UMAP is at work")
        page.wait_for_timeout(3000)
        rows = b'text;year\n"A court of law; ""guilty"".";1850\n"A tennis court.";1999\n'
        file = {"name": "uses.csv", "mimeType": "text/csv", "buffer": rows}
        page.set_input_files("input[type=file]", file)
        page.wait_for_selector("text=None of the 2 sentences in your file has “seal”")
        page.wait_for_function("!document.querySelector('.js-plotly-plot')", timeout=30_000)
        expect(page.locator("[data-testid=stMain]")).not_to_contain_text("UMAP is at work")
    finally:
        for one in held:
            one.resume()
