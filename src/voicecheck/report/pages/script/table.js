// A table of any length: sorted by a click on a head, shown in pages, so that ten thousand rows cost what fifty cost.

const ROWS_A_PAGE = 50;

// `columns`: [{ key, value: row => what is sorted by, cell: row => what is shown, right, nowrap, downFirst }].
function makeTable(box, label, columns, start) {
  const table = { rows: [], page: 0, column: start ? start.column : null, down: Boolean(start && start.down) };

  table.show = (rows) => {
    table.rows = rows;
    table.page = 0;
    table.draw();
  };
  table.draw = () => {
    const sorted = ordered();
    const pages = Math.max(1, Math.ceil(sorted.length / ROWS_A_PAGE));
    table.page = Math.min(table.page, pages - 1);
    const from = table.page * ROWS_A_PAGE;
    const shown = sorted.slice(from, from + ROWS_A_PAGE);
    const focused = document.activeElement && box.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    show(box, el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": word(label) },
      el("table", { class: "rows" }, head(), el("tbody", {}, shown.map((row) => el("tr", {}, columns.map((column, index) => {
        const cell = column.cell(row);
        return el(index ? "td" : "th", { class: column.right ? "right" : column.nowrap ? "nowrap" : null, scope: index ? null : "row" }, cell === null || cell === undefined ? "–" : cell);
      })))))),
      pages > 1 && pager(from, shown.length, sorted.length, pages));
    if (focused) box.querySelector(`[data-focus="${focused}"]`)?.focus();
  };

  function ordered() {
    const column = columns.find((one) => one.key === table.column);
    if (!column) return table.rows;
    const keyed = table.rows.map((row) => [column.value(row), row]);
    const missing = (value) => value === null || value === undefined;
    // What is not there stands at the end, however the rest is sorted.
    keyed.sort(([one], [other]) => {
      if (missing(one) || missing(other)) return missing(one) - missing(other);
      const order = typeof one === "string" ? one.localeCompare(other) : one - other;
      return table.down ? -order : order;
    });
    return keyed.map(([, row]) => row);
  }

  const head = () => el("thead", {}, el("tr", {}, columns.map((column) => el("th",
    { scope: "col", class: column.right ? "right" : null, "aria-sort": table.column === column.key ? (table.down ? "descending" : "ascending") : null },
    column.value
      ? el("button", { type: "button", class: "sort", "data-focus": `sort-${column.key}`, on: { click: () => sortBy(column) } }, word(column.key))
      : word(column.key)))));

  function sortBy(column) {
    table.down = table.column === column.key ? !table.down : Boolean(column.downFirst);
    table.column = column.key;
    table.page = 0;
    table.draw();
    announce(word("sorted_by", { column: word(column.key) }));
  }

  function pager(from, count, total, pages) {
    const turn = (key, by, off) => el("button", { type: "button", class: "plain", disabled: off, "data-focus": key, on: { click: () => {
      table.page += by;
      table.draw();
    } } }, word(key));
    return el("div", { class: "pager" },
      turn("previous_page", -1, table.page === 0),
      el("span", {}, word("rows_of", { from: from + 1, to: from + count, total: total.toLocaleString(lang) })),
      turn("next_page", 1, table.page === pages - 1));
  }

  return table;
}
