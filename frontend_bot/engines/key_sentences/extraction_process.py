"""Finds key sentences and possible tasks in a transcript, as a program of its own. It imports nothing of the bot.

Reads ``{"language": "ru", "joined": true, "segments": [text, …]}`` from its standard input; ``joined`` tells that a
sentence may go on in the next segment. Prints ``{"sentences": […], "tasks": […]}``, each an array of
``[number of the segment, text]``.

The method: TextRank over TF-IDF of stems, a quota for each stretch of the talk, and no two sentences that say the same
(maximal marginal relevance). Tasks: imperatives and first person future in Russian, turns of phrase in English.
"""

import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import snowballstemmer
from razdel import sentenize

SHORTEST, LONGEST = 5, 45
"""Words of a sentence that can stand alone."""
FEWEST, MOST, SHARE = 3, 12, 0.12
MOST_TASKS = 30
DAMPING, ROUNDS = 0.85, 25
ALIKE = 0.45
"""Cosine from which two sentences say the same."""
MOST_SENTENCES = 4000
STOPWORDS = {
    "ru": """
    и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот
    от меня еще нет о из ему теперь когда даже ну ли если уже или ни быть был него до вас нибудь опять уж
    вам ведь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без
    будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой ним здесь этом один мой тем
    чтобы нее были куда зачем всех можно при об эти это очень просто значит вообще короче сейчас наш нам
    который свой весь такой
    """,
    "en": """
    the a an and or but if then so to of in on at by for with from as is are was were be been being am do
    does did have has had will would can could should may might must it its this that these those i you he
    she we they me him her us them my your his our their what which who there here not no yes just like
    really very also about into over up down out know think going get got well okay right
    """,
}
DECISIONS = re.compile(
    r"\b(решили|решено|договорились|утвердили|постановили|принято решение|согласовали|decided|agreed|approved|resolved|"
    r"we(?: wi|')ll go with)\b",
    re.IGNORECASE,
)
NO_TASK = re.compile(rf"{DECISIONS.pattern}|\bдавай(?:те)?\b|\blet's\b", re.IGNORECASE)
"""What was decided, and what is suggested for this very moment, is nobody's task."""
DUTY = re.compile(
    r"\b(надо|нужно|необходимо|следует|должен|должна|должны|поручить|поручаю|прошу|задача)\b", re.IGNORECASE
)
ENGLISH_TASK = re.compile(
    r"\b(?:(?:i|we)(?:'ll| will| am going to| are going to)(?! (?:be|see|have|go with|think|say)\b) \w+|"
    r"(?:need|needs|have|has) to (?!be\b|say\b|think\b)\w+|please \w+|(?:can|could|would) you (?!hear|see|imagine)\w+|"
    r"(?:should|must) (?!be\b|have\b|not\b)\w+|action item|make sure)",
    re.IGNORECASE,
)
TALK_ONLY = """
    сказать смотреть посмотреть слушать послушать извинить простить подождать погодить представить
    здравствовать давать дать позволить пускать пустить знать понимать поверить верить думать помнить
    согласиться назвать быть мочь стать повторить
"""
"""Verbs whose imperative or future is a manner of speaking."""


@dataclass(frozen=True)
class Sentence:
    """``segment`` is where it begins; ``stems`` are those of its words that carry meaning."""

    segment: int
    text: str
    words: int
    stems: tuple[str, ...]


def main() -> None:
    """Do one transcript."""
    wanted = json.load(sys.stdin.buffer)
    language = "ru" if wanted["language"] in ("ru", "uk", "be") else "en"
    sentences = list(split(wanted["segments"], language, joined=wanted["joined"]))[:MOST_SENTENCES]
    fit = [one for one in sentences if SHORTEST <= one.words <= LONGEST]
    found = {
        "sentences": [[one.segment, one.text] for one in key_sentences(fit)],
        "tasks": [[one.segment, one.text] for one in tasks(sentences, language)],
    }
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def split(segments: Sequence[str], language: str, *, joined: bool) -> Iterable[Sentence]:
    """Sentences with the number of the segment that each begins in."""
    stem = snowballstemmer.stemmer("russian" if language == "ru" else "english").stemWord
    stop = frozenset(STOPWORDS[language].split())
    stemmed: dict[str, str] = {}
    runs = [(0, segments)] if joined else [(number, [segment]) for number, segment in enumerate(segments)]
    for first, run in runs:
        starts = [0, *accumulate(len(segment) + 1 for segment in run)]
        segment = 0
        for piece in sentenize(" ".join(run)):
            while segment + 1 < len(run) and starts[segment + 1] <= piece.start:
                segment += 1
            words = re.findall(r"[^\W_]+", piece.text.lower().replace("ё", "е"))
            stems = [stemmed.setdefault(word, stem(word)) for word in words if word not in stop and len(word) > 2]
            yield Sentence(first + segment, piece.text.strip(), len(words), tuple(stems))


def key_sentences(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The few that most others have to do with, from every stretch of the talk, in order."""
    if len(sentences) < FEWEST:
        return []
    vectors = weighted(sentences)
    ranks = ranked(vectors)
    for number, sentence in enumerate(sentences):
        if DECISIONS.search(sentence.text):
            ranks[number] *= 2
    count = min(MOST, max(FEWEST, round(SHARE * len(sentences))))
    quota = math.ceil(count / min(count, 4))
    taken: list[int] = []
    in_stretch: Counter[int] = Counter()
    for number in sorted(range(len(sentences)), key=lambda one: -ranks[one]):
        stretch = 4 * number // len(sentences)
        if len(taken) == count:
            break
        if in_stretch[stretch] < quota and all(alike(vectors[number], vectors[other]) < ALIKE for other in taken):
            taken.append(number)
            in_stretch[stretch] += 1
    return [sentences[number] for number in sorted(taken)]


def weighted(sentences: Sequence[Sentence]) -> list[dict[str, float]]:
    """TF-IDF of the stems, each vector of length 1."""
    appear = Counter(stem for sentence in sentences for stem in set(sentence.stems))
    vectors = []
    for sentence in sentences:
        vector = {
            stem: count * math.log(1 + len(sentences) / appear[stem]) for stem, count in Counter(sentence.stems).items()
        }
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({stem: weight / length for stem, weight in vector.items()})
    return vectors


def ranked(vectors: Sequence[dict[str, float]]) -> list[float]:
    """TextRank. Stems that a fifth of all sentences share connect everything with everything, and are left out."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, vector in enumerate(vectors):
        for stem in vector:
            holders[stem].append(number)
    common = max(10, len(vectors) // 5)
    edges: list[dict[int, float]] = [defaultdict(float) for _ in vectors]
    for stem, numbers in holders.items():
        if 1 < len(numbers) <= common:
            for one in numbers:
                for other in numbers:
                    if one != other:
                        edges[one][other] += vectors[one][stem] * vectors[other][stem]
    totals = [sum(edge.values()) or 1.0 for edge in edges]
    ranks = [1.0] * len(vectors)
    for _ in range(ROUNDS):
        flows = [rank / total for rank, total in zip(ranks, totals, strict=True)]
        ranks = [1 - DAMPING + DAMPING * sum(weight * flows[other] for other, weight in edge.items()) for edge in edges]
    return ranks


def alike(one: dict[str, float], other: dict[str, float]) -> float:
    """Cosine."""
    return sum(weight * other.get(stem, 0.0) for stem, weight in one.items())


def tasks(sentences: Sequence[Sentence], language: str) -> list[Sentence]:
    """Those that sound like something to do; questions are none."""
    sounds = _sounds_russian if language == "ru" else _sounds_english
    fit = (one for one in sentences if 3 <= one.words <= LONGEST and not NO_TASK.search(one.text))
    return [one for one in fit if sounds(one.text)][:MOST_TASKS]


def _sounds_english(text: str) -> bool:
    is_request = bool(re.search(r"\b(?:can|could|would) you\b", text, re.IGNORECASE))
    return bool(ENGLISH_TASK.search(text)) and (is_request or not text.endswith("?"))


def _sounds_russian(text: str) -> bool:
    if text.endswith("?"):
        return False
    has_infinitive = False
    for word in re.findall(r"[а-яё]+", text.lower()):
        form, tag = parsed(word)
        if form in TALK_ONLY.split():
            continue
        if tag.mood == "impr" or (tag.person == "1per" and tag.tense == "futr"):
            return True
        has_infinitive = has_infinitive or "INFN" in tag
    return has_infinitive and bool(DUTY.search(text))


@cache
def parsed(word: str) -> tuple[str, Any]:
    """The word's dictionary form and its grammar, the likeliest of all."""
    best = _morphology().parse(word)[0]
    return best.normal_form, best.tag


@cache
def _morphology() -> Any:
    import pymorphy3  # 16 MB of dictionary, for Russian only

    return pymorphy3.MorphAnalyzer(lang="ru")


if __name__ == "__main__":
    main()
