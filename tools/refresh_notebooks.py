"""Execute every notebook in place with its defaults, and renew the pictures of README and docs."""

from pathlib import Path

from partyresearch.reports.notebook import as_bytes, run_notebook
from partyresearch.reports.run import find_notebooks

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write notebooks/*.ipynb and docs/images/*.svg."""
    reports = {path: name for name, path in find_notebooks().items()}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        name = reports.get(path, path.stem)
        notebook = run_notebook(name, path, {}, path.parent)
        path.write_bytes(as_bytes(notebook))
        print(f"refreshed {path.relative_to(ROOT)}")
        shown = ROOT / "docs" / "images" / f"{name}.svg"
        if shown.exists():
            pictures = [
                output["data"]["image/svg+xml"]
                for cell in notebook.cells
                for output in cell.get("outputs", [])
                if "image/svg+xml" in output.get("data", {})
            ]
            shown.write_text(pictures[0], encoding="utf-8")


if __name__ == "__main__":
    main()
