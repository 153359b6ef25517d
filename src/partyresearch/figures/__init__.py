"""A printed numeral: its exact value, the interval its rounding allows, and what percentages imply."""
