// A page of settings: what people will see is renewed as one types. The server draws it, by the rules that save it;
// without this, "See how it looks" does the same.
const form = document.getElementById("edit");
let waiting = 0;
let asked = 0;

async function renew() {
  const number = (asked += 1);
  const typed = new FormData(form);
  typed.set("do", "look");
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(typed) }).catch(() => null);
  if (!answer?.ok || answer.redirected || number !== asked) return; // signed out, no network, or typed on
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = page.getElementById(part.id);
    if (now && number === asked && now.outerHTML !== part.outerHTML && !part.contains(document.activeElement)) {
      part.replaceWith(document.importNode(now, true));
    }
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(renew, 400);
});
