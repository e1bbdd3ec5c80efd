// The note has been sent: what first_touch.js kept of it in this tab goes.
try {
  Object.keys(sessionStorage).filter((key) => key.startsWith("note ")).forEach((key) => sessionStorage.removeItem(key));
} catch {}
