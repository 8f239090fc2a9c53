"""An invented bureau with known truth: exports as a bureau would have them, and what is wrong in them."""
