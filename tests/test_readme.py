"""The README tells the truth: its files exist, its versions are pinned, CI runs its command."""

import inspect
import re
import subprocess

from components.ui.shell import frame
from tests.browsing import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_file_it_shows_is_there():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_folder_of_its_map_is_there():
    for line in README.split("```\napp.py")[1].split("```")[0].splitlines():
        name = line.split()[0] if line.startswith(("components", "pages", "tests")) else ""
        assert (ROOT / name).exists(), name


def test_every_page_is_described():
    titles = re.findall(r'title="([^"]+)"', inspect.getsource(frame.pages))
    assert len(titles) == len(list((ROOT / "pages").glob("*.py")))
    assert [title for title in titles if f"| {title} |" not in README] == []


def test_direct_dependencies_are_pinned_exactly():
    for name in ("requirements.txt", "tests/requirements.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
        assert lines
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+(\[\w+\])?==[\w.]+( ?;.+)?", line) for line in lines)


def test_ci_takes_its_test_command_from_the_readme():
    section = README.split("## Test it")[1].split("## ")[0]
    assert section.count("```bash") == 1
    assert "tests/requirements.txt" in section.split("```")[1]
    line = next(line for line in (ROOT / ".ci/run").read_text().splitlines() if line.startswith("command="))
    shell = ["bash", "-c", f'{line}; printf %s "$command"']
    run = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == section.split("```bash\n")[1].split("\n```")[0]
