// The box on a board. The page is the same bytes for everyone, so whoever begins to write is given the form's tokens
// then. Without this, what is written is shown back once before it is sent. Kept small: it stands in the page itself.
const form = document.querySelector(".ask__form");
const box = form.elements.words;
const count = document.getElementById("words-info");
const here = `note ${location.pathname}`;
const MOST = 500;
let [asked, fields, sent, waited] = [undefined, [], false, false];
const ask = () => asked ??= fetch(form.dataset.token, { cache: "no-store" })
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
if (box.value) { ask(); tell(); }
box.addEventListener("focus", ask);
box.addEventListener("input", () => { ask(); keep(); tell(); });
form.addEventListener("submit", async (event) => {
  if (sent) return event.preventDefault();
  if (fields.length || waited || !asked) { sent = true; return; }
  event.preventDefault(); // pressed before the tokens came: wait for them once, and then send it with or without
  await asked;
  waited = true;
  form.requestSubmit(event.submitter);
});
// Back on the page as it was left: those tokens have been used.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  fields.forEach((field) => field.remove());
  [asked, fields, sent, waited] = [undefined, [], false, false];
});
