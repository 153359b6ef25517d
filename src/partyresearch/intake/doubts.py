"""Which fields of a proposed figure a person must look at.

Doubts are found by what stands near a number, not by how much speaks for its metric alone: of what was called a figure
without them three in four were wrong in some field, mostly in organisation and period.
"""

from __future__ import annotations

import re

from partyresearch.collection.vocabulary import SCORES
from partyresearch.intake.candidates import Candidate, Context
from partyresearch.intake.cues import FIGURE
from partyresearch.intake.days import Dated
from partyresearch.intake.familiar import unfamiliar
from partyresearch.intake.organisations import Owner
from partyresearch.intake.relations import Relation
from partyresearch.intake.text import UPPER

# A figure or an exclusion with a lower score is "unsure". Of the articles written for the tests, 3.9 % of what is
# called a figure is misread; at 0.3 it is 6.3 %, and at 0.5 no less, with more left to decide (tools/evaluate.py).
SURE = 0.4
_SURE_WORDS = 0.7  # so is a number in words, for most of them count nothing
# where weak cues are oftener wrong than right; with 1, a person decides whose it is: units without a name have these
_LEAST = {"members_total": 0.6, "admission_target": 0.6}
_LEAST |= dict.fromkeys(("committees_above_target_share", "association_members", "party_group_leaders"), 1.0)
_CHANGES = ("admissions_increase", "admissions_decrease")
_LEAST |= dict.fromkeys((*_CHANGES, "committee_members_elected"), 1.0)
_COUNTED = ("members_admitted", "members_total", "admission_target")
# what a sentence counts people for that are neither admitted nor all members
_ELSEWHERE = re.compile(
    r"huy hiệu|kỷ luật|cảnh cáo|khiển trách|khai trừ|nhập ngũ|tân binh|nghĩa vụ quân sự|giao quân|bầu|đại biểu|"
    r"học viên|vi phạm|từ trần|hưu trí|tuyên dương|khen thưởng"
)
_ADMITS = re.compile(r"(?:kết nạp|phát triển)(?: mới| thêm| được)* $")  # says what is counted, whatever stands before
# what a percentage can be of that is no target
_OTHER_WHOLE = re.compile(
    r"\s*(?:của |trên |so với )?(?:nguồn|tổng số|số|dân số|quần chúng|đoàn viên|lao động|hộ|cán bộ|"
    r"tổ chức|chi bộ|đảng viên|cấp ủy|đơn vị|thôn|xã)\b"
    r"|\s*(?:đảng viên|đồng chí|người) (?:ở|là|trong|thuộc)\b"
)
_ORGANISATIONS = re.compile(
    r"\s*(?:tổ chức|chi bộ|đảng bộ|chi, đảng bộ|cơ sở|đơn vị|xã|phường|trường|thôn|xóm|ấp|khóm|bản|buôn|làng|tổ|hộ"
    r"|chỉ tiêu (?:về |phát triển )?(?:kinh tế|xã hội))\b"
)
# "phát triển 17 tổ chức đảng, gồm 4 …", "sau khi sáp nhập, có 12": not all that there are, or not on that day. In
# articles that nobody had seen, one in three of the organisations, places and households that were called was wrong
_CHANGING = re.compile(
    r"\b(?:thành lập|lập (?:mới|thêm|được)|nâng(?! (?:tổng )?số)|chia tách|sáp nhập|sát nhập|hợp nhất|giải thể|"
    r"chuyển giao|bàn giao|tiếp nhận|xây dựng|phát triển|phấn đấu|dự kiến|sẽ|chuyển|trước đây|ban đầu)\b"
)
_MOVED = re.compile(rf"(?:chuyển giao|bàn giao|tiếp nhận|thành lập|giải thể)[^.;,]*{FIGURE}[^.;,]*$")  # and its members
_OF_A_KIND = re.compile(
    r"[^.;,]{0,40}\b(?:đạt|hoàn thành|được|xếp|trong sạch|tiêu biểu|(?:không |chưa )?có|ghép|yếu|khá|theo)\b"
)
_OF_EACH = re.compile(r"\b(?:các|những) (?:tổ chức|cơ sở|chi bộ|đảng bộ|chi, đảng bộ|xã|phường|trường|đơn vị)\b")
_FEW = 5  # a smaller target of "các chi bộ" is that of each
_PART = re.compile(r"\b(?:gồm|trong đó)\b[^.;]*$")
# what stands between the number of organisations and that of their members; not "chi bộ chưa có cấp ủy, 65"
_ARE_IN_THEM = re.compile(
    r" (?:chi bộ|đảng bộ|chi, đảng bộ|đảng bộ, chi bộ|tổ chức(?: cơ sở)?(?: đảng)?|tccs đảng|tccsđ)(?: cơ sở| đảng)?"
    r"(?: trực thuộc)?(?: (?:đảng bộ|đảng ủy|huyện|tỉnh|thành|xã)(?: \w+){0,3}?)?(?: \([^()]*\))?,?"
    r"(?: với| có| và| cùng| gồm)?(?: tất cả| tổng số| tổng cộng| hơn| trên| gần)* "
)
_TOGETHER = re.compile(r"\b(?:với|cùng)\b")
_ANOTHER_DAY = re.compile(r"\b(?:so với|trước đây|trước kia|ban đầu|khi mới|đầu nhiệm kỳ|lúc đầu)\b")
_HAS = re.compile(r"(?:có|gồm|với|quản lý|chia thành|và|,) (?:tất cả |tổng số )?$")  # what is before a number of places
# the same of organisations: "giải thể 5" does not count those that there are
_STANDS = re.compile(
    r"(?:\b(?:có|còn|gồm|với|tại|ở|trong|trong đó|lên|là|và|cùng|quản lý|thuộc|của)|[,;:(])"
    r"(?: tất cả| tổng số| tổng cộng| hơn| trên| gần)? ?$"
)
_CLAUSE = re.compile("[,;(]")
_CHANGED = re.compile(r"\s*(?:và )?(?:tăng|giảm|nhiều hơn|ít hơn|cao hơn|thấp hơn)\b")
_GOALS = re.compile(r"\s*chỉ tiêu(?! (?:kết nạp|phát triển đảng|đảng viên))")
_DONE = re.compile(
    r"\bđã (?:kết nạp|phát triển)\b[^,;]*$|(?:kết nạp|phát triển) được[^,;]*$|\b(?:qua|nhờ|từ) đó\b"
    r"|(?:xây dựng kế hoạch|giao chỉ tiêu)[^.;]*,[^.;]*$"
)
_NOT_YET = re.compile(r"\b(?:chưa|không) [^,;]*$")
_EACH = re.compile(r"\b(?:mỗi|từng)\b[^,]*$")
_ASKED = re.compile(r"\b(?:phấn đấu|chỉ tiêu|kế hoạch|nghị quyết|giao|yêu cầu|ít nhất|phải|cần|tối thiểu)\b")
_STRIVING = re.compile(r"\bphấn đấu (?:vào|cao)\b|\bphấn đấu[^.;]*,[^.;]*$")  # who strives may be others
# some of the members, and not all that there are
_WHO = re.compile(
    r"\s*(?:đảng viên|đv|đồng chí) "
    r"(?:được|đạt|hoàn thành|tham gia|làm|giữ|bị|đã|vi phạm|xuất sắc|ưu tú|tiêu biểu|đi|về)\b"
)
# "12 chi bộ có dưới # đảng viên", "giao # đảng viên"
_HAVE_EACH = re.compile(
    r"^ (?:chi bộ|đảng bộ|tổ chức)[^,;.]{0,30} (?:chỉ )?có (?:dưới|trên|từ|hơn|ít nhất|không quá) ?$"
)
_GIVEN = re.compile(r"\bgiao\b(?<!chuyển giao)(?<!bàn giao)(?<!được giao)(?! (?:lưu|thông|quân))(?!.*\b(?:đưa|nâng)\b)")
_FOR_WHOM = re.compile(r"\b(?:thay mặt|đại diện)\b")
_MORE = re.compile(r"\bthêm (?:được |mới )?$")  # how many there are after that is not told
_AIMED = re.compile(
    r"\b(?:phấn đấu|đề ra|mục tiêu|đặt ra)\b(?![^.]*\b(?:đã|đạt|được|kết quả|hoàn thành|vượt|thực hiện|thêm)\b)[^.]*$"
)
_TO_COME = re.compile(r"\b(?:phấn đấu|dự kiến|dự tính|sẽ)\b")
_SET = re.compile(r"\b(?:nghị quyết|kế hoạch|chỉ tiêu|mục tiêu)\b")
_UNNAMED = (
    re.compile(  # some of the organisation's units; tried at the beginnings of words only, which is four times as quick
        r"\b(?:(?:riêng (?:◆|các|những|khối|khu vực|lĩnh vực)"
        r"|(?<!đảng bộ )(?<!đảng ủy )khối (?:phường|xã|thị trấn|trường học|nông thôn)\b"
        r"|(?:toàn ngành|ngành (?:giáo dục|y tế|văn hóa|nông nghiệp|công thương|than|điện))\b"
        r"|(?:tại|ở) một (?:doanh nghiệp|công ty|đơn vị|xã|trường|chi bộ|cơ quan|huyện)\b)[^;.]*$"
        r"|(?:(?:các|những|một số|nhiều) (?:trường|doanh nghiệp|công ty|xã|phường|thôn|ấp)\b(?! (?:trực )?thuộc)"
        r"|có (?:nơi|ấp|thôn|xóm|khóm|bản|xã|phường|huyện|trường|đơn vị|chi bộ|đảng bộ)\b"
        r"(?:(?:- ?[^\W\d_]+)? (?:chỉ |đã |mới )?(?:kết nạp|phát triển)\b|[^;.,◆]{0,40} (?:chỉ|cả năm|nhiều năm)\b)"
        r"|(?:ở|tại|trong|riêng) (?:◆+ (?:xã|phường|thôn|bản|huyện)|nơi đây|(?:khu vực|vùng|khối)\b)"
        r"|khu vực (?:này|doanh nghiệp|tư nhân|nông thôn)|vùng (?:cao|sâu|đồng bào|biên giới))[^;.,]*$)"
    )
)
_UNIT = re.compile(r"\b(?:mỗi|từng) (?:doanh nghiệp|công ty|đơn vị|xã|trường|chi bộ|đảng bộ)\b[^;.,]*$")
_NEAR = 8  # figures before a number that can say of whom its paragraph is
_GROUP_REACH = 60  # characters from a number within which its words name a group of people
_GROUP_WORDS = re.compile(
    r"\b(?:nữ|phụ nữ|dân tộc|tôn giáo|có đạo|theo đạo|công giáo|giáo dân|phật tử|học sinh|sinh viên|giáo viên|"
    r"nhà giáo|công chức|viên chức|công nhân|nông dân|bộ đội|chiến sĩ|dân quân|quân nhân|trí thức|thanh niên|tuổi đoàn|"
    r"ngoài nhà nước|ngoài khu vực nhà nước|doanh nghiệp tư nhân|chủ doanh nghiệp|hưu trí|trình độ|bác sĩ|"
    r"nhân viên y tế|ngành y tế|trưởng thôn|già làng|người lao động|(?<!trường )(?:đại học|cao đẳng))\b"
)
_NEXT_PART = re.compile(r"[;(.]|,? (?:riêng|trong đó|bao gồm|gồm|với)\b")
_RAISED = re.compile(r"\b(?:đưa|nâng) (?:tổng )?số (?:đảng viên|đv)\b")  # what is before counts others
_OF_WHOM = re.compile(r"[^.;◆]{0,25}\b(?:trong đó|bao gồm)\b")  # parts of these people are named
_ENTERPRISES = re.compile(
    r"doanh nghiệp (?:ngoài|tư nhân|fdi|có vốn)|ngoài (?:khu vực )?(?:nhà nước|công lập)|kinh tế tư nhân|"
    r"(?:trong|ở|tại) (?:các |những )?doanh nghiệp (?:này|đó|trên)"
)
# that a number in words counts: "dân số mỗi ngày một cao" counts none
_NOUN = re.compile(r"\s*(?:đảng viên|đv|đồng chí|người|quần chúng|học sinh|sinh viên|đoàn viên|giáo viên|em)\b")
_SUBSET = re.compile(r"[.(]|\b(?:trong đó|riêng|bao gồm|gồm)\b")
_HEADLINE = 120  # characters
_OF_ALL_THESE = re.compile(r" ?(?:đồng chí|người|đảng viên)? ?(?:trong|trên)(?: tổng)? số ")
_OF_THESE, _OF_REACH = re.compile(r"[^.;,]{0,15}\btrong(?: tổng)? số $"), 100
_SOME = re.compile(r"\s*(?:đảng viên|đồng chí|người|quần chúng) (?:mới )?(?:là|ở|trong|thuộc)\b")
_PEOPLE_OF = re.compile(rf" (?:đảng viên |đồng chí )?(?:là )?người [{UPPER}]")  # "9 người Sán Chỉ"
_GROUP_SHARE = re.compile(rf"chiếm {FIGURE}+ ?%?[^.;,]*\($")  # "nữ chiếm 30% tổng số (#"
_PUPILS = re.compile(r"\b(?:các em|học sinh|sinh viên)\b")


def find_doubts(
    context: Context, figure: Candidate, owner: Owner, dated: Dated, relation: Relation | None
) -> tuple[str, ...]:
    """Name the fields that nothing near the number settles."""
    another_subject, another_noun = map(bool, unfamiliar(figure))
    is_told = owner.organisation is not None and owner.is_sure and not another_subject
    doubts = {
        "organisation": not is_told or _is_of_units(context, figure),
        "period": not dated.is_sure or (figure.recurs != "" and figure.status == "reported"),  # of which years?
        "metric": _is_metric_doubtful(context, figure, relation) or another_noun,
        "status": _is_status_doubtful(context, figure, dated),
        "group": figure.unit in ("persons", "percent") and _is_group_doubtful(context, figure, relation),
    }
    if figure.unit == "households":
        doubts["group"] = _GROUP_WORDS.search(context.right[:_GROUP_REACH]) is not None
    return tuple(name for name, is_doubtful in doubts.items() if is_doubtful)


def _is_of_units(context: Context, figure: Candidate) -> bool:
    """Whether it is of each of the organisation's units, or of some that nobody names."""
    of_each = figure.metric != "admission_target_of_each" and _UNIT.search(context.before)
    return bool(of_each or _UNNAMED.search(context.before))


def _is_metric_doubtful(context: Context, figure: Candidate, relation: Relation | None) -> bool:
    form, least = context.number.form, max(SURE, _LEAST.get(figure.metric, 0))
    if relation is not None and relation.is_list and figure.metric == relation.figure.metric:
        least = SURE if "metric" not in relation.figure.doubts else least  # as sure as the item before
    if not figure.unit or figure.value is None or form == "listed":
        return True
    of_admitted = any(_counts_admitted(context, other) for other in context.document.figures[-1:])
    if figure.metric in _CHANGES and of_admitted and _CHANGED.match(_CLAUSE.split(context.left)[-1]):
        least = SURE
    if figure.metric == "members_total" and _follows_organisations(context):
        least = SURE
    if form == "words":
        return not _NOUN.match(context.right) or figure.score < max(_SURE_WORDS, least)
    before = "" if figure.metric == "members_admitted" and _ADMITS.search(context.left) else context.left
    own = f"{before} {context.right[:_GROUP_REACH]}"
    item = _CLAUSE.split(context.left)[-1] + _CLAUSE.split(context.right)[0]
    is_rate = _follows_stroke(context) and not context.right.startswith(" chỉ tiêu")
    other_whole = _ORGANISATIONS if form == "fraction" else _OTHER_WHOLE
    return bool(
        figure.score < least
        or is_rate
        or _is_target_doubtful(context, figure)
        or (figure.measure == "stock" and _is_stock_doubtful(context, figure))
        or (figure.metric == "members_admitted" and _NOT_YET.search(context.left))
        or (figure.unit in ("places", "organisations") and _counts_part(context))
        or (figure.unit == "places" and not _HAS.search(context.before))
        or (figure.metric in SCORES and (other_whole.match(context.right) or _scores_others(context)))
        or (figure.metric in _COUNTED and _ELSEWHERE.search(own))
        or (figure.metric == "probationary_members" and "dự bị" not in item)  # "44 dự bị, 139 nữ"
        or (relation is not None and _may_be_admitted(context, figure, relation))
    )


def _may_be_admitted(context: Context, part: Candidate, relation: Relation) -> bool:
    """Whether a part of all members may be one of those admitted: "kết nạp 62, đưa tổng số lên 4.215. Trong đó, 20"."""
    whole = relation.figure
    if relation.part_of is None or not whole.metric == part.metric == "members_total":
        return False
    near = [one for one in context.document.figures[-_NEAR:] if one.number.start < whole.number.start]
    admitted = [one.value for one in near if one.metric == "members_admitted" and one.number.start >= context.paragraph]
    return part.value is not None and any(value is not None and part.value <= value for value in admitted)


def _follows_stroke(context: Context) -> bool:
    return context.document.text.clean[context.number.start - 1 : context.number.start] == "/"


def _is_target_doubtful(context: Context, figure: Candidate) -> bool:
    """Whether what is read as a target may be a result, a number of targets, or what each is asked for."""
    if figure.metric == "admission_target_of_each":
        return not (_ASKED.search(context.left) and _EACH.search(context.left))
    of_each = figure.value is not None and figure.value < _FEW and _OF_EACH.search(context.left)
    of_goals = _GOALS.match(context.right) and not _follows_stroke(context)
    is_done = _DONE.search(context.left) and "phấn đấu" not in context.left
    return figure.metric == "admission_target" and bool(of_each or of_goals or is_done)


def _is_stock_doubtful(context: Context, figure: Candidate) -> bool:
    """Whether some of them are counted, or what was added or founded, and not all that there are."""
    of_people = figure.unit == "persons" and figure.metric != "population"
    some_kind = not of_people and (_CHANGING.search(context.before) or _OF_A_KIND.match(context.right))
    some_kind = some_kind or _MOVED.search(context.before)
    stands = figure.unit != "organisations" or _STANDS.search(context.before)
    some = _WHO.match(context.right) or _FOR_WHOM.search(context.left) or _SET.search(_CLAUSE.split(context.left)[-1])
    some = some or _HAVE_EACH.search(context.left) or _GIVEN.search(context.left)
    of_members = figure.metric == "members_total" and some
    return bool(some_kind or not stands or of_members or _MORE.search(context.before))


def _in_sentence(context: Context) -> list[Candidate]:
    """The figure before a number, if it is one of its sentence."""
    return [one for one in context.document.figures[-1:] if one.number.start >= context.sentence[0]]


def _scores_others(context: Context) -> bool:
    """Whether the number right before a percentage counts something else than people, or nobody knows what."""
    near = (other for other in _in_sentence(context) if context.number.start - other.number.end < _GROUP_REACH)
    return any(other.unit not in ("persons", "percent") for other in near)


def _counts_part(context: Context) -> bool:
    """Whether they are some of those counted right before, of which nobody knows what they are: "6 …, gồm 4 xã"."""
    unknown = any(not other.metric for other in _in_sentence(context))
    return unknown and bool(_PART.search(context.left))


def _follows_organisations(context: Context) -> bool:
    """Whether all organisations of somebody are counted right before: "có 38 chi bộ, với" so many members."""
    last = _in_sentence(context)
    counted = any(one.unit == "organisations" and one.measure == "stock" and "metric" not in one.doubts for one in last)
    of_part = _PART.search(context.before.rpartition(FIGURE)[0]) and not _TOGETHER.search(context.left)
    of_another = of_part or _ANOTHER_DAY.search(context.before)
    return counted and _ARE_IN_THEM.fullmatch(context.left) is not None and not of_another


def _counts_admitted(context: Context, other: Candidate) -> bool:
    """Whether another number of the sentence, right before, counts people admitted."""
    near = other.number.start >= context.sentence[0] and context.number.start - other.number.end < _GROUP_REACH
    return near and other.metric == "members_admitted"


def _is_status_doubtful(context: Context, figure: Candidate, dated: Dated) -> bool:
    if figure.metric == "admission_target" and dated.is_over:
        return True
    is_open = any(one.status != "reported" for one in _in_sentence(context))
    if figure.metric in SCORES and is_open and _TO_COME.search(context.before):
        return True  # "dự kiến kết nạp 315, vượt # chỉ tiêu" has not been attained
    if figure.status in ("target", "planned") and _STRIVING.search(context.left):
        return True
    if figure.status == "planned" and figure.metric == "members_admitted" and _SET.search(context.before):
        return True  # "theo nghị quyết, sẽ kết nạp #": or a target?
    if (figure.metric, figure.status) == ("members_admitted", "reported") and _AIMED.search(context.before):
        return True  # "đề ra là có # …; kết nạp #"
    return (
        figure.status == "reported" and figure.measure != "stock" and figure.bound in ("at_least", "at_most", "range")
    )


def _is_group_doubtful(context: Context, figure: Candidate, relation: Relation | None) -> bool:
    if not figure.group:
        return True  # the codebook has none for them: a person finds one
    # "91 trong tổng số 436 là nữ": not 436 women, nor 91 of all people
    if figure.group != "all" and _OF_ALL_THESE.fullmatch(context.left):
        return True
    if figure.group == "all" and _OF_THESE.match(context.right) and _GROUP_WORDS.search(context.after[:_OF_REACH]):
        return True
    if figure.group == "all" and _PEOPLE_OF.match(context.document.text.cased, context.number.end):
        return True
    if figure.group == "all":
        is_share = figure.metric == "group_share_of_admissions"
        some = figure.metric == "members_admitted" and _SOME.match(context.right)
        return is_share or bool(some) or _names_a_group(context) or _in_group(context) or _is_whole(figure, relation)
    # "361 học sinh, sinh viên (320 học sinh, 41 sinh viên), chiếm #" is of all of them
    is_mixed = figure.metric == "group_share_of_admissions" and ")" in context.left
    return figure.metric in SCORES or is_mixed or _is_whole(figure, relation)


def _names_a_group(context: Context) -> bool:
    """Whether the number's own words name people of a group."""
    own = f"{_RAISED.split(context.left)[-1]} # {_NEXT_PART.split(context.right[:_GROUP_REACH])[0]}"
    return bool(_GROUP_WORDS.search(own) or _ENTERPRISES.search(context.before))


def _in_group(context: Context) -> bool:
    """Whether people of a group are what the paragraph counts, or what is said of them behind the number."""
    if _GROUP_SHARE.search(context.before):
        return True
    if _RAISED.search(context.left) or _OF_WHOM.match(context.right):
        return False
    before = [one for one in context.document.figures[-_NEAR:] if one.number.start >= context.paragraph]
    counted = any(one.unit == "persons" and one.group not in ("all", "") and one.part_of is None for one in before)
    headline, *others = context.document.text.low[:_HEADLINE].split("\n", 1)
    counted = counted or bool(others and _PUPILS.search(headline))  # a text of one line has none
    return counted or bool(_PUPILS.search(_SUBSET.split(context.right[:_GROUP_REACH])[0]))


def _is_whole(part: Candidate, relation: Relation | None) -> bool:
    """Whether a part has the group and the organisation of its whole: then it is not told which people it counts."""
    if relation is None or relation.part_of is None or relation.part_of != relation.figure.start:
        return False
    return (part.group, part.organisation) == (relation.figure.group, relation.figure.organisation)
