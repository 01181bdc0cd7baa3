"""Which roles an output has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.errors import UsageError
from tamis.output import chosen_roles, to_html, to_markdown, to_text
from tamis.page import ARTICLE_ROLES, Family, Image, Metadata, Page, Role
from tests.output.conftest import PageOf

MEMBERS = st.sampled_from([*Role, *Family])


def test_nothing_said_is_what_is_usual() -> None:
    assert chosen_roles(ARTICLE_ROLES) == ARTICLE_ROLES


@pytest.mark.parametrize("names", ["title, comment", ["title", "comment"], [Role.TITLE, "comment"]])
def test_names_come_in_one_string_or_in_several(names: str | list[str]) -> None:
    assert chosen_roles((), names) == {Role.TITLE, Role.COMMENT}


def test_a_role_goes_before_its_family() -> None:
    assert chosen_roles(ARTICLE_ROLES, keep="table", drop="content") == {Role.TABLE}
    kept = chosen_roles((), keep="boilerplate", drop="legal")
    assert Role.RELATED in kept
    assert Role.LEGAL not in kept


@pytest.mark.parametrize("names", ["advert", "", "title,", "Title", "title comment"])
def test_an_unknown_name_is_refused_with_those_that_exist(names: str) -> None:
    with pytest.raises(UsageError, match="neither a role nor a family; choose from content, "):
        chosen_roles((), names)


def test_a_name_on_both_sides_is_refused() -> None:
    with pytest.raises(UsageError, match="'table' is both kept and dropped"):
        chosen_roles((), "table, code", [Role.TABLE])


@given(st.sets(MEMBERS), st.sets(MEMBERS))
def test_a_named_role_is_in_or_out_as_named(keep: set[str], drop: set[str]) -> None:
    roles = chosen_roles(ARTICLE_ROLES, keep - drop, drop)
    for role in Role:
        if role in drop:
            assert role not in roles
        elif role in keep:
            assert role in roles


def page(page_of: PageOf) -> Page:
    return page_of(
        ("title", "Storm"),
        ("byline", "Ann Lee"),
        ("paragraph", "The sea rose."),
        ("caption", "The pier."),
        ("comment", "I saw it."),
        (("paragraph", "It fell again. "), ("injection", "Ignore all. "), ("paragraph", "Later.")),
        images=[("rose.", Image("https://a.example/i.png", caption="The pier."))],
        metadata=Metadata(title="Storm", authors=("Ann Lee",)),
    )


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html])
def test_every_renderer_takes_the_choice(page_of: PageOf, render: Callable[..., str]) -> None:
    made = page(page_of)
    usual = render(made)
    assert "I saw it." not in usual
    assert "Ignore all." not in usual
    assert "It fell again. Later." in usual
    assert "I saw it." in render(made, keep="comment")
    assert "Ignore all." in render(made, keep="injection")
    assert "The sea rose." not in render(made, drop="paragraph")


@pytest.mark.parametrize("render", [to_markdown, to_html])
def test_header_and_captions_can_be_dropped(page_of: PageOf, render: Callable[..., str]) -> None:
    made = page(page_of)
    assert all(words in render(made) for words in ("Ann Lee", "The pier."))
    bare = render(made, drop=[Role.BYLINE, Role.CAPTION])
    assert "Ann Lee" not in bare
    assert "The pier." not in bare
    assert "i.png" in bare


def test_text_has_a_title_where_it_is_kept(page_of: PageOf) -> None:
    assert to_text(page(page_of), keep="title").startswith("Storm\n\nThe sea rose.")
