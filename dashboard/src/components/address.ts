/** What a page itself keeps in the address, beside the filters, like one intent; null when it is not there. */
export function readParameter(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

/** Writes it into the address, and null takes it out; the browser's way back undoes it. */
export function writeParameter(name: string, value: string | null): void {
  const parameters = new URLSearchParams(location.search);
  if (value === null) parameters.delete(name);
  else parameters.set(name, value);
  writeQuery(parameters.toString());
}

/** The query string of the address, without its question mark; another one can be gone back from unless it replaces. */
export function writeQuery(query: string, {replaces = false} = {}): void {
  const search = query === "" ? "" : `?${query}`;
  const address = `${location.pathname}${search}${location.hash}`;
  if (replaces || search === location.search) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  shown = search;
}

// The query string that the page shows, as it was read or written last.
let shown = globalThis.location?.search;

/** Whether a way back or forth led to another query string; an anchor of the same page has the same, and changes nothing. */
export function hasMoved(): boolean {
  const before = shown;
  shown = location.search;
  return shown !== before;
}
