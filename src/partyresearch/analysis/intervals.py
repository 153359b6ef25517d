"""Every model-based interval, and every workaround for a library's defect."""

from __future__ import annotations

import math

from partyresearch.problems import UserError


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact central interval of a Poisson mean (Garwood 1936).

    It answers: which intensities would not make a count this far off surprising, if the process ran again?

    Parameters
    ----------
    count : int
        What was counted.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    low, high : float

    Raises
    ------
    UserError
        If ``confidence`` is not between 0 and 1.
    ValueError
        If ``count`` is negative.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. *Biometrika* 28, 437-442.
    doi:10.1093/biomet/28.3-4.437

    Examples
    --------
    >>> [round(limit, 4) for limit in poisson_interval(10)]
    [4.7954, 18.3904]
    >>> poisson_interval(0)[0]
    0.0
    """
    import statsmodels.stats.rates as rates

    if not 0 < confidence < 1:
        raise UserError(f"confidence: found {confidence!r}; right would be: a number between 0 and 1, such as 0.95")
    if count < 0:
        raise ValueError(f"a count cannot be negative: {count}")
    low, high = rates.confint_poisson(count, 1, method="exact-c", alpha=1 - confidence)
    return (0.0 if count == 0 or math.isnan(low) else float(low)), float(high)
