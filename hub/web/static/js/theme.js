/* Light or dark by [data-theme-toggle]; kept in a cookie, so that the server sets it before the first paint. */
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  event.preventDefault();
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});
