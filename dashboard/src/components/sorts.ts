import type {Sort} from "./table.js";

const place = "chat-analytics.sorts";

/** How a reader sorted a card's table the last time. */
export function rememberedSort(card: string): Sort {
  return readSorts()[card] ?? null;
}

export function rememberSort(card: string, sort: Sort): void {
  const {[card]: _, ...others} = readSorts();
  try {
    localStorage.setItem(place, JSON.stringify(sort === null ? others : {...others, [card]: sort}));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
}

function readSorts(): Record<string, Sort> {
  try {
    return (JSON.parse(localStorage.getItem(place) ?? "{}") ?? {}) as Record<string, Sort>;
  } catch {
    return {};
  }
}
