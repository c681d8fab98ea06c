// Comfort only: everything can be read without it.
"use strict";
function key(cell) {
  const text = cell.textContent.replace(/[\u202f\u00a0\u2066-\u2069%]/g, "").replace("\u2212", "-").replace(",", ".");
  const value = parseFloat(text);
  return Number.isNaN(value) ? null : value;
}
function compare(a, b) {
  const x = key(a), y = key(b);
  return x !== null && y !== null ? x - y : a.textContent.localeCompare(b.textContent, document.documentElement.lang);
}
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((a, b) => sign * compare(a.cells[index], b.cells[index])));
    });
  });
}
for (const place of document.querySelectorAll(".filter")) {
  const label = document.createElement("label"), input = document.createElement("input");
  input.type = "search";
  label.append(place.dataset.label + " ", input);
  place.append(label);
  input.addEventListener("input", () => {
    const wanted = input.value.toLocaleLowerCase();
    for (const row of document.querySelectorAll("tbody tr")) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  });
}
