"""Text that was read in a wrong encoding: found by what proves it, left where it can be read."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tamis
from tamis.labelling.tokens import read_tokens
from tamis.page import Role
from tamis.pollution.misread import as_written, lost_lines, misread_stretches

HOST = (
    "The ferry to Orla island will not sail before Thursday, the harbour office said.\n"
    "A storm tore the pier at Nordheim apart on Sunday night; nobody was hurt.\n"
    "Divers are to look at the pillars as soon as the water is calm again.\n"
    "Until then a small boat takes mail and medicine across twice a day.\n"
    "The island's shop says that it has enough bread and milk for a week."
)
GERMAN = "Die Fähre fährt früh am Morgen über die Bucht, sagte der Bürgermeister von Mühlhöfen."
FRENCH = "La traversée a été annulée à cause de la tempête, a déclaré le préfet de la région."
RUSSIAN = "Сегодня утром в городе открылся новый мост через реку, сообщил мэр."
GREEK = "Το πλοίο δεν θα σαλπάρει πριν από την Πέμπτη, ανακοίνωσε το λιμεναρχείο."
CLEAN = [
    *(HOST, GERMAN, FRENCH, RUSSIAN, GREEK),
    "Sie trafen sich im »CAFÉ« am Ufer, „ÖSTLICH“ der Brücke, neben der »CITÉ«.",
    "O IRMÃO disse «NÃO» e a IRMÃ® vende pão; «AMANHÃ» há mais à venda.",
    "Ні, її брат Гліб і сестра Ніна цієї ночі не спали, бо чекали на Різдво.",
    "Учора ў Мінску, ля Свіслачы, яны елі ікру і пілі піва ў карчме.",
    "Ђорђе и Љиљана су јуче у Њујорку јели ћевапе и пили шљивовицу.",
    "Ísöld fór út í ÓÐAL og sá þar Ægi, Þóru, Ævar og Öldu á æfingu.",
    "Why go?Because of https://example.org/a?b=c&d=é and /søk?q=båt, of course.",
    "Is it 12?24 or 12?36, and what?! Really?? Yes.",
]


def misread(text: str) -> str:
    reading = read_tokens(text)
    starts, ends = reading.tokens.starts, reading.tokens.ends
    return " … ".join(
        text[starts[first] : ends[last - 1]] for first, last in misread_stretches(reading)
    )


def garbage(page: tamis.Page) -> str:
    return "".join(page.text[span.start : span.end] for span in page.select(role=Role.GARBAGE))


@pytest.mark.parametrize(
    ("written", "read", "line"),
    [
        ("utf-8", "latin-1", GERMAN),
        ("utf-8", "cp1252", FRENCH),
        ("utf-8", "cp1251", RUSSIAN),
        ("utf-8", "cp1251", FRENCH),
        ("utf-8", "latin-1", GREEK),
        ("cp1251", "latin-1", RUSSIAN),
        ("latin-1", "utf-8", FRENCH),
        ("latin-1", "ascii", GERMAN),
    ],
)
@pytest.mark.parametrize("place", [0, 2, 5])
def test_a_line_in_a_wrong_encoding_is_garbage_and_its_host_is_not(
    written: str, read: str, line: str, place: int
) -> None:
    wrong = line.encode(written).decode(read, "replace").replace("\n", " ")
    lines = HOST.split("\n")
    page = tamis.read("\n".join([*lines[:place], wrong, *lines[place:]]), media_type="text/plain")
    assert wrong in garbage(page)
    assert not any(each in garbage(page) for each in lines)


def test_letters_that_became_question_marks_are_found() -> None:
    wrong = FRENCH.encode("ascii", "replace").decode()
    assert "travers?e" in misread(f"{HOST}\n{wrong}")


def test_a_line_of_which_only_question_marks_are_left_is_garbage() -> None:
    wrong = RUSSIAN.encode("ascii", "replace").decode()
    page = tamis.read(f"{HOST}\n{wrong}\n{GERMAN}", media_type="text/plain")
    assert garbage(page).strip() == wrong
    assert page.select(role=Role.GARBAGE)[0].reasons == ("marks in place of letters",)


def test_lines_with_a_few_question_marks_are_not_lost() -> None:
    for line in ("???", "What? When? Why?", "????????", "? ? ? ? ? ? ? ?", "12 ???? ???"):
        assert not list(lost_lines(read_tokens(f"{HOST}\n{line}\n{HOST}"))), line


@pytest.mark.parametrize("text", CLEAN)
def test_text_in_its_own_encoding_is_left_alone(text: str) -> None:
    assert not misread(text)
    assert not misread(f"{HOST}\n{text}")


@pytest.mark.parametrize("line", [GERMAN, FRENCH])
def test_a_page_that_was_misread_throughout_and_can_be_read_is_left_alone(line: str) -> None:
    assert not misread("\n".join([line.encode().decode("latin-1")] * 6))


def test_a_page_of_which_nothing_can_be_made_out_is_found() -> None:
    assert misread("\n".join([RUSSIAN.encode("cp1251").decode("latin-1")] * 6))


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "line",
    [
        "“It’s late,” she said – “don’t you think it’s late?” – and they’d gone.",
        "The island’s shop says it’s got enough bread – and milk – for a week.",
        "“We’re fine,” said the keeper’s daughter, who hasn’t left the island since last May.",
    ],
)
def test_quotes_and_dashes_in_a_wrong_encoding_can_be_read(line: str, encoding: str) -> None:
    first, *rest = HOST.split("\n")
    text = "\n".join([first, line.encode().decode(encoding, "ignore"), *rest])
    assert not garbage(tamis.read(text, media_type="text/plain"))


def test_a_lost_character_in_a_script_without_spaces_is_one_word() -> None:
    line = "渡轮公司宣布，由于码头在风暴中受损，前往岛上的航班将停到星期四（记者胡�础）。"
    assert not misread("\n".join([line, line]))


def test_a_reason_says_what_was_written() -> None:
    page = tamis.read(f"{HOST}\n{FRENCH.encode().decode('latin-1')}", media_type="text/plain")
    (span,) = page.select(role=Role.GARBAGE)
    assert span.reasons[0] == "read in a wrong encoding: 'traversÃ©e' was 'traversée'"


def test_a_word_is_given_as_written() -> None:
    assert as_written("fÃ¼r") == "für"
    assert as_written("РјРѕСЃС‚") == "мост"
    assert not as_written("für")
    assert not as_written("for")


@given(st.text(alphabet=st.sampled_from("aÃ©?\ufffd\n. Ðð\x9f\x92\x86ДСЃ¤âé€™"), max_size=300))
def test_stretches_are_in_order_and_within_the_text(text: str) -> None:
    reading = read_tokens(text)
    edges = [edge for stretch in misread_stretches(reading) for edge in stretch]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(reading.tokens) for edge in edges)
    lines = [edge for line in lost_lines(reading) for edge in line]
    assert lines == sorted(lines)
    assert all(0 <= edge <= len(text) for edge in lines)


def test_time_grows_with_the_length_and_not_with_its_square() -> None:
    for hostile in ("a?" * 500_000, "fÃ¼r Ã¼ber schÃ¶n mÃ¼de\n" * 20_000, "??? ???\n" * 50_000):
        reading = read_tokens(hostile)
        began = process_time()
        misread_stretches(reading)
        list(lost_lines(reading))
        assert process_time() - began < 3
