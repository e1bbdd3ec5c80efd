// The list of what waits, improved: it stays where it was, and many are ticked at once. Everything works without it.

const all = (selector) => [...document.querySelectorAll(selector)];

// --- the list beside it: it stays where it was -------------------------------------------------------------------

const list = document.querySelector("[data-list]");
const SCROLLED = "coprod-moderation-list";

function keepList() {
  try {
    list.scrollTop = Number(sessionStorage.getItem(SCROLLED));
    addEventListener("pagehide", () => sessionStorage.setItem(SCROLLED, list.scrollTop));
  } catch {
    // a browser that keeps nothing: from the top
  }
  const { top, bottom } = list.getBoundingClientRect();
  const row = list.querySelector("[aria-current]")?.closest("li").getBoundingClientRect();
  if (row && row.top < top) list.scrollTop -= top - row.top;
  if (row && row.bottom > bottom) list.scrollTop += row.bottom - bottom;
}

if (list) keepList();

// --- many at once ------------------------------------------------------------------------------------------------

function startTicking(label) {
  const boxes = all('.rows input[name="ticked"]');
  const read = new Set(); // those of rows that have been in sight
  const watch = new IntersectionObserver(
    (rows) => {
      rows.filter((row) => row.isIntersecting).forEach((row) => read.add(row.target.querySelector("[name=ticked]")));
      count();
    },
    { threshold: 0.95 },
  );
  const every = document.querySelector("[data-tick-all]");
  const count = () => {
    const number = boxes.filter((box) => box.checked).length;
    label.textContent = number ? `Approve the ${number} ticked` : "Approve the ticked ones";
    every.textContent = number && number >= read.size ? "Untick all" : "Tick all I have seen";
  };
  boxes.forEach((box) => box.addEventListener("change", count));
  every.addEventListener("click", () => {
    const tick = boxes.some((box) => !box.checked && read.has(box));
    boxes.forEach((box) => (box.checked = tick && read.has(box)));
    count();
  });
  boxes.forEach((box) => watch.observe(box.closest("li")));
  every.hidden = false;
  count();
  addEventListener("pageshow", count);
}

const label = document.querySelector("[data-ticked]");
if (label) startTicking(label);
