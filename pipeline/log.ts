/** Where commands say what they do. A terminal sees bars that move; a file sees one aligned line per finished step. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  /** Starts a step such as "models.marts.messages"; `total` is how many units (bytes, models, rows) it has, if known. */
  step(label: string, total?: number): Step;
}

export interface Step {
  /** `done` of the total units are done. */
  advance(done: number, detail?: string): void;
  /** The step is finished; the detail stays on the line, like "12,034 rows 1.2 s". */
  end(detail: string): void;
}

/** Says nothing: for tests and for commands whose output is data. */
export const silentLog: Log = {
  info() {},
  warn() {},
  step: () => ({advance() {}, end() {}})
};
