// The note has been sent: what first_touch.js kept of it in this tab goes, and Back finds an empty box.
const board = location.pathname.replace(/\/thanks$/, "");
try {
  sessionStorage.removeItem(`note ${board}`);
  sessionStorage[`sent ${board}`] = "yes";
} catch {}
