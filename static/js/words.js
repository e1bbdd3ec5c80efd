// Pages on which staff write: how a text reads, asked of the server while one types. Without it a button asks.
const PAUSE = 500;

for (const box of document.querySelectorAll("textarea[data-reads]")) {
  const place = document.getElementById(box.dataset.reads);
  const form = box.form;
  let waiting = 0;
  let asked = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = (asked += 1);
      const body = new URLSearchParams({ text: box.value, marks: box.dataset.marks, csrf_token: form.elements.csrf_token.value });
      const answer = await fetch(form.dataset.words, { method: "POST", body }).catch(() => null);
      if (!answer?.ok || turn !== asked) return;
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...read.body.childNodes);
    }, PAUSE);
  });
}
