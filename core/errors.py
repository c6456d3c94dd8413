"""The one family of errors that Melody raises on purpose, each in the user's words.

Every error carries the exit code with which the command line ends. A message says
what is wrong, with which file, and what to do about it.
"""


class MelodyError(Exception):
    """Something that the user can understand and, most often, mend."""

    exit_code = 1


class UsageError(MelodyError):
    """The command or a setting was given wrongly."""

    exit_code = 2


class AudioError(MelodyError):
    """A song could not be read."""

    exit_code = 3


class SongNotFoundError(AudioError):
    """There is no such file, or it is a folder."""

    exit_code = 4


class NotAudioError(AudioError):
    """The file is empty, holds no audio track, or is no audio at all."""

    exit_code = 5


class SongTooShortError(AudioError):
    """The song is shorter than a second."""

    exit_code = 6


class SilentSongError(AudioError):
    """The song holds no sound."""

    exit_code = 7


class ModelError(MelodyError):
    """A checkpoint is missing, damaged or made for another network."""

    exit_code = 8


class ScoreError(MelodyError):
    """A score could not be built or written."""

    exit_code = 9


class OutputError(MelodyError):
    """A result could not be written."""

    exit_code = 10


class DatasetError(MelodyError):
    """A folder of training or reference data is not as its layout says."""

    exit_code = 11


class ProjectError(MelodyError):
    """A project file is damaged, of a newer version, or none."""

    exit_code = 12


class LibraryError(MelodyError):
    """A library's file is damaged, of a newer version, none, or cannot be used."""

    exit_code = 13


class CancelledError(MelodyError):
    """The user stopped a long piece of work."""

    exit_code = 130
