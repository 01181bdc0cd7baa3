from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.parsing.document import elements_having
from tamis.parsing.visibility import hidden_by_attributes, hidden_elements, hiding_selectors


def reason_of_style(style: str) -> str:
    return hidden_by_attributes("p", {"style": style})


def selectors(tag: str, attributes: Mapping[str, str | None]) -> set[str]:
    """What a style sheet may call an element."""
    names = {"." + name for name in (attributes.get("class") or "").split()}
    return {tag, "#" + (attributes.get("id") or ""), *names}


def reason_of_class(css: str, names: str, tag: str = "p", **attributes: str | None) -> str:
    own = {"class": names, **attributes}
    return hiding_selectors(css, selectors(tag, own)).reason(tag, own)


@pytest.mark.parametrize(
    ("tag", "attributes", "reason"),
    [
        ("p", {"hidden": None}, "hidden attribute"),
        ("p", {"hidden": ""}, "hidden attribute"),
        ("p", {"hidden": "until-found"}, "hidden attribute"),
        ("span", {"aria-hidden": "true"}, "aria-hidden"),
        ("span", {"aria-hidden": " TRUE "}, "aria-hidden"),
        ("dialog", {"class": "welcome"}, "dialog"),
        ("input", {"type": "Hidden", "value": "x"}, "hidden input"),
    ],
)
def test_attributes_hide(tag: str, attributes: dict[str, str | None], reason: str) -> None:
    assert hidden_by_attributes(tag, attributes) == reason


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("p", {}),
        ("p", {"class": "hidden", "id": "hidden"}),
        ("span", {"aria-hidden": "false"}),
        ("span", {"aria-hidden": None}),
        ("dialog", {"open": None}),
        ("details", {"class": "answer"}),
        ("input", {"type": "text"}),
        ("input", {"type": None}),
        ("p", {"style": None}),
        ("p", {"style": ""}),
        ("div", {"hidden": "", "id": "S:1f"}),
    ],
)
def test_attributes_that_do_not_hide(tag: str, attributes: dict[str, str | None]) -> None:
    assert hidden_by_attributes(tag, attributes) == ""


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("display:none", "display:none"),
        ("  DISPLAY : None !IMPORTANT ; color: red", "display:none"),
        ("display:block; display:none", "display:none"),
        ("display:none !important; display:block", "display:none"),
        ("display:/* a comment */none", "display:none"),
        ("d\\69splay:none", "display:none"),
        ("background:url(data:image/png;base64,AAAA);display:none", "display:none"),
        ("content:';display:block';display:none", "display:none"),
        ("visibility:hidden", "visibility:hidden"),
        ("visibility: collapse", "visibility:hidden"),
        ("content-visibility:hidden", "content-visibility:hidden"),
        ("opacity:0", "opacity:0"),
        ("opacity: 0.00", "opacity:0"),
        ("opacity:0%", "opacity:0"),
        ("font-size:0", "font-size:0"),
        ("font-size: 0px", "font-size:0"),
        ("position:absolute;left:-9999px", "off-screen"),
        ("left:-10000px;position:fixed", "off-screen"),
        ("position:absolute;top:-999em", "off-screen"),
        ("position:absolute;right:-1000.5px", "off-screen"),
        ("position:fixed;left:-100vw", "off-screen"),
        ("text-indent:-9999px", "off-screen"),
        ("margin-left:-1000px", "off-screen"),
        ("transform:translate(-9999px, 0)", "off-screen"),
        ("transform:translateX(-2000px)", "off-screen"),
        ("transform:translate3d(0, -999px, 0)", "off-screen"),
        ("width:0;overflow:hidden", "zero size"),
        ("height:0px;overflow:hidden", "zero size"),
        ("max-height:0;overflow:hidden", "zero size"),
        ("width:1px;height:1px;overflow:hidden", "zero size"),
        ("height:0;overflow:hidden;padding:0 0", "zero size"),
        ("transform:scale(0)", "zero size"),
        ("clip:rect(0 0 0 0)", "clipped"),
        ("clip:rect(1px, 1px, 1px, 1px)", "clipped"),
        ("clip-path:inset(50%)", "clipped"),
        ("clip-path:inset(100%)", "clipped"),
        ("clip-path: inset(0 100% 0 0)", "clipped"),
        ("clip-path:circle(0)", "clipped"),
        ("color:#fff;background:#ffffff", "text colour equals background"),
        ("color:white;background-color:rgb(255, 255, 255)", "text colour equals background"),
        ("background:WHITE no-repeat;color:#FFFF", "text colour equals background"),
        ("color:rgb(100% 100% 100%);background:white", "text colour equals background"),
        ("color:transparent", "transparent text"),
        ("color:rgba(0,0,0,0)", "transparent text"),
        ("color:#00000000", "transparent text"),
    ],
)
def test_styles_hide(style: str, reason: str) -> None:
    assert reason_of_style(style) == reason


@pytest.mark.parametrize(
    "style",
    [
        "display:block",
        "display:none;display:block",
        "display:none;display:flex !important",
        "display:none-such",
        "--display:none",
        "visibility:visible",
        "opacity:0.01",
        "opacity:var(--faint)",
        "opacity:0;transition:opacity 1s",
        "opacity:0;transform:translateY(20px)",
        "visibility:hidden;animation-name:fade-in",
        "font-size:0.9rem",
        "font-size:12px",
        "left:-9999px",
        "position:relative;left:-9999px",
        "position:absolute;left:-20px",
        "position:absolute;left:-100%",
        "text-indent:-1em",
        "margin-left:-15px",
        "transform:translateX(-50%)",
        "transform:scale(0.5)",
        "height:0",
        "width:0;overflow:visible",
        "height:100px;overflow:hidden",
        "height:0;padding-bottom:56.25%;overflow:hidden",
        "width:0;min-width:100%;overflow:hidden",
        "height:0;flex:1;overflow:hidden",
        "max-width:0;overflow:hidden;text-overflow:ellipsis",
        "clip:auto",
        "clip:rect(0, 200px, 100px, 0)",
        "clip-path:inset(10%)",
        "clip-path:circle(50%)",
        "color:#fff",
        "color:#fff;background:#000",
        "color:#fff;background:#fff url(night.jpg)",
        "color:#fff;background:#fff linear-gradient(red, blue)",
        "color:#fff;background:#fff;background-image:url(night.jpg)",
        "color:#fff;background:var(--white)",
        "color:inherit;background:inherit",
        "color:rgba(0,0,0,.5);background:rgba(0,0,0,.5)",
        "color:transparent;background-clip:text",
        "color:transparent;text-shadow:0 0 2px #000",
        "background-color:transparent;color:rgb(67, 67, 67)",
        "background:url(x?a;display:none)",
        ":;;:none;display",
        "color:#ff;background:#ff",
        "color:rgb(1,2);background:rgb(1,2)",
    ],
)
def test_styles_that_do_not_hide(style: str) -> None:
    assert reason_of_style(style) == ""


@pytest.mark.parametrize(
    ("css", "names"),
    [
        (".x{display:none}", "x"),
        (".x { display : none ; }", "a x b"),
        ("p.x{display:none}", "x"),
        (".x.y{display:none}", "y x"),
        (".a,.x,.b{display:none}", "x"),
        (".a{color:red}.x{DISPLAY:NONE!important}", "x"),
        ("/* } */ .x{/* { */display:none}", "x"),
        ('.a:before{content:"}"} .x{display:none}', "x"),
        (".a{background:url('a{b')} .x{display:none}", "x"),
        (".a{background:url(it's)} .x{display:none}", "x"),
        ('@charset "utf-8"; @import url(a.css); .x{display:none}', "x"),
        ("@media screen{.x{display:none}}", "x"),
        ("@media all, print{.a{color:red}.x{display:none}}", "x"),
        ("@media (min-width:1px){.a{color:red}} .x{display:none}", "x"),
        ("@supports (display:grid){@layer base{.x{display:none}}}", "x"),
        ("@keyframes k{0%{opacity:0}to{opacity:1}} .x{display:none}", "x"),
        ("@font-face{font-family:a} .x{display:none}", "x"),
        (".a{color:red;.b{color:blue}} .x{display:none}", "x"),
        (".x{display:none", "x"),
        (".md\\:x{display:none}", "md:x"),
        ("<!-- .x{display:none} -->", "x"),
        ("} .x{display:none}", "x"),
        ("p{display:none}", ""),
    ],
)
def test_style_sheets_hide(css: str, names: str) -> None:
    assert reason_of_class(css, names) == "display:none"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("visibility:hidden", "visibility:hidden"),
        ("opacity:0", "opacity:0"),
        ("position:absolute;left:-9999px", "off-screen"),
        ("text-indent: -999em", "off-screen"),
        ("position:absolute;width:1px;height:1px;overflow:hidden", "zero size"),
        ("clip:rect(0,0,0,0)", "clipped"),
        ("-webkit-clip-path:inset(50%)", "clipped"),
        ("background:#fff;color:white", "text colour equals background"),
        ("transform:scale(0)", "zero size"),
        ("d\\69splay:none", "display:none"),
    ],
)
def test_style_sheets_hide_in_each_way(body: str, reason: str) -> None:
    assert reason_of_class(f".x{{{body}}}", "x") == reason


@pytest.mark.parametrize(
    "css",
    [
        ".x:hover{display:none}",
        ".x::before{display:none}",
        ".x:not(.y){display:none}",
        ":not(.a,.x,.b){display:none}",
        ".x[open]{display:none}",
        ".no-js .x{display:none}",
        ".a > .x{display:none}",
        ".a + .x, .a ~ .x{display:none}",
        ".x .a{display:none}",
        ".x.y{display:none}",
        "div.x{display:none}",
        "*{display:none}",
        "*.x{display:none}",
        "@media print{.x{display:none}}",
        "@media (max-width:600px){.x{display:none}}",
        "@media screen and (min-width:600px){.x{display:none}}",
        "@media screen and (min-width:1px){@supports (a:b){.x{display:none}}}",
        "@supports not (display:grid){.x{display:none}}",
        "@keyframes x{.x{display:none}}",
        ".a{.x{display:none}}",
        "/* .x{display:none} */ .a{display:none}",
        "/* .x{display:none}",
        '.a{content:"} .x{display:none}"}',
        ".x{font-size:0}",
        ".x{opacity:0;transition:opacity 1s}",
        ".x{list-style:none;border:none}",
        ".x{overflow:hidden}",
        ".X{display:none}",
    ],
)
def test_style_sheets_that_do_not_hide(css: str) -> None:
    assert reason_of_class(css, "x") == ""


@pytest.mark.parametrize(
    ("css", "names"),
    [
        (".x{display:none}.x{display:block}", "x"),
        (".x{display:none}.x.open{display:block}", "x open"),
        (".x.open{display:block}.x{display:none}", "x open"),
        (".x{display:none}p.x{display:block}", "x"),
        (".x{visibility:hidden}.x{visibility:visible}", "x"),
        (".x{opacity:0}.x.seen{opacity:1}", "x seen"),
        (".x{display:none}@media (min-width:800px){.x{display:block}}", "x"),
        (
            ".hide{display:none}@media (min-width:800px){.md\\:block{display:block}}",
            "hide md:block",
        ),
        (".x{display:none}.ready .x{display:block}", "x"),
        (".x{max-height:0;overflow:hidden}.x.open{max-height:none}", "x open"),
        (".x{position:absolute;left:-9999px}.x.open{left:0}", "x open"),
    ],
)
def test_a_stronger_rule_shows_again(css: str, names: str) -> None:
    assert reason_of_class(css, names) == ""


@pytest.mark.parametrize(
    ("css", "names"),
    [
        (".x{display:block}.x{display:none}", "x"),
        (".x.open{display:block}.x{display:none}", "x"),
        (".x{display:none!important}.x{display:block}", "x"),
        (".x{display:none}.x:hover{display:block}", "x"),
        (".x{display:none}.x{visibility:visible}", "x"),
        (".x{display:none}@media print{.x{display:block}}", "x"),
        (".x{display:none}.menu p{display:block}", "x"),
    ],
)
def test_a_weaker_or_unrelated_rule_does_not_show_again(css: str, names: str) -> None:
    assert reason_of_class(css, names) == "display:none"


def test_an_inline_style_shows_again_unless_the_rule_is_important() -> None:
    css = ".x{display:none}.y{display:none!important}"
    assert reason_of_class(css, "x", style="display:block") == ""
    assert reason_of_class(css, "x", style="color:red") == "display:none"
    assert reason_of_class(css, "y", style="display:block") == "display:none"


def test_ids_and_tags_hide() -> None:
    css = "#x{display:none} aside{visibility:hidden} div#y.z{opacity:0} NAV{display:none}"
    assert reason_of_class(css, "", id="x") == "display:none"
    assert reason_of_class(css, "", tag="aside") == "visibility:hidden"
    assert reason_of_class(css, "", tag="nav") == "display:none"
    assert reason_of_class(css, "z", tag="div", id="y") == "opacity:0"
    assert reason_of_class(css, "", tag="div", id="y") == ""
    assert hiding_selectors(css, {"p", "#x"}).reason("p", {"id": None, "class": None}) == ""


@pytest.mark.parametrize("tag", ["html", "body", "main"])
def test_the_page_itself_is_never_hidden(tag: str) -> None:
    css = f"{tag}{{display:none}} {tag}.x{{display:none}} .x{{display:none}}"
    assert reason_of_class(css, "x", tag=tag) == ""


def test_custom_elements_that_wait_for_their_script_are_not_hidden() -> None:
    css = "my-card,.cards{visibility:hidden} my-card.gone{display:none}"
    assert reason_of_class(css, "", tag="my-card") == ""
    assert reason_of_class(css, "cards", tag="div") == ""
    assert reason_of_class(css, "gone", tag="my-card") == "display:none"


@pytest.mark.parametrize("css", ["", "p{margin:0}", ".a{display:block}", "{}", "}{", "<!-- -->"])
def test_rules_that_hide_nothing_are_falsy(css: str) -> None:
    assert not hiding_selectors(css, {"p", ".a"})


def test_rules_about_what_the_page_does_not_have_are_not_read() -> None:
    css = ".a{display:none} .b.a{display:none} #c{display:none}"
    assert not hiding_selectors(css, {"p", ".bb", "#a"})
    assert set(hiding_selectors(css, {"p", ".a"}).hiding) == {".a", ".b"}


def test_what_hides_an_element_hides_what_is_inside_it_and_no_more() -> None:
    tags = ["html", "body", "div", "p", "p", "noscript", "b", "p"]
    depths = [0, 1, 2, 3, 3, 2, 3, 2]
    attributes: list[dict[str, str | None]] = [{} for _ in tags]
    attributes[1] = {"class": "gone"}
    attributes[2] = {"hidden": ""}
    attributes[3] = {"class": "gone"}
    attributes[7] = {"class": "gone"}
    having = elements_having(attributes)
    assert hidden_elements(tags, depths, attributes, having, ".gone{display:none}") == [
        *("", "", "hidden attribute", "hidden attribute", "hidden attribute"),
        *("noscript", "noscript", "display:none"),
    ]


HOSTILE = {
    "open braces": "{" * 2_000_000,
    "closing braces": "}" * 2_000_000,
    "empty rules": ".a{}" * 500_000,
    "media": "@media x{" * 220_000,
    "unterminated comments": "/*" * 1_000_000,
    "unterminated strings": ".a{content:\"'" * 150_000,
    "unterminated urls": "url(" * 500_000,
    "many hiding rules": "".join(f".a{n}{{display:none}}" for n in range(90_000)),
    "the same selector": ".a," * 600_000 + ".a{display:none}",
    "one class, many partners": ",".join(f".a.b{n}" for n in range(200_000)) + "{display:none}",
    "declarations": ".a{display:none;" + "a:b;" * 480_000 + "}",
    "one long word": ".a{display:none!" + "a" * 1_900_000 + "}",
    "long selector": ".a" * 950_000 + "{display:none}",
    "backslashes": ".a{display:none" + "\\" * 1_900_000 + "}",
    "media queries": "@media " + "a," * 900_000 + "{.a{display:none}}",
}


@pytest.mark.parametrize("css", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_style_sheet_takes_bounded_time(css: str) -> None:
    names = {"p", ".x", ".a", *(f".{letter}{n}" for letter in "ab" for n in range(200_000))}
    started = time.process_time()
    rules = hiding_selectors("p.x{display:none}" + css, names)
    attributes: dict[str, str | None] = {"class": " ".join(f"a b{n}" for n in range(1_000))}
    for _ in range(100):
        rules.reason("p", attributes)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("unit", ["a:", "display:none;", "(", "url(", "/*", "\\", "#", "rgb(", "'"])
def test_a_hostile_style_takes_bounded_time(unit: str) -> None:
    started = time.process_time()
    reason_of_style("color:" + unit * (1_000_000 // len(unit)))
    reason_of_style("clip-path:inset(" + unit * (1_000_000 // len(unit)))
    reason_of_style("transform:" + "translate(" + unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 2


CSS_PIECES = st.sampled_from(
    [*"{};:\"',()#\\ é0", ".x", "#a", "/*", "*/", "url(", "rect(", "@media ", "print", "opacity:0"]
)


@given(st.lists(CSS_PIECES, max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_read_without_an_error(css: str) -> None:
    attributes: dict[str, str | None] = {"class": "x", "id": "a", "style": css}
    assert isinstance(hidden_by_attributes("p", attributes), str)
    assert isinstance(hiding_selectors(css, {"p", ".x", "#a"}).reason("p", attributes), str)
