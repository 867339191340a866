"""Traditional characters in their simplified form, for comparing texts.

Recognisers write Mandarin in either script, sometimes both in one call. The table holds the characters of
service calls, not of literature; where one traditional character has two simplified ones, the commoner is
taken.
"""

from __future__ import annotations

__all__ = ["TRADITIONAL", "simplified"]

# Pairs: the traditional character, then the simplified one.
_PAIRS = (
    "專专個个麼么麽么從从們们會会來来為为爲为務务動动號号嗎吗聽听員员諮咨問问團团場场聲声後后幫帮應应歸归當当戶户擾扰"
    "換换無无時时術术歡欢電电熱热現现產产確确錯错銷销銀银網网經经絡络線线級级給给維维繼继規规訪访訴诉試试話话詢询說说"
    "説说請请謝谢負负財财責责貴贵費费賬账過过還还這这邊边遠远運运關关開开間间難难題题須须預预領领顧顾願愿點点裡里裏里"
    "買买賣卖見见認认讓让講讲許许設设證证評评語语誤误該该調调談谈變变識识護护讀读辦办處处復复複复發发歲岁歷历氣气決决"
    "沒没滿满準准煩烦狀状環环盡尽盤盘眾众碼码禮礼稱称種种積积穩稳筆笔節节範范簡简紅红約约紙纸細细終终結结統统絕绝緊紧"
    "總总職职聯联腦脑與与興兴舊旧萬万裝装製制覺觉觀观記记訂订計计訊讯詞词詳详誠诚誰谁論论諒谅諾诺貨货質质購购賠赔趕赶"
    "車车軟软較较載载輕轻輸输轉转達达遞递選选郵邮醫医釋释鈴铃鐘钟錄录錢钱長长門门隨随險险離离雖虽雙双靜静頁页順顺頭头"
    "額额馬马驗验體体黃黄傳传價价儘尽優优兒儿內内兩两剛刚則则區区單单卻却參参國国壞坏報报夠够學学實实審审寫写寬宽對对"
    "導导將将尋寻層层屬属師师帶带帳账廣广廳厅張张強强愛爱態态慣惯慮虑憑凭據据掛挂撥拨擇择擔担攜携數数斷断於于暫暂書书"
    "條条業业樂乐樓楼標标樣样機机檔档檢检權权況况測测溫温漢汉妳你衝冲佔占係系併并僅仅億亿傢家傾倾備备嚴严嘗尝圓圆執执"
    "堅坚塊块寶宝幾几庫库廢废採采擊击敗败曉晓東东構构檯台櫃柜減减溝沟營营爭争獎奖獲获畫画礙碍稅税籤签紀纪練练組组綁绑"
    "緒绪編编緩缓縣县繳缴續续纔才舖铺補补議议連连進进違违闆板雜杂響响項项顯显聼听啓启臺台"
)
TRADITIONAL = "".join(sorted(set(_PAIRS[::2])))
"""Every character that `simplified` changes."""

_TABLE = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))


def simplified(text: str) -> str:
    """The text with every traditional character that is known here in its simplified form."""
    return text.translate(_TABLE)
