// "Send it again", after signing in in another tab: signing in gave this browser a new token, so the form asks for that
// first. Without this the page comes back once more, with the new token in it, and the button is pressed twice.
const form = document.querySelector("form[data-token-from]");
let sending = false;

async function newToken() {
  const answer = await fetch(form.dataset.tokenFrom);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector('[name="csrf_token"]')?.value;
}

async function send(event) {
  event.preventDefault();
  if (sending) return;
  sending = true;
  try {
    const token = await newToken();
    if (token) form.querySelector('[name="csrf_token"]').value = token;
  } catch {
    // No answer: send it as it is, and the server says what is wrong.
  }
  // Not form.submit(): a field that somebody sends again may be called "submit".
  HTMLFormElement.prototype.submit.call(form);
}

addEventListener("pageshow", () => {
  sending = false; // come back to with "Back"
});
form?.addEventListener("submit", send);
