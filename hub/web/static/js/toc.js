/* nav[data-toc]: the line of the section one is reading is marked. */
const current = (links, link) => links.forEach((each) => (each === link ? each.setAttribute("aria-current", "true") : each.removeAttribute("aria-current")));

for (const nav of document.querySelectorAll("nav[data-toc]")) {
  const links = [...nav.querySelectorAll("a")];
  const heads = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const seen = new IntersectionObserver(
    () => {
      // The last heading above the upper third of the window is the one whose words are read.
      const line = innerHeight / 3;
      const above = heads.findLastIndex((head) => head && head.getBoundingClientRect().top < line);
      current(links, links[Math.max(0, above)]);
    },
    { rootMargin: "0px 0px -66% 0px", threshold: [0, 1] },
  );
  heads.forEach((head) => head && seen.observe(head));
}
