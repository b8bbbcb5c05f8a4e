// Search in a roadmap that was written to files: an index beside the page takes the place of a server.
// Without this script the whole list is there by pages. Words are folded as the index is: "Østfold" is "ostfold".

const MOST_SHOWN = 200;
const LETTERS = { ø: "o", æ: "ae", ð: "d", þ: "th", ł: "l", đ: "d", ß: "ss" };
const TAGS = { overdue: "warning", planned: "info", started: "success" };

const fold = (text) =>
  text
    .toLowerCase()
    .replace(/[øæðþłđß]/g, (letter) => LETTERS[letter])
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");

const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

// "85312000-9" is "85312", "85000000" is "85": a code stands for itself and all beneath it.
const cpvBeginning = (typed) => {
  const code = typed.trim().split("-")[0];
  return code.length >= 8 ? code.slice(0, 2) + code.slice(2).replace(/0+$/, "") : code;
};

// Every word must be there; the last one finds every word that begins with it.
const holds = (entry, words) => {
  const padded = ` ${entry.words} `;
  return words.every((word, place) => padded.includes(place === words.length - 1 ? ` ${word}` : ` ${word} `));
};

const fits = (asked, words) => (entry) =>
  (!asked.standing || asked.standing === "all" || entry.standing === asked.standing) &&
  (!asked.cpv || entry.cpv.some((code) => code.startsWith(cpvBeginning(asked.cpv)))) &&
  (!asked.place || entry.places.some((code) => code.startsWith(asked.place))) &&
  (!asked.unit || entry.unit === asked.unit) &&
  (!asked.window_from || (entry.to && entry.to >= asked.window_from)) &&
  (!asked.window_to || (entry.from && entry.from <= asked.window_to)) &&
  holds(entry, words);

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const shown = (entry) => {
  const item = document.createElement("li");
  const state = entry.overdue ? "overdue" : entry.standing;
  item.append(
    element("a", entry.title, { href: `entries/${encodeURIComponent(entry.key)}.html` }),
    " ",
    element("span", entry.state, { class: "ds-tag", "data-color": TAGS[state] ?? "neutral" }),
    document.createElement("br"),
    element("span", [entry.window, entry.unit, entry.value].filter(Boolean).join(" · "), { class: "subtle" }),
  );
  return item;
};

const show = (index, asked) => {
  const words = wordsOf(asked.q ?? "");
  const narrowed = Object.entries(asked).some(([name, value]) => value && name !== "standing");
  const section = document.getElementById("found");
  const list = document.getElementById("found-list");
  const count = document.getElementById("found-count");
  const more = document.getElementById("found-more");
  section.hidden = !narrowed && asked.standing === "planned";
  if (section.hidden) return list.replaceChildren();
  // Signs alone are no words, and find nothing.
  const found = asked.q && words.length === 0 ? [] : index.filter(fits(asked, words));
  const { none, single, many } = count.dataset;
  const sentence = found.length === 0 ? none : found.length === 1 ? single : many;
  count.textContent = sentence.replace("{count}", found.length.toLocaleString(document.documentElement.lang));
  more.hidden = found.length <= MOST_SHOWN;
  more.textContent = more.dataset.text.replace("{count}", MOST_SHOWN);
  list.replaceChildren(...found.slice(0, MOST_SHOWN).map(shown));
};

const start = (form) => {
  let index;
  const load = () => (index ??= fetch(form.dataset.index).then((answer) => answer.json()));
  const search = async (event) => {
    event?.preventDefault();
    const asked = Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, value.trim()]));
    const address = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    history.replaceState(null, "", `?${address}`);
    show((await load()).entries, asked);
  };
  const given = new URLSearchParams(location.search);
  for (const [name, value] of given) if (form.elements[name]) form.elements[name].value = value;
  form.hidden = false;
  form.addEventListener("submit", search);
  if (given.size > 0) search();
};

const form = document.getElementById("roadmap-search");
if (form && location.protocol.startsWith("http")) start(form);
