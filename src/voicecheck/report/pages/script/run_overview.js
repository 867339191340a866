// What a quality lead looks at first: how the run went, what is missed most, which calls to hear.

const MOST_RULES = 8;
const FIRST_SHOWN = 10;

function drawOverview() {
  const { calls, score, critical, criticalCount, waiting, covered, histogram } = data.overview;
  const tile = (value, key, more, kind, open) => el(open ? "button" : "div", { class: `tile card ${kind || ""}`, type: open ? "button" : null, on: open ? { click: open } : {} },
    el("strong", {}, value), el("span", {}, word(key)), more && el("small", {}, more));
  const interval = (estimate, text) => (estimate && estimate[1] !== null ? word("between_95", { low: text(estimate[1]), high: text(estimate[2]) }) : null);
  show(byId("tiles"),
    tile(calls.toLocaleString(lang), "calls_judged", null, null, () => openCalls({})),
    tile(score ? scoreText(score[0]) : "–", "mean_score", interval(score, scoreText)),
    tile(criticalCount.toLocaleString(lang), "failed_critical", critical ? `${percentText(critical[0])} · ${interval(critical, percentText)}` : null,
      criticalCount ? "bad" : null, criticalCount ? () => openCalls({ critical: "1" }) : null),
    tile(waiting.toLocaleString(lang), "waiting", null, null, waiting ? () => openCalls({ verdict: "r" }) : null),
    tile(covered === null ? "–" : percentText(covered), "share_covered"),
    data.unjudged.length > 0 && tile(data.unjudged.length.toLocaleString(lang), "not_judged_tile", null, "bad", () => {
      byId("unjudged").querySelector("details").open = true;
      byId("unjudged").scrollIntoView({ block: "center" });
    }));
  show(byId("histogram"), histogramChart(histogram, (low, high) => openCalls({ low: String(low), high: String(high) })),
    el("p", { class: "hint" }, word("distribution_about")));
  show(byId("trend"), data.periods
    ? [trendChart(data.periods), el("p", { class: "hint" }, word(`trend_about_${data.periods.unit}`),
      data.overview.undated > 0 && ` ${word("undated", { count: data.overview.undated.toLocaleString(lang) })}`)]
    : el("p", { class: "quiet" }, word("no_trend")));
  drawFirst();
  drawMissed();
  drawUnmeasured();
  drawUnjudged();
}

function drawFirst() {
  const items = data.first.map((number, index) => el("li", { hidden: index >= FIRST_SHOWN },
    el("span", { class: `score-chip band-${bandOf(number)}` }, data.calls.score[number] === null ? "–" : scoreText(data.calls.score[number])),
    el("div", {}, callLink(number),
      el("p", {}, (data.calls.critical[number] || []).map((rule) => el("span", { class: "chip critical" }, say(ruleTitle(rule)))),
        countsText(number)))));
  const all = el("button", { type: "button", class: "more", on: { click: () => {
    for (const item of items) item.hidden = false;
    all.remove();
  } } }, word("all_first", { count: items.length }));
  show(byId("first"), items.length
    ? [el("ol", { class: "first", "aria-label": word("first_calls") }, items), items.length > FIRST_SHOWN && all]
    : el("p", { class: "quiet" }, word("nothing_to_hear")));
}

function countsText(number) {
  const verdicts = data.calls.verdicts[number];
  const parts = [["f", "fails"], ["r", "reviews"]].map(([code, key]) => [countCode(verdicts, code), key]).filter(([count]) => count)
    .map(([count, key]) => `${word(key)} ${count}`);
  const agent = agentName(number);
  return [agent, ...parts].filter(Boolean).join(" · ");
}

function drawMissed() {
  const rules = data.rules.map((rule, index) => ({ ...rule, index })).filter((rule) => rule.counts.f > 0)
    .sort((one, other) => other.missed[1] - one.missed[1]).slice(0, MOST_RULES);
  const most = Math.max(...rules.map((rule) => rule.missed[2]), 0.01);
  const width = byId("missed").clientWidth || 520;
  show(byId("missed"), rules.length ? [el("p", { class: "hint" }, word("missed_about")), el("ul", { class: "missed" }, rules.map((rule) => el("li", {},
    el("button", { type: "button", class: "link", on: { click: () => openCalls({ rule: rule.id, verdict: "f" }) } }, say(rule.title)),
    rule.critical && el("span", { class: "chip critical" }, word("critical")),
    el("span", { class: "quiet" }, `${percentText(rule.missed[0])} · ${word("of_calls", { hits: rule.counts.f, count: rule.missed[3] })}`),
    whisker(rule.missed, { from: 0, to: most, text: percentText, kind: "missed-share", width }))))] : el("p", { class: "quiet" }, word("nothing_missed")));
}

function drawUnmeasured() {
  const rules = data.rules.filter((rule) => rule.counts.m > 0).sort((one, other) => other.counts.m - one.counts.m);
  const open = byId("unmeasured").querySelector("details")?.open;
  show(byId("unmeasured"), rules.length > 0 && el("details", { class: "card folded", open },
    el("summary", {}, el("h2", {}, word("unmeasured_most"), el("span", { class: "count" }, rules.length))),
    el("ul", { class: "limits columns-list" }, rules.map((rule) => el("li", {}, el("button", { type: "button", class: "link", on: { click: () => openCalls({ rule: rule.id, verdict: "m" }) } }, say(rule.title)),
      ` ${word("of_calls", { hits: rule.counts.m, count: data.overview.calls })}`)))));
}

function drawUnjudged() {
  const open = byId("unjudged").querySelector("details")?.open;
  show(byId("unjudged"), data.unjudged.length > 0 && el("details", { class: "card folded", open },
    el("summary", {}, el("h2", {}, word("not_judged"), el("span", { class: "count" }, data.unjudged.length))),
    el("ul", { class: "limits" }, data.unjudged.slice(0, 500).map((one) => el("li", {}, one.message.includes(one.path) ? one.message : [el("b", {}, one.path), ` ${one.message}`])))));
}
