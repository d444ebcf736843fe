"""What stands on the printed paper: facts, tables and notes, in the paper's language."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from domain.kernel import SHANGHAI, Label
from domain.volunteer.state import STATUS_LABELS, EntryStatus
from interfaces.language import in_language
from interfaces.papers.drafts import TITLES, Kind

Table = dict[str, Any]
FACTS: Final[dict[Kind, dict[str, Label]]] = {
    Kind.SERVICE_EXTRACT: {
        "number": Label("编号", "Number"),
        "name": Label("姓名", "Name"),
        "community": Label("出具社区", "Issued by community"),
        "issued_on": Label("出具时间", "Issued"),
        "services": Label("已确认次数", "Confirmed services"),
        "minutes": Label("已确认分钟数", "Confirmed minutes"),
    },
    Kind.SCORE_SHEET: {
        "name": Label("对象", "Subject"),
        "subject": Label("编号", "Id"),
        "year": Label("年度", "Year"),
        "ruleset": Label("评分规则版本", "Rules"),
        "total": Label("总分", "Total"),
        "grade": Label("等次", "Grade"),
        "sentence": Label("说明", "Explanation"),
    },
    Kind.HONOUR: {
        "title": Label("荣誉", "Title"),
        "name": Label("获得者", "Held by"),
        "year": Label("年度", "Year"),
        "conferring_body": Label("授予单位", "Conferred by"),
        "certificate_no": Label("证书编号", "Certificate"),
        "approval_document_no": Label("批准文号", "Approved by document"),
        "conferred_on": Label("授予日期", "Conferred on"),
        "valid_until": Label("有效期至", "Valid until"),
    },
}
SESSIONS: Final = {
    "service_on": (Label("日期", "Date"), 3),
    "start": (Label("起", "From"), 2),
    "end": (Label("止", "To"), 2),
    "minutes": (Label("分钟", "Minutes"), 2),
    "title": (Label("活动", "Activity"), 5),
    "content": (Label("内容", "Content"), 6),
    "place": (Label("地点", "Place"), 4),
    "state": (Label("状态", "State"), 4),
}
LINES: Final = {
    "line": (Label("项目", "Line"), 3),
    "points": (Label("得分", "Points"), 2),
    "max": (Label("满分", "Of"), 2),
    "formula": (Label("算式", "Arithmetic"), 4),
    "inputs": (Label("依据的数", "Inputs"), 6),
    "sentence": (Label("理由", "Why"), 9),
    "evidence": (Label("日志位置", "Positions"), 4),
}
CHECKS: Final = {
    "rule": (Label("否决项", "Veto"), 4),
    "applies": (Label("适用", "Applies"), 2),
    "sentence": (Label("理由", "Why"), 14),
    "evidence": (Label("日志位置", "Positions"), 4),
}
NO_CERTIFICATE: Final = Label(
    "本件为平台记录，不是志愿服务证明。", "This is a platform record, and no certificate."
)
CHECK: Final = Label(
    "核验：用核验页面或 gongzhi verify 核对本件的JSON文件；二维码即下列印章，"
    "由日志的密钥签署，含JSON文件的摘要。",
    "To check: open the JSON of this paper in the checking page or with gongzhi verify. The code "
    "is the seal below, signed by the log's key, with the digest of the JSON.",
)
POSITIONS_SHOWN: Final = 6
MOMENTS: Final = {"start": "%H:%M", "end": "%H:%M", "issued_on": "%Y-%m-%d %H:%M"}


def layout(paper: dict[str, Any], seal: str) -> dict[str, Any]:
    kind, content, language = Kind(paper["kind"]), paper["content"], paper["language"]

    def say(label: Label) -> str:
        return in_language(label, language)

    facts = [
        [say(label), _cell(name, content[name])]
        for name, label in FACTS[kind].items()
        if content[name] is not None
    ]
    return {
        "lang": language.partition("-")[0],
        "title": say(TITLES[kind]),
        "facts": facts,
        "tables": [_table(*each, language) for each in _tables(kind, content)],
        "notes": [say(NO_CERTIFICATE)] if kind is Kind.SERVICE_EXTRACT else [],
        "check": say(CHECK),
        "seal": seal,
    }


def _tables(
    kind: Kind, content: dict[str, Any]
) -> Iterable[tuple[dict[str, tuple[Label, int]], list[dict[str, Any]]]]:
    if kind is Kind.SERVICE_EXTRACT:
        yield SESSIONS, content["sessions"]
    if kind is Kind.SCORE_SHEET:
        ballot = {"line": "BALLOT"} | content["ballot"]
        yield LINES, [*content["lines"], ballot, *content["bonus"], *content["deductions"]]
        if content["checks"]:
            yield CHECKS, content["checks"]


def _table(
    columns: dict[str, tuple[Label, int]], rows: list[dict[str, Any]], language: str
) -> Table:
    return {
        "head": [in_language(label, language) for label, _ in columns.values()],
        "widths": [width for _, width in columns.values()],
        "rows": [[_in(name, row.get(name), language) for name in columns] for row in rows],
    }


def _in(name: str, value: Any, language: str) -> str:
    if name == "state":
        return in_language(STATUS_LABELS[EntryStatus(value)], language)
    return _cell(name, value)


def _cell(name: str, value: Any) -> str:
    """As people read it. The JSON has every position; a table the first few."""
    if name in MOMENTS:
        return f"{datetime.fromisoformat(value).astimezone(SHANGHAI):{MOMENTS[name]}}"
    match value:
        case None:
            return ""
        case bool():
            return "✓" if value else "–"
        case list():
            more = f" … ({len(value)})" if len(value) > POSITIONS_SHOWN else ""
            return " ".join(map(str, value[:POSITIONS_SHOWN])) + more
        case dict():
            # A name that cannot be broken would run into the next column.
            return ", ".join(f"{key.replace('_', ' ')} = {item}" for key, item in value.items())
        case _:
            return str(value)
