"""The change of a mean, with an interval that allows for days that resemble their neighbours.

In: values in the order of their days. Out: numbers. Pure: the same values give the same interval.

Days of fighting come in runs, so single days must not be drawn as if they were independent. Whole
blocks of neighbouring values are drawn instead (moving blocks: Künsch 1989, The jackknife and the
bootstrap for general stationary observations, Annals of Statistics 17), on a series closed to a
circle, so that its first and last days weigh as much as the others (Politis and Romano 1992, A
circular block-resampling procedure for stationary data).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# Near the cube root of the eight to fifty values that a window holds, the order of length that
# serves a mean best (Hall, Horowitz and Jing 1995, On blocking rules for the bootstrap).
BLOCK = 3
# Enough that the ends of the interval move by less than a twentieth of its width with the seed.
DRAWS = 4000
# Between the 5th and the 95th percentile of the draws: the ends of 95 % would rest on a few draws
# of a few days.
LEVEL = 0.90
SEED = 1  # any number; a fixed one, so that the same record prints the same page
FEWEST = 8  # values on each side: with fewer, two or three blocks would decide


class Change(NamedTuple):
    """Means before and after, their difference, and its interval (None: too few values)."""

    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None


def change_of_mean(before: Sequence[float], after: Sequence[float]) -> Change:
    """The mean after less the mean before; with ``FEWEST`` values on both sides, its interval."""
    means = [float(np.mean(values)) if len(values) else None for values in (before, after)]
    change = None if None in means else means[1] - means[0]
    if min(len(before), len(after)) < FEWEST:
        return Change(*means, change, None, None)
    rng = np.random.default_rng(SEED)
    drawn = [drawn_means(np.asarray(values, float), rng) for values in (before, after)]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn[1] - drawn[0], [tail, 1 - tail])
    return Change(*means, change, float(low), float(high))


def drawn_means(
    values: np.ndarray, rng: np.random.Generator, draws: int = DRAWS, block: int = BLOCK
) -> np.ndarray:
    """Means of series drawn in blocks from a series, each as long as the series itself."""
    length = len(values)
    starts = rng.integers(0, length, (draws, -(-length // block)))
    places = (starts[:, :, None] + np.arange(block)) % length
    return values[places.reshape(draws, -1)[:, :length]].mean(axis=1)
