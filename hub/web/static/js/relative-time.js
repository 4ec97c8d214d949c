/* <relative-time><time datetime>18 min ago</time></relative-time>: the server's words, kept right while the page
   stays open. Only minutes change; after an hour the words are a clock time, which the next page brings. */
class RelativeTime extends HTMLElement {
  connectedCallback() {
    all.add(this);
  }

  disconnectedCallback() {
    all.delete(this);
  }

  update() {
    const time = this.querySelector("time");
    const words = this.dataset.minutes; // "{} min ago"
    const minutes = Math.floor((Date.now() - Date.parse(time?.dateTime)) / 60000);
    if (words && minutes > 0 && minutes < 60) time.textContent = words.replace("{}", minutes);
  }
}

const all = new Set();
customElements.define("relative-time", RelativeTime);
setInterval(() => all.forEach((each) => each.update()), 30000);
