"""What editors write around an article: data, in lower case, a phrase between bars.

Extend the lists, not the code that reads them. A phrase belongs here if it opens, or is, a block
that is none of the report, and seldom opens a sentence of one.
"""

from __future__ import annotations


def _phrases(listing: str) -> tuple[str, ...]:
    found = {name.strip() for line in listing.splitlines() for name in line.split("|")} - {""}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


# Labels of links to other articles, before a colon or bar, before a link, or alone.
RELATED_LABELS = _phrases(
    """
    read more | read also | also read | read next | read this next
    related | related story | related stories | related article | related articles | related news
    related coverage | related content | related topics | recommended | recommended reading
    recommended for you | you may also like | you might also like | you may like | must read
    more on this story | more on this topic | more stories
    don't miss | don’t miss | in case you missed it | watch | watch also | watch now | listen
    lesen sie auch | lesen sie hier | lesen sie mehr | lesen sie dazu | lesen sie außerdem
    lesen sie weiter | lies auch | auch interessant | mehr zum thema | mehr dazu | mehr aus
    mehr nachrichten | weitere artikel | weitere themen | passend dazu | das könnte sie auch
    interessieren | das könnte sie interessieren | zum thema | siehe auch | weiterlesen
    lire aussi | à lire aussi | a lire aussi | lire également | à lire également | à lire
    voir aussi | à voir aussi | sur le même sujet | à découvrir | lire la suite | à regarder
    lea también | lee también | lea además | leer también | lee además | te puede interesar
    te puede gustar | le puede interesar | te recomendamos | ver también | mira también
    noticias relacionadas | artículos relacionados | noticia relacionada | relacionado
    relacionadas | no te pierdas | llegeix també | le também
    leia também | leia mais | veja também | veja mais | saiba mais | confira também | ler também
    leia ainda | notícias relacionadas | matérias relacionadas | leia a matéria completa
    leggi anche | leggi pure | leggi tutto | ti potrebbe interessare | potrebbe interessarti
    guarda anche | articoli correlati | lees ook | lees meer | lees verder | bekijk ook
    läs också | läs även | läs mer | se också | les også | les mer | les mer om | se også
    læs også | læs mere | lesið einnig | lestu meira | lue myös | lue lisää | katso myös
    czytaj też | czytaj także | czytaj również | czytaj więcej | zobacz też | zobacz także
    przeczytaj także | zobacz również | čtěte také | čtěte též | čtěte dále | přečtěte si také
    přečtěte si | související | čítajte aj | prečítajte si aj | olvasd el | olvassa el
    olvasta már | kapcsolódó cikkek | ezt is olvassa el | citește și | citiți și | vezi și
    pročitajte i | pročitajte još | preberite še | прочетете още | вижте още | прочитајте и
    διαβάστε επίσης | διαβάστε ακόμα | δείτε επίσης | читайте также | читайте ещё | читайте еще
    читать также | смотрите также | по теме | материалы по теме | читайте також
    дивіться також | skaitykite taip pat | taip pat skaitykite | lasi arī | loe ka
    ayrıca okuyun | bunu da okuyun | ilginizi çekebilir | ilgili haber | ilgili haberler
    baca juga | baca lagi | baca selengkapnya | simak juga | lihat juga | artikel terkait
    xem thêm | đọc thêm | tin liên quan | bài liên quan | อ่านเพิ่มเติม | อ่านต่อ
    ข่าวที่เกี่ยวข้อง | اقرأ أيضا | اقرأ أيضاً | اقرأ أيضًا | إقرأ أيضا | اقرأ المزيد
    بیشتر بخوانید | مزید پڑھیں | یہ بھی پڑھیں | קראו גם | यह भी पढ़ें | ये भी पढ़ें
    इसे भी पढ़ें | আরও পড়ুন | 関連記事 | 関連ニュース | あわせて読みたい | 관련기사 | 관련 기사
    相关阅读 | 相关新闻 | 延伸阅读 | 延伸閱讀 | 相關新聞 | 更多阅读 | 推荐阅读 | soma zaidi
    soma pia | zum artikel | zum beitrag | zum bericht | zur meldung | zum interview | zum video
    zum ganzen artikel | read the full story | read the full article | read full story
    read full article | lire l'article | lire l’article | lire l'article complet | voir l'article
    leer artículo completo | lea el artículo completo | leer la nota completa | ver artículo
    ler artigo completo | leia o artigo completo | leggi l'articolo | leggi l’articolo
    leggi l'articolo completo | lees het hele artikel | naar het artikel | läs hela artikeln
    till artikeln | les hele saken | til artiklen | læs hele artiklen | lue koko juttu
    przeczytaj cały artykuł | celý článek | teljes cikk | haberin devamı | читать статью
    читати статтю | baca artikel lengkap
    """
)

# What a line has that says how long a text takes to read, beside a number.
READING_TIMES = _phrases(
    """
    min read | mins read | minute read | minutes read | min. read | minutes to read
    minute to read | min to read | mins to read | reading time | read time | time to read
    lesezeit | lesedauer | min de lecture | min. de lecture | mn de lecture | minutes de lecture
    minute de lecture | temps de lecture | min de lectura | min. de lectura | minutos de lectura
    minuto de lectura | tiempo de lectura | min de leitura | min. de leitura | minutos de leitura
    tempo de leitura | minuti di lettura | min di lettura | min. di lettura | tempo di lettura
    leestijd | min. leestijd | minuten leestijd | min lezen | lästid | min läsning | lesetid
    læsetid | min. læsetid | lukuaika | min lukuaika | czas czytania | min czytania
    doba čtení | minut čtení | min čtení | doba čítania | min čítania | olvasási idő
    perc olvasás | timp de citire | min citire | vrijeme čitanja | čas branja | час читання
    хв читання | время чтения | мин чтения | время на чтение | okuma süresi | dk okuma
    dakika okuma | dakikalık okuma | χρόνος ανάγνωσης | waktu baca | menit membaca | menit baca
    phút đọc | 分钟阅读 | 分鐘閱讀 | 阅读时间 | 閱讀時間 | 読了時間 | 分で読め | 읽는 시간 | 분 읽기
    زمن القراءة | مدة القراءة | دقائق قراءة | دقيقة قراءة | זמן קריאה
    """
)

# Labels of an article's medium or state: they stand where sections do and name none.
KINDS = _phrases(
    """
    updated | update | other | others | uncategorized | uncategorised | audio | video | videos
    breaking | breaking news | exclusive | watch | listen | live | new | featured | trending
    aktualisiert | audiobeitrag | videobeitrag | hörbeitrag | zum anhören | zum hören | sonstiges
    exklusiv | eilmeldung | ohne kategorie | mis à jour | vidéo | vidéos | à écouter | à voir
    exclusif | autres | non classé | en direct | actualizado | actualización | vídeo | vídeos
    en vivo | en directo | última hora | exclusiva | otros | sin categoría | atualizado | áudio
    ao vivo | outros | sem categoria | aggiornato | aggiornamento | in diretta | altro
    senza categoria | bijgewerkt | overig | geen categorie | uppdaterad | ljud | oppdatert
    opdateret | lyd | päivitetty | ääni | zaktualizowano | wideo | inne | na żywo | aktualizováno
    aktualizované | nezařazené | frissítve | videó | egyéb | actualizat | ažurirano | оновлено
    обновлено | видео | відео | аудио | аудіо | другое | güncellendi | diğer | canlı
    diperbarui | lainnya | cập nhật | 動画 | 音声 | その他 | 视频 | 音频 | 其他 | 동영상 | 기타
    """
)

# What names a newsletter, an app or a channel, and (below) asks to have it: both in one block.
PROMOTED = _phrases(
    """
    newsletter | newsletters | news-app | unsere app | l'appli | nuestra app | nosso app
    nostra app | whatsapp-kanal | whatsapp channel | whatsapp-channel | canal de whatsapp
    canal do whatsapp | canale whatsapp | chaîne whatsapp | telegram channel
    telegram-kanal | telegram-канал
    телеграм-канал | telegram канал | canal de telegram | inbox | infolettre | nieuwsbrief
    nyhetsbrev | nyhedsbrev | uutiskirje | newslettera | newsletteru | hírlevél | рассылк | розсилк
    bülten | メルマガ | ニュースレター | 뉴스레터 | 电子报 | 電子報 | bản tin
    """
)
ASKING = _phrases(
    """
    sign up | signing up | subscribe | subscribing | delivered to your | download our
    anmelden | melden sie sich | abonnieren | abonniere | hier entlang | informiert sie
    jetzt registrieren | herunterladen | inscrivez | s'inscrire | abonnez | télécharge | recevez
    suscrí | suscri | apúntate | descarga | recibe | inscreva | assine | receba | baixe
    iscriv | scarica | ricevi | aanmeld | schrijf je | abonneer | ontvang | prenumerera | anmäl
    meld deg | meld dig | tilmeld | tilaa | liity | zapisz | zapísz | subskrybuj | přihlas
    odebírej | feliratkoz | iratkoz | подпи | підпи | abone ol | daftar | berlangganan | langganan
    đăng ký | 登録 | 購読 | 구독 | 订阅 | 訂閱
    """
)

# Words that speak to the reader, or for the house: an article about newsletters has none.
ADDRESS = _phrases(
    """
    our | us | you | your | ihr | ihre | ihren | sie | uns | unser | unsere | unseren | unserem
    du | dein | deine | dich | vous | nous | notre | nos | votre | te | tu | tus | su | nuestra
    nuestro | nuestros | nuestras | você | seu | sua | nosso | nossa | nossos | nossas | nostra
    nostro | nostre | tua | tuo | ons | onze | je | jouw | vårt | vår | våra | vores | våre | din
    ditt | dig | deg | meidän | sinun | nasz | nasze | naszego | ci | nám | náš | našeho | наш
    наша | нашу | наші | нашего | вас | вам | bizim | sizin | kami | anda | chúng tôi
    """
)

# Blocks that ask for a following, money or a subscription, by themselves.
PROMOTIONS = _phrases(
    """
    follow us on | like us on facebook | join our whatsapp | join our telegram
    folgen sie uns | folge uns auf | suivez-nous | suivez nous sur | síguenos | siguenos en
    siga-nos | seguici su | segui il canale | volg ons op | följ oss | følg oss | følg os på
    seuraa meitä | obserwuj nas | sledujte nás | kövess minket | подписывайтесь на
    підписуйтесь на | bizi takip edin | ikuti kami | 关注我们 | support our journalism
    support independent journalism | support local journalism | consider donating
    please donate | make a donation | become a member | unterstützen sie uns | mit einer spende
    mit ihrer spende | spenden sie | faites un don | faire un don | soutenez-nous | haz una donación
    hazte socio | faça uma doação | apoie o jornalismo | sostienici | fai una donazione
    steun ons | wesprzyj nas | podpořte nás | підтримайте нас | поддержите нас
    unlimited online access | subscribe now to | subscribe today | start your free trial
    create an account or sign in | hat ihnen dieser artikel gefallen
    """
)

# Lines that close an article to those who have not paid.
PAYWALLS = _phrases(
    """
    to continue reading | unlock this article | this article is for subscribers
    this article is exclusive to | subscriber-only | subscribers only | already a subscriber
    dieser artikel ist nur für | jetzt weiterlesen mit | exklusiv für abonnenten
    weiterlesen mit | réservé aux abonnés | réservée aux abonnés | il vous reste
    exclusivo para suscriptores | contenido exclusivo para | conteúdo exclusivo para assinantes
    exclusivo para assinantes | riservato agli abbonati | contenuto riservato | alleen voor abonnees
    endast för prenumeranter | kun for abonnenter | vain tilaajille | tylko dla prenumeratorów
    jen pro předplatitele | csak előfizetőknek | только для подписчиков
    会員限定 | 有料会員 | 残り文字 | 구독자 전용 | 付费阅读
    """
)

# What follows the author's name where a line says who that is.
COPULAS = frozenset(
    """is was has covers writes reports works ist war schreibt arbeitet berichtet est a écrit
    travaille es fue escribe trabaja é foi escreve è scrive lavora schrijft werkt är skriver er
    jest pisze je píše on kirjoittaa é adalah là является пишет""".split()
)

# Notices in place of a post, a chart or a film that the reader has not let in.
EXTERNAL_CONTENT = _phrases(
    """
    externer inhalt | externen inhalt | externe inhalte | externer inhalte | externes inhalts
    empfohlener redaktioneller inhalt | inhalte von drittanbietern | inhalt von drittanbietern
    privatsphäre-einstellungen | privatsphäre einstellungen | datenschutz-einstellungen verhindern
    grafiken nachgeladen | video has failed to load | this content is hosted by
    this content is not available due to your privacy | third-party content | third party content
    content is blocked | enable javascript | javascript is disabled | cookies to view
    aktivieren sie javascript | javascript aktivieren | javascript zu aktivieren
    activer javascript | activez javascript | active javascript | activar javascript
    habilite javascript | habilitar javascript | ative javascript | ativar o javascript
    abilita javascript | abilitare javascript | attiva javascript | schakel javascript
    aktivera javascript | aktiver javascript | włącz javascript | povolte javascript
    включите javascript | увімкніть javascript
    cookie settings to view | contenu externe | contenu tiers | contenu est bloqué
    contenu bloqué | acceptez les cookies | contenido externo | contenido de terceros
    conteúdo externo | conteúdo de terceiros | contenuto esterno | contenuti di terze parti
    externe inhoud | inhoud van derden | externt innehåll | eksternt innhold | eksternt indhold
    ulkoinen sisältö | treści zewnętrzne | zewnętrzna treść | externí obsah
    """
)

# Words of forms for accounts: what stands outside the article and has one is no part of it.
ACCOUNTS = _phrases(
    """
    password | passwort | mot de passe | contraseña | senha | wachtwoord | lösenord | passord
    adgangskode | salasana | hasło | heslo | jelszó | parolă | пароль | şifre | kata sandi
    mật khẩu | 密码 | 密碼 | パスワード | 비밀번호 | registrierung | aktivierungs | spam ordner
    spam folder | verification code | log in to | sign in to | melden sie sich an | e-mail erhalten
    ihr account | ihren account | account deaktivieren | mobilnummer | verifizierung
    technischer fehler | social login | your account | benutzerkonto | e-mail-postfach
    willkommen zurück | welcome back
    """
)

# Lines that the large platforms put into every post that a page takes over from them.
EMBED_LINES = _phrases(
    """
    view this post on instagram | a post shared by | ein beitrag geteilt von
    sieh dir diesen beitrag auf instagram an | diesen beitrag auf instagram ansehen
    voir cette publication sur instagram | une publication partagée par
    ver esta publicación en instagram | una publicación compartida de
    una publicación compartida por | ver essa foto no instagram | ver esta publicação no instagram
    uma publicação compartilhada por | uma publicação partilhada por
    visualizza questo post su instagram | un post condiviso da | dit bericht op instagram bekijken
    een bericht gedeeld door | visa detta inlägg på instagram | ett inlägg delat av
    se dette innlegget på instagram | et innlegg delt av | vis dette opslag på instagram
    et opslag delt af | näytä tämä julkaisu instagramissa | wyświetl ten post na instagramie
    post udostępniony przez | zobrazit příspěvek na instagramu | příspěvek sdílený uživatelem
    посмотреть эту публикацию в instagram | публикация от | переглянути цей допис в instagram
    bu gönderiyi instagram'da gör | lihat postingan ini di instagram | sebuah kiriman dibagikan oleh
    この投稿をinstagramで見る | instagram에서 이 게시물 보기 | 在 instagram 查看这篇帖子
    """
)
