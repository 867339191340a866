"""The fixed words of a run's page, in both languages."""

from __future__ import annotations

__all__ = ["RUN_WORDS"]

# key: (Chinese, English); {names} are filled in by the page.
RUN_WORDS: dict[str, tuple[str, str]] = {
    "run": ("质检汇总", "Run"),
    "begun": ("开始于", "Begun"),
    "tab_overview": ("概览", "Overview"),
    "tab_agents": ("坐席", "Agents"),
    "tab_rules": ("规则", "Rules"),
    "tab_calls": ("通话", "Calls"),
    "sections": ("各部分", "Sections"),
    "calls_judged": ("已判定的通话", "calls judged"),
    "mean_score": ("平均得分", "mean score"),
    "failed_critical": (
        "因关键项未通过而不合格，无论得分多少",
        "fail on a critical rule, whatever the score",
    ),
    "waiting": ("有待人工听的通话", "calls wait for a person's ear"),
    "share_covered": ("平均覆盖评分内容", "of what is scored could be judged, on average"),
    "not_judged_tile": ("未能判定的录音", "recordings could not be judged"),
    "between_95": ("95% 区间 {low} – {high}", "95 % interval {low} – {high}"),
    "distribution": ("得分的分布", "How the scores spread"),
    "distribution_about": (
        "每一柱是得分落在这一段的通话数；点一下就列出这些通话。",
        "Each bar counts the calls that score in that part; click to list them.",
    ),
    "calls_scoring": ("得分 {low} 到 {high}：{count} 通", "score {low} to {high}: {count} calls"),
    "trend": ("得分随时间的变化", "The score over time"),
    "trend_about_day": ("每天的平均得分及 95% 区间。", "Mean score of each day with its 95 % interval."),
    "trend_about_week": (
        "每周的平均得分及 95% 区间；标的是周一。",
        "Mean score of each week with its 95 % interval; the day named is its Monday.",
    ),
    "no_trend": (
        "没有通话的开始时间，看不出变化。用 --metadata 给出 started_at 一列即可。",
        "No call says when it began, so there is no trend. A column started_at in --metadata gives it.",
    ),
    "undated": (
        "另有 {count} 通没有开始时间，不在图中。",
        "{count} more calls do not say when they began and are left out.",
    ),
    "unassigned": (
        "另有 {count} 通没有坐席信息，不在表中。",
        "{count} more calls do not say who their agent was and are left out.",
    ),
    "missed_about": (
        "按 95% 区间的下限排列：一通里的一次未通过排不到前面。",
        "Ordered by the lower end of the 95 % interval: one miss in one call does not come first.",
    ),
    "all_first": ("全部 {count} 通", "All {count}"),
    "missed_most": ("最常未通过的规则", "Rules missed most often"),
    "nothing_missed": ("没有未通过的规则。", "No rule was missed."),
    "first_calls": ("先听这些通话", "Calls to listen to first"),
    "first_about": (
        "关键项未通过的在前，其次看未通过和待听的项目权重。",
        "Failed critical rules first, then by the weight of what was missed and what waits for an ear.",
    ),
    "nothing_to_hear": ("没有需要听的通话。", "No call needs to be listened to."),
    "unmeasured_most": ("最常无法判定的规则", "Rules that could often not be judged"),
    "of_calls": ("{count} 通中的 {hits} 通", "{hits} of {count} calls"),
    "agents_about": (
        "点是平均得分，横线是 95% 区间，竖线是全部通话的平均。区间碰到竖线，就分不出高低；"
        "二十位坐席里约有一位纯属偶然落在外面。",
        "The dot is the mean score, the line its 95 % interval, the upright line the mean of all calls. "
        "Where the interval touches it, the two cannot be told apart; about one agent in twenty lies outside "
        "by chance.",
    ),
    "no_agents": (
        "没有坐席信息。用 --metadata 给出 agent_id 或 agent_name 一列，这里就有每位坐席的情况。",
        "No call says who its agent is. A column agent_id or agent_name in --metadata fills this page.",
    ),
    "apart_above": ("高于平均", "above the mean"),
    "apart_below": ("低于平均", "below the mean"),
    "apart_none": ("分不出高低", "not told apart"),
    "against_mean": ("与平均相比", "Against the mean"),
    "score_interval": ("平均得分及区间", "Mean score with interval"),
    "critical_share": ("关键项未通过", "Failed critical rules"),
    "missed_rules": ("最常未通过", "Missed most"),
    "too_few": ("通话太少，没有区间", "too few calls for an interval"),
    "rules_about": (
        "未通过的比例只算判定了通过或未通过的通话，横线是 95% 区间；待听的另列。",
        "The share missed counts only calls that were decided, with its 95 % interval; what waits for an ear "
        "is counted apart.",
    ),
    "rule": ("规则", "Rule"),
    "decided": ("已判定", "Decided"),
    "missed_share": ("未通过的比例", "Share missed"),
    "to_listen": ("待听", "To listen"),
    "unjudgeable": ("无法判定", "Not judged"),
    "over_time": ("随时间", "Over time"),
    "most_with": ("多在", "Most with"),
    "missed_in_period": ("{period}：{count} 通中 {hits} 通未通过", "{period}: missed in {hits} of {count}"),
    "search": ("查找", "Search"),
    "search_calls": ("录音、坐席、业务", "Recording, agent, queue"),
    "any_agent": ("全部坐席", "All agents"),
    "any_rule": ("任何规则", "Any rule"),
    "any_score": ("任何得分", "Any score"),
    "score_range": ("得分 {low}–{high}", "Score {low}–{high}"),
    "with_verdict": ("结论", "Verdict"),
    "verdict_f": ("未通过", "Not met"),
    "verdict_r": ("待听", "To listen"),
    "verdict_p": ("通过", "Met"),
    "verdict_m": ("无法判定", "Not judged"),
    "only_critical": ("只看关键项未通过", "Failed critical rules only"),
    "clear": ("清除条件", "Clear"),
    "found": ("{count} 通，共 {total} 通", "{count} of {total} calls"),
    "none_found": ("没有符合条件的通话。", "No call fits."),
    "rows_of": ("第 {from}–{to} 行，共 {total} 行", "{from}–{to} of {total}"),
    "previous_page": ("上一页", "Previous"),
    "next_page": ("下一页", "Next"),
    "sorted_by": ("按 {column} 排列", "Sorted by {column}"),
    "no_page": (
        "还没有这通电话的页面；这条命令做出来：",
        "This call has no page yet; this makes it:",
    ),
    "pages_missing": (
        "没有链接的通话还没有自己的页面；voicecheck report {run} --calls all 做出全部，"
        "--calls 后写名字只做那一通。",
        "A call without a link has no page of its own yet: voicecheck report {run} --calls all makes them "
        "all, a name after --calls makes that one.",
    ),
    "recording": ("录音", "Recording"),
    "began": ("开始", "Started"),
    "run_keyboard": ("← → 切换标签页", "← → between tabs"),
    "need_script_run": (
        "表格和筛选需要 JavaScript；下面是最该听的通话。",
        "Tables and filters need JavaScript; the calls to listen to first follow.",
    ),
}
