// Coding, improved: a theme is taken and taken off in place, and keys. Everything works without it.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const form = document.querySelector("form#code");
const box = form.elements.typed;
const chips = form.querySelector("[data-chips]");
const make = form.querySelector("[data-make]");
const legend = document.querySelector("[data-keys]");
const status = document.querySelector("[data-said]");

let saying;
function say(words) {
  status.textContent = ""; // or a screen reader keeps silent when the same is said again
  clearTimeout(saying);
  saying = setTimeout(() => (status.textContent = words), 50);
}

// --- themes of the text ------------------------------------------------------------------------------------------

const read = (name) => name.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
const titles = new Map(all("#all-themes option").map((option) => [option.dataset.id, option.value]));

function called(name) {
  return [...titles].find(([, title]) => read(title) === read(name))?.[0];
}

function chip(id) {
  return chips.querySelector(`[data-theme="${id}"]`);
}

// A suggestion that is on says so on its button.
function showSuggested(id) {
  const row = form.querySelector(`[data-suggested="${id}"]`);
  if (!row) return;
  const on = Boolean(chip(id));
  const button = row.querySelector("button");
  row.classList.toggle("is-on", on);
  button.classList.toggle("govuk-button--secondary", !on);
  button.name = on ? "drop" : "take";
  button.ariaPressed = String(on);
  row.querySelector("[data-tick]").hidden = !on;
  row.querySelector("[data-word]").textContent = on ? "Taken" : "Take";
}

function take(id) {
  if (!chip(id)) {
    const made = document.createElement("span");
    made.className = form.querySelector(`[data-suggested="${id}"]`) ? "chip is-suggested" : "chip";
    made.dataset.theme = id;
    const kept = Object.assign(document.createElement("input"), { type: "hidden", name: "themes", value: id });
    const off = document.createElement("button");
    Object.assign(off, { name: "drop", value: id, ariaLabel: `Take off: ${titles.get(id)}` });
    off.innerHTML = form.querySelector("template").innerHTML;
    made.append(kept, titles.get(id), off);
    chips.insertBefore(made, chips.querySelector("#themes"));
  }
  showSuggested(id);
  say(`${titles.get(id)} is on.`);
}

function drop(id) {
  chip(id)?.remove();
  showSuggested(id);
  say(`${titles.get(id)} is off.`);
}

function typed() {
  make.hidden = !box.value.trim() || Boolean(called(box.value));
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.name === "drop" || button?.name === "take") {
    if (!titles.has(button.value)) return; // it is not used any more: the page comes back and says so
    event.preventDefault();
    const isChip = button.closest(".chip");
    (button.name === "drop" ? drop : take)(button.value);
    if (isChip) box.focus();
  }
});
form.addEventListener("submit", (event) => {
  const pressed = event.submitter;
  const adds = pressed && (pressed.hasAttribute("data-add") || (pressed.hidden && !pressed.hasAttribute("data-make")));
  if (!adds) return;
  const id = called(box.value);
  if (!id && box.value.trim()) return; // nobody has made it yet: the page comes back and offers to
  event.preventDefault();
  if (id) take(id);
  box.value = "";
  typed();
});
box.addEventListener("input", typed);

// --- keys --------------------------------------------------------------------------------------------------------

const OFF = "coprod-coding-keys-off";
const TO_LOOK = 300; // milliseconds for which a new text is there before a key saves what is said of it

const remembered = {
  get off() {
    try {
      return localStorage.getItem(OFF) !== null;
    } catch {
      return false; // a browser that keeps nothing: on, until the page is left
    }
  },
  set off(off) {
    try {
      if (off) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
    } catch {
      // then it is not remembered
    }
  },
};

function startKeys() {
  let on;
  let pressed = false;
  let shown = performance.now();

  // Each thing that a key would press now says so.
  function turn(value) {
    on = value;
    legend.classList.toggle("is-off", !on);
    legend.querySelector("[data-keys-switch]").textContent = on ? "Turn the keys off" : "Turn the keys on";
    for (const thing of all("[data-key]")) {
      const holder = thing.closest("label") || thing;
      holder.querySelector(".key-cap")?.remove();
      thing.removeAttribute("aria-keyshortcuts");
      if (!on) continue;
      const cap = document.createElement("span");
      cap.className = "key-cap";
      cap.ariaHidden = "true";
      cap.textContent = thing.dataset.key;
      holder.append(cap);
      if (thing !== holder || thing.tagName === "BUTTON") thing.setAttribute("aria-keyshortcuts", thing.dataset.key);
    }
  }

  function press(key) {
    const thing = document.querySelector(`[data-key="${key}"]`);
    if (!thing) return;
    if (key === "t") return box.focus();
    if (thing.type === "radio" && thing.checked) return form.querySelector("[name=tone][value='']").click();
    if (key !== "n" && key !== "u") return thing.click();
    if (pressed || performance.now() - shown < TO_LOOK) return;
    pressed = true; // one text a page, however often somebody strikes a key
    thing.click();
  }

  document.addEventListener("keydown", (event) => {
    if (!on || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    if (!/^[123tghiqnu]$/.test(key)) return;
    event.preventDefault(); // or the letter would land in the box that takes the focus
    press(key);
  });
  box.addEventListener("keydown", (event) => event.key === "Escape" && box.blur());
  window.addEventListener("pageshow", () => [pressed, shown] = [false, performance.now()]); // back by the browser
  legend.querySelector("[data-keys-switch]").addEventListener("click", () => {
    turn(!on);
    remembered.off = !on;
    say(on ? "The keys are on." : "The keys are off.");
  });
  legend.hidden = false;
  turn(!remembered.off);
}

startKeys();
