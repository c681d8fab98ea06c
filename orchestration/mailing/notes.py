"""What became of a night's mails, for the journal of steps.

What goes here: outcomes of mails as journal entries. What does not: sending (`sending.py`), the journal (`orchestration.step_journal`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ingestion.steps import OK
from orchestration.step_journal import Noted, StepJournal


@dataclass(slots=True)
class MailNotes:
    """What became of tonight's mails, for the journal. Of a server's reply only the codes: the rest may name a person."""

    journal: StepJournal
    now: datetime
    settled: set[str] = field(default_factory=set)
    put_off: list[Noted] = field(default_factory=list)

    def sent(self, load_id: str, refused_codes: Collection[int]) -> None:
        """It went out, perhaps not to every address."""
        codes = ", ".join(str(code) for code in sorted(refused_codes))
        self._settle(Noted("mail", load_id, OK, self.now, detail=f"Une partie des adresses a été refusée ({codes})." if codes else None))

    def refused(self, load_id: str, codes: str) -> None:
        """It was refused for good."""
        detail = f"Le serveur a refusé le courriel ({codes}) : vérifiez l'adresse du partenaire."
        self._settle(Noted("mail", load_id, "mail_refused", self.now, is_transient=False, detail=detail))

    def delayed(self, load_id: str, codes: str) -> None:
        """The server wants to be asked again."""
        detail = f"Le serveur a remis le courriel à plus tard ({codes}) ; nouvel essai la nuit prochaine."
        self.put_off.append(Noted("mail", load_id, "mail_put_off", self.now, is_transient=True, detail=detail))
        self.settled.add(load_id)

    def unreachable(self, load_ids: Iterable[str]) -> None:
        """There was no session, or it broke off: what was not settled before waits."""
        detail = "Le serveur de courriel ne répond pas ou refuse la session ; nouvel essai la nuit prochaine."
        self.put_off += [
            Noted("mail", load_id, "mail_server_unreachable", self.now, is_transient=True, detail=detail)
            for load_id in load_ids
            if load_id not in self.settled
        ]

    def end(self) -> None:
        """Notes what was put off, where it was not put off for the same reason the night before."""
        self.journal.note_changes(self.put_off)

    def _settle(self, entry: Noted) -> None:
        self.journal.note([entry])
        self.settled.add(entry.subject)
