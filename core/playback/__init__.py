"""What the player sounds: the song, its transcription as drums, a metronome, at any speed.

Pure numbers: nothing here knows a sound device or Qt.
"""
