"""The fixed words of the practice page, in both languages."""

from __future__ import annotations

__all__ = ["PRACTICE_WORDS"]

# key: (Chinese, English); {names} are filled in by the page.
PRACTICE_WORDS: dict[str, tuple[str, str]] = {
    "practice": ("自我练习", "Practice"),
    "for_you": ("只给您自己看：不打分，不排名。", "For you alone: no score, no ranking."),
    "well_first": ("做得好", "What went well"),
    "well_none": (
        "这段录音太少，还说不出哪里做得好。",
        "There is too little in this recording to say what went well.",
    ),
    "try_next": ("下次可以试试", "Try next"),
    "try_none": (
        "各项都在范围之内。可以听听下面的三处，保持下去。",
        "Everything lies inside its limits. Listen to the moments below, and keep it.",
    ),
    "moments": ("最值得再听一遍的地方", "Worth hearing again"),
    "kind_ask": ("试着改", "To change"),
    "kind_keep": ("请保持", "To keep"),
    "kind_hear": ("听一听", "To hear"),
    "no_voice": (
        "这段录音里分不出哪些话是您说的，或者说得太少，所以没有测您的声音；原因见页末。"
        "如果只有您一个人在说，请加上 --alone 再做一次。",
        "This recording does not show which words are yours, or has too few of them, so your voice was not "
        "measured; the reasons stand at the end. If nobody speaks but you, make the page again with --alone.",
    ),
    "voice_over_time": ("您的声音", "Your voice through the call"),
    "voice_hint": (
        "每一横条是您的一轮话：越高越快（{unit}）；点一下就从那里播放。",
        "Each bar is one of your turns: the higher, the faster ({unit}). Click to play from there.",
    ),
    "voice_hint_silent": (
        "每一横条是您的一轮话：越高越快（{unit}）。",
        "Each bar is one of your turns: the higher, the faster ({unit}).",
    ),
    "pace": ("语速", "Pace"),
    "loudness": ("音量", "Loudness"),
    "pause_sign": ("话中停顿", "pause"),
    "bar_inside": ("语速合适的一轮", "turn at a good pace"),
    "bar_outside": ("过快或过慢的一轮", "turn too fast or too slow"),
    "raised_here": ("提高了嗓门", "raised voice"),
    "usual_pitch": ("您平常的音高", "your usual pitch"),
    "reference_line": ("范例的平均语速", "the good call's mean pace"),
    "mean_line": ("您的平均语速", "your mean pace"),
    "pauses": ("停顿", "Pauses"),
    "pace_band": ("合适的范围", "inside the band"),
    "your_pace": ("您的平均 {value}", "your mean {value}"),
    "reference_pace": ("范例 {value}", "good call {value}"),
    "pitch_range": ("音高的起伏", "Rise and fall of your pitch"),
    "pitch_about": (
        "您的声音在自己平常音高（{median}）上下分布的情况；八成在横线之内。",
        "How your voice spreads around its own usual pitch ({median}); four fifths lie within the line.",
    ),
    "pitch_axis": ("半音", "semitones"),
    "no_pitch": ("没有足够的声音可画音高。", "There is too little voice to draw the pitch."),
    "pause_lengths": ("停顿的长短", "How long you pause"),
    "pause_about": (
        "每个点是话中的一次停顿（250 毫秒以上），共 {count} 次。",
        "Each dot is one pause inside a turn (250 ms and more); {count} in all.",
    ),
    "no_pauses": ("话中没有 250 毫秒以上的停顿。", "No pause of 250 ms or more inside a turn."),
    "you": ("您", "You"),
    "reference": ("范例", "Good call"),
    "reference_is": ("范例：{name}", "Good call beside it: {name}"),
    "side_by_side": ("您的数值", "Your figures"),
    "band": ("范围", "Band"),
    "inside": ("在范围内", "inside"),
    "outside": ("在范围外", "outside"),
    "no_band": ("无界限", "no limit"),
    "history": ("和以前的练习相比", "Beside your earlier practice calls"),
    "history_about": (
        "从左到右由早到晚，最右边是这一次。绿色是合适的范围。",
        "From the earliest on the left to this call on the right. Green is the band.",
    ),
    "this_call": ("这一次", "this call"),
    "unmeasured": ("这次测不出的，及原因", "What could not be measured, and why"),
    "practice_keyboard": (
        "空格 播放或暂停 · ← → 前后 5 秒 · P N 上一处、下一处",
        "Space play or pause · ← → 5 seconds · P N previous, next place",
    ),
}
