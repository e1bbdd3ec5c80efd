// Reads what is asked, and the answers, with the browser's own voice. Without this its button stays hidden.
const voice = window.speechSynthesis;
const READ = ":is(h1, h2, legend, .one__official, .govuk-hint, .staff-text, label, .answer, .scale__ends, option:not([value='']))";

// What somebody sees of it: not what is there for those whose screen is read to them anyway.
function words(said) {
  const parts = [...said.querySelectorAll(READ)].filter((each) => !each.closest(".govuk-visually-hidden, details"));
  const texts = parts.map((each) => {
    const copy = each.cloneNode(true);
    copy.querySelectorAll(".govuk-visually-hidden").forEach((hidden) => hidden.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  });
  return [...new Set(texts)].filter(Boolean);
}

function quiet(button) {
  button.lastElementChild.textContent = "Listen";
  button.dataset.reads = "";
}

for (const button of voice ? document.querySelectorAll("[data-listen]") : []) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const reads = button.dataset.reads;
    voice.cancel();
    document.querySelectorAll("[data-reads=yes]").forEach(quiet);
    if (reads) return;
    const lines = words(button.closest("[data-said]")).map((line) => new SpeechSynthesisUtterance(line));
    for (const line of lines) {
      line.lang = document.documentElement.lang;
      voice.speak(line);
    }
    lines.at(-1)?.addEventListener("end", () => quiet(button));
    button.lastElementChild.textContent = "Stop";
    button.dataset.reads = "yes";
  });
}
window.addEventListener("pagehide", () => voice?.cancel());
