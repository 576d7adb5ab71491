// Runs before anything is painted: the theme that was chosen on an earlier visit. None means the system's.
{
  let chosen = null;
  try {
    chosen = localStorage.getItem("chat-analytics.theme");
  } catch {
    // No storage, no memory: the system's theme.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
