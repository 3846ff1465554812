"""The house has rooms: imports point down, from layer to layer and from room to room, and never in a circle."""

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
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

# A room of the engine may import the rooms before it that every room may use, and of the others only those named.
SHARED_ROOMS = ["text", "files", "geometry", "loading", "encoding", "built_in"]
PAGE_ROOMS = ["tokens", "attention", "pretraining", "objectives", "senses", "usage", "layers", "static", "similarity"]
PAGE_ROOMS += ["classify", "finetune", "languages", "models", "notebook", "lessons", "classroom", "corpus"]
ALLOWED = {
    ("senses", "objectives"): "senses are found by substitutes as well",
    ("objectives", "pretraining"): "the bundled heads are asked as they were trained",
    ("finetune", "classify"): "a tuned model and frozen vectors are scored alike",
    ("notebook", "attention"): "kept weights are packed as those that travel to the browser",
    ("lessons", "notebook"): "a notebook can be opened as a lesson",
    ("lessons", "objectives"): "BERT guesses the word that a lesson asks for",
    ("classroom", "lessons"): "a class goes through a lesson",
    ("corpus", "usage"): "uses of one word are dealt out to groups alike",
}
# In ui, a page's room may import these, and they each other in this order; no page's room another page's.
UI_ROOMS = ["shared", "shell", "parts", "contexts", "lessons"]
MOST_FILES, MOST_LINES = 16, 250


def imported_modules(path: Path) -> set[str]:
    """Every module that `path` imports, wherever in the file the import stands, and by `import_module` too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; import from the repository root"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "import_module":
            names |= modules_like(node.args[0])
    return names


def modules_like(name: ast.expr) -> set[str]:
    """Our modules that a computed name may stand for: each gap of an f-string is one word."""
    parts = name.values if isinstance(name, ast.JoinedStr) else [name]
    pattern = "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+" for part in parts)
    return {module for module in OURS if re.fullmatch(pattern, module)}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


OURS = {module_of(path): path for path in [*(ROOT / "components").rglob("*.py"), *(ROOT / "pages").glob("*.py")]}
IMPORTS = {module: imported_modules(path) & OURS.keys() - {module} for module, path in OURS.items()}


def room_of(module: str, layer: str) -> str | None:
    """The room of a module in this layer, which may be a single file; None for files that belong to no room."""
    parts = module.split(".")
    rooms = {*SHARED_ROOMS, *PAGE_ROOMS, *UI_ROOMS, "start"}
    return parts[2] if parts[:2] == ["components", layer] and len(parts) > 2 and parts[2] in rooms else None


def crossings(layer: str) -> set[tuple[str, str]]:
    pairs = {(room_of(module, layer), room_of(other, layer)) for module in IMPORTS for other in IMPORTS[module]}
    return {(room, other) for room, other in pairs if None not in (room, other) and room != other}


def circle_among(edges: dict[str, set[str]]) -> list[str]:
    """A circle, its first member again at the end; nothing if there is none."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@pytest.mark.parametrize(("path", "ban"), FILES, ids=[str(path.relative_to(ROOT)) for path, _ in FILES])
def test_imports_point_down(path, ban):
    broken = {name for name in imported_modules(path) for no in ban if name == no or name.startswith(no + ".")}
    assert not broken, f"{path.relative_to(ROOT)} may not import {sorted(broken)}"


def test_engine_rooms_import_only_shared_rooms_before_them_and_what_is_listed():
    order = [*SHARED_ROOMS, *PAGE_ROOMS]
    wrong = {
        (room, other)
        for room, other in crossings("engine")
        if order.index(other) > order.index(room) or (other in PAGE_ROOMS and (room, other) not in ALLOWED)
    }
    assert wrong == set()


def test_what_is_listed_as_an_exception_is_needed():
    assert set(ALLOWED) <= crossings("engine")


def test_figures_rooms_do_not_import_each_other():
    assert crossings("figures") == set()


def test_ui_rooms_import_the_shared_ones_and_no_other_page():
    order = [*UI_ROOMS, *PAGE_ROOMS, "start"]
    wrong = {
        (room, other)
        for room, other in crossings("ui")
        if other not in UI_ROOMS or order.index(other) > order.index(room)
    }
    assert wrong == set()


def test_no_files_import_each_other_in_a_circle():
    assert circle_among({module: others - {module.rpartition(".")[0]} for module, others in IMPORTS.items()}) == []


def test_a_circle_and_a_computed_import_would_be_seen(tmp_path):
    assert circle_among({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    lazy = tmp_path / "lazy.py"
    lazy.write_text('def f(name):\n    import_module(f"components.ui.attention.{name}")\n')
    assert "components.ui.attention.knockout" in imported_modules(lazy)


def test_every_room_of_a_layer_says_what_it_is_for_and_imports_nothing():
    for layer in ("engine", "figures", "ui"):
        for folder in (ROOT / "components" / layer).iterdir():
            if folder.is_dir() and folder.name != "__pycache__":
                tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
                assert ast.get_docstring(tree), folder
                assert len(tree.body) == 1, folder


@pytest.mark.parametrize("top", ["components", "tests", "pages"])
def test_no_folder_has_too_many_files_and_no_file_too_many_lines(top):
    code = [path for suffix in ("py", "js") for path in (ROOT / top).rglob(f"*.{suffix}")]
    for folder in {path.parent for path in code} - {ROOT / "pages"}:  # a page is a file, and the menu shows how many
        assert sum(path.parent == folder for path in code) <= MOST_FILES, folder
    long = {str(path.relative_to(ROOT)) for path in code if len(path.read_text("utf-8").splitlines()) > MOST_LINES}
    assert long == set()


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


def test_tests_of_the_app_in_a_browser_are_in_files_that_are_named_for_it():
    """So it is seen which files need a browser, and they can be left out: `-k "not browser"`."""
    files = (ROOT / "tests").rglob("test_*.py")
    visiting = {path.name for path in files if re.search(r"def test_\w+\([^)]*\bvisit\b", path.read_text("utf-8"))}
    assert visiting
    assert {name for name in visiting if "browser" not in name} == set()


def test_no_file_asks_the_internet():
    ours = [p for folder in ("components", "pages") for p in (ROOT / folder).rglob("*") if p.suffix in {".js", ".css"}]
    for path in ours:
        assert "//" not in path.read_text(encoding="utf-8").replace("// ", ""), path


def test_no_heavy_library_is_loaded_before_the_first_text_box_is_on_screen():
    first = "import sys, components.ui.parts.text_boxes, components.ui.shell.sidebar, components.ui.shell.frame"
    code = f"{first}; print(*{{'torch', 'transformers', 'pandas', 'sklearn', 'umap'}} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
