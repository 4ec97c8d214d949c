/* [data-count-for="id" data-limit="280"] says how many characters are left in that field, as the channel counts them. */
const PATH = String.raw`(?::\d+)?(?:[/?#][^\s<>"]*)?`;
const DOMAINS = "com|net|org|info|co|io|dev|app|eu|de|at|ch|uk|fr|pl|no|nl|es|it|jp|example";
const ADDRESS = new RegExp(
  String.raw`https?://(?:[\p{L}\p{N}_-]{1,63}\.)+[a-z]{2,24}(?![a-z0-9.-]*[a-z0-9])${PATH}|(?<![a-z0-9@_.-])(?:[a-z0-9-]{1,63}\.)+(?:${DOMAINS})(?![a-z0-9.-]*[a-z0-9])${PATH}`,
  "giu",
);
const EMOJI = /\p{RI}{2}|[0-9#*]\uFE0F?\u20E3|\p{ExtPict}[\u{E0020}-\u{E007F}]+|\p{ExtPict}[\uFE0F\u{1F3FB}-\u{1F3FF}]?(?:\u200D\p{ExtPict}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)+|\p{EPres}[\u{1F3FB}-\u{1F3FF}\uFE0F]?|\p{ExtPict}\uFE0F/gu;
const ONCE = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];

/* As hub/channels/measures.py: scripts count once or twice, an address 23, an emoji 2. */
function weigh(text) {
  let sum = 0;
  const take = (weight) => () => ((sum += weight), "");
  const rest = text.normalize("NFC").replace(ADDRESS, take(23)).replace(EMOJI, take(2));
  for (const sign of rest) {
    const point = sign.codePointAt(0);
    sum += ONCE.some(([first, last]) => first <= point && point <= last) ? 1 : 2;
  }
  return sum;
}

/* time[data-until]: how long something is still possible. */
function tick() {
  for (const end of document.querySelectorAll("time[data-until]")) {
    const minutes = Math.max(0, Math.floor((Date.parse(end.dateTime) - Date.now()) / 60_000));
    const [count, unit] = minutes >= 2880 ? [minutes / 1440, "day"] : minutes >= 60 ? [minutes / 60, "hour"] : [minutes, "minute"];
    const said = { style: "unit", unit, unitDisplay: "short" };
    end.textContent = new Intl.NumberFormat(document.documentElement.lang, said).format(Math.floor(count));
    end.classList.toggle("bad-ink", minutes < 60);
  }
}
setInterval(tick, 30_000);

const COUNTED = { weighted: weigh, bytes: (text) => new TextEncoder().encode(text).length };

function count(field) {
  for (const left of document.querySelectorAll(`[data-count-for="${CSS.escape(field.id)}"]`)) {
    const rest = Number(left.dataset.limit) - (COUNTED[left.dataset.countAs] ?? ((text) => [...text].length))(field.value);
    left.textContent = rest;
    left.classList.toggle("bad-ink", rest < 0);
  }
}

document.addEventListener("input", ({ target }) => target.id && "value" in target && count(target));
