/* Everything that only the editor of a page does: textarea#f-body, in the form of a new or of a changed page. */
import "../editor/blocks.js";
import "../editor/found.js";
import "../editor/fresh.js";
import "../editor/keeping.js";
import "../editor/keys.js";
import "../editor/scrolling.js";
import "../editor/tables.js";
import "../editor/taking.js";
