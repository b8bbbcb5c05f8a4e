// The questions of a contract are saved one by one as they are left. Without this script the form has its buttons.
// What could not be sent is marked and sent again: after one second, then two, four … thirty.
// Texts stand in the page, in the reader's language. Nothing is kept in the browser.

const form = document.querySelector("form.questions[data-save]");
const words = document.getElementById("how-saved")?.dataset;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

const fields = (question) => Array.from(question.querySelectorAll("input, select, textarea"));
const shownField = (question) => question.querySelector("input[type=hidden]");
const message = (question) => question.querySelector(".message");

const sent = (question) => {
  const data = new FormData();
  for (const field of fields(question)) {
    if (!field.name || ((field.type === "radio" || field.type === "checkbox") && !field.checked)) continue;
    data.append(field.name, field.value);
  }
  data.append("parameter", question.dataset.parameter);
  data.append("csrf_token", form.elements.csrf_token.value);
  return data;
};
const content = (question) =>
  JSON.stringify(
    fields(question)
      .filter((field) => field.type !== "hidden")
      .map((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value)),
  );

const states = new Map();

const say = (question, state, lines) => {
  question.dataset.state = state;
  message(question).replaceChildren(
    ...lines.map((line) => {
      const element = document.createElement("p");
      element.textContent = line;
      return element;
    }),
  );
};

const mark = (question, faults) => {
  for (const field of fields(question)) field.removeAttribute("aria-invalid");
  for (const { name } of faults) {
    const field = question.querySelector(`[name="${CSS.escape(name)}"], [name^="${CSS.escape(name)}."]`);
    field?.setAttribute("aria-invalid", "true");
  }
};

const summarise = (told) => {
  const count = document.getElementById("missing-count");
  if (count) {
    const text = { 0: words.missingNone, 1: words.missingSingle }[told.missing];
    count.textContent = text ?? words.missingMany.replace("{count}", told.missing);
  }
  for (const [group, left] of Object.entries(told.groups)) {
    const place = document.querySelector(`[data-group="${CSS.escape(group)}"]`);
    if (place) place.textContent = left;
  }
  for (const question of form.querySelectorAll(".question")) {
    question.toggleAttribute("data-idle", !told.asked.includes(question.dataset.parameter));
    const missing = question.querySelector(".missing");
    if (missing) missing.hidden = !told.unanswered.includes(question.dataset.parameter);
  }
};

const later = (question, state) => {
  say(question, "waiting", [words.waiting]);
  state.wait = Math.min((state.wait ?? FIRST_WAIT / 2) * 2, LONGEST_WAIT);
  state.retry = setTimeout(() => save(question), state.wait);
};

const conflict = (question, told) => {
  say(question, "conflict", [told.refused ?? words.theirs.replace("{answer}", told.theirs)]);
  if (told.refused) return;
  shownField(question).value = told.number;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button";
  button.dataset.size = "sm";
  button.textContent = words.keep;
  button.addEventListener("click", () => save(question));
  message(question).append(button);
};

const save = async (question) => {
  const state = states.get(question);
  clearTimeout(state.retry);
  if (state.sending) return;
  state.sending = true;
  const now = content(question);
  say(question, "saving", [words.saving]);
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body: sent(question), redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      say(question, "waiting", [words.signedOut]);
      state.retry = setTimeout(() => save(question), LONGEST_WAIT);
    } else if (answer.status === 200) {
      const told = await answer.json();
      state.saved = now;
      state.wait = undefined;
      shownField(question).value = told.number;
      mark(question, []);
      say(question, "saved", [words.saved, ...told.lines]);
      summarise(told);
    } else if (answer.status === 422) {
      const { faults } = await answer.json();
      state.saved = now;
      mark(question, faults);
      say(question, "refused", faults.map((fault) => fault.text));
    } else if (answer.status === 409) {
      state.saved = now;
      conflict(question, await answer.json());
    } else {
      later(question, state);
    }
  } catch {
    later(question, state);
  }
  state.sending = false;
  if (content(question) !== state.saved && question.dataset.state === "saved") save(question);
};

// A row is added to a list as soon as the last one has something in it.
const grow = (question) => {
  const last = Array.from(question.querySelectorAll(".list-row")).at(-1);
  if (!last || !("empty" in last.dataset)) return;
  if (!fields(last).some((field) => field.type !== "hidden" && field.tagName !== "SELECT" && field.value.trim())) return;
  const place = question.querySelectorAll(".list-row").length;
  const next = last.cloneNode(true);
  delete last.dataset.empty;
  for (const element of next.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replaceAll(`[${place}]`, `[${place + 1}]`));
    }
    if (element.type === "radio" || element.type === "checkbox") element.checked = element.value === "";
    else if (element.tagName !== "SELECT" && element.type !== "hidden" && !element.name?.endsWith(".currency")) element.value = "";
  }
  last.after(next);
};

if (form && words) {
  document.getElementById("how-saved").textContent = words.words;
  for (const question of form.querySelectorAll(".question")) {
    states.set(question, { saved: content(question), sending: false });
    question.addEventListener("input", () => grow(question));
    question.addEventListener("focusout", (event) => {
      if (question.contains(event.relatedTarget)) return;
      if (content(question) !== states.get(question).saved) save(question);
    });
    question.addEventListener("change", (event) => {
      const chosen = event.target.type === "radio" || event.target.type === "checkbox" || event.target.tagName === "SELECT";
      if (chosen && content(question) !== states.get(question).saved) save(question);
    });
  }
  window.addEventListener("beforeunload", (event) => {
    const unsaved = Array.from(states).some(([question, state]) => content(question) !== state.saved || state.sending);
    if (unsaved) event.preventDefault();
  });
  form.addEventListener("submit", () => states.clear());
}
