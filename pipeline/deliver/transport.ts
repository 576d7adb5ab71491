import type {Environment} from "./secrets.js";

/** A file that goes to one target. */
export interface Parcel {
  messageId: string;
  report: string;
  day: string;
  revision: number;
  file: string;
  path: string;
  /** How often it has been tried before. */
  attempts: number;
}

export interface Conditions {
  environment: Environment;
  /** For how long a server may say nothing. */
  patienceMilliseconds: number;
  signal: AbortSignal;
}

/** The other side says nothing: whatever else is for it need not be tried now. */
export class SilenceError extends Error {
  override name = "SilenceError";
  constructor(milliseconds: number) {
    super(`the server has said nothing for ${Math.ceil(milliseconds / 1000)} s`);
  }
}
