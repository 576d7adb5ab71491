import type {Log} from "./log.js";
import type {Home, Settings} from "./settings.js";
import type {Warehouse} from "./warehouse.js";

/** What every verb works with. */
export interface Context {
  home: Home;
  settings: Settings;
  warehouse: Warehouse;
  log: Log;
  /** When this run began. */
  now: Date;
  /** Aborted by Ctrl-C: stop at the next safe place and throw. */
  signal: AbortSignal;
}
