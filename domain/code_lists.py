"""The code lists as the county begins with them (SYS-21), to be issued as commands, one a code."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from domain.body import Post
from domain.case.labels import LABELS
from domain.case.terms import CATEGORIES, Category, DeclineReason, Exclusion
from domain.codes import AddCode
from domain.facility.state import TYPE_LABELS, FacilityType
from domain.kernel import Label
from domain.registration import ExemptionReason
from domain.ruleset import ruleset_2022
from domain.vocabulary import DocumentNo, FiveForm, FivePurpose, ServiceField
from domain.volunteer.state import RevokeReason

LISTS: Final[Mapping[str, Mapping[StrEnum, Label]]] = {
    CATEGORIES: {each: LABELS[Category][each] for each in Category},
    "service-fields": {
        ServiceField.DISPUTE_RESOLUTION: Label("矛盾化解", "Dispute resolution"),
        ServiceField.PUBLIC_ORDER: Label("社区治安", "Public order"),
        ServiceField.POLICY_PUBLICITY: Label("政策宣传", "Policy publicity"),
        ServiceField.MASS_EDUCATION: Label("群众教育", "Mass education"),
        ServiceField.JOB_ASSISTANCE: Label("就业帮扶", "Job assistance"),
        ServiceField.ELDER_DISABILITY_HELP: Label("助老助残", "Help for old and disabled people"),
        ServiceField.ENVIRONMENT: Label("环境卫生", "Environment"),
        ServiceField.WISH: Label("微心愿", "Wishes"),
        ServiceField.OTHER: Label("其他", "Other"),
    },
    "post-types": {
        Post.SECRETARY: Label("书记", "Secretary"),
        Post.PART_TIME_DEPUTY_SECRETARY: Label("兼职副书记", "Part-time deputy secretary"),
        Post.PART_TIME_MEMBER: Label("兼职委员", "Part-time member"),
        Post.GROUP_LEADER: Label("党小组组长", "Leader of a Party group"),
        Post.MEMBER: Label("委员", "Member"),
        Post.LIAISON: Label("联络员", "Liaison officer"),
        Post.JUDGE: Label("法官", "Judge"),
        Post.PROCURATOR: Label("检察官", "Procurator"),
        Post.POLICE: Label("警官", "Police officer"),
        Post.LEGAL_ADVISER: Label("法律顾问", "Legal adviser"),
    },
    "facility-types": {each: TYPE_LABELS[each] for each in FacilityType},
    "five-forms": {
        FiveForm.JOINT_MEMBER_MANAGEMENT: Label("党员联管", "Joint member management"),
        FiveForm.JOINT_ACTIVITIES: Label("活动联办", "Joint activities"),
        FiveForm.SHARED_RESOURCES: Label("资源联用", "Shared resources"),
        FiveForm.LINKED_SERVICES: Label("服务联动", "Linked services"),
        FiveForm.JOINT_SUPPORT: Label("保障联筹", "Joint support"),
    },
    "five-purposes": {
        FivePurpose.DEVELOPMENT: Label("共商区域发展", "Development discussed together"),
        FivePurpose.PARTY_BUILDING: Label("共抓基层党建", "Party building together"),
        FivePurpose.SERVING_THE_MASSES: Label("共同服务群众", "Serving the masses together"),
        FivePurpose.CULTURE: Label("共育先进文化", "Culture fostered together"),
        FivePurpose.HOMELAND: Label("共建美好家园", "A homeland built together"),
    },
    "decline-reasons": {each: LABELS[DeclineReason][each] for each in DeclineReason},
    "exclusion-reasons": {each: LABELS[Exclusion][each] for each in Exclusion},
    "exemption-reasons": {
        ExemptionReason.SECONDED_OUT: Label("借调外出", "Seconded out"),
        ExemptionReason.LONG_SICK: Label("长期病休", "Long sick"),
        ExemptionReason.VILLAGE_STATIONED: Label("驻村", "Stationed in a village"),
    },
    "revocation-reasons": {
        RevokeReason.FALSE: Label("虚假记录", "False record"),
        RevokeReason.DUPLICATE: Label("重复记录", "Duplicate"),
        RevokeReason.PAID: Label("有偿服务", "Paid work"),
        RevokeReason.ERROR: Label("录入错误", "Entered in error"),
    },
}
TITLES: Final = {
    "H1": "Member who serves the community with a warm heart",
    "H2": "Unit of dedication to the community",
    "H3": "Finest co-governing association",
    "H4": "Finest co-governing merchant",
}


def published_codes(start: date, document_no: DocumentNo) -> list[AddCode]:
    """Every code of every list, and the titles of the ruleset, in force from a day on."""
    labels = [
        (name, code.value, label.hans, label.en)
        for name, codes in LISTS.items()
        for code, label in codes.items()
    ]
    titles = [
        ("titles", honour.code, honour.title, TITLES[honour.code])
        for honour in ruleset_2022().honours
    ]
    return [
        AddCode(list_name=name, code=code, hans=hans, en=en, start=start, document_no=document_no)
        for name, code, hans, en in (*labels, *titles)
    ]
