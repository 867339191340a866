// What was said, turn by turn; the word that plays is lit here and in the picture.

const SHOWN_GAP_S = 1;
const spoken = { words: [], lit: [], current: null };

function drawTranscript() {
  spoken.words = [];
  const rows = data.turns.map((turn, index) => drawTurn(turn, index));
  const head = data.hasWords ? [] : [el("p", { class: "quiet" }, word("no_words"))];
  show(byId("turns"), head, rows);
  spoken.words.sort((one, other) => one.start - other.start);
  spoken.lit = [];
  spoken.current = null;
  lightWords(player.time, {});
}

function drawTurn(turn, index) {
  const time = clock(turn.start);
  const label = word(audio ? "play_from" : "go_to", { time });
  const text = turn.words.length ? turn.words.map((given, at) => drawWord(turn, given, at)) : plainText(turn);
  return el(
    "div",
    { class: `said-turn ${turn.speaker || "speech"}`, id: `turn-${index}` },
    el(
      "button",
      { type: "button", class: "time", "aria-label": `${label}, ${speakerName(turn.speaker)}`, on: { click: () => seek(turn.start, { play: true, what: speakerName(turn.speaker) }) } },
      time,
    ),
    el(
      "div",
      { class: "what" },
      el("b", { class: "name" }, speakerName(turn.speaker)),
      turn.raised && el("span", { class: "chip raised-chip" }, `▲ ${word("raised")}`),
      el("p", { lang: data.language === "en" ? "en" : "zh-Hans" }, text),
    ),
  );
}

function plainText(turn) {
  if (turn.text) return turn.text;
  return el("span", { class: "quiet" }, `${(turn.end - turn.start).toFixed(1)} s`);
}

function drawWord(turn, [start, end, text], at) {
  const marked = numbered.filter((finding) =>
    finding.evidence.some((place) =>
      place.text && (!place.speaker || place.speaker === turn.speaker) &&
      place.start < end - 0.01 && place.end > start + 0.01));
  const worst = marked[0];
  const span = el(
    "span",
    { class: `w${worst ? ` ${worst.verdict}` : ""}`, title: worst ? `${worst.number} ${say(worst.title)}` : null,
      on: { click: () => seek(start, { play: true, what: text }) } },
    text,
  );
  spoken.words.push({ start, end, span });
  const next = turn.words[at + 1];
  if (next && next[0] - end >= SHOWN_GAP_S) {
    return [span, el("span", { class: "gap" }, word("gap", { value: (next[0] - end).toFixed(1) }))];
  }
  return next && /[A-Za-z0-9]$/.test(text) ? [span, " "] : span;
}

function lightWords(time, how) {
  const now = spoken.words.filter((one) => one.start <= time + 1e-3 && time < one.end);
  for (const one of spoken.lit) if (!now.includes(one)) one.span.classList.remove("lit");
  for (const one of now) one.span.classList.add("lit");
  spoken.lit = now;
  const turn = turnAt(time);
  if (turn === spoken.current) return;
  spoken.current = turn;
  for (const row of document.querySelectorAll(".said-turn.current")) row.classList.remove("current");
  if (!turn) return;
  const row = byId(`turn-${data.turns.indexOf(turn)}`);
  row.classList.add("current");
  if (player.playing || how.sought) {
    const list = byId("turns");
    const away = row.offsetTop - list.scrollTop;
    if (away < 0 || away > list.clientHeight - 60) list.scrollTop = row.offsetTop - list.clientHeight / 3;
  }
}
