"""The window: views on `core`, which knows nothing of them."""
