// Copies the address of a page, or a code, and prints. Without this the buttons stay hidden: what they copy stands there.
const button = document.querySelector("[data-copy]");
const told = document.getElementById("copied");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(button.dataset.copy).then(() => true, () => false);
    told.textContent = done ? "Copied" : "It could not be copied. Mark it and copy it by hand";
  });
}

const printer = document.querySelector("[data-print]");
if (printer) {
  printer.hidden = false;
  printer.addEventListener("click", () => print());
}
