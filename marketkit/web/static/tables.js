// Sorting of tables by a click on a column's header. Without this script the tables are as the server sorted them.
// A cell's sort key stands in data-sort; a number there sorts as a number.

const key = (row, column) => {
  const cell = row.cells[column];
  return cell ? (cell.dataset.sort ?? cell.textContent.trim()) : "";
};

const compare = (left, right, language) => {
  const [a, b] = [Number(left), Number(right)];
  const numbers = left !== "" && right !== "" && !Number.isNaN(a) && !Number.isNaN(b);
  return numbers ? a - b : left.localeCompare(right, language, { numeric: true });
};

const sort = (table, header, column) => {
  const descending = header.getAttribute("aria-sort") === "ascending";
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const direction = descending ? -1 : 1;
  rows.sort((a, b) => direction * compare(key(a, column), key(b, column), document.documentElement.lang));
  for (const other of table.querySelectorAll("thead th[aria-sort]")) other.setAttribute("aria-sort", "none");
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  body.append(...rows);
};

for (const table of document.querySelectorAll("table[data-sortable]")) {
  const headers = Array.from(table.tHead?.rows[0]?.cells ?? []);
  headers.forEach((header, column) => {
    if (!("sortable" in header.dataset)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    header.setAttribute("aria-sort", header.dataset.sortable || "none");
    button.addEventListener("click", () => sort(table, header, column));
  });
}
