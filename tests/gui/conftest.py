"""The window's tests draw to memory, on any machine."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
