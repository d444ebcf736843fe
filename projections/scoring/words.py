"""How metrics are called in sentences: noun, Chinese counting unit, English noun."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Noun(NamedTuple):
    """hans + number + unit reads as a phrase: 已报到39人. en + ': ' + number: registered: 39."""

    hans: str
    unit: str
    en: str


NOUNS: Final[Mapping[str, Noun]] = {
    # units
    "unit_registration_days_late": Noun(
        "单位党组织报到晚于期限", "天", "unit registered days late"
    ),
    "registered_members": Noun("已报到", "人", "registered"),
    "obliged_members": Noun("在册应报到", "人", "obliged members"),
    "members_meeting_required": Noun("年度服务达标", "人", "members meeting the requirement"),
    "member_quarters_served": Noun("已服务", "人季", "member-quarters served"),
    "member_quarters_owed": Noun("应服务", "人季", "member-quarters owed"),
    "agreement_days_late": Noun("协议生效晚于期限", "天", "agreement in effect, days late"),
    "commitment_weight_verified": Noun("已核验承诺权重", "", "commitment weight verified"),
    "commitment_weight_due": Noun("到期承诺权重", "", "commitment weight due"),
    "bpc_meetings_attended": Noun("出席大党委会议", "次", "meetings attended"),
    "bpc_meetings_counted": Noun("应出席大党委会议", "次", "Big Party Committee meetings counted"),
    "tasks_on_time": Noun("按时完成", "件", "tasks on time"),
    "tasks_due": Noun("到期任务", "件", "tasks due"),
    "adopted_suggestions": Noun("被采纳建议", "条", "adopted suggestions"),
    "extra_resources_opened": Noun("协议外开放资源", "项", "resources beyond the agreement"),
    "higher_level_commendations": Noun("上级表彰", "项", "higher-level commendations"),
    "unexcused_absences": Noun("无故缺席", "次", "unexcused absences"),
    "overdue_tasks": Noun("逾期任务", "件", "overdue tasks"),
    "orders_abandoned_without_cause": Noun("无故弃单", "单", "orders abandoned without cause"),
    "verified_false_records": Noun("查实虚假记录", "条", "verified false records"),
    # members
    "registered_at_snapshot": Noun("快照时已到社区报到", "", "registered at the snapshot"),
    "counted_services": Noun("计入的志愿服务", "次", "counted services"),
    "required_services": Noun("应完成", "次", "required services"),
    "quarters_served": Noun("已服务", "季", "quarters served"),
    "quarters_owed": Noun("应服务", "季", "quarters owed"),
    "counted_hours": Noun("计入时长", "小时", "counted hours"),
    "orders_completed": Noun("完成接单", "单", "orders completed"),
    "resident_rating": Noun("群众评价", "条", "residents' ratings"),
    "no_shows": Noun("接单未到场", "次", "no-shows"),
    # communities
    "quarter_meetings_held": Noun("已召开", "次", "meetings held"),
    "quarter_meetings_due": Noun("应召开季度会议", "次", "quarterly meetings due"),
    "agreements_on_time": Noun("按时签订", "份", "agreements on time"),
    "agreements_due": Noun("应签协议", "份", "agreements due"),
    "cases_responded_in_time": Noun("按时响应", "件", "responded in time"),
    "cases_response_due": Noun("应响应", "件", "responses due"),
    "cases_resolved": Noun("群众认可解决", "件", "resolved"),
    "cases_callback_eligible": Noun("回访到", "件", "callbacks reached"),
    "ratings_satisfied": Noun("满意和基本满意", "条", "satisfied"),
    "ratings_valid": Noun("有效评价", "条", "valid opinions"),
    "cases_with_full_five_chain": Noun("五链完整", "件", "five-chain complete"),
    "cases_closed": Noun("已办结", "件", "closed cases"),
    "orders_closed_on_time": Noun("按时办结", "单", "closed on time"),
    "orders_issued": Noun("已下单", "单", "orders issued"),
    "deliberation_resolutions_done": Noun("已落实", "项", "resolutions carried out"),
    "deliberation_resolutions_due": Noun("到期议定事项", "项", "resolutions due"),
    "archive_entries_fresh": Noun("按期核实", "条", "entries fresh"),
    "archive_entries_live": Noun("有效档案", "条", "live archive entries"),
    "centres_in_service": Noun("已投用", "个", "centres in service"),
    "centres_required": Noun("应设中心", "个", "centres required"),
    "legal_role_quarters_served": Noun("已到社区", "人季", "role-quarters served"),
    "legal_role_quarters_due": Noun("三官一顾问应到", "人季", "legal role-quarters due"),
    "confirmed_unreported_major_incidents": Noun("漏报重大事项", "起", "unreported incidents"),
    # grids
    "patrols_done": Noun("已巡查", "次", "patrols done"),
    "patrols_planned": Noun("计划巡查", "次", "patrols planned"),
    "valid_reports": Noun("有效上报", "条", "valid reports"),
    "reports": Noun("上报", "条", "reports"),
    "grid_cases_on_time": Noun("按时办结", "件", "cases on time"),
    "grid_cases_due": Noun("到期事件", "件", "cases due"),
    "grid_ratings_satisfied": Noun("满意和基本满意", "条", "satisfied"),
    "grid_ratings_valid": Noun("有效评价", "条", "valid opinions"),
    "party_units_formed": Noun("已建党组织", "个", "Party units formed"),
    "party_units_required": Noun("应建党组织", "个", "Party units required"),
    # social organisations and merchants
    "registered_or_filed_and_reported": Noun(
        "已登记或备案并到社区报到", "", "registered or filed, and reported"
    ),
    "party_work_covered": Noun("党的工作已覆盖", "", "Party work covered"),
    "projects_delivered": Noun("完成项目", "个", "projects delivered"),
    "beneficiary_rating": Noun("受益人评价", "条", "beneficiaries' ratings"),
    "archive_verified_in_180_days": Noun("档案180天内已核实", "", "archive verified in 180 days"),
    "safety_checks_passed": Noun("合格", "次", "safety checks passed"),
    "safety_checks_done": Noun("安全检查", "次", "safety checks done"),
    "cogovernance_contributions": Noun("共治贡献", "项", "contributions"),
    "upheld_complaints": Noun("查实投诉", "件", "upheld complaints"),
    "frontage_duty_checks_passed": Noun("合格", "次", "frontage checks passed"),
    "frontage_duty_checks_done": Noun("门前责任检查", "次", "frontage checks done"),
    # vetoes
    "competent_authority_veto_certificates": Noun(
        "主管部门一票否决书", "份", "veto certificates of a competent authority"
    ),
    "confirmed_personal_information_breaches": Noun(
        "查实个人信息泄露", "起", "confirmed personal-information breaches"
    ),
}


def noun(metric: str) -> Noun:
    """A county's own metric is called by its name."""
    return NOUNS.get(metric) or Noun(metric, "", metric.replace("_", " "))
