// The desk at which a questionnaire is written. Choosing another kind, or another question in a rule, shows at once what
// fits it; without this, the button beside it does. Nothing is saved by it.
document.documentElement.classList.add("with-script");

for (const list of document.querySelectorAll("[data-looks]")) {
  list.addEventListener("change", () => {
    const look = list.form?.querySelector("[data-look]");
    if (look) list.form.requestSubmit(look);
  });
}
