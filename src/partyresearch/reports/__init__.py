"""Run notebooks and put what they make in place: executing returns bytes, publishing writes them."""
