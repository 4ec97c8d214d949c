/* A page opens at the first thing its reader has not seen ([data-first-new]), unless the address names a place. */
if (!location.hash) document.querySelector("[data-first-new]")?.scrollIntoView({ block: "center" });
