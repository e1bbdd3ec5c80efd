// Copies the address of a page. Without this its button stays hidden: the address stands beside it, to be copied by hand.
const button = document.querySelector("[data-copy]");
const told = document.getElementById("copied");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(button.dataset.copy).then(() => true, () => false);
    told.textContent = done ? "Copied" : "It could not be copied. Mark the address and copy it by hand";
  });
}
