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
const tell = () => {
  const left = MOST - Array.from(box.value.replace(/\r\n?/g, "\n").trim()).length;
  count.classList.toggle("govuk-visually-hidden", left > 100);
  count.textContent = left < 0 ? `You have ${-left} letters too many` : `You have ${left} letters left`;
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
