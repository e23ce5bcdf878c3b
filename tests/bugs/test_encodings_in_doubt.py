"""Texts in the encodings of Japan, China and Central Europe were read as wrong letters without a word, because any
bytes became one of ten encodings. What nobody can tell is asked for again.
"""

from pathlib import Path

import pytest

from frontend_bot.errors import EncodingUnclear
from frontend_bot.file_formats.reading.encodings import decoded
from frontend_bot.file_formats.reading.refusal import ReadingRefused, Refusal
from frontend_bot.file_formats.text_reading import TextReading
from frontend_bot.media.programs import Programs

TALKS = {
    "Japanese": (
        "田中：それでは会議を始めます。今日の議題は来月の予算です。\n佐藤：はい、資料を確認しました。人件費が少し高いと思います。",
        ("cp932", "euc-jp", "iso2022_jp"),
    ),
    "Chinese": (
        "王经理：大家好，我们开始今天的会议。首先讨论预算问题。\n李华：我已经看过报告了，成本比去年高了百分之十。",
        ("gb18030", "gb2312"),
    ),
    "Taiwanese": (
        "王經理：大家好，我們開始今天的會議。首先討論預算問題。\n李華：我已經看過報告了，成本比去年高了百分之十。",
        ("big5",),
    ),
    "Korean": (
        "김 부장: 안녕하세요, 회의를 시작하겠습니다. 오늘 안건은 예산입니다.\n이 대리: 보고서를 확인했습니다.",
        ("cp949", "euc-kr"),
    ),
    "Polish": (
        "Anna: Dzień dobry, zaczynamy spotkanie. Dziś omówimy budżet na przyszły miesiąc.\n"
        "Paweł: Sprawdziłem raport, koszty są wyższe niż w zeszłym roku. Dziękuję, żegnam się.",
        ("cp1250", "iso8859-2", "cp852"),
    ),
    "Czech": (
        "Jana: Dobrý den, začneme schůzku. Dnes probereme rozpočet na příští měsíc.\n"
        "Petr: Zkontroloval jsem zprávu, náklady jsou vyšší než loni.",
        ("cp1250", "iso8859-2", "cp852"),
    ),
    "Hungarian": (
        "Anna: Jó napot, kezdjük a megbeszélést. Ma a jövő havi költségvetésről lesz szó.\n"
        "Péter: Átnéztem a jelentést, a költségek magasabbak, mint tavaly. Köszönöm, később folytatjuk, jó erőt.",
        ("cp1250", "iso8859-2"),
    ),
    "German": (
        "Anna: Guten Tag, wir beginnen. Heute geht es um das Budget für den nächsten Monat.\n"
        "Jürgen: Ich habe den Bericht geprüft, die Kosten sind höher als letztes Jahr. Schöne Grüße!",
        ("cp1252", "iso8859-1", "cp850", "mac-roman"),
    ),
    "French": (
        "Anne : Bonjour, nous commençons la réunion. Aujourd'hui, le budget du mois prochain.\n"
        "Jérôme : J'ai vérifié le rapport, les coûts sont plus élevés que l'année dernière.",
        ("cp1252", "iso8859-15", "cp850", "mac-roman"),
    ),
    "Turkish": (
        "Ayşe: Günaydın, toplantıya başlıyoruz. Bugün gelecek ayın bütçesini konuşacağız.\n"
        "Mehmet: Raporu kontrol ettim, maliyetler geçen yıla göre daha yüksek. Teşekkür ederim.",
        ("cp1254", "cp857"),
    ),
    "Greek": (
        "Άννα: Καλημέρα, αρχίζουμε τη συνάντηση. Σήμερα θα συζητήσουμε τον προϋπολογισμό.",
        ("cp1253", "iso8859-7", "mac-greek"),
    ),
    "Hebrew": ("דנה: בוקר טוב, נתחיל את הפגישה. היום נדבר על התקציב לחודש הבא.", ("cp1255", "iso8859-8", "cp862")),
    "Arabic": ("سارة: صباح الخير، نبدأ الاجتماع. اليوم سنناقش ميزانية الشهر القادم.", ("cp1256", "iso8859-6")),
    "Lithuanian": (
        "Ona: Laba diena, pradedame susitikimą. Šiandien aptarsime kito mėnesio biudžetą. Ačiū visiems už dėmesį.",
        ("cp1257",),
    ),
    "Russian": (
        "Анна: Добрый день, коллеги! Начнём.\nБорис: Релиз переносим на пятницу, смету жду до среды.",
        ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5"),
    ),
    "Ukrainian": (
        "Олена: Доброго дня, починаємо нараду. Сьогодні обговоримо бюджет на наступний місяць.\n"
        "Їжак: Я перевірив звіт, витрати вищі, ніж торік.",
        ("cp1251", "koi8-u", "cp1125"),
    ),
    "Thai": ("สวัสดีครับ เราจะเริ่มการประชุม วันนี้เราจะพูดถึงงบประมาณ", ("cp874",)),
}
SURE = {
    "Japanese": ("cp932", "euc-jp", "iso2022_jp"), "Chinese": ("gb18030", "gb2312"), "Taiwanese": ("big5",),
    "Korean": ("cp949",), "Polish": ("cp1250", "iso8859-2"), "Czech": ("cp1250", "iso8859-2"), "Hungarian": ("cp1250",),
    "German": ("cp1252", "iso8859-1"), "French": ("cp1252",), "Turkish": ("cp1254",), "Greek": ("cp1253", "iso8859-7"),
    "Hebrew": ("cp1255",), "Arabic": ("cp1256",), "Lithuanian": ("cp1257",), "Ukrainian": ("cp1251", "koi8-u"),
    "Russian": ("cp1251", "koi8-r", "cp866", "iso8859-5"),
}  # fmt: skip
"""What people's programs do write; of the others it is enough that nothing wrong is taken for right."""
SHORT = {
    "cp1251": ("Повестка: бюджет", "Привет", "Анна: да", "Срок — пятница", "Hello, мир", "ПРОТОКОЛ СОВЕЩАНИЯ № 5"),
    "cp1252": (
        "He said “don’t” – and left.",
        "It’s done.",
        "Café at 5",
        "Größe: 5 m²",
        "100 €",
        "señor",
        "Malmö",
        "§ 5",
    ),
    "cp1250": ("Wrocław", "příští týden", "Počinjemo sastanak, želim", "Győr"),
    "koi8-r": ("Повестка: бюджет", "Привет"),
    "cp866": ("Повестка: бюджет", "Привет", "Да."),
}


@pytest.mark.parametrize("language", TALKS)
def test_no_letter_is_taken_for_another(language: str) -> None:
    talk, encodings = TALKS[language]
    for encoding in encodings:
        for text in (talk, talk.split("\n")[0], *([f"{talk}\n" * 30] if encoding == encodings[0] else [])):
            try:
                assert decoded(text.encode(encoding)) == text, encoding
            except ReadingRefused as refused:
                assert refused.why is Refusal.ENCODING
                assert encoding not in SURE.get(language, ()), f"{encoding} is asked for, and need not be"


@pytest.mark.parametrize("encoding", SHORT)
def test_a_few_words_are_enough_where_others_make_no_sense(encoding: str) -> None:
    assert [decoded(text.encode(encoding)) for text in SHORT[encoding]] == list(SHORT[encoding])


async def test_doubt_is_told(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_bytes(TALKS["Thai"][0].encode("cp874"))
    with pytest.raises(EncodingUnclear):
        await TextReading(Programs()).read(tmp_path / "talk.txt")


def test_a_slip_in_utf_8_is_no_other_encoding() -> None:
    russian = TALKS["Russian"][0] * 20
    broken = russian.encode()[:500] + b"\xd0" + russian.encode()[500:]
    assert decoded(broken).replace("\ufffd", "") == russian
    assert decoded(russian.encode()[:-1]).rstrip("\ufffd") == russian[:-1]
