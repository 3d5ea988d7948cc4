"""Misspelt requests, by the published figures on how people misspell; the same request always in the same way.

One or two words of a request are misspelt, the longer the likelier, since every letter is a chance to slip. Words of
fewer than four letters, words with digits and abbreviations in capitals are left as they are.

- Four misspelt words in five have a single slip: a letter added, left out or wrong, or two neighbours swapped (Damerau,
  "A technique for computer detection and correction of spelling errors", Communications of the ACM 7(3), 1964). Here
  the fifth has two, where it has eight letters or more: a shorter one would be past recognising.
- How often each slip happens: Peterson, "A note on undetected typing errors", Communications of the ACM 29(7), 1986,
  the figures for a dictionary that was typed in.
- The first letter is wrong in 7 of 100 misspelt words (Mitton 1987), and a wrong letter is that of a neighbouring key
  in 58 of 100 cases (Grudin 1983): both as quoted in Kukich, "Techniques for automatically correcting words in text",
  ACM Computing Surveys 24(4), 1992. Else it is another vowel for a vowel, and any letter for a consonant.
- An added letter is the one before it once more, or that of a neighbouring key, as often the one as the other.
"""

from __future__ import annotations

import random
import re
from string import ascii_lowercase

SINGLE_SLIP = 0.8  # of misspelt words: Damerau 1964
SHARES = {"left out": 0.344, "wrong": 0.269, "added": 0.203, "swapped": 0.131}  # of misspelt words: Peterson 1986
FIRST_LETTER = 0.07  # of misspelt words: Mitton 1987
NEIGHBOURING_KEY = 0.58  # of wrong letters: Grudin 1983

LEAST_LETTERS = 4
TWO_SLIPS_FROM = 8  # letters

_WORD = re.compile(rf"(?<!\w)[^\W\d_]{{{LEAST_LETTERS},}}(?!\w)")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiou"


def misspelling_of(id_: str, text: str) -> str:
    """The misspelt variant of the request with this id: always the same one."""
    return misspelt(text, random.Random(f"misspelt {id_}"))


def misspelt(text: str, chance: random.Random) -> str:
    """The text with one or two of its words misspelt; as it is when no word may be."""
    words = [found for found in _WORD.finditer(text) if not found.group().isupper() or text.isupper()]
    chosen = []
    for _ in range(min(chance.choice((1, 2)), len(words))):
        [word] = chance.choices(words, [len(found.group()) for found in words])
        words.remove(word)
        chosen.append(word)
    for word in sorted(chosen, key=re.Match.start, reverse=True):
        text = text[: word.start()] + _misspelt_word(word.group(), chance) + text[word.end() :]
    return text


def _misspelt_word(word: str, chance: random.Random) -> str:
    slips = 2 if len(word) >= TWO_SLIPS_FROM and chance.random() > SINGLE_SLIP else 1
    wrong = word
    while wrong == word:  # the second slip may undo the first
        for _ in range(slips):
            wrong = _slip(wrong, chance)
    return wrong


def _slip(word: str, chance: random.Random) -> str:
    """The word with one slip in it: always another word than before."""
    place = 0 if chance.random() < FIRST_LETTER else chance.randrange(1, len(word))
    [kind] = chance.choices(list(SHARES), list(SHARES.values()))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    if kind == "left out":
        slipped = before + after
    elif kind == "added":
        slipped = before + letter + chance.choice((letter, _beside(letter, chance))) + after
    elif kind == "swapped" and after:
        slipped = before + after[0] + letter + after[1:]
    else:
        slipped = before + _wrong(letter, chance) + after
    return slipped if slipped != word else before + _wrong(letter, chance) + after


def _wrong(letter: str, chance: random.Random) -> str:
    if chance.random() < NEIGHBOURING_KEY:
        return _beside(letter, chance)
    others = _VOWELS if letter.lower() in _VOWELS else ascii_lowercase
    return chance.choice([other for other in others if other != letter.lower()])


def _beside(letter: str, chance: random.Random) -> str:
    """The letter of a key to the left or right; "e" for a letter that is on no key, such as an accented one."""
    for row in _KEYBOARD:
        if (place := row.find(letter.lower())) >= 0:
            return chance.choice([row[near] for near in (place - 1, place + 1) if 0 <= near < len(row)])
    return "e"
