"""Names of news and picture agencies, and the words that stand for a credit, in lower case.

Kept as data: extend the sets, not the code that reads them.
"""

from __future__ import annotations


def _names(listing: str) -> frozenset[str]:
    return frozenset(name.strip() for line in listing.splitlines() for name in line.split("|")) - {
        ""
    }


NEWS_AGENCIES = _names(
    """
    aa | aap | adnkronos | afp | agence france-presse | agencia efe | agenzia ansa | agerpres
    agi | agência brasil | agência lusa | anadolu | anadolu agency | anadolu ajansı | ani | anp
    ansa | antara | ap | apa | associated press | ats | australian associated press | belga
    bloomberg | austria presse agentur | canadian press | cp | ctk | deutsche presse-agentur
    dpa | dts | efe | epd | europa press | hina | ians | iha | interfax | jiji | jiji press
    keystone-ats | kna | keystone-sda | kyodo | kyodo news | lusa | mti | news agency of nigeria
    ntb | pa | pa media | pap | press association | press trust of india | pti | reuters
    ria novosti | ritzau | sda | sid | stt | tanjug | tass | the associated press
    the canadian press | tt | ukrinform | unian | tidningarnas telegrambyrå | upi | xinhua
    yonhap | yonhap news | čtk | интерфакс | тасс | риа новости | уніан | укринформ | укрінформ
    中新社 | 新华社 | 新華社 | 共同 | 共同通信 | 共同通信社 | 時事 | 時事通信 | 뉴시스 | 뉴스1
    연합뉴스
    """
)

PHOTO_AGENCIES = _names(
    """
    abaca | action images | action press | adobe stock | aflo | afp photo | alamy | ap images
    ap photo | canva | corbis | ddp | depositphotos | dpa-bildfunk | dpa-zentralbild
    dreamstime | epa | epa-efe | flickr | gc images | getty | getty images
    getty images/istockphoto | imago | imago images | istock | istockphoto | keystone | laif
    lehtikuva | lightrocket | newscom | magnum photos | mauritius images | ntb scanpix
    nurphoto | pa images | pa wire | pexels | picture alliance | picture-alliance | pixabay
    plainpicture | polaris | reuters photo | rex | rex features | ritzau scanpix | scanpix
    shutterstock | shutterstock.com | sipa | sipa usa | sputnik | stock.adobe.com
    tpx images of the day | unsplash | usa today sports | wikimedia | wikimedia commons
    wireimage | zuma | zuma press | zuma wire
    """
)

AGENCIES = NEWS_AGENCIES | PHOTO_AGENCIES

# Two words or more: safe to recognise after a name with nothing between ("Felix Lee AP Photo").
AGENCY_PHRASES = tuple(sorted((name for name in AGENCIES if " " in name), key=len, reverse=True))

# What may stand alone where a photographer's name would.
STAND_INS = _names(
    """
    ai-generated | archiv | archivbild | archivfoto | archivo | arquivo | collage | courtesy
    courtesy photo | courtoisie | divulgação | dr | d.r. | fichier | file | file image
    file photo | handout | ho | illustration | montage | pool | pr | privat | private | privé
    privada | provided | reprodução | reproduction | screengrab | screenshot | supplied
    symbolbild | symbolfoto | zvg | zvg. | архив | из архива
    """
)

# Labels before a colon (or "by", "credit") that make what follows a picture credit.
CREDIT_LABELS = _names(
    """
    photo | photos | photograph | photographs | photography | photo credit | photo credits | pic
    photo by | photos by | photograph by | photo courtesy of | image | images | image credit
    pics | image credits | image by | image courtesy of | image source | picture | pictures
    credit | credits | illustration | illustration by | illustrations by | graphic | graphics
    animation | photo illustration | photo illustration by | screengrab | screenshot | video
    art by | foto | fotos | foto von | fotos von | bild | bilder | bildquelle | grafik
    fotograf | fotografin | bildrechte | bildnachweis | montage | archivbild | archivfoto
    symbolbild | symbolfoto | titelbild | collage | karikatur | crédit photo | crédits photo
    crédit | crédits | photo d'archives | infographie | capture d'écran | foto de | fotografía
    fotografia | imagen | imagem | imagens | crédito | créditos | ilustración | ilustração
    foto di | immagine | immagini | beeld | fotografie | illustratie | foto's | foto af
    billede | illustrasjon | forsidebilde | illustrasjonsfoto | bilde | illustrationsfoto
    bildet | kuva | kuvat | kuvituskuva | zdjęcie | zdjęcia | fot | fot. | ilustracja | rys.
    ilustrace | ilustrační foto | fotó | görsel | fotoğraf | gambar | ilustrasi | ảnh | ljósmynd
    mynd | nuotr. | фото | фото автора | фотография | иллюстрация | фотографія | ілюстрація
    снимка | 写真 | 画像 | 撮影 | 图 | 图片 | 图片来源 | 摄影 | 摄 | 圖片來源 | 사진 | 사진 출처
    사진출처 | 사진=
    """
)

# Labels that name a picture's origin only inside a figure or a bracket.
SOURCE_LABELS = _names(
    """
    source | sources | quelle | quellen | fuente | fonte | bron | kilde | källa | lähde | źródło
    zdroj | kaynak | sumber | nguồn | copyright | rights | rechte | forrás | источник | джерело
    来源 | 出典 | 출처 | lizenz
    """
)

# Labels that stand after the names.
TRAILING_LABELS = ("nuotr.", "nuotr", "felvétele", "felvételei", "foto", "photo", "fotogrāfija")

# What a wire credit says where it names no agency in particular.
GENERIC_WIRES = _names(
    """
    agences | agencias | agências | agencies | agenturen | agenzie | nachrichtenagenturen | wire
    wires | news agencies | news services | kantor berita
    """
)
