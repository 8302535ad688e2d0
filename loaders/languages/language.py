"""What a language package gives: how its official prose is read, and nothing of any record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from loaders.languages.edtf import Period
from loaders.languages.folding import MakesFolder
from loaders.languages.glossed import Glossing
from loaders.languages.model import Bracket, Reading, ValueSpan
from ontology.codes import Bound, Role

__all__ = [
    "Content",
    "Heads",
    "KindCues",
    "Language",
    "Numbering",
    "ProofCues",
    "Punctuation",
    "QuoteEdges",
    "ReadsPeriods",
    "StatusCues",
    "Years",
]

Words = re.Pattern[str]


class ReadsPeriods(Protocol):
    """Reads a period or deadline as written, by the document's own date and named periods."""

    def __call__(self, text: str, written: str, named: Mapping[str, str]) -> Period | None:
        """Return the period, or none where the text names none."""
        ...


@dataclass(frozen=True, slots=True)
class Punctuation:
    """Marks of a folded text: where clauses and sentences end, what is quoted or named."""

    sentence_end: Words
    clause_end: Words
    comma: Words
    """Marks inside a sentence, each of which sets a value farther from its measure."""
    full_stop: Words
    """Ends of sentences beyond which no cue governs; a semicolon is none."""
    enumeration: str
    """The mark between the items of a list."""
    list_goes_on: Words
    """What stands right behind a list that was cut: its mark and one more item."""
    before_cue: Words
    """What separates the word before a name that gives it a role from words before it."""
    sentence: Words
    """One sentence with its end."""
    spoken: Words
    """One sentence without its end, over line breaks."""
    clause: Words
    words: Words
    """Words of the language: a clause without them (a number, a page mark) says nothing."""
    letter: Words
    sentence_stops: str
    """Every character, also of raw text, behind which a sentence may start."""
    separator: Words
    """What may stand between two names of a list, in raw text."""
    quoted: Words
    """What stands in quotation marks or is a title: names, in which cues mean nothing."""
    named: Words
    """The same, but for marks within others."""
    marks: str
    """Quotation marks and marks of titles."""
    title: Words
    """A title as its first group."""
    phrase: Words
    """A phrase in quotation marks as its first group."""


@dataclass(frozen=True, slots=True)
class QuoteEdges:
    """Where a quote may start and stop without losing a word or a negation."""

    negation: Words
    """A negation at the end of what precedes."""
    letter: Words
    """One character of a word or number, or a mask."""
    behind_number: str
    """Signs and units of one character that belong to the number before them."""
    before: Words
    """Words at the end of what precedes that a quote may leave off."""
    after: Words
    """Words at the start of what follows that a quote may leave off."""
    stop: Words
    joints: str
    """Function words of one character, beside which a cut is smooth."""
    before_verb: Words
    """Words after which a list is no end, because its verb still comes (对…、…开展)."""
    pairs: Mapping[str, str]
    """Closing marks and the opening marks that they close."""
    speech: str
    """The opening mark of direct speech."""
    spoken_end: Words
    """The end of direct speech."""
    idle_end: Words
    """Punctuation at the end of a quote, which carries nothing."""
    idle_start: Words


@dataclass(frozen=True, slots=True)
class Numbering:
    """Numbers of headings and parts as written."""

    read: Callable[[str | None], int | None]
    """Reads a part's number; none where the words are none."""
    heading: Words
    """A number at the start of a heading, as its first group."""
    apart: Words
    """A number in a cell or line of its own, as its first group."""
    any: Words
    """What plainly numbers a heading."""
    begins: Words
    """A heading of raw text that starts with its number."""
    numbers_in: Callable[[str], set[int]]
    """Every whole number of a text, in figures and in words."""


@dataclass(frozen=True, slots=True)
class Years:
    """Years and days in running text."""

    years_in: Callable[[str, str], set[int]]
    """The years that a text names; relative ones by the document's own date, EDTF."""
    says_days_of: Callable[[str, str], bool]
    """Whether the months and days of an EDTF period stand in a text."""
    stated: Words
    """A year that is plainly a time, as the first group."""
    leaves_open: Callable[[str], bool]
    """Whether the words of a deadline name no time that could be read."""
    in_words: Callable[[str], str]
    """How a text writes a year: 2010年."""
    relative: tuple[tuple[str, int], ...]
    """Words for a year by its distance from the document's own; their order is kept in the
    lock, so a new one goes to the end."""


@dataclass(frozen=True, slots=True)
class StatusCues:
    """Words of expectation, aim and completion around a value or a recognition."""

    expected: Words
    aimed: Words
    plainly_aimed: Words
    strongly_aimed: Words
    intended: Words
    """Words so weak that they only excuse."""
    done: Words
    doing: Words
    """Verbs by which plans set what is to be done."""
    horizon: Words
    """Words for a time ahead."""
    sought: Words
    held: Words
    aim: Words
    obtained: Words
    anchors: tuple[str, ...]
    """Words by which a value is expected or aimed at, the plainest first; their order is kept
    in the lock, so a new one goes to the end."""
    about: tuple[str, ...]
    """Words by which a note speaks of a status."""


@dataclass(frozen=True, slots=True)
class KindCues:
    """Words of the text that codes rest on."""

    tiers: Mapping[str, Words]
    """Who grants a recognition, by the words of its title."""
    events: Mapping[str, Words]
    relations: Mapping[str, Words]
    post: Words
    """A post at the end of words."""
    offices: Mapping[str, Words]
    """Kinds of bodies whose posts have words of their own, with these."""
    until: Callable[[str, str], str | None]
    """(year, text): the words by which the year is an end, where the text has such."""


@dataclass(frozen=True, slots=True)
class Content:
    """What of a sentence a fact must carry: the words, and those that tie or govern them."""

    idle: Words
    """Words that say nothing by themselves: particles, adverbs, what joins clauses."""
    duty: Words
    """Words by which running text gives somebody a duty."""
    listing: Words
    """What may be a list within one clause: brackets and quotation marks whole."""
    item: Words
    """One item of such a list."""
    governs: Mapping[str, Words]
    """Kinds of facts with the verbs of which their words are the object or subject."""
    tells: Mapping[str, Words]
    """Kinds of facts with words that hardly stand in a text without such a fact."""
    ties: Mapping[str, Words]
    """Kinds of relations with the verbs by which a text ties their two ends."""


@dataclass(frozen=True, slots=True)
class ProofCues:
    """Words by which a field is read in a text with certainty, or by which it cannot be."""

    respectively: Words
    """Words that give several values to several measures by their order."""
    article: Words
    """A one that counts nothing."""
    and_: Words
    """Words that join two things."""
    then_: Words
    """What may stand between a value and the growth of it."""
    of_: Words
    """At the end of what precedes: what makes a thing a piece or an item of what stands before."""
    reaches: Words
    """What may stand between a measure and its value."""
    before_name: Words
    """At the end of what precedes: a mark or words behind which a name begins."""
    before_part: Words
    """The same before the heading of a part, which begins with its own verb."""
    inseparable: Words
    """Two characters between which no name begins or ends."""
    no_start: Words
    """Words that may as well lead up to a name as begin it."""
    derived: Words
    """What makes another word of the name of a place: people from there."""
    governs: str
    """Words of one character each that lead up to an object in front of its verb."""
    object_first: frozenset[str]
    """Kinds of relations whose object is often named before their subject."""
    no_name: Words
    """Words that are no name, because a function word stands at one of their ends."""
    after_name: Words
    """At the start of what follows: a mark or words before which a name has ended."""
    marks: Mapping[str, str]
    """Opening and closing marks in which a name stands whole."""
    title_end: str
    """Closing marks behind which a name never goes on."""
    list_marks: str
    """Marks between the items of a list, which are no edge of a name that holds one."""
    item_before: Words
    """The last item of a list, with the mark or word that joins the next to it."""
    aimed: Words
    """Words that make a value a target, and nothing else."""
    planned: Words
    """Words that make a value a planned one, and nothing else."""
    month: Words
    """A month or a day."""
    by_then: Words
    """Words by which a time is an end."""
    policies: Mapping[str, Words]
    """Kind of policy by the last word of its name."""
    projects: Mapping[str, Words]
    """Kind of project by the last word of its name."""
    events: Mapping[str, Words]
    """Kind of event by the last word of its name."""
    finished: Words
    """Words that make what is told of a fact of now, and no aim."""
    campaign: Words
    """The last word of a campaign's name."""
    step: Words
    """A number by which a measure is counted in running text, not a task or chapter."""
    relations: Mapping[str, Words]
    """Kind of relation by the verb right before its object."""
    mention_roles: Mapping[str, Words]
    """Role of what is named by the verb right before it."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands at the head and foot of a raw document, and on the index card of its page."""

    date: Words
    date_of: Callable[[re.Match[str]], str]
    """A date that was found, as ISO 8601 writes it."""
    number: Words
    """The number of a document."""
    office_line: Words
    """A line that is the name of an office."""
    office_file: Words
    """The letterhead of an office, its name as the first group."""
    before_about: Words
    """The offices at the start of a title, as the first group."""
    signed: Words
    """An office as the first group, with its date right behind."""
    title: Words
    about: Words
    """Words by which a title says what it is about."""
    about_alone: Words
    """The same behind a blank."""
    about_at_end: tuple[str, ...]
    """The same at the end of a line."""
    genres: tuple[tuple[str, Words], ...]
    """Codes of genres with the words of a title that tell them, the most telling first."""
    passing_on: Words
    """Words of a title that only pass on another document."""
    issues: Words
    """Words by which a title says that it passes on another document."""
    notice: str
    cited_behind: tuple[str, ...]
    """What stands before a number that is cited only."""
    cited_before: tuple[str, ...]
    """What stands behind a number that is cited only."""
    office_ends: tuple[str, ...]
    """How a line ends that a date signs."""
    behind_date: str
    """Characters that may follow the date of a signature."""
    place_of: Callable[[str], str]
    """The smallest place that begins the name of an office, or an empty string."""
    place_in: Callable[[str], str]
    """The first place that stands in a title, or an empty string."""
    place_of_number: Callable[[str], str]
    """The place whose abbreviation begins a number, or an empty string."""
    title_fields: tuple[str, ...]
    """Fields of the page that name the title; so for the others."""
    number_fields: tuple[str, ...]
    issuer_fields: tuple[str, ...]
    written_fields: tuple[str, ...]
    published_fields: tuple[str, ...]
    dated_fields: tuple[str, ...]
    """Fields of any date, the last to be asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language's readers.  Each reads all of what it is given, or says that it does not."""

    name: str
    tags: tuple[str, ...]
    """The values of ``source.language`` that it reads, the first in the script of facts files."""

    recognise: Callable[[str], str | None]
    """The tag of a text that is in this language, or none."""

    # numbers and values
    read_number: Callable[[str], Decimal | None]
    read_value: Callable[[str], Reading]
    find_values: Callable[[str], list[ValueSpan]]
    far_bound: Callable[[str], Bound | None]
    fall: Words
    """A fall at the end of what precedes a rate, which makes it negative."""
    falling_name: Words
    """A measure whose name says that it falls."""
    open_measures: frozenset[str]
    """Measure words, and none, that leave the unit open, so that it may be given by hand."""
    numbering: Numbering

    # time
    read_period: ReadsPeriods
    read_by: ReadsPeriods
    is_without_end: Callable[[str], bool]
    years: Years
    until: Callable[[str], str]
    """How a label says that a period ends with a date: 至2010."""

    # duties
    split_bracket: Callable[[str], Bracket]
    find_brackets: Callable[[str], list[tuple[int, int, Bracket]]]
    find_labels: Callable[[str], list[tuple[int, int, Bracket]]]
    find_first_leads: Callable[[str], list[tuple[int, int]]]
    likewise_below: str
    """What a rule in a bracket adds where it holds for all that follow."""
    roles_in: Callable[[str], set[Role]]
    role_words: Mapping[str, Words]
    role_in_name: Words
    """A word for a role inside what is given as a name."""
    usual: Mapping[int, str | int | None]
    """Characters of labels and bodies in their usual form, one for one."""

    # status, kinds, names
    status: StatusCues
    kinds: KindCues
    proofs: ProofCues
    ends_like_body: Callable[[str], bool]
    body: Words
    """A body as running text names it."""
    deictic: Mapping[str, frozenset[str]]
    """Words that mean a place by who says them, each with the kinds of places it may mean."""
    ourselves: str
    """The word by which those who speak mean themselves and their own place: 我们."""
    pointed: Words
    """The start of a sentence about something that the one before it names: 该项目."""
    is_deictic: Callable[[str], bool]
    """Whether a name points, and so shares no word with what it means."""
    is_name: Callable[[str], bool]
    """Whether words are a name as the text writes it, not an id."""
    bare: Callable[[str], str]
    """Words without a pair of quotation marks around the whole of them."""
    spell: Callable[[str], str]
    """A person's name in Latin letters."""

    # characters and marks
    plain: Callable[[str], str]
    """Characters in their usual form, one for one."""
    one_script: Callable[[str], str]
    """Characters of all scripts of the language in one of them, one for one."""
    folder: MakesFolder
    normalisations: tuple[str, ...]
    """The named rules under which a quote may equal its source."""
    mask: Words
    """A sign that stands for a character which the publisher hid."""
    mask_ends_name: Words
    """Masks that belong to the name before them."""
    punctuation: Punctuation
    edges: QuoteEdges
    heads: Heads
    content: Content
    glossing: Glossing | None = None
    """How English glosses of its quotes are checked; none: only that they are English."""
