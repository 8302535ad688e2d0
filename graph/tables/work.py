"""Tables of work and of those who bear it: actions, tasks, assignments, targets, values."""

from __future__ import annotations

from typing import Final

from graph.tables.columns import Column, Table, expanded
from graph.tables.parts import (
    CAMPAIGN,
    DEADLINE,
    EVIDENCE,
    PERIOD,
    SECTION,
    TASK,
    both,
    own_id,
)

_CLASS: Final = Column(
    "class", "choice", "=class", "class", "类别",
    "The most specific class of the ontology.", "本体中最具体的类。", choices="class",
)  # fmt: skip

_NUMBERS: Final = (
    Column("number", "integer", "pk:number"),
    Column("number_as_written", "text", "pk:numberAsWritten"),
)

ACTIONS: Final = Table(
    "actions", "Actions", "工作事项",
    "One part of a document that says what is to be done: campaign, strategy, task, measure, "
    "safeguard or project.",
    "文献中提出要做之事的一个部分:系列活动、战略板块、任务、举措、保障措施或项目。",
    ("id",),
    expanded((
        *own_id("action", "工作事项"), _CLASS, *_NUMBERS,
        Column("part_of", "id", "pk:partOf", refers="actions"), *SECTION, CAMPAIGN, *TASK,
        Column("kind", "code", "pk:kind"), Column("status", "code", "pk:status"),
        *PERIOD, Column("deadline_as_written", "text", "pk:deadline"), *EVIDENCE,
    )),
    classes=("Action",), source="?row a pk:Action",
)  # fmt: skip

TASKS: Final = Table(
    "tasks", "Tasks", "任务",
    "One task that a document numbers or assigns.", "文献编号或分派的一项任务。",
    ("id",),
    expanded((
        *own_id("task", "任务"), *_NUMBERS, *SECTION, CAMPAIGN,
        Column(
            "has_deadline", "boolean", "=has_deadline", "has a deadline", "是否有时限",
            "Whether a deadline is stated for it, a part of it or a target of it.",
            "是否就其本身、其一部分或其目标值注明时限。",
        ),
        *DEADLINE,
        Column(
            "leads", "id", "=leads", "lead bodies", "牵头单位",
            "Bodies and groups of bodies that lead it, in the order of the text.",
            "牵头的单位及泛指单位,按原文次序。", many=True,
        ),
        Column(
            "supports", "id", "=supports", "supporting bodies", "配合单位",
            "Bodies and groups of bodies that support it, in the order of the text.",
            "配合的单位及泛指单位,按原文次序。", many=True,
        ),
        Column(
            "targets", "integer", "=targets", "targets", "目标值数",
            "How many target values belong to it or to its parts.",
            "属于该任务或其各部分的目标值数。", "1",
        ),
        *EVIDENCE,
    )),
    classes=("Task",), source="?row a pk:Task", question="tasks-without-deadline",
    first=("number", "name", "leads", "supports", "deadline", "targets"),
)  # fmt: skip

ASSIGNMENTS: Final = Table(
    "assignments", "Assignments", "责任分工",
    "One assignment: one actor's role in one action, as written.",
    "一项分工:一个主体在一项工作中的角色,按原文记录。",
    ("id",),
    expanded((
        Column(
            "id", "text", "=id", "assignment id", "分工标识",
            "Id of the assignment; its IRI is in the column iri.", "该项分工的标识;其IRI见iri列。",
        ),
        Column(
            "number", "integer", "=task_number", "task number", "任务序号",
            "The number that the document gives to the task.", "文献给该任务的编号。",
        ),
        *TASK,
        Column(
            "action", "id", "pk:task", "action", "所涉工作",
            "What is assigned: the innermost part of the document, often a measure, or a thing.",
            "所分派者:最近一级部分,常为举措;也可以是事物。", refers="things",
        ),
        *SECTION, CAMPAIGN,
        Column("body", "id", "pk:actor", "body", "责任主体", refers="things"),
        Column(
            "body_class", "choice", "=actor_class", "class of the body", "主体类别",
            "The most specific class of the actor: a group reference is several bodies unnamed.",
            "责任主体最具体的类;泛指单位指若干未点名的单位。", choices="class",
        ),
        Column("name_as_written", "text", "pk:nameAsWritten"),
        Column("function", "code", "pk:actor/pk:function", many=True),
        Column(
            "level", "code", "pk:actor/pk:jurisdiction/pk:kind", "level", "层级",
            "The kind of the place within which the body acts, such as county or town.",
            "单位所辖地方的种类,如县级、镇级。",
        ),
        Column("place", "id", "pk:actor/pk:jurisdiction", refers="places"),
        Column("role", "code", "pk:role"),
        Column("position", "integer", "pk:position"),
        Column("out_of", "integer", "pk:outOf"),
        *DEADLINE,
        Column("identity_certainty", "code", "pk:identityCertainty"),
        *EVIDENCE,
        Column("task_iri", "iri", "=task_iri", "task IRI", "任务IRI", "IRI of the task.",
               "任务的IRI。"),
        Column("body_iri", "iri", "=actor_iri", "body IRI", "责任主体IRI", "IRI of the body.",
               "责任主体的IRI。"),
        Column("document_iri", "iri", "=document_iri", "document IRI", "文献IRI",
               "IRI of the document.", "文献的IRI。"),
    )),
    classes=("Responsibility",), source="?row a pk:Responsibility", question="leads-with-evidence",
    first=("number", "task", "role", "body", "name_as_written", "deadline"),
)  # fmt: skip

_VALUE_COLUMNS: Final = expanded((
    *own_id("observation", "指标数值"),
    Column("indicator", "id", "pk:indicator", "indicator", "指标", refers="indicators"),
    Column("subject", "id", "pk:subject", refers="things"),
    Column("place", "id", "pk:place", refers="places"),
    Column("value", "decimal", "pk:value", unit="unit"),
    Column("least", "decimal", "pk:minValue", unit="unit"),
    Column("greatest", "decimal", "pk:maxValue", unit="unit"),
    Column("unit", "code", "pk:unit"),
    Column("bound", "code", "pk:bound"),
    Column("value_as_written", "text", "pk:valueAsWritten"),
    Column("status", "code", "pk:status"),
    Column(
        "is_target", "boolean", "=is_target", "is a target", "是否目标值",
        "Whether the value is aimed at, planned or required.",
        "是否为要争取、计划或要求达到的数值。",
    ),
    *PERIOD,
    Column("stage", "text", "pk:stage"),
    Column("compared_with", "text", "pk:comparedWith"),
    Column("baseline", "text", "pk:baseline"),
    Column("baseline_value", "decimal", "pk:baselineValue", unit="unit"),
    Column("change_of", "id", "pk:changeOf", refers="values"),
    Column("subset_of", "id", "pk:subsetOf", refers="values"),
    Column("action", "id", "pk:task", "action", "所涉工作", refers="things"),
    *TASK,
    *EVIDENCE,
))  # fmt: skip

_VALUE_FIRST: Final = ("indicator", "subject", "value", "unit", "period", "status")

VALUES: Final = Table(
    "values", "Values", "指标数值",
    "One value of an indicator for a subject and a period, targets among them.",
    "某主体某时期某项指标的一个数值,含目标值。",
    ("id",), _VALUE_COLUMNS, classes=("Observation",), source="?row a pk:Observation",
    question="values-by-status", first=_VALUE_FIRST,
)  # fmt: skip

TARGETS: Final = Table(
    "targets", "Targets", "目标值",
    "One value that is aimed at, planned or required; a row of the table values too.",
    "一个要争取、计划或要求达到的数值;同时也是values表的一行。",
    ("id",), _VALUE_COLUMNS, classes=("Target",), source="?row a pk:Target",
    question="targets-by-year", first=_VALUE_FIRST,
)  # fmt: skip

INDICATORS: Final = Table(
    "indicators", "Indicators", "指标",
    "One thing that is counted or measured.", "一项统计或衡量的内容。",
    ("id",),
    expanded((
        *own_id("indicator", "指标"), Column("unit", "code", "pk:unit"),
        *both("definition", "skos:definition", "definition", "定义", "What is measured.",
              "所衡量的内容。"),
        Column("growth_of", "id", "pk:growthOf", refers="indicators"),
        Column("part_of", "id", "pk:partOfIndicator", refers="indicators", many=True),
        Column("broader", "id", "skos:broader", "broader indicator", "上位指标", many=True),
        Column("document", "id", "pk:statedIn", "document", "文献", refers="documents"),
        Column("iri", "iri", "=iri", "IRI", "IRI", "IRI of the indicator.", "指标的IRI。"),
    )),
    classes=("Indicator",), source="?row a pk:Indicator",
)  # fmt: skip

WORK: Final = (ASSIGNMENTS, TASKS, ACTIONS, TARGETS, VALUES, INDICATORS)
CLASS: Final = _CLASS
