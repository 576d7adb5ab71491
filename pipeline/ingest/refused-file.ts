import type {Reason} from "../contracts/reasons.js";

/** The file is refused whole: one row in ops.rejects says why. */
export class RefusedFile extends Error {
  override name = "RefusedFile";
  constructor(
    readonly reason: Reason,
    message: string,
    readonly rowText: string | null = null,
    readonly columnName: string | null = null
  ) {
    super(message);
  }
}
