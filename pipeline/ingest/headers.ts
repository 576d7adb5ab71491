import {columnNames, type Feed} from "../contracts/feed.js";

/** Which column of a file is which column of the contract. */
export interface HeaderMap {
  /** Contract column → positions in the file; more than one only where rows spell a name differently. */
  positions: Record<string, number[]>;
  /** Positions of columns the contract does not know. */
  extra: number[];
  /** Required columns that no header names. */
  missing: string[];
}

/** Matches names without regard to case, spaces, accents and punctuation; a contract's own name beats an alias. */
export function mapHeaders(headers: string[], feed: Feed, options: {allowRepeats?: boolean} = {}): HeaderMap {
  const plain = headers.map(plainName);
  const positions: Record<string, number[]> = {};
  const taken = new Set<number>();
  for (const name of columnNames(feed)) {
    const spellings = [name, ...feed.columns[name]!.aliases].map(plainName);
    for (const spelling of spellings) {
      const found = plain.flatMap((header, index) => (header === spelling && !taken.has(index) ? [index] : []));
      if (found.length === 0) continue;
      const used = options.allowRepeats ? found : found.slice(0, 1);
      positions[name] = [...(positions[name] ?? []), ...used];
      for (const index of used) taken.add(index);
      if (!options.allowRepeats) break;
    }
  }
  return {
    positions,
    extra: headers.flatMap((_, index) => (taken.has(index) ? [] : [index])),
    missing: columnNames(feed).filter((name) => feed.columns[name]!.isRequired && positions[name] === undefined)
  };
}

/** "Email Agenté" and "email_agente" are one name. */
export function plainName(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}
