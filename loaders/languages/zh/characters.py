"""Characters in the form in which the grammars know them, one for one, so that offsets stay."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["DASHES", "plain", "squeeze"]

DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\ufe58\ufe63"
"""Hyphens, dashes, minus signs and the lines that printers take for them."""

_TILDES: Final = "~\u223c\u223d\u301c\u02dc\uff5e"
_BLANKS: Final = " \t\r\n\u00a0\u2002-\u200a\u202f\u205f\u3000"

_TRADITIONAL: Final = (
    "萬万億亿畝亩個个戶户餘余兩两過过達达約约幾几內内裡里裏里專专項项條条種种噸吨區区於于與与處处"
    "樓楼廠厂鎮镇眾众單单間间數数圍围輛辆歲岁週周總总實实現现標标準准關关點点負负較较漲涨壓压縮缩"
    "減减開开為为於于從从這这張张塊块臺台檯台艘艘雙双顆颗樣样學学蘭兰麗丽貳贰陸陆參叁計计劃划擴扩"
    "淨净淨净滿满極极級级檔档時时鐘钟間间後后階阶給给執执業业產产華华農农歐欧鎊镑韓韩幣币噴喷層层"
    "場场車车貨货滯滞滅灭長长無无還还進进連连遠远運运選选邊边錢钱鎢钨門门閉闭闊阔隊队陽阳際际順顺"
    "預预題题額额風风飛飞驗验體体麥麦齊齐稅税穩稳競竞絕绝統统絡络維维綜综綠绿緩缓織织繼继續续罰罚"
    "亞亚佈布佔占倆俩傢家冊册凈净別别剋克勵励卽即厤历叄叁啓启啟启噹当團团堅坚壯壮奬奖寬宽將将對对導导屆届峯峰島岛崗岗嵗岁帶带強强彆别徑径捲卷摺折擬拟昇升査查桿杆棟栋"
    "樁桩檻槛沒没滾滚潤润熱热營营爲为牀床狀状産产盞盏盧卢穫获窩窝筆笔箇个簽签籌筹籤签糰团綫线緑绿線线緻致縣县績绩繳缴纍累羣群脩修蓋盖衕同覈核見见認认課课貝贝貼贴踰逾"
    "轉转迴回逕径遜逊適适遲迟邁迈釐厘鈡钟銷销鍾钟鎭镇閤合闆板陞升隻只韆千頁页頃顷頭头顯显颱台養养騰腾髮发麪面麫面麵面齣出叄叁"
    "聯联職职聽听腦脑與与興兴舉举舊旧號号補补裝装製制複复規规視视覺觉觀观計计訂订討讨訓训記记設设許许"
    "訴诉評评詞词試试話话該该詳详語语誤误調调談谈請请論论證证識识譯译議议讀读變变讓让財财貢贡貧贫貸贷"
    "費费貿贸資资賓宾賞赏質质購购贈赠躍跃軌轨軟软載载輔辅輕轻輪轮輸输辦办邏逻鄉乡醫医釋释鋼钢錄录鐵铁"
    "閱阅陣阵隨随險险難难離离電电靜静頂顶領领頻频類类願愿館馆馬马駐驻騎骑驅驱鬆松鬥斗魚鱼鳥鸟鹽盐黨党"
    "龍龙龜龟圓圆傳传優优價价儲储兒儿創创剛刚動动務务勞劳勢势協协參参員员響响嚴严國国園园執执報报壞坏"
    "備备傷伤僅仅僑侨億亿儀仪償偿則则剩剩劇剧匯汇厲厉廳厅廣广應应廢废彈弹歸归錶表術术衛卫衝冲復复徵征"
    "態态慶庆憑凭憲宪戰战據据擇择擔担舉举損损換换搶抢損损撥拨擁拥攜携攝摄敗败數数斷断晝昼曆历書书會会"
    "東东構构權权條条來来極极構构槍枪樹树橋桥機机檢检櫃柜欄栏歷历殘残毀毁氣气決决況况淺浅湧涌準准溫温"
    "滲渗漸渐潔洁潛潜濃浓濟济濱滨灣湾災灾爐炉爭争獎奖獨独獲获環环產产畢毕異异當当療疗發发盡尽監监盤盘"
    "確确礎础禮礼積积稱称窮穷節节簡简範范築筑糧粮紀纪約约紅红級级純纯納纳紙纸細细終终組组結结給给經经"
)
_PAIRS: Final = dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))


class _Plain(dict[int, int]):
    """The usual form of a character, worked out once each."""

    def __missing__(self, code: int) -> int:
        self[code] = ord(_usual(chr(code)))
        return self[code]


def _usual(ch: str) -> str:  # noqa: PLR0911 - one return a form
    if ch in _PAIRS:
        return _PAIRS[ch]
    if ch in _TILDES:
        return "~"
    if ch in "\u25cb\u25ef\u3007\u20dd":  # white circles that stand for 〇
        return "〇"
    if "\uff01" <= ch <= "\uff5d":
        return chr(ord(ch) - 0xFEE0)
    digit = unicodedata.decimal(ch, None)
    if digit is not None:
        return str(digit)
    if "\u2f00" <= ch <= "\u2fdf" or "\uf900" <= ch <= "\ufad9":
        folded = unicodedata.normalize("NFKC", ch)
        return folded if len(folded) == 1 else ch
    return ch


_MAP: Final = _Plain()
_GROUP: Final = re.compile(rf"(?<=\d)[{_BLANKS}](?=\d{{3}}(?!\d))")
_SPACE: Final = re.compile(rf"[{_BLANKS}]+")


def plain(text: str) -> str:
    """Return the text with half-width digits and letters and simplified characters.

    Character by character, so that offsets stay.
    """
    return text.translate(_MAP)


def squeeze(text: str) -> str:
    """Return the plain text without blanks; a blank that groups thousands becomes a comma.

    A blank between two digits that groups nothing stays, because 5 6 is not 56.
    """
    return _SPACE.sub(_drop, _GROUP.sub(",", plain(text)))


def _drop(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return " " if _word(before) and _word(after) else ""


def _word(ch: str) -> bool:
    return ch.isascii() and ch.isalnum()
