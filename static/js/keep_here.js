// What is typed survives a reload of its page: it waits in this tab until a button sends it or the tab closes. What goes
// to the server meanwhile (keep_typed.js) may come too late for the page that is asked for in the same moment.
const form = document.querySelector("form[data-keeps]");
const here = `typed ${location.pathname}`;
const OURS = ["csrf_token", "draft", "seed", "time"]; // not typed by anybody

const typed = () => [...new FormData(form)].filter(([name]) => !OURS.includes(name));

function fill(pairs) {
  const of = (name) => pairs.filter((pair) => pair[0] === name).map((pair) => pair[1]);
  const taken = {}; // a date has three fields of one name
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "submit" || OURS.includes(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = of(field.name).includes(field.value);
    else field.value = of(field.name)[(taken[field.name] = (taken[field.name] ?? -1) + 1)] ?? field.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

if (form && form.autocomplete !== "off") { // not on a device that goes from hand to hand
  const reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
  try {
    if (reloaded && sessionStorage[here]) fill(JSON.parse(sessionStorage[here]));
    else sessionStorage.removeItem(here);
  } catch {} // the browser keeps nothing
  form.addEventListener("input", () => { try { sessionStorage[here] = JSON.stringify(typed()); } catch {} });
  addEventListener("submit", () => { try { sessionStorage.removeItem(here); } catch {} });
}
