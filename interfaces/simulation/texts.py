"""What people write down in a made-up year. Short, and free of any real place or person."""

import hashlib
from typing import Final

from domain.case import Category
from domain.vocabulary import ServiceField

MATTERS: Final = {
    Category.SANITATION: ("垃圾桶满溢未清运", "楼道堆放杂物", "绿化带有建筑垃圾", "公厕异味"),
    Category.PROPERTY_MANAGEMENT: ("电梯频繁故障", "门禁损坏", "物业费公示不清", "路灯不亮"),
    Category.FIRE_SAFETY: ("楼道停放电动车充电", "消防通道被占", "灭火器过期", "违规燃放"),
    Category.UTILITIES: ("室温不达标", "水管爆裂", "停电未通知", "燃气阀门松动", "水压不足"),
    Category.EPIDEMIC_CONTROL: (
        "核酸采样点排队过长",
        "返乡未报备",
        "隔离户需送物资",
        "场所码未张贴",
    ),
    Category.WORK_SAFETY: ("商铺私接电线", "招牌松动", "燃气瓶存放不当", "施工无围挡"),
    Category.DISPUTES: ("邻里漏水纠纷", "停车位争议", "房屋租赁押金纠纷", "楼上噪声纠纷"),
    Category.PARKING_ROADS: ("车辆占道停放", "井盖下沉", "路面坑洼", "僵尸车占位"),
    Category.NOISE: ("夜间烧烤摊噪音", "广场音响过大", "施工夜间作业"),
    Category.CIVIL_AFFAIRS: ("咨询社保缴费", "咨询疫苗接种点", "咨询低保申请", "咨询老年证办理"),
    Category.CARE: ("独居老人需探访", "行动不便需代购药品", "申请临时救助"),
    Category.PUBLIC_ORDER: ("陌生人尾随进楼", "电动车被盗", "楼下聚众滋事"),
}
DONE: Final = ("已现场处置完毕", "已联系责任单位整改到位", "已清理并复查", "已说明政策并解决")
NEEDS: Final = {
    ServiceField.POLICY_PUBLICITY: ("入户讲解医保政策", "宣讲反诈知识"),
    ServiceField.ELDER_DISABILITY_HELP: ("陪同老人就医", "为行动不便老人理发", "代购生活物资"),
    ServiceField.ENVIRONMENT: ("清理楼前积雪", "清理院后杂物", "擦洗楼道扶手"),
    ServiceField.PUBLIC_ORDER: ("夜间巡逻", "护送放学儿童过街"),
    ServiceField.WISH: ("想要一副老花镜", "想要一个书包", "想有人陪下一盘棋"),
    ServiceField.MASS_EDUCATION: ("教用智能手机", "消防演练讲解"),
    ServiceField.DISPUTE_RESOLUTION: ("协助调解邻里矛盾", "陪同协商停车问题"),
    ServiceField.JOB_ASSISTANCE: ("修改求职简历", "带领参加招聘会"),
    ServiceField.OTHER: ("其他帮助",),
}
SESSIONS: Final = {
    ServiceField.POLICY_PUBLICITY: "政策宣传入户",
    ServiceField.ELDER_DISABILITY_HELP: "助老助残",
    ServiceField.ENVIRONMENT: "环境清洁",
    ServiceField.PUBLIC_ORDER: "平安巡防",
    ServiceField.MASS_EDUCATION: "便民课堂",
    ServiceField.DISPUTE_RESOLUTION: "邻里调解",
    ServiceField.JOB_ASSISTANCE: "就业帮扶",
    ServiceField.WISH: "圆梦微心愿",
    ServiceField.OTHER: "社区服务",
}


def evidence(*about: object) -> str:
    """The digest of a file that only this simulation has ever seen."""
    return hashlib.sha256("/".join(map(str, about)).encode()).hexdigest()
