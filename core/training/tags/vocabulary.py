"""What the words of published taggers mean in Melody's labels."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.errors import DatasetError
from core.tagging.labels import LABELS

# The 50 commonest last.fm tags of the Million Song Dataset, in the order of musiCNN's outputs.
MSD_TAGS = (
    "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s",
    "alternative rock", "jazz", "beautiful", "metal", "chillout", "male vocalists",
    "classic rock", "soul", "indie rock", "mellow", "electronica", "80s", "folk", "90s", "chill",
    "instrumental", "punk", "oldies", "blues", "hard rock", "ambient", "acoustic", "experimental",
    "female vocalist", "guitar", "hip-hop", "70s", "party", "country", "easy listening", "sexy",
    "catchy", "funk", "electro", "heavy metal", "progressive rock", "60s", "rnb", "indie pop",
    "sad", "house", "happy",
)  # fmt: skip
# The 50 commonest tags of MagnaTagATune, likewise.
MTT_TAGS = (
    "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast",
    "piano", "ambient", "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male",
    "singing", "vocals", "no vocals", "harpsichord", "loud", "quiet", "flute", "woman",
    "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man", "classic", "choir", "voice",
    "new age", "dance", "male voice", "female vocal", "beats", "harp", "cello", "no voice",
    "weird", "country", "metal", "female voice", "choral",
)  # fmt: skip
VOCABULARIES: Mapping[str, tuple[str, ...]] = MappingProxyType({"msd": MSD_TAGS, "mtt": MTT_TAGS})

# Other words for a label; a label is a word for itself.
SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "chillout": ("chill",),
        "classical": ("classic",),
        "instrumental": ("no vocals", "no vocal", "no voice"),
        "female voice": ("female vocalists", "female vocalist", "female", "woman", "female vocal"),
        "male voice": ("male vocalists", "male", "man", "male vocal"),
        "choir": ("choral",),
        "beat": ("beats",),
    }
)


def labels_from_tags(
    probabilities: Sequence[NDArray[np.float32]], vocabularies: Sequence[str]
) -> NDArray[np.float32]:
    """Probabilities `(n, n_labels)` in the order of `LABELS` from those of taggers `(n, n_tags)`.

    A tagger's word for a label that it finds likeliest counts; taggers that both know a label
    are averaged. Raises `DatasetError` if none of them knows a label.
    """
    columns = []
    for label in LABELS:
        words = {label, *SYNONYMS.get(label, ())}
        heard = []
        for values, vocabulary in zip(probabilities, vocabularies, strict=True):
            places = [i for i, tag in enumerate(VOCABULARIES[vocabulary]) if tag in words]
            if places:
                heard.append(values[:, places].max(axis=1))
        if not heard:
            raise DatasetError(f"No teacher knows the label “{label}”.")
        columns.append(np.mean(heard, axis=0))
    return np.stack(columns, axis=1).astype(np.float32)
