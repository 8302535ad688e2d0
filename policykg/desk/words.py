"""The words of the desk's script, in both languages."""

from __future__ import annotations

from typing import Final

__all__ = ["LISTS", "WORDS"]

LISTS: Final[dict[str, tuple[str, str]]] = {
    "body": ("部分", "Part"),
    "parts": ("部分提及", "Part named"),
    "values": ("数值", "Value"),
    "targets": ("目标", "Target"),
    "projects": ("项目", "Project"),
    "enterprises": ("企业", "Enterprise"),
    "organisations": ("单位", "Body"),
    "places": ("地方", "Place"),
    "policies": ("政策", "Policy"),
    "recognitions": ("荣誉", "Recognition"),
    "events": ("事件", "Event"),
    "posts": ("任职", "Person in post"),
    "responsibilities": ("职责", "Responsibility"),
    "relations": ("关系", "Relation"),
}
"""One record of each list of a facts file."""

WORDS: Final[dict[str, tuple[str, str]]] = {
    "accept": ("采纳", "Accept"),
    "edit": ("修改后采纳", "Accept with a change"),
    "dismiss": ("不采纳", "Dismiss"),
    "postpone": ("稍后", "Postpone"),
    "back": ("取回", "Bring back"),
    "group": ("同类 {n} 张", "The {n} alike"),
    "groupTitle": (
        "同类卡片:逐一看过再一并采纳",
        "Cards alike: look at each, then accept them at once",
    ),
    "groupNote": (
        "只为勾选并显示了原文的卡片签名;其中随机二十分之一日后须复读。",
        "Only cards that are ticked and shown with their words are signed; a random twentieth is "
        "read again later.",
    ),
    "groupAccept": ("采纳勾选的 {n} 张", "Accept the {n} ticked"),
    "undo": ("撤销", "Undo"),
    "redo": ("重做", "Redo"),
    "help": ("按键", "Keys"),
    "close": ("关闭", "Close"),
    "save": ("采纳", "Accept"),
    "write": ("写入", "Write"),
    "cancel": ("取消", "Cancel"),
    "waiting": ("待审", "waiting"),
    "accepted": ("已采纳", "accepted"),
    "dismissed": ("未采纳", "dismissed"),
    "postponed": ("稍后", "postponed"),
    "all": ("全部", "all"),
    "facts": ("已有事实", "facts that stand"),
    "reason": ("理由", "Reason"),
    "why1": ("并非事实,只是修辞", "rhetoric, no fact"),
    "why2": ("已有同样的记录", "told already by another record"),
    "why3": ("读错了:原文不是这个意思", "misread: the text does not say so"),
    "why4": ("不在收录范围", "outside of what is recorded"),
    "open": ("待核", "open"),
    "rulesFine": ("规则无异议", "the rules find nothing wrong"),
    "rulesSay": ("规则指出", "the rules say"),
    "trying": ("正在核对…", "checking …"),
    "saved": ("已写入", "written"),
    "undone": ("已撤销:{what}", "taken back: {what}"),
    "redone": ("已重做:{what}", "made again: {what}"),
    "nothing": ("没有可撤销或重做的操作", "there is nothing to take back or make again"),
    "done": ("此处没有待审的卡片了。", "No card is waiting here."),
    "signAs": ("署名", "Sign as"),
    "signHelp": ("任取一名;留空则不签名", "a name of your choice; left empty, nothing is signed"),
    "others": ("同时在此:{names}", "also here: {names}"),
    "changedElsewhere": (
        "别处已有改动,页面已更新。",
        "Something was changed elsewhere; this page was brought up to date.",
    ),
    "newFact": ("由选中的文字新建", "New from the selected words"),
    "kind": ("类别", "Kind of record"),
    "field": ("添加字段…", "Add a field …"),
    "suggested": ("程序读出的", "As the readers read it"),
    "empty": ("空白", "blank"),
    "remove": ("删去此记录", "Remove this record"),
    "selectFirst": ("请先在左侧选中文字。", "Select words of the text first."),
    "position": ("第 {n} 张,共 {of} 张", "{n} of {of}"),
    "parts": ("所属:", "under:"),
    "offline": ("服务未应答:尚未写入", "the server does not answer: nothing was written"),
    "yes": ("是", "yes"),
    "keyNext": ("下一张", "next card"),
    "keyBefore": ("上一张", "card before"),
    "keyHelp": ("显示按键", "show the keys"),
    "keyFilter": ("按状态筛选", "filter by verdict"),
}
