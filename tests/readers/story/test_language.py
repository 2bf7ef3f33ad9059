from __future__ import annotations

import subprocess
import sys

import pytest

from search.article import Kind, Paragraph
from search.languages import NAMES
from search.readers.story.language import read_language

# The same small piece of news, written for this test.
NEWS = {
    "ar": (
        "أعلنت السلطات المحلية يوم الاثنين إعادة فتح الجسر فوق النهر بعد تسعة أشهر من أعمال "
        "الإصلاح. وقال رئيس البلدية إن حركة المرور كانت خفيفة في الصباح ولم ينتظر أحد طويلا. "
        "وأضاف أن تكلفة المشروع بلغت أربعة ملايين دولار، وأن المدينة ستواصل مراقبة الأعمدة "
        "خلال الشتاء المقبل."
    ),
    "da": (
        "Broen over floden åbnede igen mandag efter ni måneders reparation af pillerne. "
        "Trafikken var let om morgenen, sagde politiet, og ingen behøvede at vente ret "
        "længe. Borgmesteren fortalte, at arbejdet havde kostet mere end ventet, fordi "
        "leverandøren gik konkurs i foråret. Nu håber de handlende i byen, at kunderne "
        "vender tilbage."
    ),
    "de": (
        "Die Brücke über den Fluss ist am Montag nach neun Monaten Bauzeit wieder geöffnet "
        "worden. Der Verkehr sei am Morgen gering gewesen, teilte die Polizei mit, und "
        "niemand habe lange warten müssen. Die Bürgermeisterin sagte, die Kosten seien höher "
        "als geplant ausgefallen, weil ein Lieferant im Frühjahr Insolvenz angemeldet habe."
    ),
    "el": (
        "Η γέφυρα πάνω από το ποτάμι άνοιξε ξανά τη Δευτέρα ύστερα από εννέα μήνες "
        "επισκευών. Η κίνηση ήταν μικρή το πρωί, ανακοίνωσε η αστυνομία, και κανείς δεν "
        "χρειάστηκε να περιμένει πολύ. Ο δήμαρχος είπε ότι το έργο κόστισε περισσότερο από "
        "το αναμενόμενο."
    ),
    "en": (
        "The bridge over the river reopened on Monday after nine months of repairs to its "
        "piers. Traffic was light in the morning, the police said, and nobody had to wait "
        "for long. The mayor told reporters that the work had cost more than planned because "
        "a supplier went bankrupt in the spring."
    ),
    "es": (
        "El puente sobre el río volvió a abrirse el lunes después de nueve meses de obras en "
        "sus pilares. El tráfico fue escaso por la mañana, según la policía, y nadie tuvo "
        "que esperar mucho tiempo. La alcaldesa dijo que las obras costaron más de lo "
        "previsto porque un proveedor quebró en primavera."
    ),
    "fi": (
        "Joen ylittävä silta avattiin jälleen maanantaina yhdeksän kuukauden korjaustöiden "
        "jälkeen. Poliisin mukaan liikenne oli aamulla vähäistä, eikä kenenkään tarvinnut "
        "odottaa kauan. Kaupunginjohtaja sanoi, että työ maksoi odotettua enemmän, koska "
        "yksi toimittajista meni keväällä konkurssiin."
    ),
    "fr": (
        "Le pont sur la rivière a rouvert lundi après neuf mois de travaux sur ses piles. La "
        "circulation était fluide dans la matinée, a indiqué la police, et personne n'a dû "
        "attendre longtemps. La maire a expliqué que le chantier avait coûté plus cher que "
        "prévu, un fournisseur ayant fait faillite au printemps."
    ),
    "hu": (
        "Hétfőn kilenc hónapnyi javítás után újra megnyílt a folyó feletti híd. A rendőrség "
        "közlése szerint reggel gyér volt a forgalom, és senkinek sem kellett sokáig várnia. "
        "A polgármester elmondta, hogy a munka a tervezettnél többe került, mert az egyik "
        "beszállító tavasszal csődbe ment."
    ),
    "it": (
        "Il ponte sul fiume ha riaperto lunedì dopo nove mesi di lavori ai piloni. Il "
        "traffico è stato scarso in mattinata, ha detto la polizia, e nessuno ha dovuto "
        "aspettare a lungo. La sindaca ha spiegato che i lavori sono costati più del "
        "previsto perché un fornitore è fallito in primavera."
    ),
    "ja": (
        "川に架かる橋は、九か月にわたる橋脚の修理を終えて月曜日に再び開通した。警察によると、朝"
        "の交通量は少なく、長く待たされた人はいなかったという。市長は、春に納入業者が倒産したた"
        "め、工事の費用が予定を上回ったと記者団に語った。"
    ),
    "nl": (
        "De brug over de rivier is maandag na negen maanden werk aan de pijlers weer "
        "opengegaan. Het verkeer was 's ochtends rustig, meldde de politie, en niemand "
        "hoefde lang te wachten. De burgemeester zei dat het werk meer had gekost dan "
        "gepland, omdat een leverancier in het voorjaar failliet ging."
    ),
    "no": (
        "Broen over elva åpnet igjen mandag etter ni måneder med reparasjoner av pilarene. "
        "Trafikken var liten om morgenen, opplyste politiet, og ingen måtte vente lenge. "
        "Ordføreren sa at arbeidet hadde kostet mer enn planlagt fordi en leverandør gikk "
        "konkurs i vår. Nå håper butikkeierne i byen at kundene kommer tilbake."
    ),
    "pt": (
        "A ponte sobre o rio reabriu na segunda-feira após nove meses de obras nos pilares. "
        "O trânsito esteve fraco pela manhã, disse a polícia, e ninguém teve de esperar "
        "muito. A presidente da câmara afirmou que as obras custaram mais do que o previsto "
        "porque um fornecedor faliu na primavera."
    ),
    "ro": (
        "Podul peste râu a fost redeschis luni, după nouă luni de reparații la piloni. "
        "Traficul a fost redus dimineața, a anunțat poliția, și nimeni nu a fost nevoit să "
        "aștepte mult. Primarul a declarat că lucrările au costat mai mult decât era "
        "planificat, deoarece un furnizor a dat faliment în primăvară."
    ),
    "ru": (
        "Мост через реку вновь открылся в понедельник после девяти месяцев ремонта опор. "
        "Утром движение было слабым, сообщила полиция, и никому не пришлось долго ждать. Мэр "
        "рассказал, что работы обошлись дороже, чем планировалось, потому что весной "
        "обанкротился один из поставщиков."
    ),
    "sv": (
        "Bron över floden öppnade igen på måndagen efter nio månaders reparationer av "
        "pelarna. Trafiken var lugn på morgonen, uppgav polisen, och ingen behövde vänta "
        "länge. Borgmästaren sade att arbetet hade kostat mer än planerat eftersom en "
        "leverantör gick i konkurs under våren."
    ),
    "ta": (
        "ஆற்றின் மீதான பாலம் ஒன்பது மாத பழுதுபார்ப்புப் பணிகளுக்குப் பிறகு திங்கட்கிழமை "
        "மீண்டும் திறக்கப்பட்டது. காலையில் போக்குவரத்து குறைவாக இருந்தது என்று காவல்துறை "
        "தெரிவித்தது. யாரும் நீண்ட நேரம் காத்திருக்க வேண்டியதில்லை."
    ),
    "th": (
        "สะพานข้ามแม่น้ำเปิดใช้อีกครั้งเมื่อวันจันทร์หลังจากซ่อมแซมเสานานเก้าเดือน "
        "ตำรวจกล่าวว่าการจราจรในตอนเช้าเบาบาง และไม่มีใครต้องรอนาน "
        "นายกเทศมนตรีบอกกับผู้สื่อข่าวว่างานนี้มีค่าใช้จ่ายสูงกว่าที่วางแผนไว้"
    ),
    "tr": (
        "Nehrin üzerindeki köprü, dokuz ay süren onarımın ardından pazartesi günü yeniden "
        "açıldı. Polis, sabah saatlerinde trafiğin hafif olduğunu ve kimsenin uzun süre "
        "beklemek zorunda kalmadığını söyledi. Belediye başkanı, bir tedarikçi ilkbaharda "
        "iflas ettiği için işin planlanandan pahalıya mal olduğunu anlattı."
    ),
    "zh": (
        "经过九个月的维修,这座跨河大桥于星期一重新开放。警方表示,早上的交通很顺畅,没有人需要"
        "长时间等待。市长对记者说,由于一家供应商在春天破产,工程的费用比计划的要高。城里的商人"
        "现在希望顾客能够回来。"
    ),
}
OTHERS = {
    "uk": (
        "Міст через річку знову відкрили в понеділок після дев'яти місяців ремонту опор. "
        "Вранці рух був слабким, повідомила поліція, і нікому не довелося довго чекати. М"
        "ер розповів, що роботи коштували"
    ),
    "bg": (
        "Мостът над реката отново беше отворен в понеделник след девет месеца ремонт на с"
        "тълбовете. Движението сутринта беше слабо, съобщи полицията, и никой не трябваше"
        " да чака дълго. Кметът каза, че"
    ),
    "pl": (
        "Most nad rzeką został ponownie otwarty w poniedziałek po dziewięciu miesiącach r"
        "emontu filarów. Rano ruch był niewielki, podała policja, i nikt nie musiał długo"
        " czekać. Burmistrz powiedział, że prace"
    ),
    "cs": (
        "Most přes řeku byl v pondělí po devíti měsících oprav pilířů znovu otevřen. Ráno"
        " byl provoz slabý, uvedla policie, a nikdo nemusel dlouho čekat. Starosta řekl, "
        "že práce stály víc, než se"
    ),
    "ca": (
        "El pont sobre el riu va tornar a obrir dilluns després de nou mesos d'obres als "
        "pilars. El trànsit va ser escàs al matí, segons la policia, i ningú no va haver "
        "d'esperar gaire. L'alcaldessa va dir"
    ),
    "fa": (
        "پل روی رودخانه پس از نه ماه تعمیر پایه‌ها روز دوشنبه دوباره باز شد. پلیس گفت که "
        "رفت و آمد در صبح سبک بود و هیچ کس مجبور نشد مدت زیادی منتظر بماند. شهردار گفت هز"
        "ینه کار بیش از برنامه"
    ),
    "ko": (
        "강 위의 다리가 아홉 달 동안의 교각 수리를 마치고 월요일에 다시 열렸다. 경찰은 아침 교통량이 적었고 아무도 오래 기다리지 않았다고 밝혔다. "
        "시장은 봄에 납품업체가 파산해 공사비가 계획보다 더 들었다고"
    ),
    "af": (
        "Die brug oor die rivier is Maandag heropen ná nege maande se herstelwerk aan die"
        " pilare. Die verkeer was lig in die oggend, het die polisie gesê, en niemand hoe"
        "f lank te gewag het nie. Die"
    ),
}


def language_of(*texts: str, kind: Kind = "body") -> str | None:
    paragraphs = [
        Paragraph(number=number, text=text, kind=kind) for number, text in enumerate(texts, 1)
    ]
    return read_language(paragraphs)


def test_the_news_are_in_all_languages_that_archives_know() -> None:
    assert set(NEWS) == set(NAMES)


@pytest.mark.parametrize("code", NEWS)
def test_the_language_of_a_short_piece_of_news(code: str) -> None:
    assert language_of(NEWS[code]) == code
    assert language_of(*[NEWS[code]] * 20) == code


@pytest.mark.parametrize("code", NEWS)
def test_a_few_words_are_left_without_a_language_or_given_theirs(code: str) -> None:
    for start in range(0, len(NEWS[code]) - 40, 20):
        assert language_of(NEWS[code][start : start + 40]) in {None, code}


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_that_is_near_to_another_is_not_taken_for_it(code: str) -> None:
    assert language_of(OTHERS[code]) in {None, code}


@pytest.mark.parametrize(
    "text", ["", "Bridge", "Oslo 2021", "A. B. Lee, Bo Cole", "12,5 " * 40, "# " * 99]
)
def test_nothing_is_said_of_what_is_hardly_text(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("first", "second"), [("en", "de"), ("en", "it"), ("fr", "ru"), ("no", "fi")]
)
def test_nothing_is_said_of_a_text_in_two_languages(first: str, second: str) -> None:
    assert language_of(NEWS[first], NEWS[second]) is None


def test_what_is_not_the_text_of_the_article_says_nothing() -> None:
    assert language_of(NEWS["en"], kind="boilerplate") is None


def test_an_english_text_does_not_load_the_model() -> None:
    program = (
        "import sys; from search.article import Paragraph; from search.readers.story import language;"
        f"text = {NEWS['en']!r}; print(language.read_language([Paragraph(number=1, text=text * 3)]),"
        " 'py3langid' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["en", "False"]
