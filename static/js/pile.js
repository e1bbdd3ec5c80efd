// Typing in from paper: Enter goes on to the next field, Ctrl Enter saves, and what a number stands for is marked.
// Without this Enter shows the page again with the cursor in the next field, and the buttons save.
const form = document.querySelector("form[data-sheet]");
const save = document.getElementById("save");
const fields = [...form.querySelectorAll(".key, .type-here")];

function mark(field) {
  const list = form.querySelector(`ol.keys[id="${field.getAttribute("aria-describedby")?.split(" ")[0]}"]`);
  const own = field.closest(".type-q");
  if (!list || own.querySelectorAll(".key").length > 1) return; // of several items, each has the same list
  const many = list.children.length > 9;
  const typed = new Set((field.value.match(many ? /\d+/g : /\d/g) ?? []).map(Number));
  [...list.children].forEach((item, place) => item.classList.toggle("is-typed", typed.has(place + 1)));
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  const place = fields.indexOf(event.target);
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit(save);
  } else if (place >= 0 && !event.shiftKey) {
    event.preventDefault(); // in a box for words, Shift and Enter makes a new line
    (fields[place + 1] ?? save).focus();
    (fields[place + 1] ?? save).scrollIntoView({ block: "nearest" });
  }
});
for (const field of fields) {
  mark(field);
  field.addEventListener("input", () => mark(field));
  field.addEventListener("focus", () => field.select());
}
