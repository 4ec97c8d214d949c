/* [data-dialog="#id"] opens a <dialog>; closing gives the focus back (the browser does that). A press on the
   backdrop closes it, but never when text was typed inside. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.querySelector(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  } else if (event.target.matches("dialog[open]") && !typed(event.target)) {
    event.target.close();
  }
});

function typed(dialog) {
  return [...dialog.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
}
