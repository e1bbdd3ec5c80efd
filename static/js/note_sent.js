// The note has been sent: what first_touch.js kept of it in this tab goes, and Back finds an empty box.
const { question } = document.querySelector("[data-question]").dataset;
const where = `${location.pathname.replace(/\/thanks$/, "")} ${question}`;
try {
  sessionStorage.removeItem(`note ${where}`);
  sessionStorage[`sent ${where}`] = "yes";
} catch {}
