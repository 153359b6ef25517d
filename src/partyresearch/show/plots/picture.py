"""A finished plot as a picture with alternative text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.display import Image
    from matplotlib.axes import Axes


def picture(ax: Axes, alt: str) -> Image:
    """Turn a plot into a picture that a notebook shows, and close it."""
    import matplotlib.pyplot as plt
    from IPython.display import Image
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    stream = io.BytesIO()
    figure = ax.get_figure(root=True)
    assert figure is not None, "an Axes that was drawn on has a figure"
    figure.set_dpi(144)
    FigureCanvasAgg(figure).print_png(stream, metadata={"Software": None})  # type: ignore[no-untyped-call] # savefig draws twice
    plt.close(figure)
    return Image(data=stream.getvalue(), alt=alt)  # type: ignore[no-untyped-call]
