"""Matching: each stem with its target. An answer is {stem key: target key} of the stems that were matched."""

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar, Self

import msgspec

from quiz.errors import Invalid
from quiz.questions.block import Block, Item, only_attributes
from quiz.questions.common import Answer, Common, Fields, WrongAnswer, mapped
from quiz.questions.keys import letters, with_keys

LONGEST_TARGET = 200  # characters; it is a line of a list to choose from


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="part"):
    key: str = ""
    text: str


class Stem(Part, frozen=True, kw_only=True, tag="stem"):
    """`text` is Markdown on one line, `target` the text of its right target."""

    target: str


class Target(Part, frozen=True, kw_only=True, tag="target"):
    """`text` is plain text on one line. It may belong to several stems, or to none: a distractor."""


class Matching(Common, frozen=True, kw_only=True, tag="matching"):
    """`items` are the stems and targets in the order shown, which may mix them: each side is shown by itself."""

    label: ClassVar[str] = "Matching"
    example: ClassVar[str] = """\
## Which capital belongs to which country?

- Kenya -> Nairobi
- Chile -> Santiago
- Norway -> Oslo
- -> Lima
"""

    items: tuple[Stem | Target, ...]

    @property
    def stems(self) -> tuple[Stem, ...]:
        return tuple(item for item in self.items if isinstance(item, Stem))

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(item for item in self.items if isinstance(item, Target))

    def read(self, fields: Fields) -> Answer | None:
        stems = {stem.key for stem in self.stems}
        targets = {target.key for target in self.targets}
        sent = {stem: values for stem, values in fields.items() if any(values) or len(values) > 1}
        matched = {
            stem: values[0]
            for stem, values in sent.items()
            if stem in stems and len(values) == 1 and values[0] in targets
        }
        if len(matched) < len(sent):
            raise WrongAnswer("Please match each item with one of its list.", shown=matched or None)
        return matched or None

    def grade(self, answer: Answer) -> float:
        texts = {target.key: target.text for target in self.targets}
        hits = [stem for stem in self.stems if texts.get(_key(answer, stem)) == stem.target]
        return len(hits) / len(self.stems)

    def right_answer(self) -> Answer:
        keys = {target.text: target.key for target in self.targets}
        return {stem.key: keys[stem.target] for stem in self.stems}

    def describe(self, answer: Answer) -> str:
        texts = {target.key: target.text for target in self.targets}
        pairs = ((stem.text, texts.get(_key(answer, stem))) for stem in self.stems)
        return "; ".join(f"{stem} → {target}" for stem, target in pairs if target is not None)

    def letter_of(self, stem: Stem) -> str:
        """Of its right target, on paper, where the targets are lettered: "A" is the first."""
        return letters([target.text for target in self.targets].index(stem.target)).upper()

    def texts(self) -> tuple[str, ...]:
        return (*super().texts(), *(stem.text for stem in self.stems))

    def parts(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items)

    def arranged(self, parts: Sequence[str]) -> Self:
        by_key = {item.key: item for item in self.items}
        return msgspec.structs.replace(self, items=tuple(by_key[part] for part in parts))

    def keyed(self, like: Common | None, retired: Collection[str] = ()) -> Self:
        known = like.items if isinstance(like, Matching) else ()
        in_order = _in_order(self.stems, self.targets)
        return msgspec.structs.replace(self, items=with_keys(in_order, known, letters, retired=retired))

    def problems(self) -> list[str]:
        found = []
        stems = [" ".join(stem.text.split()) for stem in self.stems]
        targets = [" ".join(target.text.split()) for target in self.targets]
        if len(stems) < 2:
            found.append("it needs at least two stems")
        if not all((*stems, *targets)):
            found.append("a stem or a target has no text")
        if any(len(item.text.splitlines()) > 1 for item in self.items):
            found.append("a stem or a target has more than one line")
        if any(len(target.text) > LONGEST_TARGET for target in self.targets):
            found.append(f"a target is longer than {LONGEST_TARGET} characters")
        if len(set(stems)) < len(stems):
            found.append("two stems are alike")
        if len(set(targets)) < len(targets):
            found.append("two targets are alike")
        if {stem.target for stem in self.stems} - {target.text for target in self.targets}:
            found.append("the right target of a stem is not among the targets")
        return found

    @classmethod
    def claims(cls, block: Block) -> bool:
        return bool(block.items) and all(item.mark == ">" for item in block.items)

    @classmethod
    def from_block(cls, block: Block) -> Self:
        if any(item.mark != ">" for item in block.items):
            raise Invalid("stems are written “- stem -> target”, and targets without a stem “- -> target”")
        stems = [Stem(key=item.key, text=item.text, target=item.target) for item in block.items if item.text]
        return cls(**block.common(), items=_in_order(stems, _targets(block.items)))

    def to_block(self) -> Block:
        keys = {target.text: target.key for target in self.targets}
        used = {stem.target for stem in self.stems}
        alone = [text for text in keys if text not in used]
        pairs = [*((stem.text, stem.key, stem.target) for stem in self.stems), *(("", "", text) for text in alone)]
        items = (
            Item(">", text, key, {"target": keys[target]} if keys.get(target) else {}, target=target)
            for text, key, target in pairs
        )
        return Block.of(self, items)


def _key(answer: Answer, stem: Stem) -> str:
    """Of the target that the stem was matched with."""
    return str(mapped(answer).get(stem.key))


def _in_order(stems: Iterable[Stem], targets: Iterable[Target]) -> tuple[Stem | Target, ...]:
    """Targets by their alphabet: neither their order nor that of their keys tells which stem they belong to."""
    return (*stems, *sorted(targets, key=lambda target: (target.text.casefold(), target.text)))


def _targets(items: Sequence[Item]) -> list[Target]:
    """One for each text. Raises Invalid if one has two keys, or if a key belongs to no stem."""
    keys: dict[str, str] = {}
    for item in items:
        only_attributes(item, "target")
        if item.key and not item.text:
            raise Invalid(f"the key of a target is written {{target={item.key}}}")
        key = item.attributes.get("target", "")
        known = keys.setdefault(item.target, key)
        if key and known and key != known:
            raise Invalid(f"the target “{item.target}” has two keys, {known} and {key}")
        keys[item.target] = known or key
    return [Target(key=key, text=text) for text, key in keys.items()]
