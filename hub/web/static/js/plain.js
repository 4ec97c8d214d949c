/* Pages in front of the frame: sign-in, public form, errors. */
import "./autosize.js";
import "./busy.js";
import "./theme.js";
