// A device that goes from hand to hand: after 15 minutes without a press it is as clean as for the next person.
// The server forgets as early; this clears the screen too, and asks a minute before.
const LONGEST = 15 * 60_000;
const ASKS = LONGEST - 60_000;
const form = document.querySelector("form[data-next-person]");
const ask = document.querySelector("[data-still-there]");
let last = Date.now();

const look = () => {
  const idle = Date.now() - last;
  if (ask && ask.hidden === idle >= ASKS) {
    ask.hidden = idle < ASKS;
    if (!ask.hidden) ask.scrollIntoView({ block: "center" });
  }
  // As if the button were pressed: then nothing that was typed is kept on the way out.
  if (form && idle >= LONGEST) {
    last = Date.now();
    form.requestSubmit();
  }
};

for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, () => { last = Date.now(); look(); }, { passive: true });
setInterval(look, 5_000);
document.addEventListener("visibilitychange", look);
// A page that a browser had kept for "Back" was somebody else's: ask for it again.
addEventListener("pageshow", (event) => event.persisted && location.reload());
