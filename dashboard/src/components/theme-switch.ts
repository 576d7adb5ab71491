const key = "chat-analytics.theme";
const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];

/** The switch goes from the system's theme to light to dark; theme.js applies the choice before the next page is painted. */
export function startTheme(): void {
  const button = document.querySelector<HTMLButtonElement>("#theme")!;
  const show = () => {
    const theme = current();
    button.dataset["theme"] = theme;
    button.title = button.dataset[theme]!;
    button.setAttribute("aria-label", button.dataset[theme]!);
  };
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(current()) + 1) % themes.length]!;
    if (next === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem(key, next);
    } catch {
      // It holds for this page only.
    }
    show();
  });
  show();
}

function current(): Theme {
  return (document.documentElement.dataset["theme"] as Theme | undefined) ?? "auto";
}
