"""Every statistical method: arrays in, numbers out. The only place that calls statsmodels and scipy."""
