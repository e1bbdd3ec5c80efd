// Reading and deciding, improved: what is hidden shows at once, and keys. Everything works without it.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const status = document.querySelector("[data-said]");
const current = document.querySelector("section[data-current]");

let saying;
function say(words) {
  if (!status) return;
  status.textContent = ""; // or a screen reader keeps silent when the same is said again
  clearTimeout(saying);
  saying = setTimeout(() => (status.textContent = words), 50);
}

// --- how the words will read: as decision_forms.py and move.py make them, counted in characters ---------

function reader(form) {
  const section = form.closest("section");
  const original = section.querySelector(".words").cloneNode(true);
  all("sup", original).forEach((number) => number.remove());
  const words = original.textContent;
  const letters = Array.from(words);

  function everywhere(line, what) {
    const places = [];
    for (let at = words.indexOf(line); at >= 0; at = words.indexOf(line, at + line.length)) {
      const start = Array.from(words.slice(0, at)).length;
      places.push({ start, end: start + Array.from(line).length, what });
    }
    return places;
  }

  function merged(hides) {
    const result = [];
    for (const hide of hides.sort((a, b) => a.start - b.start || a.end - b.end)) {
      const last = result.at(-1);
      if (!last || hide.start >= last.end) {
        result.push({ ...hide });
        continue;
      }
      if (hide.end - hide.start > last.end - last.start) last.what = hide.what;
      last.end = Math.max(last.end, hide.end);
    }
    return result;
  }

  return function show() {
    const ticked = all("[data-start]", form).filter((found) => found.querySelector("input").checked);
    const hides = ticked.map(({ dataset: { start, end, what } }) => ({ start: Number(start), end: Number(end), what }));
    const lines = new Set(form.elements.other.value.split("\n").map((line) => line.trim()).filter(Boolean));
    for (const line of lines) hides.push(...everywhere(line, form.elements.what.value));
    const parts = [];
    let at = 0;
    for (const { start, end, what } of merged(hides)) {
      const hidden = document.createElement("span");
      hidden.className = "hid";
      hidden.textContent = `[${what} removed]`;
      parts.push(letters.slice(at, start).join(""), hidden);
      at = end;
    }
    form.querySelector("[data-reads]").replaceChildren(...parts, letters.slice(at).join(""));
    const out = new Set(ticked.map(({ dataset }) => dataset.number));
    for (const mark of all("mark", section)) {
      const numbers = mark.querySelector("sup").textContent.split(" ");
      mark.classList.toggle("mark--out", numbers.every((number) => out.has(number)));
    }
  };
}

function improve(form) {
  const show = reader(form);
  for (const found of all("[data-start]", form)) {
    const box = found.querySelector("input");
    box.addEventListener("change", () => {
      show();
      say(box.checked ? `Hidden. It will read: [${found.dataset.what} removed].` : "It shows again.");
    });
  }
  all("[data-without-script]", form).forEach((part) => (part.hidden = true));
  form.elements.other.addEventListener("input", show);
  form.elements.what.addEventListener("change", show);
  show();
  addEventListener("pageshow", show); // a browser that went back may have ticked again what was ticked before
}

all("form.decide").filter((form) => form.querySelector("[data-reads]")).forEach(improve);

// A browser without `:has` is told here whether the cover over the words is shut: then Approve and Reject are not offered.
const cover = current?.querySelector(".cover--both");
cover?.addEventListener("toggle", () => current.classList.toggle("is-shut", !cover.open));

// --- keys --------------------------------------------------------------------------------------------------------

const OFF = "coprod-moderation-keys-off";
const legend = document.querySelector("[data-keys]");

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

const TO_LOOK = 500; // milliseconds for which new words are there before a key decides on them

function startKeys() {
  let on;
  let pressed = false;
  let shown = performance.now();

  function turn(value) {
    on = value;
    legend.classList.toggle("is-off", !on);
    legend.querySelector("[data-keys-switch]").textContent = on ? "Turn the keys off" : "Turn the keys on";
    label();
  }

  // Each button that a key would press now says so.
  function label() {
    for (const button of all("[data-key]:not([data-key=''])")) {
      (button.closest("label") || button).querySelector(".key-cap")?.remove();
      button.removeAttribute("aria-keyshortcuts");
      if (!on || button !== pressedBy(button.dataset.key)) continue;
      const cap = document.createElement("span");
      cap.className = "key-cap";
      cap.ariaHidden = "true";
      cap.textContent = button.dataset.key;
      (button.closest("label") || button).append(cap);
      button.setAttribute("aria-keyshortcuts", button.dataset.key);
    }
  }

  function pressedBy(key) {
    return document.querySelector(`[data-key="${key}"]`);
  }

  function press(key) {
    const button = pressedBy(key);
    if (!button || pressed) return;
    pressed = true; // one decision a page, however often somebody strikes a key
    button.click();
  }

  function decide(key) {
    if (performance.now() - shown >= TO_LOOK) press(key);
  }

  // Nobody decides by key about words, or about how they will read, of which the end was never in sight, in their pane
  // or with it: the key brings them there.
  const read = new Set();
  const both = [".words", "[data-reads]"].map((part) => current?.querySelector(part)).filter(Boolean);
  const parts = () => both.filter((part) => part.checkVisibility());

  function look() {
    for (const part of parts()) {
      const pane = part.closest("[data-scrolls]")?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
      const cover = part.closest(".cover--both").getBoundingClientRect(); // while something beneath is open, it scrolls
      const end = part.getBoundingClientRect().bottom;
      const [top, bottom] = [Math.max(pane.top, cover.top, 0), Math.min(pane.bottom, cover.bottom, innerHeight)];
      if (end > top && end <= bottom + 1) read.add(part);
    }
  }

  function isInSight() {
    look();
    const words = current?.querySelector(".words");
    if (!words || !words.checkVisibility()) return true; // covered: the keys know of that
    const pane = words.closest("[data-scrolls]").getBoundingClientRect();
    const { top, bottom } = words.getBoundingClientRect();
    const isThere = bottom > Math.max(pane.top, 0) && top < Math.min(pane.bottom, innerHeight);
    const missing = isThere ? parts().find((part) => !read.has(part)) : words;
    if (!missing) return true;
    missing.scrollIntoView({ block: isThere ? "end" : "nearest" });
    look();
    say("Here are the words. Read them, then press the key again.");
    return false;
  }

  // The cover over the words, while it is shut.
  function shut() {
    return current?.querySelector(".cover--both:not([open])");
  }

  // Down and up the list, from the row that has the focus, else from the one that is open.
  function move(step) {
    const rows = all(".rows .said");
    const here = rows.indexOf(document.activeElement?.closest("li")?.querySelector(".said"));
    const from = here < 0 ? rows.findIndex((row) => row.ariaCurrent) : here;
    rows[Math.min(Math.max(from + step, 0), rows.length - 1)]?.focus();
  }

  const keys = {
    n: () => press("n"),
    u: () => press("u"),
    e: () => isInSight() && decide("e"),
    a() {
      if (!isInSight()) return;
      if (!shut() || !pressedBy("a")) return decide("a");
      shut().open = true;
      shown = performance.now();
      say("The words show now. Read them, then press a again to approve.");
    },
    r() {
      if (shut()) return say("Show the words first: press a.");
      current?.querySelector("select[name=reason]")?.focus();
    },
    h() {
      const found = all("[data-start] input", current);
      const next = found.find((box) => !box.checked);
      if (next) next.click();
      else say(found.length ? "All that was found is hidden already." : "Nothing was found here that could be hidden.");
    },
    j: () => move(1),
    k: () => move(-1),
    x: () => document.activeElement?.closest(".rows > li")?.querySelector("[name=ticked]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (!on || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    const act = /^[1-9]$/.test(key) ? () => pressedBy(key)?.click() : keys[key];
    if (!act) return;
    event.preventDefault(); // or the letter would land in the field that takes the focus
    act();
  });
  window.addEventListener("pageshow", () => [pressed, shown] = [false, performance.now()]); // back by the browser
  document.addEventListener("scroll", look, { capture: true, passive: true });
  look();
  legend.querySelector("[data-keys-switch]").addEventListener("click", () => {
    turn(!on);
    remembered.off = !on;
    say(on ? "The keys are on." : "The keys are off.");
  });
  legend.hidden = false;
  turn(!remembered.off);
}

if (legend) startKeys();
