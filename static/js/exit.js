// "Exit this page", improved: the page is gone at once, Back does not lead to it, and Shift three times does it too.
// Without this it is a link like any other.
const link = document.querySelector(".top__exit");
const PRESSES = 3;
const WITHIN = 3000; // milliseconds from one press to the next

let presses = 0;
let last = 0;
let alone = false; // Shift is down, and nothing was typed or pointed at with it

function leave(event) {
  event?.preventDefault();
  try {
    sessionStorage.clear(); // what was typed and not sent
  } catch {
    // a browser that keeps nothing
  }
  document.body.hidden = true;
  document.title = "…";
  location.replace(link.href);
}

function anythingElse() {
  presses = 0;
  alone = false;
}

if (link) {
  link.addEventListener("click", leave);
  addEventListener("pointerdown", anythingElse);
  addEventListener("keydown", ({ key, repeat }) => {
    if (key !== "Shift") anythingElse();
    else if (!repeat) alone = true;
  });
  addEventListener("keyup", ({ key, timeStamp }) => {
    if (key !== "Shift" || !alone) return;
    presses = timeStamp - last < WITHIN ? presses + 1 : 1;
    last = timeStamp;
    alone = false;
    if (presses === PRESSES) leave();
  });
  document.querySelector(".top__keys").hidden = false;
}
