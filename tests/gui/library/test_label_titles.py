"""Labels in the language of the window."""

from core.tagging.labels import LABELS
from melody_gui.label_titles import label_title


def test_every_label_has_a_title_of_its_own() -> None:
    titles = [label_title(label) for label in LABELS]
    assert len(set(titles)) == len(LABELS)
    assert all(title[0].isupper() or title[0].isdigit() for title in titles)


def test_unknown_labels_are_shown_as_they_are() -> None:
    assert label_title("polka") == "polka"
