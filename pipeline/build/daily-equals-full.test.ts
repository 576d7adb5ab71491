import fc from "fast-check";
import {expect, test} from "vitest";
import {openToyWarehouse, type ToyMessage} from "./toy-warehouse.js";

const hours = 3_600_000;
const start = Date.parse("2026-01-20T00:00:00Z");

// Few ids, conversations and hours, so that rows come again as they were, move to another conversation or day, and
// leave empty days behind.
function messages(slice: number): fc.Arbitrary<ToyMessage[]> {
  const message = fc.record({
    message_id: fc.integer({min: 0, max: 12}).map((id) => `message-${id}`),
    conversation_id: fc.option(fc.constantFrom("a", "b", "c", "d"), {freq: 12}),
    // Most come in the order of time, some late.
    sent_at: fc
      .tuple(fc.integer({min: 0, max: 12}), fc.constantFrom(0, 0, 0, 6, 12), fc.constantFrom(0, 9, 22.5, 23.5))
      .map(([day, late, hour]) => new Date(start + ((day + slice * 6 - late) * 24 + hour) * hours).toISOString())
  });
  return fc.array(message, {maxLength: 8});
}

// With every table long, as none is in so short a history, and with so little memory that few rows are kept.
const options = fc.constantFrom({}, {longTable: 0}, {longTable: 0, rowsAtOnce: 48});

const slices = fc.tuple(messages(0), messages(1), messages(2), messages(3), messages(4), messages(5));

test("builds after every slice of a random history give what one full build gives, row for row", async () => {
  await fc.assert(
    fc.asyncProperty(slices, fc.array(options, {minLength: 6, maxLength: 6}), async (history, chosen) => {
      const toy = await openToyWarehouse();
      try {
        for (const [index, slice] of history.entries()) {
          await toy.load(slice);
          await toy.build(chosen[index]);
        }
        const daily = await toy.content();
        expect((await toy.build({full: true})).mode).toBe("full");
        expect(daily).toEqual(await toy.content());
      } finally {
        await toy.close();
      }
    }),
    {numRuns: Number(process.env["BUILD_RUNS"] ?? 8), seed: 20260302}
  );
}, 300_000);
