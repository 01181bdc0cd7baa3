"""Month names by language, January first: full forms, cases and usual abbreviations.

Kept as data. One table serves all languages: no name means two months in those covered.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "en": "january jan/february feb/march mar/april apr/may/june jun/july jul/august aug/"
    "september sep sept/october oct/november nov/december dec",
    "de": "januar jänner jan jän/februar feber feb/märz mär mrz/april apr/mai/juni jun/juli jul/"
    "august aug/september sep sept/oktober okt/november nov/dezember dez",
    "fr": "janvier janv/février févr fév/mars/avril avr/mai/juin/juillet juil/août/"
    "septembre sept/octobre oct/novembre nov/décembre déc",
    "es": "enero ene/febrero feb/marzo mar/abril abr/mayo/junio jun/julio jul/agosto ago/"
    "septiembre setiembre sept sep/octubre oct/noviembre nov/diciembre dic",
    "it": "gennaio gen/febbraio feb/marzo mar/aprile apr/maggio mag/giugno giu/luglio lug/"
    "agosto ago/settembre set/ottobre ott/novembre nov/dicembre dic",
    "pt": "janeiro jan/fevereiro fev/março mar/abril abr/maio mai/junho jun/julho jul/agosto ago/"
    "setembro set/outubro out/novembro nov/dezembro dez",
    "nl": "januari jan/februari feb/maart mrt/april apr/mei/juni jun/juli jul/augustus aug/"
    "september sep/oktober okt/november nov/december dec",
    "sv": "januari jan/februari feb/mars mar/april apr/maj/juni jun/juli jul/augusti aug/"
    "september sep sept/oktober okt/november nov/december dec",
    "no": "januar jan/februar feb/mars mar/april apr/mai/juni jun/juli jul/august aug/"
    "september sep sept/oktober okt/november nov/desember des",
    "da": "januar jan/februar feb/marts mar/april apr/maj/juni jun/juli jul/august aug/"
    "september sep sept/oktober okt/november nov/december dec",
    "fi": "tammikuu tammikuuta/helmikuu helmikuuta/maaliskuu maaliskuuta/huhtikuu huhtikuuta/"
    "toukokuu toukokuuta/kesäkuu kesäkuuta/heinäkuu heinäkuuta/elokuu elokuuta/"
    "syyskuu syyskuuta/lokakuu lokakuuta/marraskuu marraskuuta/joulukuu joulukuuta",
    "pl": "styczeń stycznia sty/luty lutego lut/marzec marca/kwiecień kwietnia kwi/maj maja/"
    "czerwiec czerwca cze/lipiec lipca lip/sierpień sierpnia sie/wrzesień września wrz/"
    "październik października paź/listopad listopada lis/grudzień grudnia gru",
    "tr": "ocak oca/şubat şub/mart/nisan nis/mayıs may/haziran haz/temmuz tem/ağustos ağu/"
    "eylül eyl/ekim eki/kasım kas/aralık ara",
    "id": "januari/februari/maret/april/mei/juni/juli/agustus agu agt/september/oktober okt/"
    "november/desember des",
    "ru": "январь января янв/февраль февраля фев/март марта мар/апрель апреля апр/май мая/"
    "июнь июня июн/июль июля июл/август августа авг/сентябрь сентября сен сент/"
    "октябрь октября окт/ноябрь ноября ноя/декабрь декабря дек",
    "uk": "січень січня січ/лютий лютого лют/березень березня бер/квітень квітня кві/"
    "травень травня тра/червень червня чер/липень липня лип/серпень серпня сер/"
    "вересень вересня вер/жовтень жовтня жов/листопад листопада лис/грудень грудня гру",
    "cs": "leden ledna/únor února/březen března/duben dubna/květen května/červen června/"
    "červenec července/srpen srpna/září/říjen října/listopad listopadu/prosinec prosince",
}

LANGUAGES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    language: tuple(tuple(forms.split()) for forms in names.split("/"))
    for language, names in _NAMES.items()
}
"""Language to its twelve months, each with its forms."""

MONTHS: Mapping[str, int] = {
    form: month
    for months in LANGUAGES.values()
    for month, forms in enumerate(months, start=1)
    for form in forms
}
