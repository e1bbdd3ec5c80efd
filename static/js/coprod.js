// Form pages only: the board and the other reading pages load no script. Everything works without it.
import { initAll } from "../vendor/govuk/govuk.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
