// The grid of scores saves each cell as it is left. Without this script each bid has its own Save button.
// What could not be sent stays in the page, is marked, and is sent again: after one second, then two, four … thirty.
// Texts stand in the page, in the reader's language. Nothing is kept in the browser.

const grid = document.getElementById("grid");
const cells = Array.from(grid?.querySelectorAll("td[data-url]") ?? []);
const words = grid?.dataset ?? {};
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const QUIET = 5000;

let wait = FIRST_WAIT;
let retry = null;
let signedOut = false;

const parts = (cell) => {
  const [score, ground, version] = cell.querySelectorAll("input:not([type=hidden]), textarea, input[type=hidden]");
  return { score, ground, version, message: cell.querySelector(".message") };
};
const typed = (cell) => {
  const { score, ground } = parts(cell);
  return `${score.value.trim()}\n${ground.value.trim()}`;
};
const states = new Map(cells.map((cell) => [cell, { saved: typed(cell), sending: false, state: "" }]));
const changed = (cell) => typed(cell) !== states.get(cell).saved;
const whole = (cell) => {
  const { score, ground } = parts(cell);
  return score.value.trim() !== "" && ground.value.trim() !== "";
};

const show = (cell, state, ...content) => {
  states.get(cell).state = state;
  cell.dataset.state = state;
  parts(cell).message.replaceChildren(...content);
  if (state === "refused") parts(cell).score.setAttribute("aria-invalid", "true");
  else parts(cell).score.removeAttribute("aria-invalid");
  summarise();
};

const summarise = () => {
  const given = document.getElementById("progress");
  const elsewhere = Number(given.dataset.given) - initially;
  const count = elsewhere + cells.filter((cell) => "given" in cell.dataset).length;
  const text = given.dataset.words.replace("{given}", count).replace("{asked}", given.dataset.asked);
  if (given.textContent !== text) given.textContent = text;
  const waiting = cells.filter((cell) => states.get(cell).state === "waiting").length;
  const warning = document.getElementById("unsaved");
  warning.hidden = waiting === 0;
  const warned = signedOut ? warning.dataset.signedOut : warning.dataset.words.replace("{count}", waiting);
  const line = warning.querySelector("p");
  if (waiting && line.textContent !== warned) line.textContent = warned;
};
const initially = cells.filter((cell) => "given" in cell.dataset).length;

const text = (name, content) => {
  const element = document.createElement(name);
  element.textContent = content;
  return element;
};

const button = (label, action) => {
  const element = text("button", label);
  element.type = "button";
  element.className = "ds-button";
  element.dataset.variant = "secondary";
  element.dataset.size = "sm";
  element.addEventListener("click", action);
  return element;
};

const token = (cell) => document.getElementById(cell.dataset.form).elements.csrf_token;

// After signing in again in another tab the page's token is another one: take it from the page as it is now.
const renewToken = async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const value = fresh.querySelector("#grid input[name=csrf_token]")?.value;
  for (const cell of cells) if (value) token(cell).value = value;
  return Boolean(value);
};

const conflict = (cell, standing) => {
  const { score, ground, version } = parts(cell);
  const keep = button(words.mine, () => {
    version.value = standing.version;
    save(cell, true);
    score.focus();
  });
  const take = button(words.theirs, () => {
    version.value = standing.version;
    [score.value, ground.value] = [standing.score, standing.ground];
    states.get(cell).saved = typed(cell);
    cell.dataset.given = "";
    show(cell, "saved", words.saved);
    score.focus();
  });
  const other = text("span", `${standing.score} – ${standing.ground}`);
  show(cell, "conflict", text("strong", words.conflict), " ", other, document.createElement("br"), keep, " ", take);
};

const later = (cell) => {
  show(cell, "waiting", words.waiting);
  clearTimeout(retry);
  retry = setTimeout(sendAgain, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
};

const sendAgain = async () => {
  clearTimeout(retry);
  for (const cell of cells) {
    if (states.get(cell).state !== "waiting") continue;
    await save(cell, true);
    if (states.get(cell).state === "waiting") return; // still no connection; the next attempt is set
  }
};

const save = async (cell, always = false) => {
  const state = states.get(cell);
  if (state.sending || state.state === "conflict" && !always) return;
  if (!always && !changed(cell)) return;
  const { score, ground, version } = parts(cell);
  if (!whole(cell)) {
    const missing = score.value.trim() === "" ? words.incompleteScore : words.incompleteGround;
    show(cell, "incomplete", missing);
    return;
  }
  const sent = typed(cell);
  state.sending = true;
  show(cell, "saving", words.saving);
  let again = false;
  try {
    const answer = await fetch(cell.dataset.url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token(cell).value },
      body: new URLSearchParams({ score: score.value, ground: ground.value, version: version.value }),
    });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.ok && isJson) {
      const kept = await answer.json();
      version.value = kept.version;
      state.saved = sent;
      wait = FIRST_WAIT;
      signedOut = false;
      cell.dataset.given = "";
      again = typed(cell) !== sent; // typed on while it was sent
      show(cell, "saved", words.saved);
    } else if (answer.status === 409 && isJson) {
      conflict(cell, (await answer.json()).standing);
    } else if (answer.status === 422 && isJson) {
      show(cell, "refused", (await answer.json()).message);
    } else {
      const before = signedOut;
      signedOut = answer.status === 401 || answer.status === 400 && !(await renewToken());
      if (before && !signedOut) wait = FIRST_WAIT;
      later(cell);
    }
  } catch {
    later(cell);
  } finally {
    state.sending = false;
  }
  if (again) await save(cell);
};

const move = (cell, rows, columns) => {
  const row = cell.parentElement;
  const next = Array.from(grid.tBodies[0].rows)[row.rowIndex - 1 + rows];
  const target = next?.cells[cell.cellIndex + columns]?.querySelector("input:not([type=hidden])");
  target?.focus();
  target?.select();
  return Boolean(target);
};

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const key = (event, cell) => {
  const { score, ground } = parts(cell);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!move(cell, 1, 0)) event.target.blur();
    return;
  }
  if (event.target !== score) return;
  if (event.key === "Enter") {
    event.preventDefault();
    ground.focus();
  } else if (event.key in MOVES && !event.altKey && !event.shiftKey && !event.ctrlKey) {
    const inside = event.key === "ArrowLeft" ? score.selectionEnd > 0 && score.selectionStart > 0
      : event.key === "ArrowRight" && score.selectionStart < score.value.length && score.selectionEnd < score.value.length;
    if (!inside && move(cell, ...MOVES[event.key])) event.preventDefault();
  }
};

for (const cell of cells) {
  let quiet = null;
  cell.addEventListener("keydown", (event) => key(event, cell));
  cell.addEventListener("input", () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => whole(cell) && save(cell), QUIET);
  });
  cell.addEventListener("focusout", (event) => {
    if (cell.contains(event.relatedTarget)) return;
    clearTimeout(quiet);
    save(cell);
  });
}

for (const form of grid?.querySelectorAll("form") ?? []) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const cell of cells) {
      if (cell.dataset.form === form.id && (whole(cell) || changed(cell))) save(cell, true);
    }
  });
}

addEventListener("online", sendAgain);
document.addEventListener("visibilitychange", () => document.hidden || sendAgain());
addEventListener("beforeunload", (event) => {
  const open = cells.some((cell) => changed(cell) || states.get(cell).sending || states.get(cell).state === "waiting");
  if (open) event.preventDefault();
});
const keys = document.querySelector(".keys");
if (keys && cells.length) keys.hidden = false;
