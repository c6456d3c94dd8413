"""Why a song could not be opened, in as many words as there is room for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from melody_gui.document import Document


def named_reason(document: "Document") -> str:
    """The whole reason, with the file's name in the place of its path."""
    message = document.failure.message if document.failure else ""
    return message.replace(str(document.path), document.path.name)


def short_reason(document: "Document") -> str:
    """The reason in one sentence, without the file's name where that comes first."""
    reason = named_reason(document)
    after_name = reason.removeprefix(f"“{document.path.name}” ").removeprefix("is ")
    sentence = after_name.partition(". ")[0].partition(": ")[0].rstrip(".")
    return sentence[:1].upper() + sentence[1:]
