// Language, theme and the fixed words.

const data = JSON.parse(byId("data").textContent);
const root = document.documentElement;
const listeners = { language: [], theme: [] };
let lang = root.dataset.lang;

const say = (text) => (text === null || text === undefined ? "" : typeof text === "string" ? text : text[lang]);

function word(key, values) {
  const text = say(data.words[key] || key);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
}

// Rounded as in the terminal, so that both name the same times.
function clock(seconds, tenths) {
  const ticks = tenths ? Math.floor(seconds * 10 + 0.5) / 10 : Math.floor(seconds + 0.5);
  const hours = Math.floor(ticks / 3600);
  const minutes = Math.floor(ticks / 60) % 60;
  const rest = ticks - hours * 3600 - minutes * 60;
  const shown = (tenths ? rest.toFixed(1) : String(Math.round(rest))).padStart(tenths ? 4 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${shown}` : `${minutes}:${shown}`;
}

const between = () => (lang === "zh" ? "；" : "; ");

function setLanguage(chosen) {
  lang = chosen;
  root.lang = chosen === "zh" ? "zh-Hans" : "en";
  root.dataset.lang = chosen;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = word(element.dataset.label);
  }
  for (const button of document.querySelectorAll("[data-lang-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.langChoice === chosen));
  }
  document.title = `${data.name || word("calls")} – ${word(data.title || "title")}`;
  byId("made-by").textContent = word("made_by", { program: data.program });
  nameTheme();
  for (const listener of listeners.language) listener();
}

const dark = window.matchMedia("(prefers-color-scheme: dark)");
let themeChosen = false;

function setTheme(theme) {
  root.dataset.theme = theme;
  nameTheme();
  for (const listener of listeners.theme) listener();
}

function nameTheme() {
  byId("theme").textContent = word(root.dataset.theme === "dark" ? "theme_light" : "theme_dark");
}

function startPage() {
  setTheme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => themeChosen || setTheme(dark.matches ? "dark" : "light"));
  byId("theme").addEventListener("click", () => {
    themeChosen = true;
    setTheme(root.dataset.theme === "dark" ? "light" : "dark");
  });
  byId("print").addEventListener("click", () => window.print());
  for (const button of document.querySelectorAll("[data-lang-choice]")) {
    button.addEventListener("click", () => setLanguage(button.dataset.langChoice));
  }
  setLanguage(lang);
}

function announce(text) {
  byId("live").textContent = text;
}

// A sign for a verdict that is told apart by its shape, with the finding's number in it.
function badge(verdict, number) {
  const size = 24;
  const shape = {
    fail: () => draw("rect", { x: 1.5, y: 1.5, width: 21, height: 21, rx: 4 }),
    review: () => draw("circle", { cx: 12, cy: 12, r: 10.5 }),
    pass: () => draw("path", { d: "M5 12.5 10 17.5 19 7", class: "stroke" }),
    not_measurable: () => draw("path", { d: "M6 12H18", class: "stroke" }),
    not_applicable: () => draw("path", { d: "M6 12H18", class: "stroke" }),
  }[verdict]();
  return draw(
    "svg",
    { class: `badge ${verdict}`, viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true" },
    shape,
    number && draw("text", { x: 12, y: 16.2, "text-anchor": "middle" }, String(number)),
  );
}
