// Sums, findings and faults of a strategy come up to date while one types. Without this script a button asks for them.
// The page is asked what it would say of the form as it stands, which stores nothing. What is marked data-live is taken
// over from the answer, what is marked data-shown only its presence; fields keep what was typed.

const DELAY = 350;
const form = document.getElementById("bench");
let waiting = 0;
let round = 0;

const bringUpToDate = (answer) => {
  for (const part of form.querySelectorAll("[data-live], [data-shown]")) {
    const other = answer.getElementById(part.id);
    if (!other) continue;
    part.hidden = other.hidden;
    if (!("live" in part.dataset) || part.contains(document.activeElement)) continue;
    if (part.innerHTML !== other.innerHTML) part.replaceChildren(...other.childNodes);
  }
  for (const field of form.elements) {
    const other = field.id && answer.getElementById(field.id);
    if (!other) continue;
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (other.hasAttribute(name)) field.setAttribute(name, other.getAttribute(name));
      else field.removeAttribute(name);
    }
  }
  const problems = document.getElementById("bench-problems");
  const left = answer.getElementById("bench-problems");
  if (problems.childElementCount && left) problems.replaceChildren(...left.childNodes);
};

const look = async () => {
  const mine = ++round;
  const sent = new URLSearchParams(new FormData(form));
  sent.set("do", "look");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" });
    const text = await answer.text();
    if (answer.ok && mine === round) bringUpToDate(new DOMParser().parseFromString(text, "text/html"));
  } catch {
    // No connection: the page stays as it is, and the next change asks again.
  }
};

form?.addEventListener("input", () => {
  round += 1;
  clearTimeout(waiting);
  waiting = setTimeout(look, DELAY);
});
