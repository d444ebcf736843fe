"""Who may issue commands: HANDBOOK 0.2."""

from enum import StrEnum


class Role(StrEnum):
    RES = "RES"  # resident 居民
    MER = "MER"  # merchant 商户
    MEM = "MEM"  # in-service Party member 在职党员
    VOL = "VOL"  # other volunteer 其他志愿者
    UNIT = "UNIT"  # unit liaison officer 单位联络员
    ORG = "ORG"  # social organisation's representative 社会组织代表
    GW = "GW"  # grid worker 网格员
    GH = "GH"  # grid head, secretary of the grid Party branch 网格长
    AL = "AL"  # area Party-group leader 片区党小组组长
    CW = "CW"  # community worker 社区工作者
    CS = "CS"  # community Party-organisation secretary 社区党组织书记
    TOWN = "TOWN"  # Town Party Committee office 镇党委办公室
    COD = "COD"  # County Organisation Department 县委组织部
    LG = "LG"  # project leading group 项目领导组
    DEPT = "DEPT"  # county department handling a case 县级部门
    LEG = "LEG"  # judge, procurator, police officer, legal adviser 三官一顾问
    ASR = "ASR"  # joint assessor 共评评议员
    EVO = "EVO"  # evaluation office 考评办公室
    AUD = "AUD"  # auditor, reads only 审计人员
    PIO = "PIO"  # personal-information protection officer 个人信息保护负责人
    SYS = "SYS"  # timers and policies 系统
