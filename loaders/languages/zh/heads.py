"""The heads and feet of documents: title, number, office, date, genre, and the index card."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import Heads
from loaders.languages.zh.head_dates import DATE, PLAIN_DATE, date_of
from loaders.languages.zh.offices import place_in, place_of, province_of_number

__all__ = ["HEADS"]

_NUMBER: Final = re.compile(
    r"[一-龥]{2,14}\s?[〔\[［(（【]\s?(?:19|20)\d\d\s?[〕\]］)）】]\s?(?:第\s?)?\d{1,4}\s?[号號]"
)
_OFFICE: Final = (
    r"(?:人民政府(?:办公[室厅])?|委员会(?:办公[室厅])?|[市县区省州镇]委(?:办公[室厅])?|管委会|办公[室厅]|"
    r"领导小组|总局|[局厅院部署]|中心|政府)"
)
_OFFICE_LINE: Final = re.compile(rf"[一-龥（）()]{{2,34}}{_OFFICE}")
_OFFICE_FILE: Final = re.compile(rf"([一-龥]{{3,30}}{_OFFICE})文件")
_BEFORE_ABOUT: Final = re.compile(
    rf"^((?:[一-龥（）()]{{2,28}}?{_OFFICE}[\s、]*){{1,4}})(?:关于|關於|印发|印發|转发)"
)
_SIGNED: Final = re.compile(
    rf"(?:^|(?<=[\s。）)]))([一-龥（）()]{{2,34}}{_OFFICE})[\s\u3000]{{1,12}}(?={PLAIN_DATE})",
    re.M,
)
_GENRES: Final[tuple[tuple[str, str], ...]] = (
    ("work-report", r"政府工作报告|工作报告|工作总结"),
    ("assessment-rules", r"考核|评价(?:办法|细则)|评分|细则"),
    ("task-list", r"清单|任务分工|分工方案|台账|任务卡|责任分解|任务分解|^任务\s?\d|工作要点"),
    (
        "action-plan",
        r"行动方案|行动计划|行動計劃|实施方案|工作方案|攻坚方案|三年行动|行动$|方案|工作要点",
    ),
    ("development-plan", r"规划|規劃|纲要|发展计划|计划"),
    ("policy-measures", r"措施|举措|政策|\d+条|[一二三四五六七八九十]+条|办法"),
    ("opinion", r"意见|意見"),
    ("notice", r"通知|公告|通告|通報|决定"),
    ("experience-report", r"经验|做法|典型|助力|案例"),
)
_ENDING: Final = (
    r"(?:通知|意见|意見|方案|计划|計劃|规划|規劃|措施|办法|规定|细则|报告|报告书|决定|公告|通告|要点|清单|行动|纲要|"
    r"条例|批复|政策|安排|举措|指南|标准|规则|制度|实施|部署|工作|条)"
)
_BRACKETS: Final = r"(?:\s*[（(《〈][^（）()《》〈〉。]{1,30}[）)》〉])*"
_TITLE: Final = re.compile(rf"[^。；;！!？?\t]{{3,90}}?{_ENDING}{_BRACKETS}(?=\s|$)")
_NOTICE: Final = re.compile(r"的?通知(?=\s*$|[（(])")

HEADS: Final = Heads(
    date=DATE,
    date_of=date_of,
    number=_NUMBER,
    office_line=_OFFICE_LINE,
    office_file=_OFFICE_FILE,
    before_about=_BEFORE_ABOUT,
    signed=_SIGNED,
    title=_TITLE,
    about=re.compile(r"关于|關於|印发|印發|转发"),
    about_alone=re.compile(r"(?<=[\s])(?:关于|關於)"),
    about_at_end=("关于", "關於"),
    genres=tuple((genre, re.compile(words)) for genre, words in _GENRES),
    passing_on=_NOTICE,
    issues=re.compile("印发|印發|下发|下發|转发|轉發|批转|批轉|发布|發布"),
    notice="通知",
    cited_behind=("（", "(", "》", "和", "、", "以"),
    cited_before=("）", ")", "文"),
    office_ends=("府", "会", "室", "局", "厅", "委", "部", "期", "间"),
    behind_date=" 　）)印发",
    place_of=place_of,
    place_in=place_in,
    place_of_number=province_of_number,
    title_fields=("page:标题", "page:名称"),
    number_fields=("page:文号", "page:发文字号", "page:公文字号"),
    issuer_fields=("page:发文机关", "page:發文機關", "page:发布机构"),
    written_fields=("page:成文日期", "page:生成日期", "page:发文日期", "page:印发日期"),
    published_fields=("page:发布日期", "page:发布时间"),
    dated_fields=("page:日期", "page:时间"),
)
