import type {Warehouse} from "../warehouse.js";

/** A refused row, as it goes to ops.rejects. */
export interface Reject {
  record: number | null;
  line: number | null;
  column_name: string | null;
  reason: string;
  message: string;
  row_text: string | null;
}

const batchSize = 2000;

/** Collects refused rows and writes them to incoming_rejects in batches. */
export interface RejectWriter {
  add(reject: Reject): Promise<void>;
  end(): Promise<void>;
}

export function rejectWriter(warehouse: Warehouse): RejectWriter {
  let waiting: Reject[] = [];
  async function flush(): Promise<void> {
    if (waiting.length === 0) return;
    const shape =
      '[{"record": "BIGINT", "line": "BIGINT", "column_name": "VARCHAR", "reason": "VARCHAR", "message": "VARCHAR", "row_text": "VARCHAR"}]';
    await warehouse.run(
      `insert into incoming_rejects select unnest(from_json($rows::json, '${shape}'), recursive := true)`,
      {rows: JSON.stringify(waiting.map(wellFormed))}
    );
    waiting = [];
  }
  return {
    async add(reject) {
      waiting.push(reject);
      if (waiting.length >= batchSize) await flush();
    },
    end: flush
  };
}

// Half a surrogate pair is no text for DuckDB's JSON.
function wellFormed(reject: Reject): Reject {
  return {...reject, message: reject.message.toWellFormed(), row_text: reject.row_text?.toWellFormed() ?? null};
}
