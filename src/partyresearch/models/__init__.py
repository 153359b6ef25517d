"""Every statistical method: arrays in, numbers out.

The only package that calls statsmodels and scipy. It knows nothing of tables, languages or pictures. Both libraries are
imported inside functions: they take a second to load, and most commands need neither.
"""
