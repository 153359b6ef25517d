// Nothing here is needed to read the page: without it folds open by hand, and every row of a table is shown.
addEventListener("DOMContentLoaded", () => {
  const language = document.documentElement.lang, words = document.getElementById("main").dataset, size = 50;
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const make = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const turn = new Map(); // table -> what shows the rows from a given one on

  const paginate = (table) => {
    const rows = table.tBodies[0].rows, shown = make("span", { role: "status" });
    const write = (number) => number.toLocaleString(language);
    let first = 0;
    const show = (start) => {
      first = start;
      const last = Math.min(first + size, rows.length);
      [...rows].forEach((row, i) => row.classList.toggle("off", i < first || i >= last));
      shown.textContent = words.rows.replace("{first}", write(first + 1)).replace("{last}", write(last)).replace("{all}", write(rows.length));
      previous.ariaDisabled = first === 0; // not disabled, which would lose the focus
      next.ariaDisabled = last === rows.length;
    };
    const button = (text, step) => make("button", { type: "button", onclick: () => {
      const start = first + step * size;
      if (start >= 0 && start < rows.length) show(start);
    } }, text);
    const previous = button(words.previous, -1), next = button(words.next, 1);
    (table.closest(".scroll") || table).after(make("div", { className: "pager" }, previous, shown, next));
    turn.set(table, show);
    show(0);
  };

  // the first number of a cell, as its language writes numbers: "2,564", "136%", "at least 130"; 2.564 in Vietnamese
  const number = (cell) => {
    const printed = cell.querySelector("[lang]"), digits = cell.textContent.match(/[-−]?\d[\d.,]*/);
    if (!digits) return NaN;
    const [group, point] = (printed ? printed.lang : language) === "vi" ? [".", ","] : [",", "."];
    return parseFloat(digits[0].replace("−", "-").replaceAll(group, "").replace(point, "."));
  };
  const collator = new Intl.Collator(language, { numeric: true });

  const sort = (table, heading) => {
    const body = table.tBodies[0], column = heading.cellIndex, numeric = heading.matches(".number, .n");
    const before = heading.ariaSort;
    const up = before ? before === "descending" : !numeric; // names from A, numbers from the largest
    const key = (row) => numeric ? number(row.cells[column]) : row.cells[column].textContent.trim();
    const rows = [...body.rows].map((row) => [key(row), row]);
    const missing = (value) => value === "" || Number.isNaN(value);
    rows.sort(([a], [b]) => {
      if (missing(a) || missing(b)) return missing(a) - missing(b); // last, whatever the direction
      return (numeric ? a - b : collator.compare(a, b)) * (up ? 1 : -1);
    });
    all("th", table.tHead).forEach((other) => other.removeAttribute("aria-sort"));
    heading.ariaSort = up ? "ascending" : "descending";
    body.append(...rows.map(([, row]) => row));
    if (turn.has(table)) turn.get(table)(0);
  };

  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const row = target.closest("tbody > tr"), table = row && row.closest("table");
    if (turn.has(table)) turn.get(table)(Math.floor((row.rowIndex - table.tHead.rows.length) / size) * size);
    target.scrollIntoView({ block: target.matches("details") ? "start" : "center" });
  };

  all("table").filter((table) => table.tHead && table.tBodies.length === 1).forEach((table) => {
    if (table.matches(".sortable")) {
      all("tr:last-child > th", table.tHead).forEach((heading) => {
        heading.append(make("button", { type: "button", onclick: () => sort(table, heading) }, ...heading.childNodes));
      });
    }
    if (table.tBodies[0].rows.length > size) paginate(table);
  });
  reveal();
  addEventListener("hashchange", reveal);
  // the link to where one is already changes nothing
  addEventListener("click", (event) => event.target.closest('a[href^="#"]') && setTimeout(reveal));

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));
});
