"""How datasets name what Melody has a label for (`core.tagging.labels`)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from core.tagging.labels import LABELS

# Jamendo's tags are "genre---rock", "mood/theme---sad", "instrument---guitar".
_KIND_MARK = "---"


def _squeezed(name: str) -> str:
    """Letters and digits of a name: datasets differ in blanks, hyphens and capitals."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


_BY_SPELLING: Mapping[str, str] = MappingProxyType({_squeezed(label): label for label in LABELS})
_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        synonym: label
        for label, synonyms in {
            "female voice": (
                "female", "woman", "femalevocal", "femalevocals", "femalevocalist",
                "femalevocalists", "femalesinger", "femalesinging", "womansinging",
            ),
            "male voice": (
                "male", "man", "malevocal", "malevocals", "malevocalist", "malevocalists",
                "malesinger", "malesinging", "mansinging",
            ),
            "instrumental": ("novocal", "novocals", "novoice", "novoices", "nosinging"),
            "guitar": ("acousticguitar", "electricguitar", "classicalguitar", "guitars"),
            "synth": ("synthesizer", "synths"),
            "violin": ("violins",),
            "classical": ("classic",),
            "choir": ("choral",),
            "beat": ("beats",),
            "chillout": ("chill",),
            "rnb": ("rb",),
            "hip-hop": ("rap",),
        }.items()
        for synonym in synonyms
    }
)  # fmt: skip


def merged_label(name: str) -> str | None:
    """Melody's label for a dataset's name or a synonym of it; None where there is none."""
    word = _squeezed(name.rsplit(_KIND_MARK, maxsplit=1)[-1])
    return _BY_SPELLING.get(word) or _SYNONYMS.get(word)


def renamed(names: Iterable[str]) -> Mapping[str, str]:
    """For each of a dataset's names Melody's label, or the name itself.

    No two names get one label, so that the dataset keeps its classes: of several names that
    mean a label the one spelled like it gets it, and none if no single one is.
    """
    known = tuple(names)
    claims: defaultdict[str, list[str]] = defaultdict(list)
    for name in known:
        if label := merged_label(name):
            claims[label].append(name)
    given = {}
    for label, claimants in claims.items():
        alike = [name for name in claimants if _is_spelled_like(name, label)] or claimants
        if len(alike) == 1 and (label == alike[0] or label not in known):
            given[alike[0]] = label
    return {name: given.get(name, name) for name in known}


def _is_spelled_like(name: str, label: str) -> bool:
    return _squeezed(name.rsplit(_KIND_MARK, maxsplit=1)[-1]) == _squeezed(label)
