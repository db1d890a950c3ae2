"""The app's own text format: a Markdown file that reads well as it stands.

    # Title                              the quiz; a later # heading begins a section
    Introduction.

    ## What does HTTP stand for? {#http marks=2}

    More of the question, if it needs more.

    - [ ] Hot Text Transfer              choices; - [x] is right, and several may be
    - [x] HyperText Transfer Protocol
      > Why this one.                    explanation of a choice

    > Why.                               explanation of the question

Accepted answers of a text question are lines `= answer`. A stem and its target stand in a line `- stem -> target`, a
target without a stem in `- -> target`; the last arrow counts, which may be `→`, and a backslash makes one in a target
text: `\\->`. A numbered list, `1. first`, `2. second`, holds items in their right order, if the question has no
answers of another kind; otherwise, and in texts that belong to no question, it is text.

Attributes stand in braces at the end of a heading or an answer: `#key`, `name=value`, `name="a b"`, or a flag; `{-}`
there says that braces before it are text. Settings of the quiz, such as `language: de`, stand as `name: value` lines
between two `---` lines on top. `{kind=…}` names the kind where the shape alone would be read as another one. Only a
line that begins at the left margin, outside of fenced code, can be structure: with one space before it, it is text.
The writer adds that space where a text needs it and the reader takes it off again. What almost looks like structure,
such as `-[x] a`, is refused: as text it would show the right answer to everybody.

Line by line, the reader makes blocks (quiz/questions/block.py), and the kinds say what they mean.
"""

from quiz.formats.markdown.reader import read
from quiz.formats.markdown.writer import write

__all__ = ["NAME", "SUFFIXES", "read", "write"]

NAME = "markdown"
SUFFIXES = (".md", ".markdown")
