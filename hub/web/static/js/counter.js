/* [data-count-for="id" data-limit="280"] says how many characters are left in that field, as the channel counts them. */
function count(field) {
  for (const left of document.querySelectorAll(`[data-count-for="${CSS.escape(field.id)}"]`)) {
    const rest = Number(left.dataset.limit) - [...field.value].length;
    left.textContent = rest;
    left.classList.toggle("bad-ink", rest < 0);
  }
}

document.addEventListener("input", ({ target }) => target.id && "value" in target && count(target));
