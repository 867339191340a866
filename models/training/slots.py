"""Words that fill the slots of the sentence templates; a slot may hold further slots."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SLOTS: dict[str, tuple[str, ...]] = {
    "company": _words(
        """
        星河公司 蓝天公司 远方公司 长城公司 阳光公司 时光公司 海洋科技 东方电器 新华商城 云海网络
        安心保险 乐家超市 美佳家电 金山银行 长江通信
        """
    ),
    "department": _words("客服部 技术部 售后部 财务部 物流部 销售部 维修部 投诉中心 服务中心 客服中心"),
    "day_greeting": _words("早上好 上午好 中午好 下午好 晚上好 您好"),
    "surname": tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许沈曾彭吕"),
    "given": tuple("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华文玉萍红玲小海宇琦春雪峰亮佳"),
    "full_name": _words("{surname}{given} {surname}{given}{given} 小{surname}"),
    "customer": _words(
        """
        {surname}先生 {surname}女士 {surname}小姐 先生 女士 {surname}{given}先生 {surname}经理
        {surname}老师 {surname}阿姨
        """
    ),
    "digit": tuple("零幺二三四五六七八九"),
    "agent_number": _words(
        """
        {digit}{digit}{digit} {digit}{digit}{digit}{digit} 零幺{digit} 零{digit}{digit}{digit}
        """
    ),
    "digits": _words(
        """
        {digit}{digit}{digit}{digit} {digit}{digit}{digit}{digit}{digit}{digit}
        {digit}{digit}{digit}{digit}{digit}{digit}{digit}{digit}
        """
    ),
    "phone": _words(
        """
        幺三{digit},{digit}{digit}{digit}{digit},{digit}{digit}{digit}{digit}
        幺五{digit}{digit}{digit}{digit}{digit}{digit}{digit}{digit}{digit}
        幺八{digit},{digit}{digit}{digit}{digit},{digit}{digit}{digit}{digit}
        {digit}{digit}{digit}{digit},{digit}{digit}{digit}{digit}
        四零零,{digit}{digit}{digit},{digit}{digit}{digit}{digit}
        """
    ),
    "one": tuple("一二三四五六七八九"),
    "few": tuple("一两三四五六七八九十"),
    "count": _words("{few} {few} 十{one} {one}十 {one}十{one} 一百{one}十{one}"),
    "money": _words(
        """
        {one}十 {one}十{one} {one}百 {one}百{one}十 {one}百{one}十{one} {one}百零{one} 两百{one}十{one}
        {one}千{one}百 两千{one}百{one}十 一万{one}千 十{one}
        """
    ),
    "amount": _words("{money}元 {money}块 {money}块钱 {money}元{one}角 {money}点{one}元"),
    "date": _words(
        """
        今天 昨天 前天 明天 后天 上周{weekday} 这周{weekday} 下周{weekday} 星期{weekday}
        {month}月{day}号 {month}月{day}日 上个月 {day}号 周末 去年{month}月
        """
    ),
    "weekday": tuple("一二三四五六日"),
    "month": _words("一 二 三 四 五 六 七 八 九 十 十一 十二"),
    "day": _words("{one} 十 十{one} 二十 二十{one} 三十"),
    "hour": _words("一 两 三 四 五 六 七 八 九 十 十一 十二"),
    "clock": _words("{part}{hour}点 {part}{hour}点半 {hour}点{one}十分 {part}{hour}点一刻 {part}"),
    "part": _words("上午 下午 早上 晚上 中午"),
    "product": _words(
        """
        手机 电脑 电视机 冰箱 空调 洗衣机 路由器 耳机 充电器 手表 热水器 打印机 鞋子 衣服 外套 相机 沙发
        台灯 书包 电饭锅 净水器 微波炉 儿童床 音响 键盘
        """
    ),
    "quantity": _words("一台 两台 一个 两个 三个 一件 两件 一双 一套"),
    "colour": tuple("红黄蓝白黑绿灰"),
    "service": _words("网络 宽带 电话 信号 水管 电视 暖气 煤气"),
    "bill": _words("话费 电费 水费 账单 月租费 套餐费 流量费 服务费 运费 保险费"),
    "matter": _words(
        """
        订单 包裹 退款 账单 发票 网络 会员卡 优惠券 积分 密码 账户 银行卡 手机号码 维修单 合同 {product}
        套餐 快递 机票 押金
        """
    ),
    "credential": _words("订单号 手机号码 姓名 身份证号码 会员号 地址 收货地址 联系电话 卡号 邮箱"),
    "handle": _words(
        """
        查一下 查询 处理 登记 核实一下 看看 安排 联系{department} 转接{department} 修改{credential}
        取消订单 办理{remedy} 催一下快递 记录下来 反映一下 解决
        """
    ),
    "progress": _words(
        """
        已经发货了 正在处理 已经到{city}了 已经取消了 还在审核 已经办好了 已经退回了 预计{date}送到
        出了一点问题 今天会有人联系您 还没有付款 已经恢复正常
        """
    ),
    "problem": _words(
        """
        还没到 没有收到 用不了 有问题 出错了 不能用 打不开 不见了 找不到 断了 连不上 很慢 一直没有人处理
        不对 过期了 被取消了 没有信号 少了{amount} 停了
        """
    ),
    "fault": _words(
        """
        坏了 不能用了 有问题 开不了机 声音很小 没有反应 不能充电 破了一个洞 少了一个零件 漏水 屏幕碎了
        一直响 不制冷 尺寸不对 颜色不对 太小了 有味道
        """
    ),
    "remedy": _words(
        """
        退货 换货 退款 换一个新的 维修 赔偿 取消订单 改地址 开发票 换一种套餐 办一张卡 重新安装
        把钱退回来
        """
    ),
    "attempt": _words(
        """
        重新开机 重启路由器 检查一下电源 换一根线 关机等{count}分钟 打开设置 输入密码 更新一下软件
        看一下说明书 填一张表 到营业厅办理 带上身份证 把发票拿来 再试一次 登录网站 发一封邮件
        """
    ),
    "promise": _words(
        """
        {count}小时内 {count}个小时之内 {count}分钟之内 {count}个工作日内 {date}{part} 今天下班之前
        明天{clock}之前 {date}之前
        """
    ),
    "answer": _words("答复 回电话 回复 一个满意的答复 打电话 处理 解决"),
    "repair": _words("维修 安装 检查 修 取件 送货"),
    "city": _words(
        """
        北京 上海 广州 深圳 成都 武汉 杭州 南京 西安 重庆 天津 苏州 长沙 青岛 厦门 大连 昆明 合肥
        """
    ),
    "road": _words("中山 人民 解放 南京 长江 和平 建设 花园 新华 东风 湖南 北京 学院 文化"),
    "place": _words("店里 网站 商城 公司 平台"),
    "failing": _words("错误 问题 工作失误 责任 疏忽"),
    "wish": _words("工作顺利 身体健康 一切顺利 周末愉快 节日快乐 生活愉快 心情愉快"),
}
