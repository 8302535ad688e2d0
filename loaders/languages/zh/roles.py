"""Words by which a text gives somebody a role, in brackets and outside them."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ROLE_CUES", "ROLE_IN_NAME"]

ROLE_CUES: Final[dict[str, re.Pattern[str]]] = {
    "lead": re.compile("牵头|主办|组长|发起|领办|主抓|亲自抓|带头|主导|领衔|首要责任"),
    "support": re.compile("配合|协办|协助|支持|协同|参与|联动|抽调|结对|帮扶|指导和支持"),
    "responsible": re.compile("负责(?!人)|责任(?!感|制)|分管|主管|职责|审批|承担"),
    "oversight": re.compile("抓总|督查|督办|监督|监管|督导|定位|考核|领导(?=和支持|下)|指导"),
    "implement": re.compile("实施|落实|承办|执行|委托|承接|组织实施"),
    "host-office": re.compile("设在|挂靠"),
}
"""Words of the text by which a name has a role, outside brackets too."""

ROLE_IN_NAME: Final = re.compile("牵头|配合|责任|分管|督查|主办|协办")
