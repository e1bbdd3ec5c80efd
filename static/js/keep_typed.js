// Keeps what somebody types, before they press a button: after ten seconds of rest, and when they leave the page.
// Without it every button keeps. The same form goes to the same address, and only asks to keep.
const PAUSE = 10_000;
const form = document.querySelector("form[data-keeps]");
let waiting = 0;
let kept = "";
let stopped = false;

const typed = () => {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("go", "typed");
  return fields.toString();
};

async function keep() {
  clearTimeout(waiting);
  const now = typed();
  if (stopped || now === kept) return;
  const before = kept;
  kept = now;
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const sent = { method: "POST", body: now, headers, keepalive: now.length < 60_000, redirect: "manual" };
  const answer = await fetch(form.action, sent).catch(() => null);
  if (!answer || [422, 429, 503].includes(answer.status)) kept = before; // no connection, too long: at the next pause again
  else if (answer.status !== 204) stopped = true; // sent, deleted or closed meanwhile: the next button says which
}

if (form) {
  kept = typed();
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  // A button keeps, or deletes: nothing may come after it.
  addEventListener("submit", () => { stopped = true; clearTimeout(waiting); });
  addEventListener("pageshow", () => { stopped = false; }); // come back to with "Back"
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
}
