"""Melody's core: from a song to its drum score. No Qt here, ever."""
