// Runs before the first paint, so that a chosen theme does not flash in the other colours.
(function () {
  try {
    const chosen = localStorage.getItem('theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is switched off in this browser: the system's theme is used.
  }
})();
