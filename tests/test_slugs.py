"""The slugs of quizzes."""

import pytest

from quiz import slugs


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("How the Web works.md", "how-the-web-works"),
        ("a__b.x.json", "a-b-x"),
        ("Länder.md", "lander"),
        ("Ж", ""),
        ("x" * 90, "x" * 80),
    ],
)
def test_a_files_name_makes_the_slug(name: str, slug: str) -> None:
    assert slugs.of_file(name) == slug


def test_a_stand_in_can_be_told_from_every_slug_that_words_make() -> None:
    stand_in = slugs.stand_in(7, "nonce")
    assert stand_in == slugs.stand_in(7, "nonce") != slugs.stand_in(8, "nonce")
    assert slugs.is_stand_in(stand_in) and slugs.SLUG.fullmatch(stand_in)
    assert not slugs.is_stand_in(slugs.of_words("Draft 2026"))
