"""Lists and codes that several systems share."""

import re
from datetime import UTC
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, StringConstraints

COMMUNITY_CODE: Final = r"^[A-Z]{2}\d{2}$"
CommunityCode = Annotated[str, StringConstraints(pattern=COMMUNITY_CODE)]
GridCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}\d{5}$")]
PlaceCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}\d{5}[CB]\d{3}$")]
BodyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{1,39}$")]
DocumentNo = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]

# A moment is kept in UTC, whatever offset it came with (DESIGN 7).
Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]  # SHA-256 of an evidence file


def is_community_code(code: str) -> bool:
    return re.fullmatch(COMMUNITY_CODE, code) is not None


class ServiceField(StrEnum):
    """Fields of service and of projects: R-36's five and what the county added (HANDBOOK 5.4)."""

    DISPUTE_RESOLUTION = "DISPUTE_RESOLUTION"  # 矛盾化解
    PUBLIC_ORDER = "PUBLIC_ORDER"  # 社区治安
    POLICY_PUBLICITY = "POLICY_PUBLICITY"  # 政策宣传
    MASS_EDUCATION = "MASS_EDUCATION"  # 群众教育
    JOB_ASSISTANCE = "JOB_ASSISTANCE"  # 就业帮扶
    ELDER_DISABILITY_HELP = "ELDER_DISABILITY_HELP"  # 助老助残
    ENVIRONMENT = "ENVIRONMENT"  # 环境卫生
    WISH = "WISH"  # 微心愿
    OTHER = "OTHER"


class FiveForm(StrEnum):
    """The five 联: R-12."""

    JOINT_MEMBER_MANAGEMENT = "JOINT_MEMBER_MANAGEMENT"  # 党员联管
    JOINT_ACTIVITIES = "JOINT_ACTIVITIES"  # 活动联办
    SHARED_RESOURCES = "SHARED_RESOURCES"  # 资源联用
    LINKED_SERVICES = "LINKED_SERVICES"  # 服务联动
    JOINT_SUPPORT = "JOINT_SUPPORT"  # 保障联筹


class FivePurpose(StrEnum):
    """The five 共: R-28."""

    DEVELOPMENT = "DEVELOPMENT"  # 共商区域发展
    PARTY_BUILDING = "PARTY_BUILDING"  # 共抓基层党建
    SERVING_THE_MASSES = "SERVING_THE_MASSES"  # 共同服务群众
    CULTURE = "CULTURE"  # 共育先进文化
    HOMELAND = "HOMELAND"  # 共建美好家园
