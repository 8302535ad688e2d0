"""What the name of a body looks like in official prose, and what that of a group.

Closed lists of the endings of names, of levels of government and of words that open a group; no
name of any one body.
"""

from __future__ import annotations

import re
from typing import Final

from loaders.drafting.readers import fold_width, simplified

__all__ = [
    "ENTERPRISE_END",
    "HEAD",
    "LEVEL",
    "LONG_END",
    "SHORT_END",
    "is_body",
    "is_enterprise",
    "is_group",
]

LONG_END: Final = (
    "委员会|管委会|领导小组(?:办公室)?|专班|指挥部(?:办公室)?|办公室|办公厅|办事处|人民政府|政府|"
    "党委|党工委|党组|"
    "纪委监委|纪委|监委|政法委|组织部|宣传部|统战部|编办|法院|检察院|总队|支队|大队|分局|总局|"
    "中心|总会|"
    "协会|学会|商会|联合会|理事会|工会|妇联|残联|工商联|文联|科协|作协|侨联|社科联|团委|红十字会|"
    "贸促会|"
    "基金会|研究院|研究所|科学院|工程院|党校|大学|学院|学校|医院|海关|银行|支行|分行|中支|国资委|"
    "供销社|"
    "公积金中心|交易所|管理处|管理局|管理站|水文站|气象台|图书馆|博物馆|档案馆|联社|武装部|"
    "军分区|公安处|电视台|"
    "发改委|农业农村委|卫健委|公司|集团|促进会|服务局|工作局|监管局|监管办|备案办|推进办"
)
SHORT_END: Final = "局委办厅部院署"
_CAREFUL_END: Final = "会社所站队处科室组股馆校"
LEVEL: Final = "省|自治区|市|州|盟|县|旗|区|镇|乡|街道"
HEAD: Final = rf"(?:中共|国家|中国|全国|国务院|中央|团(?=[省市区县州])|(?:{LEVEL}))"
_HAN: Final = r"[\u4e00-\u9fff*]"
_INNER: Final = r"(?:[((〔\[][^)(〔〕\]]{1,20}[)〕\]])?"
_BODY: Final = re.compile(
    rf"(?:{_HAN}|[()〔〕a-zA-Z0-9·]){{1,40}}?(?:{LONG_END}|[{SHORT_END}{_CAREFUL_END}]){_INNER}"
)
_NOT_A_BODY: Final = re.compile(
    r"(?:全部|大部|内部|外部|干部|一部|东部|西部|南部|北部|中部|局部|总部|社会|机会|大会|会议|"
    r"协办|举办|主办|承办|督办|创办|"
    r"开办|兴办|申办|经办|交办|代办|就会|不会|才会|结局|格局|布局|破局|年会|峰会|展会|晚会|"
    r"党代会|座谈会|推介会|"
    r"博览会|交易会|发布会|洽谈会|联席会|部署|签署|法办|场所|住所|办公场所|之处|此处|好处|到处|"
    r"入会|集团化|委托|原委)$"
)
_GROUP_HEAD: Final = re.compile(
    r"各(?!国)|所有|有关|相关|全体|其他|其它|全[省市县区镇](?:各|有关|相关|所有)|"
    r"[省市县区]级?(?:各|有关|相关|直)|"
    r"[省市县区]直|驻[\u4e00-\u9fff]{0,3}(?:各|有关|相关)?单位|沿线|属地|项目所在地|各级|两级|"
    r"市县|县乡|相应|参与|涉及"
)
_GROUP_END: Final = re.compile(
    r"(?:有关|相关|成员|责任|项目|业主|实施|建设|职能|主管|行业|各|所有|直属|市直|县直|省直|区直|"
    r"帮扶|承担)"
    r"[\u4e00-\u9fff和、]{0,6}(?:部门|单位|机构|企业|地区|乡镇|街道|镇街|地方|处室|科室)$|"
    r"(?:部门|单位)(?:和|及)(?:部门|单位)$|(?:镇街|乡镇|村居|社区)$"
)
_GENERIC: Final = re.compile(
    r"(?:各|(?:[省市县区州旗乡镇]|街道|园区|功能区|示范区|开发区|工业区|新区|高新区|度假区|"
    r"保税区|辖区|管理区|县级|地级|设区的?|两级|镇街|村|社区|园|街|"
    r"人民|政府|党委|党工委|管委会|办事处|委员会|[和及与、/()〔〕\[\]]))+"
)
_SINGLE_LEVEL: Final = re.compile(
    r"[省市县区州旗乡镇](?:人民)?(?:政府|党委|委)|[省市县区州]委|(?:市|区|县)?(?:高新区|开发区|"
    r"经开区|工业园区?|园区)(?:管委会)?|(?:省|市|县|区)(?:高新|经开)区管委会"
)
ENTERPRISE_END: Final = (
    r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|分公司|总公司|公司|集团|农商行|农商银行|"
    r"合作社|交易所|交易中心)"
)
_ENTERPRISE: Final = re.compile(rf".*{ENTERPRISE_END}$")


def _usual(name: str) -> str:
    return re.sub(r"[ \n]", "", fold_width(simplified(name)))


def is_group(name: str) -> bool:
    """Tell whether a name in a list of bodies means bodies not named one by one."""
    words = _usual(name)
    if _SINGLE_LEVEL.fullmatch(words):
        return False
    if _GROUP_HEAD.match(words) or _GROUP_END.search(words) or _GENERIC.fullmatch(words):
        return True
    return (
        re.search(
            r"(?:各|所有|全部|有关|相关)[\u4e00-\u9fff]{0,8}(?:部门|单位|机构)|的所有|各(?:县|"
            r"区|市|乡|镇|街|园区|有关|相关|部门|单位|地)",
            words,
        )
        is not None
    )


def is_body(name: str) -> bool:
    """Tell whether the whole of a name reads as that of one body or one group."""
    words = _usual(name)
    if len(words) < 2 or re.search(r"[,。;:、的了]", words):
        return False
    return _BODY.fullmatch(words) is not None and _NOT_A_BODY.search(words) is None


def is_enterprise(name: str) -> bool:
    """Tell whether a name is that of a company or group of companies."""
    return _ENTERPRISE.fullmatch(_usual(name)) is not None
