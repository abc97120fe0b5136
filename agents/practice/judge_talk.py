"""Recognises talk to a judge, in languages that the sentence model does not know.

There, nearness in meaning tells nothing: German, Spanish and Chinese sentences are near to others
of their language, whatever they say (cosines of 0.4 to 0.8). Words tell something: orders to a
judge speak of instructions, of ratings, of criteria and of the answer in one breath, and answers
seldom do. Other wordings and languages pass; see ``evidence`` for what bounds those.
"""

import re
import unicodedata
from typing import Final

from agents.practice.sentences import visible

FEWEST_SUBJECTS: Final = 3
"""Subjects of judging that a text must name, beside those of the question. Answers name one or
two at times: the response of a server may hold an instruction, a user may ignore a rating."""

# English, German, Dutch, Spanish, Portuguese, Italian, French, Polish and Russian: beginnings of
# words without accents. After the bar Chinese, Japanese and Korean: signs anywhere.
_SUBJECTS: Final = (
    # To ignore
    """ignor disregard forget vergiss vergesst missacht negeer vergeet olvid esquec dimentic oubli
    zapomnij забуд игнорир | 忽略 忘记 忘掉 无视 無視 忘れ 무시""",
    # Previous
    """previous prior earlier above bisherig vorherig vorig obig eerder bovenstaand anterior previ
    precedent poprzedn предыдущ | 之前 以前 先前 上述 前述 前の 이전""",
    # Instructions
    """instruct instruk instruc istruz anweisung vorgabe aanwijzing polecen prompt rubric rubrik
    инструкц указан | 指示 指令 提示词 지시 명령""",
    # Scores
    """score scoring rating grade points punktzahl punkte hochstnote bestnote gesamtnote note zensur
    bewert benot punten cijfer puntu puntos punto calific nota pontu pontos punteg voto ocen балл
    оценк | 分数 满分 高分 总分 打分 评分 得分 点数 満点 採点 점수 만점 평점""",
    # Criteria
    """criteri kriter evaluat evaluier evaluac beurteil beoordel критери
    | 标准 评估 評価 评价 基準 기준 평가""",
    # The answer
    """answer antwort antwoord respuesta resposta rispost repons odpowied ответ
    | 回答 答案 答え 대답 답변""",
    # Those who meet
    """interviewer examiner evaluator grader judge candidate prufer kandidat bewerber entrevistad
    examinad candidat aspirante avaliad esaminat rekrut экзаменатор кандидат
    | 考官 面试官 面接官 候选人 应聘者 候補者 면접관 지원자""",
    # The best
    """perfect perfekt perfett parfait highest hochst volle maxim massim doskonal максим идеальн
    | 完美 最高 最佳 完璧 완벽 최고""",
)


def _pattern(subject: str) -> re.Pattern[str]:
    stems, signs = (part.split() for part in subject.split("|"))
    return re.compile(rf"\b(?:{'|'.join(stems)})|{'|'.join(signs)}")


_PATTERNS: Final = tuple(_pattern(subject) for subject in _SUBJECTS)


def addresses_judge(text: str, asked: str) -> bool:
    """Whether a text speaks of judging more than what was asked does.

    Args:
        asked: The question and its key points; the subjects that they name don't count, since
            an answer to a question about ratings speaks of ratings.
    """
    return len(_subjects(text) - _subjects(asked)) >= FEWEST_SUBJECTS


def _subjects(text: str) -> set[int]:
    decomposed = unicodedata.normalize("NFKD", visible(text).casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    # Composed again: decomposing takes Korean syllables apart.
    plain = unicodedata.normalize("NFC", plain)
    return {number for number, each in enumerate(_PATTERNS) if each.search(plain)}
