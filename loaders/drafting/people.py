"""People whom a text names with their posts."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["POST", "find_posts", "is_person"]

_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"
    "乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇"
    "栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充"
    "慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
)
_POSTS: Final = (
    "党委书记|党组书记|党工委书记|县委书记|市委书记|区委书记|省委书记|镇长|县长|市长|区长|省长|"
    "副省长|副市长|副县长|副区长|副镇长|党支部书记|村支书|书记|副书记|主任|副主任|局长|副局长|"
    "厅长|董事长|总经理|总裁|会长|理事长|秘书长|院长|校长|主席|副主席|部长|常务副市长|常务副县长|"
    "站长|所长|行长|负责人|创始人|工程师|教授|院士|组长|副组长"
)
_POST: Final = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{0,14}}?)(?P<post>代?(?:{_POSTS})(?:、(?:{_POSTS}))*) "
    rf"?(?P<person>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
    r"(?=$|[^\u4e00-\u9fff]|说|作|代表|陪同|深入|赴|来到|表示|介绍|指出|强调|任|率|出席|主持|在|"
    r"参加|同志|为|带领|等|告诉|率领|透露|坦言|认为)"
)

POST: Final = re.compile(rf"代?(?:{_POSTS})(?:、(?:{_POSTS}))*$")
"""The name of a post at the end of some words."""

_TAKES_A_POST: Final = re.compile(rf"任(?:{_POSTS}|政委|顾问|[队团班]长|委员|成员|组员|理事|干事)")
"""任 as a verb, which is a surname too: 由县长任组长 names no person."""

_PERSON: Final = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")


def is_person(words: str) -> bool:
    """Tell whether words have the form of a person's name."""
    return _PERSON.fullmatch(words) is not None


def find_posts(dense: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Find people named with their posts; return the spans of the person and of the post."""
    found = []
    for match in _POST.finditer(dense):
        person = match["person"]
        if re.search(r"[的了在和与等是会将要]|工作|负责|全面|同志", person):
            continue
        if _TAKES_A_POST.fullmatch(person):
            continue
        found.append((match.span("person"), match.span("post")))
    found += [(m.span("person"), m.span("post")) for m in _HEAD_OF_STATE.finditer(dense)]
    return sorted(set(found))


_HEAD_OF_STATE: Final = re.compile(
    rf"(?P<person>[{_SURNAMES}][\u4e00-\u9fff]{{2}})(?P<post>总书记|国家主席|"
    rf"总理)(?![\u4e00-\u9fff]{{0,12}}?[局办]$)"
)
