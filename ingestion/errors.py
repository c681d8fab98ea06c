"""What can go wrong before a delivery has rows.

Belongs here: errors that end the reading of a file, each with a reason and what to do next, in the partner's language.
"""

from __future__ import annotations

from pathlib import Path

from ingestion.messages import Language, Message


class IngestionError(Exception):
    """Base of the errors that the intake raises on purpose."""


class UnreadableFile(IngestionError):
    """A file that cannot be read as a table.

    Attributes:
        path: the file.
        reason: why it cannot be read.
        advice: what its sender should do next.
    """

    def __init__(self, path: Path, reason: Message, advice: Message) -> None:
        super().__init__(f"{path.name}: {reason.en} {advice.en}")
        self.path = path
        self.reason = reason
        self.advice = advice

    def text(self, language: Language) -> str:
        """Reason and advice as one line for people."""
        return f"{self.reason.text(language)} {self.advice.text(language)}"
