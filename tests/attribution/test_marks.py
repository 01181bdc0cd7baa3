from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.attribution.marks import find_quotations, languages
from tamis.attribution.quotations import quotations

# language, paragraph, source, cue, content
QUOTED = [
    ("de", "„Wir haben viel vor“, sagte Bürgermeisterin Anna Kolb am Montag. „Das wird teuer.“",
     "Bürgermeisterin Anna Kolb", "sagte", ["„Wir haben viel vor“", "„Das wird teuer.“"]),
    ("de-AT", "Am Montag erklärte der Minister: „Das Gesetz kommt im Herbst.“",
     "der Minister", "erklärte", ["„Das Gesetz kommt im Herbst.“"]),
    ("de", "»Das ist mir neu«, sagte sie.", "sie", "sagte", ["»Das ist mir neu«"]),
    ("fr", "« Nous attendons une réponse », a déclaré la maire Claire Morin devant la presse.",
     "la maire Claire Morin", "a déclaré", ["« Nous attendons une réponse »"]),
    ("fr", "«C’est trop tard pour nous», a-t-il dit.", "il", "dit",
     ["«C’est trop tard pour nous»"]),
    ("es", "El alcalde Luis Peña aseguró: «No habrá más obras este año».",
     "El alcalde Luis Peña", "aseguró", ["«No habrá más obras este año»"]),
    ("es", "—No lo sé —dijo la ministra ayer.", "la ministra", "dijo", ["No lo sé"]),
    ("pl", "– Nie wiemy jeszcze nic – powiedział rzecznik Jan Nowak.",
     "rzecznik Jan Nowak", "powiedział", ["Nie wiemy jeszcze nic"]),
    ("it", "«Non ci saranno tagli», ha detto il sindaco.", "il sindaco", "ha detto",
     ["«Non ci saranno tagli»"]),
    ("pt", "“Estamos prontos para o inverno”, disse o prefeito João Lima.",
     "o prefeito João Lima", "disse", ["“Estamos prontos para o inverno”"]),
    ("nl", "‘We zijn er klaar voor’, zegt burgemeester Piet Bos.", "burgemeester Piet Bos",
     "zegt", ["‘We zijn er klaar voor’"]),
    ("sv", "”Vi är redo för vintern”, säger kommunalrådet Eva Lind.", "kommunalrådet Eva Lind",
     "säger", ["”Vi är redo för vintern”"]),
    ("nb", "– Vi er klare, sier ordfører Kari Lie til avisen.", "ordfører Kari Lie", "sier",
     ["Vi er klare"]),
    ("fi", "”Olemme valmiita talveen”, sanoo kaupunginjohtaja Liisa Virta.",
     "kaupunginjohtaja Liisa Virta", "sanoo", ["”Olemme valmiita talveen”"]),
    ("cs", "„Most otevřeme na jaře,“ řekl starosta Petr Dub.", "starosta Petr Dub", "řekl",
     ["„Most otevřeme na jaře,“"]),
    ("lt", "„Esame pasirengę žiemai“, – sakė meras Jonas Petraitis.", "meras Jonas Petraitis",
     "sakė", ["„Esame pasirengę žiemai“"]),
    ("hu", "– Készen állunk a télre – mondta Kovács Péter polgármester.",
     "Kovács Péter polgármester", "mondta", ["Készen állunk a télre"]),
    ("ru", "«Мы готовы к зиме», — заявил мэр Олег Петров.", "мэр Олег Петров", "заявил",
     ["«Мы готовы к зиме»"]),
    ("tr", 'Belediye Başkanı Ali Kaya, "Köprü bahara kadar açılacak" dedi.',
     "Belediye Başkanı Ali Kaya", "dedi", ['"Köprü bahara kadar açılacak"']),
    ("tr", "“Köprü bahara açılacak” dedi başkan Ali Kaya.", "başkan Ali Kaya", "dedi",
     ["“Köprü bahara açılacak”"]),
    ("tr", "“Köprü açılacak, söz” diyen Kaya, tarih vermedi.", "Kaya", "diyen",
     ["“Köprü açılacak, söz”"]),
    ("tr", "Doktor Elif Su ise “Hastaların durumu iyi” dedi.", "Doktor Elif Su", "dedi",
     ["“Hastaların durumu iyi”"]),
    ("tr", "Kaya, şunları söyledi: “Köprü bahara açılacak.”", "Kaya", "söyledi",
     ["“Köprü bahara açılacak.”"]),
    ("tr", 'Müdür Selin Arda, "Okul güzün yeniden açılacak" açıklamasını yaptı.',
     "Müdür Selin Arda", "açıklamasını yaptı", ['"Okul güzün yeniden açılacak"']),
    ("tr", "Arda ise “Okul güzün yeniden açılacak” değerlendirmesinde bulundu.", "Arda",
     "değerlendirmesinde bulundu", ["“Okul güzün yeniden açılacak”"]),
    ("tr", "“Okul açılacak, söz” ifadelerine yer verdi müdür Selin Arda.", "müdür Selin Arda",
     "ifadelerine yer verdi", ["“Okul açılacak, söz”"]),
    ("vi", '"Chúng tôi đã sẵn sàng cho mùa đông", ông Nam nói.', "ông Nam", "nói",
     ['"Chúng tôi đã sẵn sàng cho mùa đông"']),
    ("he", '"אנחנו מוכנים לחורף", אמר ראש העיר דן לוי.', "ראש העיר דן לוי", "אמר",
     ['"אנחנו מוכנים לחורף"']),
    ("ar", 'وقال الوزير سامي حداد: "سنفتح الجسر في الربيع".', "الوزير سامي حداد", "وقال",
     ['"سنفتح الجسر في الربيع"']),
    ("hi", 'मेयर राम शर्मा ने कहा, "पुल अगले साल खुलेगा।"', "मेयर राम शर्मा", "कहा",
     ['"पुल अगले साल खुलेगा।"']),
    ("ja", "山田市長は「来年度中に開館したい」と述べた。", "山田市長", "述べた",
     ["「来年度中に開館したい」"]),
    ("zh-CN", "市长李明说：“大桥将在明年开通。”", "市长李明", "说", ["“大桥将在明年开通。”"]),
    ("ko", "김민수 시장은 “내년에 다리를 열겠다”고 밝혔다.", "김민수 시장", "밝혔다",
     ["“내년에 다리를 열겠다”"]),
    ("en", "“We are ready,” Mayor Ann Cole said. “All of us.”", "Mayor Ann Cole", "said",
     ["“We are ready,”", "“All of us.”"]),
    ("de", "„Das war eng“, räumte auch Kolb ein.", "Kolb", "räumte", ["„Das war eng“"]),
    ("de", "„Das war eng“, freut sich Kolb.", "Kolb", "freut", ["„Das war eng“"]),
    ("de", "„Das war eng“, sagte Kolb unserer Redaktion.", "Kolb", "sagte",
     ["„Das war eng“"]),
    ("de", "„Das war eng“, meint \u00adKolb.", "Kolb", "meint", ["„Das war eng“"]),
    ("de", "„Das war eng“, sagte Kolb dem Sender Nordwelle.", "Kolb", "sagte",
     ["„Das war eng“"]),
    ("de", "„Das war eng“, erklärt Arzt und Forscher Jan Kolb.", "Arzt und Forscher Jan Kolb",
     "erklärt", ["„Das war eng“"]),
    ("de", "„Das war eng“, sagte er. Regen war „kein Grund zur Sorge“.", "er", "sagte",
     ["„Das war eng“"]),
    ("de", "Die in den Bahnen verbaute Technik sei alt, sagte Kolb: „Sie hält das nicht aus.“",
     "Kolb", "sagte", ["„Sie hält das nicht aus.“"]),
    ("ar", "انتشرت تعليقات ساخرة، إذ كتب أحد الزوار أن \"المدينة لا تنام في الصيف\"",
     "أحد الزوار", "كتب", ["\"المدينة لا تنام في الصيف\""]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "source", "cue", "content"), QUOTED, ids=[row[0] for row in QUOTED]
)
def test_a_quotation_beside_a_verb_of_saying_is_attributed(
    language: str, text: str, source: str, cue: str, content: list[str]
) -> None:
    ((found,),) = find_quotations([text], language)
    assert found.source is not None
    assert text[slice(*found.source)] == source
    assert text[slice(*found.cue)] == cue
    assert [text[slice(*part)] for part in found.content] == content
    assert 0 < found.confidence < 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Film „Das lange Warten auf den Regen“ läuft ab Freitag im Kino."),
        ("fr", "Le livre « Une vie de pêcheur en mer » est paru mardi."),
        ("en", "The sign read “No fishing on the pier today” in red letters."),
        ("es", "La película «Un verano en la costa» se estrena hoy."),
        ("ja", "映画「長い雨を待ちながら」は金曜日に公開される。"),
        ("ru", "Фильм «Долгое ожидание дождя» выйдет в пятницу."),
        ("de", "Er sagte nichts weiter."),
        ("xx", "“We are ready,” Mayor Ann Cole said."),
    ],
)
def test_without_a_cue_or_a_quotation_nobody_said_anything(language: str, text: str) -> None:
    assert find_quotations([text], language) == [[]]


def test_a_quotation_with_a_speaker_of_its_own_is_not_the_one_before() -> None:
    text = "„Wir warten noch auf Post“, sagt Eva Kolb. „Ich warte nicht“, sagt Jan Ritt."
    first, second = find_quotations([text], "de")[0]
    assert [text[slice(*one.source)] for one in (first, second) if one.source] == [
        "Eva Kolb",
        "Jan Ritt",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Im Gespräch mit Israels „Komm ans Mikrofon“-Programm sagte er nichts.",
        "Er dankte für die „sehr gute Einlassung“ der Zuschauerin und sagte nichts.",
        "Das sei „kein spontan gefasster Entschluss“ gewesen, betont der Verein.",
        "„Dann platzt oder bricht sie auf.“ So sei es oft.",
        "Es war ein bisschen „sehr kalt hier“, was wir sagen.",
    ],
)
def test_a_verb_of_somebody_else_gives_a_quotation_no_source(text: str) -> None:
    assert [one for one in find_quotations([text], "de")[0] if one.source] == []


def test_a_quotation_that_is_not_closed_goes_on_to_the_end_of_its_paragraph() -> None:
    text = "“We waited all night. Nobody came. "
    assert quotations(text) == [(0, len(text) - 1)]


def test_an_apostrophe_is_no_quotation_mark() -> None:
    assert quotations("The boys' boat and the girls’ boat didn't sink, it's said.") == []


@given(
    st.text(alphabet="“”„«»\"'‘’「」–— ,.:!\nabAB ä說と", max_size=120),
    st.sampled_from(sorted(languages())),
)
def test_whatever_is_found_lies_in_the_paragraph(text: str, language: str) -> None:
    verb = {"zh": "说", "ja": "と述べた"}.get(language, " said sagte dedi ")
    paragraph = text.replace("!", verb)
    for found in find_quotations([paragraph], language)[0]:
        ranges = [found.cue, *found.content, *([found.source] if found.source else [])]
        assert all(0 <= start < end <= len(paragraph) for start, end in ranges)
