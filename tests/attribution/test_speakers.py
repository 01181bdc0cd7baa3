from __future__ import annotations

import re

import pytest

from benchmarks.speakers import SETS, answers, articles
from tamis.attribution.bearers import Speaker
from tamis.attribution.certainty import certainty_of
from tamis.attribution.found import Found
from tamis.attribution.speakers import name_speakers


def speakers(text: str, *sources: str, language: str = "en") -> list[str | None]:
    """The speakers of ``sources``, which speak in the paragraphs of ``text`` in this order."""
    paragraphs = text.split("\n")
    found: list[list[Found]] = [[] for _ in paragraphs]
    number = 0
    for source in sources:
        speaks = re.compile(re.escape(source) + r"(?=,? (?:said|told|sagte|Bo))")
        while (match := speaks.search(paragraphs[number])) is None:
            number += 1
        cue = (match.end() + 1, match.end() + 2)
        found[number].append(Found(match.span(), cue, ((0, 1),), 1.0))
    named = name_speakers(paragraphs, found, language)
    return [speaker.name for here in named for speaker in here]


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        ("Ann Cole came. Later Cole said so.", "Cole", "Ann Cole"),
        ("Ann Cole, the mayor, came.\nThe mayor said so.", "The mayor", "Ann Cole"),
        ("Mayor Ann Cole came.\nThe mayor said so.", "The mayor", "Ann Cole"),
        ("Ann Cole, 58, came.\nThe 58-year-old said so.", "The 58-year-old", "Ann Cole"),
        ("The US Embassy in Arl shut.\nThe embassy said so.", "The embassy", "US Embassy in Arl"),
        (
            "The World Rowing Union (WRU) met.\nThe WRU said so.",
            "The WRU",
            "World Rowing Union",
        ),
        ("Press secretary Jen Orr said so.", "Press secretary Jen Orr", "Jen Orr"),
        ("House Speaker Tim Moor said so.", "House Speaker Tim Moor", "Tim Moor"),
        ("Two officials told Reuters.", "Two officials", "Two officials"),
        ("Bo Hill Jr. and Bo Hill Sr. came.\nHill Jr. said so.", "Hill Jr.", "Bo Hill Jr"),
        ("Bo Hill III came.\nHill said so.", "Hill", "Bo Hill III"),
        ("Bo Hill wrote it on X. Hill said so.", "Hill", "Bo Hill"),
        ("The Rev Bo Hill came.\nThe pastor said so.", "The pastor", "Bo Hill"),
        (
            "The Arl Fire and Rescue Service shut it.\nThe service said so.",
            "The service",
            "Arl Fire and Rescue Service",
        ),
        (
            "One of them, the Finnish lawmaker Ann Cole, said so.",
            "One of them, the Finnish lawmaker Ann Cole",
            "Ann Cole",
        ),
        (
            "Ann Cole and Bo Hill came.\nMs. Cole and Mr. Hill said so.",
            "Ms. Cole and Mr. Hill",
            "Ann Cole and Bo Hill",
        ),
        ("Secretary-Treasurer Bo Hill said so.", "Secretary-Treasurer Bo Hill", "Bo Hill"),
        ("Applicant Breezeworks said so.", "Applicant Breezeworks", "Breezeworks"),
        ("Neighbouring Tarvia said so.", "Neighbouring Tarvia", "Tarvia"),
        ("Ann Cole met Bo Hill. The latter said so.", "The latter", "Bo Hill"),
        (
            "Ann Cole came.\nCole and her friend Bo Hill said so.",
            "Cole and her friend Bo Hill",
            "Ann Cole and her friend Bo Hill",
        ),
        ("Jean Whitty came.\nMrs Whitty said so.", "Mrs Whitty", "Jean Whitty"),
        ("State Caucus House Adviser Group Emma Cole said so.",
         "State Caucus House Adviser Group Emma Cole", "Emma Cole"),
        ("Representative Ann Cole said so.", "Representative Ann Cole", "Ann Cole"),
        ("Ann Cole came. Her lawyer, Bo Hill, said so.", "Her lawyer", "Bo Hill"),
        ("Ann Cole and Bo Hill said so.", "Ann Cole and Bo Hill", "Ann Cole and Bo Hill"),
        ("Halden Foods Inc fell.\nHalden said so.", "Halden", "Halden Foods Inc"),
        ("Halden Foods Inc fell.\nThe company said so.", "The company", "Halden Foods Inc"),
        ("Orm AB fell.\nThe Ghent-based company said so.", "The Ghent-based company", "Orm AB"),
        ("Brewers Hale & Moss said so.", "Brewers Hale & Moss", "Brewers Hale & Moss"),
        ("Wife Lorraine said so.", "Wife Lorraine", "Lorraine"),
        ("The vicar, the Rev Amos Tull, said so.", "The vicar, the Rev Amos Tull", "Amos Tull"),
        (
            "Seth Cobb ground his corn.\n“No,” a grandson, Len Cobb, wrote. Mr Cobb said more.",
            "Mr Cobb",
            "Len Cobb",
        ),
        ("Gov. Leona Tapp came.\nThe governor said so.", "The governor", "Leona Tapp"),
        ("Gov. Leona Tapp came.\nThe Republican governor said so.", "The Republican governor",
         "Leona Tapp"),
        ("Robert “Bobby” Crane fell.\nBobby said so.", "Bobby", "Robert “Bobby” Crane"),
        ("Arl’s ‘Moderate’ Jon Test came.\nTest said so.", "Test", "Jon Test"),
        ("NATO WAS NEVER THERE. It rained.\nNATO said so.", "NATO", "NATO"),
        ("Hamish Gilray came.\nHamish said so.", "Hamish", "Hamish Gilray"),
        ("Waitress Kiki Vance said so.", "Waitress Kiki Vance", "Kiki Vance"),
        ("Co-author Deep Rao said so.", "Co-author Deep Rao", "Deep Rao"),
        ("The Briton Andy Hill said so.", "The Briton Andy Hill", "Andy Hill"),
        ("Lori Beth Sand said so.", "Lori Beth Sand", "Lori Beth Sand"),
        ("Dee Ann Purce said so.", "Dee Ann Purce", "Dee Ann Purce"),
        ("The Patients’ League said so.", "The Patients’ League", "Patients’ League"),
        ("The FBI in February hid it.\nThe FBI said so.", "The FBI", "FBI"),
        ("Cole’s niece, Verity, said so.", "Cole’s niece, Verity", "Verity"),
        ("His boss, the dreadful Mr Catch, said so.", "His boss, the dreadful Mr Catch", "Catch"),
        ("A man who gave his name as Hakim said so.", "A man who gave his name as Hakim", "Hakim"),
        ("Chief of Army Staff General Asim Mun said so.",
         "Chief of Army Staff General Asim Mun", "Asim Mun"),
        ("Greg Sund, a Hale backer, said so.", "a Hale backer", "Greg Sund"),
        ("Walter Prynne, the farm’s owner, came.\nThe farmer said so.", "The farmer",
         "Walter Prynne"),
        ("Colin Marsh, who leads the council, came.\nThe council leader said so.",
         "The council leader", "Colin Marsh"),
        ("Ross Tull met Dr Amy Tull.\nDr Tull said so.", "Dr Tull", "Amy Tull"),
        ("Trevor Hosk won. His wife Glenda wept.\nMrs Hosk said so.", "Mrs Hosk", "Glenda"),
        ("The Wharf Echo wrote it.\nThe paper said so.", "The paper", "Wharf Echo"),
        ("Wharf United lost.\nThe club said so.", "The club", "Wharf United"),
        ("The memo said so.", "The memo", "memo"),
        ("Her will said so.", "Her will", "Her will"),
        ("Craig Le Clair came. Le Clair went.\nLe Clair said so.", "Le Clair", "Craig Le Clair"),
    ],
)  # fmt: skip
def test_a_source_has_the_fullest_name_on_the_page(text: str, source: str, speaker: str) -> None:
    assert speakers(text, source) == [speaker]


def test_a_pronoun_is_the_one_named_last_who_may_be_meant() -> None:
    text = "Ann Cole met John Hill.\nCole said so.\nHe said so.\nShe said so."
    assert speakers(text, "Cole", "He", "She") == ["Ann Cole", "John Hill", "Ann Cole"]


@pytest.mark.parametrize(
    ("noun", "speaker"),
    [
        ("The 71-year-old", "Ann Cole"),
        ("The Norwegian", "Ann Cole"),
        ("The former lollipop lady", "Ann Cole"),
        ("The mother of three", "Ann Cole"),
        ("The plasterer", "Ann Cole"),
        ("The Frenchman", None),
        ("The dad-of-two", None),
        ("The minister", None),
        ("The letter", "letter"),
        ("The man", None),
    ],
)
def test_a_noun_says_once_more_who_was_named_just_before(noun: str, speaker: str | None) -> None:
    assert speakers(f"Ann Cole said so. {noun} said more.", "Ann Cole", noun)[1] == speaker


@pytest.mark.parametrize(
    ("before", "noun"),
    [
        ("Ann Cole, 30, said so.", "The 71-year-old"),
        ("Ann Cole, a teacher, said so.", "The plasterer"),
        ("Ann Cole, a mother of two, said so.", "The mother of three"),
        ("Bo Hill KC, for the families, said so.", "The engineer"),
    ],
)
def test_nobody_has_two_ages_or_two_kinds_of_work(before: str, noun: str) -> None:
    assert speakers(f"{before} {noun} said more.", noun) == [None]


@pytest.mark.parametrize(("between", "speaker"), [(" ", "NorthRail"), ("\n", None)])
def test_an_operator_is_the_body_that_spoke_last_in_the_paragraph(
    between: str, speaker: str | None
) -> None:
    text = f"NorthRail said so.{between}The operator said more."
    assert speakers(text, "NorthRail", "The operator") == ["NorthRail", speaker]


def test_the_chair_of_a_trust_is_not_the_trust() -> None:
    assert speakers("Trust chair Meg Doyle said so.\nThe trust said so.", "The trust") == [None]


def test_their_director_is_not_another_ones_far_away() -> None:
    text = "Finance director Bo Hill came.\nIt rained.\nIt snowed.\nIts director said so."
    assert speakers(text, "Its director") == [None]


def test_she_is_the_subject_of_the_sentence_before_and_not_who_stands_behind_it() -> None:
    text = "Hill, a longtime Trump backer, came. Mr Hill lost. He said so."
    assert speakers(text, "He") == ["Hill"]


def test_a_pronoun_behind_the_sentence_says_who_somebody_is() -> None:
    text = "Bo Low said so.\nJody Gel has sold shoes for UPS for years. He said so."
    assert speakers(text, "Bo Low", "He") == ["Bo Low", "Jody Gel"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Dana Harper met Paul Harper.\nHarper said so.", "Harper"),
        ("The man said so.", "The man"),
        ("The minister said so.", "The minister"),
        ("He said so.", "He"),
        ("We said so.", "We"),
        ("Rain fell on Arlon because he said so.", "he"),
    ],
)
def test_who_is_not_sure_is_nobody(text: str, source: str) -> None:
    assert speakers(text, source) == [None]


def test_mr_and_mrs_of_one_name_are_two() -> None:
    text = "Dana Harper met Paul Harper.\nMr Harper said so.\nMrs Harper said so."
    assert speakers(text, "Mr Harper", "Mrs Harper") == ["Paul Harper", "Dana Harper"]


def test_a_german_noun_is_not_taken_for_a_name() -> None:
    text = "Stadträtin Miriam Kranz kam.\nDie Stadträtin sagte es.\nDer Bäcker sagte es."
    assert speakers(text, "Die Stadträtin", "Der Bäcker", language="de") == ["Miriam Kranz", None]


def test_initials_are_spelled_out_as_the_page_does() -> None:
    text = "The Office of Dam Safety wrote a report.\nThe ODS said so.\nThe OLS said no."
    assert speakers(text, "The ODS", "The OLS") == ["Office of Dam Safety", "OLS"]


def test_a_noun_alone_is_the_fuller_noun_that_spoke_before() -> None:
    text = "The Corvian embassy in Osterhelm said no.\nThe embassy said more."
    first, second = speakers(text, "The Corvian embassy in Osterhelm", "The embassy")
    assert first == second == "Corvian embassy in Osterhelm"


def test_what_somebody_does_is_not_the_noun() -> None:
    text = "A union representing dam workers said no.\nThe union said more."
    named = speakers(text, "A union representing dam workers", "The union")
    assert named == ["A union representing dam workers"] * 2


def test_a_pronoun_behind_somebody_without_a_name_is_nobody_else() -> None:
    text = "Mrs Ann Cole met the club. Its secretary said no. She said more."
    assert speakers(text, "Its secretary", "She") == [None, None]


def test_two_such_nouns_leave_it_open() -> None:
    text = "The Corvian embassy said no.\nThe Tarnau embassy said yes.\nThe embassy said more."
    sources = ("The Corvian embassy", "The Tarnau embassy", "The embassy")
    assert speakers(text, *sources)[2] is None


def test_whose_brother_is_not_the_subject() -> None:
    text = "Farmer Dennis Hale, whose brother Robert drowned, wept. It was loud, he said."
    assert speakers(text, "he") == ["Dennis Hale"]


def test_an_age_before_a_name_is_none_of_it() -> None:
    text = "Ten-year-old Josh Adeyemi said so."
    assert speakers(text, "Ten-year-old Josh Adeyemi") == ["Josh Adeyemi"]


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        (
            "The Harris campaign said so. Kamala Harris led a campaign.",
            "The Harris campaign",
            "Harris campaign",
        ),
        (
            "It has long opposed the alliance, Russia said on Monday.\nThe alliance said no.",
            "The alliance",
            None,
        ),
        (
            "President Ada Quill came.\nThe US President said so.",
            "The US President",
            "US President",
        ),
        (
            "MEC for Roads and Works, Jacob Tembe, said so.",
            "MEC for Roads and Works, Jacob Tembe",
            "Jacob Tembe",
        ),
        ("The ship’s maker, Norwing, said so.", "The ship’s maker, Norwing", "Norwing"),
    ],
)
def test_a_noun_with_a_name_in_it_is_not_always_that_name(
    text: str, source: str, speaker: str | None
) -> None:
    assert speakers(text, source) == [speaker]


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        ("Ann Cole, who said so, left.", "who", "Ann Cole"),
        ("It was torn apart by a royal expert who said so.", "who", "a royal expert"),
        ("A group that said so has left.", "that", "A group"),
        ("He ran on and on who said so.", "who", None),
    ],
)
def test_a_relative_pronoun_is_the_noun_before_it(
    text: str, source: str, speaker: str | None
) -> None:
    assert speakers(text, source) == [speaker]


def test_a_minister_at_the_end_of_a_sentence_is_no_title_of_the_next_one() -> None:
    text = "It was up to the Prime Minister. He left.\nThe Prime Minister said so."
    assert speakers(text, "The Prime Minister") == [None]


def test_a_town_of_two_words_is_no_he() -> None:
    assert speakers("On a visit to Los Angeles he said so.", "he") == [None]


def test_a_pronoun_behind_a_name_that_two_bear_is_not_somebody_else() -> None:
    text = (
        "Mr Tom Hill met Ann Cole and Abe Cole.\nDavid Low left early.\n"
        "Cole said so.\nIt was late, he said."
    )
    assert speakers(text, "Cole", "he") == [None, None]


def test_without_a_source_there_is_no_speaker() -> None:
    found = [[Found(None, (0, 4), ((5, 9),), 0.5)]]
    assert name_speakers(["said rain"], found, "en") == [[Speaker(None, "no source")]]


def test_the_labelled_articles_are_answered_as_the_issue_asks() -> None:
    listed = [answer for half in SETS for one in articles(half) for answer in answers(one)]
    assert len(listed) >= 150
    right = sum(answer.outcome == "right" for answer in listed)
    wrong = sum(answer.outcome == "wrong" for answer in listed)
    certain = sum(answer.certainty == answer.labelled.certainty for answer in listed)
    assert right >= 0.85 * len(listed)
    assert wrong <= 0.05 * len(listed)
    assert certain >= 0.85 * len(listed)


@pytest.mark.parametrize(
    ("cue", "content", "around", "certainty"),
    [
        ("said", "it rained", "", "said"),
        ("said", "it rained", "He reportedly", "reported"),
        ("has denied", "it", "", "denied"),
        ("declined", "to comment", "", "denied"),
        ("did not say", "why", "", "denied"),
        ("asked", "whether it rained", "", "said"),
        ("asked", "to leave", "", "wants"),
        ("accused", "him of theft", "", "alleged"),
        ("fears", "rain", "", "believed"),
        ("is planning", "a trip", "", "expected"),
        ("welcomed", "the rain", "", "supports_or_opposes"),
        ("hit back", "it rained", "", "said"),
        ("played down", "the rain", "", "denied"),
        ("are said", "to be glad", "", "reported"),
        ("is understood", "to favour it", "", "reported"),
        ("asked", "people to come", "", "wants"),
        ("asked", "whether to come", "", "said"),
        ("pointed out", "that it rained", "", "said"),
        ("ruled out", "a rise", "", "denied"),
        ("pleaded", "not guilty", "", "denied"),
        ("pleaded", "guilty", "", "said"),
        ("pleaded", "for time", "", "wants"),
        ("asked questions regarding", "the rain", "", "said"),
    ],
)
def test_the_cue_says_how_sure_it_is(cue: str, content: str, around: str, certainty: str) -> None:
    found = certainty_of(cue, source="Ann", content=content, around=around, language="en-GB")
    assert found == certainty


def test_what_evidence_suggests_is_shown_and_what_a_person_suggests_is_said() -> None:
    for source, certainty in (("The data", "shown"), ("Mr Hill", "said")):
        found = certainty_of("suggest", source=source, content="", around="", language="en")
        assert found == certainty


def test_a_language_without_a_list_only_says() -> None:
    assert certainty_of("denies", source="", content="", around="", language="zu") == "said"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("He met the former Leeds Emma Cole. Cole said so.", "Cole"),
        ("Some voted. The Liberal Democrat said so.", "The Liberal Democrat"),
        ("Emma Cole went home. Lucy Hill came. She said so.", "She"),
        ("Emma Cole, Lucy Hill and Bo Orr came. The latter said so.", "The latter"),
    ],
)
def test_a_doubtful_speaker_is_none(text: str, source: str) -> None:
    assert speakers(text, source) == [None]


def test_a_pronoun_behind_somebody_without_a_name_is_that_one() -> None:
    text = "Emma Cole spoke. A doctor at the hospital said no, then she said more."
    found = speakers(text, "A doctor at the hospital", "she")
    assert found == ["A doctor at the hospital", "A doctor at the hospital"]
