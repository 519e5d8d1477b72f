"""Right and wrong answers: one file a function, one `# %%` section an answer, as a student's cell.

`# %% right: STYLE` must earn every point. `# %% wrong: MISTAKE` must lose some, and MISTAKE is what the
message should name, as the words that slug() turns into its id; ` -- NOTE` after it tells variants apart. What a right answer
lacks where it earns no extra credit may follow: ` -- without extra credit: MISTAKE`.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
WITHOUT = "without extra credit"


def spelled(letter):
    """A Greek letter's name; any other character as it is."""
    name = unicodedata.name(letter, "")
    return name.split(" ")[-1] if name.startswith("GREEK") else letter


def slug(mistake):
    """The id of the mistake that a title describes: 'the factor γ is missing' is the-factor-gamma-is-missing."""
    letters = unicodedata.normalize("NFKD", "".join(map(spelled, mistake))).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


@dataclass(frozen=True)
class Answer:
    """One way to write one function: the cell's source, whether it is right, its style or mistake."""

    function: str
    right: bool
    title: str
    source: str

    @property
    def mistake(self):
        """What its message should name; nothing where it should give none."""
        title, _, note = self.title.partition(" -- ")
        return note.partition(WITHOUT)[2].removeprefix(": ") if self.right else title

    def __str__(self):
        return f"{self.function}: {self.title}"


def read(path):
    """All answers in one file."""
    sections = re.split(r"^# %% ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for section in sections:
        head, _, source = section.partition("\n")
        kind, _, title = head.partition(": ")
        assert kind in ("right", "wrong"), f"{path}: '# %% {head}' is neither right nor wrong"
        yield Answer(path.stem, kind == "right", title.strip(), source.strip("\n") + "\n")


def answers(folder=FOLDER):
    """Every answer of the catalogue, or of another folder."""
    return [answer for path in sorted(folder.glob("*.py")) if path.stem != "__init__" for answer in read(path)]
