// Form pages only: the board and the other reading pages load no script. Everything works without it.
import { CharacterCount, initAll } from "../vendor/govuk/govuk.js";

// Words as the server keeps them: `normalise` in coprod/text.py does the same. tests/boards/test_length.py compares.
const LINE_ENDS = /\r\n|[\r\v\f\x85]/g;
const REMOVED = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\p{Cs}]/gu;
const OUTER = /^[\s\u200b\u2060]+|[\s\u200b\u2060]+$/gu;
const SEEN = /[^\p{M}\p{Z}\p{Cc}\p{Cf}\p{DI}\u115f\u1160\u2800\u3164\uffa0\u{13441}\u{13442}\u{1d159}]/u;

// How long they are there: an emoji of one part is one character, however many the browser makes of it.
function length(typed) {
  const words = typed.replace(LINE_ENDS, "\n").replaceAll("\t", " ").replace(REMOVED, "").replace(OUTER, "");
  return SEEN.test(words) ? Array.from(words).length : 0;
}

CharacterCount.prototype.updateCount = function () {
  this.count = length(this.$textarea.value);
};

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
