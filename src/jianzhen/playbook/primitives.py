"""The primitives of the screening engine as a playbook names them: each check with its parameters, a closed list."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from jianzhen.playbook.parts import Bits, ItemKind, Key, Model, RightKind, Text, Window, Words


class CheckBase(Model):
    """What every check says of itself."""

    code: Key
    title: Words
    law: tuple[Key, ...] = ()
    kinds: tuple[ItemKind, ...] = ()
    ceiling: Literal["flag", "watch"] = "flag"


class MarkExact(CheckBase):
    """A protected mark stands in the text, plainly or in disguise.

    ``base``/``weak_base``: bits a group of one item and one right starts from; weak marks are those of two
    characters, dictionary words and Latin marks under four letters, which never flag alone. ``…_disguised``: bits of
    the same circumstances where the mark is not written as it is (nominative: where the word only follows it).
    """

    primitive: Literal["mark_exact"]
    rights: tuple[RightKind, ...]
    base: Bits = -6.5
    weak_base: Bits = -9.5
    plain: Bits = 2.0
    traditional: Bits = 2.5
    spaced: Bits = 8.0
    split: Bits = 8.0
    leet: Bits = 8.0
    same_goods: Bits = 1.0
    similar_goods: Bits = 0.5
    related_goods: Bits = -0.3
    unrelated_goods: Bits = -3.0
    same_disguised: Bits = 2.0
    similar_disguised: Bits = 1.0
    related_disguised: Bits = 0.5
    unrelated_disguised: Bits = -1.2
    nominative: Text
    nominative_weight: Bits = -6.0
    nominative_disguised: Bits = -1.2
    goods_classes: Text


class MarkAlike(CheckBase):
    """The text holds what is like a protected mark and is not written like it, and does not read as ordinary language.

    ``strongest``: bits at most, however strange the text reads; ``two_characters``: at most for a mark of two.
    """

    rights: tuple[RightKind, ...]
    strongest: Bits = 8.0
    two_characters: Bits = 4.0


class MarkSound(MarkAlike):
    """It sounds like the mark: pinyin without tones, common mergers, pinyin typed in Latin letters."""

    primitive: Literal["mark_sound"]


class MarkShape(MarkAlike):
    """It looks like the mark: look-alike characters, characters taken apart, a letter of a Latin mark off."""

    primitive: Literal["mark_shape"]


class MarkAddition(CheckBase):
    """A word beside a mark claims a tie to its holder (旗舰店, 官方 …) although the seller is not the holder."""

    primitive: Literal["mark_addition"]
    lexicon: Text
    window: Window = 6
    known_seller: Bits = 3.0


class CompanyName(CheckBase):
    """The distinguishing part (字号) of a firm's or shop's name is somebody's mark, or a registered firm's.

    ``weight``: the part is the mark; ``sound_weight``: it is like it in sound or shape; ``part_weight``: it holds the
    mark and more. Against a firm's name: ``same_trade``, ``near_trade`` (synonyms), ``open_trade`` (one name states
    none); ``alike_firm``: most for a part that is like the firm's in sound or shape, in the same trade;
    ``same_place``: both names state the same region.
    """

    primitive: Literal["company_name"]
    weight: Bits = 6.0
    sound_weight: Bits = 2.0
    part_weight: Bits = 2.0
    same_trade: Bits = 8.0
    near_trade: Bits = 7.5
    open_trade: Bits = 5.5
    alike_firm: Bits = 7.0
    same_place: Bits = 2.5


class Terms(CheckBase):
    """Words of a lexicon, unless an exempting phrase covers them or an exempting word stands before or after.

    ``in_titles``: whether words inside 《》, the title of a work, count.
    """

    primitive: Literal["terms"]
    lexicon: Text
    covered_by: Text | None = None
    before: Text | None = None
    after: Text | None = None
    topic: Text | None = None
    not_topic: Text | None = None
    window: Window = 6
    negatable: bool = True
    in_titles: bool = True
    joins_mark: bool = False
    base: Bits = -6.5


class Absence(CheckBase):
    """Goods of a topic that say themselves, or show by silence, that required particulars are missing.

    ``claims`` are open admissions; ``identity`` lists groups of words (tag = group) of which every group
    must be present in an item of the kinds ``describes``, which quote a whole label.
    """

    primitive: Literal["absence"]
    topic: Text
    claims: Text
    identity: Text
    excuses: Text
    describes: tuple[ItemKind, ...] = ()
    missing_weight: Bits = 2.5
    window: Window = 6
    base: Bits = -6.5


class QuotedNumber(CheckBase):
    """What finds a number: what it begins with (``?`` = one Chinese character), or words that announce it."""

    prefixes: tuple[Text, ...] = ()
    labels: tuple[Text, ...] = ()
    min_digits: Annotated[int, Field(ge=1, le=40)] = 4

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not (self.prefixes or self.labels):
            raise ValueError("give prefixes or labels by which the number is found")
        return self


class NumberForm(QuotedNumber):
    """A licence number is quoted whose form is none that the rules give; formats and check digits only warn.

    ``check_digit`` names the way in which the number's last character is worked out from the others.
    """

    primitive: Literal["number_form"]
    patterns: Annotated[tuple[Key, ...], Field(min_length=1)]
    check_digit: Literal["patent", "uscc"] | None = None
    weight: Bits = 4.0
    base: Bits = -6.5
    ceiling: Literal["watch"] = "watch"


class Register(QuotedNumber):
    """A quoted number is held against the licence register: unknown, expired, another holder or product.

    ``not_valid``: bits of a number that is void, not yet in force or ended; ``ended`` where an end weighs otherwise.
    """

    primitive: Literal["register"]
    licence_kind: Key
    unknown: Bits = 5.0
    unknown_past: Bits = 7.5
    not_valid: Bits = 8.0
    ended: Bits | None = None
    other_holder: Bits = 4.0
    other_product: Bits = 8.0
    holder_is_seller: bool = False
    names_product: bool = True
    base: Bits = -6.5


class PatentNumber(QuotedNumber):
    """A patent number held against the words beside it and the day: kind, year and longest term it can have."""

    primitive: Literal["patent_number"]
    other_kind: Bits = 7.5
    not_yet: Bits = 8.0
    ended: Bits = 5.0
    window: Window = 12
    base: Bits = -6.5


class CartonCode(CheckBase):
    """The 32-character code of a cigarette carton: form, and the retail licence it was sold to."""

    primitive: Literal["carton_code"]
    diverted: Bits = 9.0
    malformed: Bits = 4.0
    base: Bits = -6.5


class PriceOutlier(CheckBase):
    """A price far below a robust reference of the same marked product and unit."""

    primitive: Literal["price_outlier"]
    very_low: Annotated[float, Field(gt=0, lt=1)] = 0.25
    low: Annotated[float, Field(gt=0, lt=1)] = 0.5
    very_low_weight: Bits = 5.0
    low_weight: Bits = 3.0
    min_count: Annotated[int, Field(ge=2)] = 5


class SignUse(CheckBase):
    """A sign that all may name (special sign, geographical indication, work) is traded on.

    ``lexicon``: words beside the sign (within ``window`` folded characters; 0 = anywhere) that make naming a use; of
    each tag the strongest counts. ``free``: words of news, description or resale (tag before, after or anywhere).
    ``licence_kind``: register of authorised users, its product the sign. ``needs_words``: a plain mention says nothing.
    ``stated_elsewhere``, ``seller_elsewhere``: bits where the goods by their own words, or the seller, are outside the
    right's area.
    """

    primitive: Literal["sign_use"]
    rights: Annotated[tuple[RightKind, ...], Field(min_length=1)]
    lexicon: Text
    free: Text
    window: Window = 0
    licence_kind: Key | None = None
    needs_words: bool = True
    base: Bits = -6.5
    weak_base: Bits = -9.5
    plain: Bits = 2.0
    disguised: Bits = 5.0
    free_weight: Bits = -8.0
    not_authorised_now: Bits = 5.0
    stated_elsewhere: Bits | None = None
    seller_elsewhere: Bits | None = None


class HostAlike(CheckBase):
    """A host named in the text is like a Latin mark: equal, hyphens inside, look-alikes, a letter off, a word joined.

    ``lexicon``: words that shops join to a mark (tag word), endings that weigh (tag ending) and hosts of platforms,
    which are left out (tag platform).
    """

    primitive: Literal["host_alike"]
    rights: Annotated[tuple[RightKind, ...], Field(min_length=1)]
    lexicon: Text
    min_letters: Annotated[int, Field(ge=4, le=20)] = 5
    base: Bits = -6.5
    same: Bits = 2.0
    hyphen: Bits = 7.0
    swapped: Bits = 8.0
    joined: Bits = 4.0
    one_letter: Bits = 5.0


class HostBait(CheckBase):
    """A host named in the text is built like those of scam shops; a name proves nothing, so it watches at most.

    ``lexicon``: shops' words (tag word), countries joined to a name (place), endings, and hosts of platforms, which
    are left out (platform). ``least``: bits from which a host is named.
    """

    primitive: Literal["host_bait"]
    lexicon: Text
    least: Bits = 5.0
    further: Bits = 1.0
    digit: Bits = 1.5
    hyphen: Bits = 1.0
    unsaid: Bits = 3.0
    base: Bits = -6.5
    ceiling: Literal["watch"] = "watch"


Check = Annotated[
    MarkExact | MarkSound | MarkShape | MarkAddition | CompanyName | Terms | Absence | NumberForm | Register
    | CartonCode | PriceOutlier | SignUse | HostAlike | HostBait | PatentNumber,
    Field(discriminator="primitive"),
]  # fmt: skip
PRIMITIVES: Final = (
    "mark_exact",
    "mark_sound",
    "mark_shape",
    "mark_addition",
    "company_name",
    "terms",
    "absence",
    "number_form",
    "register",
    "carton_code",
    "price_outlier",
    "sign_use",
    "host_alike",
    "host_bait",
    "patent_number",
)
"""The closed list; a domain that needs another asks for a new primitive, never for code in a playbook."""
