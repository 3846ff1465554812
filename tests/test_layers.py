"""The house has rooms: imports point down only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    "components/engine": {"streamlit", "plotly", "bertviz", "components.figures", "components.ui", "pages"},
    "components/figures": {"streamlit", "transformers", "umap", "components.ui", "pages"},
    "components/ui": {"torch", "transformers", "umap", "bertviz", "pages"},
    "pages": {"torch", "transformers", "umap", "bertviz", "pages"},
}
FILES = [(path, ban) for folder, ban in FORBIDDEN.items() for path in sorted((ROOT / folder).rglob("*.py"))]


def imported_modules(path: Path) -> set[str]:
    """Every module that `path` imports, wherever in the file the import stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; import from the repository root"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize(("path", "ban"), FILES, ids=[str(path.relative_to(ROOT)) for path, _ in FILES])
def test_imports_point_down(path, ban):
    broken = {name for name in imported_modules(path) for no in ban if name == no or name.startswith(no + ".")}
    assert not broken, f"{path.relative_to(ROOT)} may not import {sorted(broken)}"


def test_bertviz_and_torch_enter_the_figures_in_one_file_alone():
    entering = {
        path.name
        for path in (ROOT / "components/figures").rglob("*.py")
        if imported_modules(path) & {"bertviz", "torch"}
    }
    assert entering == {"bertviz_html.py"}


def test_top_level_holds_what_was_agreed_and_nothing_else():
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    agreed = {"app.py", "pages", "components", "tests", "requirements.txt", "README.md", "LICENSE"}
    assert visible - {"__pycache__"} == agreed


def test_no_file_asks_the_internet():
    ours = [p for folder in ("components", "pages") for p in (ROOT / folder).rglob("*") if p.suffix in {".js", ".css"}]
    for path in ours:
        assert "//" not in path.read_text(encoding="utf-8").replace("// ", ""), path


def test_no_heavy_library_is_loaded_before_the_first_text_box_is_on_screen():
    first = "import sys, components.ui.parts.text_boxes, components.ui.shell.sidebar, components.ui.shell.frame"
    code = f"{first}; print(*{{'torch', 'transformers', 'pandas', 'sklearn', 'umap'}} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
