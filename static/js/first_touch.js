// The box on a board. The page is the same bytes for everyone, so whoever begins to write is given the form's tokens
// then. Without this, what is written is shown back once before it is sent. Kept small: it stands in the page itself.
const form = document.querySelector(".ask__form");
const box = form.elements.words;
const count = document.getElementById("words-info");
const where = `${location.pathname} ${form.dataset.question}`;
const here = `note ${where}`;
const MOST = 500;
let [asked, fields, sent, waited, chosen] = [undefined, [], false, false];
const ask = () => asked ??= fetch(form.dataset.token, { cache: "no-store", signal: AbortSignal.timeout(4000) })
  .then((answer) => (answer.ok ? answer.json() : {}))
  .then((tokens) => {
    fields = Object.entries(tokens).map(([name, value]) => {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(field);
      return field;
    });
  })
  .catch(() => { asked = undefined; });
// A phone may lock, or leave the page: what is typed waits in this tab, and nowhere else.
const keep = () => { try { sessionStorage[here] = box.value; } catch {} };
// As the server counts: `normalise` in coprod/text.py, and the same in coprod.js. tests/boards/test_length.py compares.
const LINE_ENDS = /\r\n|[\r\v\f\x85]/g;
const REMOVED = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\p{Cs}]/gu;
const OUTER = /^[\s\u200b\u2060]+|[\s\u200b\u2060]+$/gu;
const SEEN = /[^\p{M}\p{Z}\p{Cc}\p{Cf}\p{DI}\u115f\u1160\u2800\u3164\uffa0\u{13441}\u{13442}\u{1d159}]/u;
const tell = () => {
  const words = box.value.replace(LINE_ENDS, "\n").replaceAll("\t", " ").replace(REMOVED, "").replace(OUTER, "");
  const left = MOST - (SEEN.test(words) ? Array.from(words).length : 0);
  const many = Math.abs(left);
  count.classList.toggle("is-near", left <= 100);
  count.textContent = `You have ${many} character${many === 1 ? "" : "s"} ${left < 0 ? "too many" : "remaining"}`;
};
try { box.value ||= sessionStorage[here] ?? ""; } catch {}
if (box.value) tell();
// Whoever writes may have to leave at once: Shift three times, and nothing of it stays in this tab.
const touch = () => { ask(); import(form.dataset.exit); };
if (box.value) touch();
box.addEventListener("focus", touch);
box.addEventListener("input", () => { ask(); keep(); tell(); });
form.addEventListener("submit", async (event) => {
  if (event.submitter?.formMethod === "dialog" || sent) return event.preventDefault();
  if (fields.length || waited || !asked) {
    sent = true;
    setTimeout(() => { sent = false; }, 8000); // stopped on the way: the same again is filed once
    return;
  }
  event.preventDefault(); // pressed before the tokens came: wait for them once, and then send what was pressed last
  const isFirst = !chosen;
  chosen = event.submitter;
  if (!isFirst) return;
  await asked;
  waited = true;
  form.requestSubmit(chosen);
});
addEventListener("pageshow", (event) => {
  try {
    if (sessionStorage[`sent ${where}`]) box.value = ""; // back from the thank-you page
    delete sessionStorage[`sent ${where}`];
  } catch {}
  if (!event.persisted) return; // back on the page as it was left: those tokens have been used
  fields.forEach((field) => field.remove());
  [asked, fields, sent, waited, chosen] = [undefined, [], false, false];
});
