import type {Log, Step} from "./log.js";
import {printable} from "./printable.js";

const LABEL_WIDTH = 44;

/** A log for people: bars that move on a terminal, plain aligned lines elsewhere. */
export async function terminalLog(stream: NodeJS.WriteStream): Promise<Log> {
  const bars = stream.isTTY ? await import("cli-progress") : null;
  return {
    info: (line) => void stream.write(`${printable(line)}\n`),
    warn: (line) => void stream.write(`warning: ${printable(line)}\n`),
    step: (label, total) =>
      bars ? bar(bars.SingleBar, stream, printable(label), total) : line(stream, printable(label))
  };
}

function line(stream: NodeJS.WriteStream, label: string): Step {
  return {
    advance() {},
    end: (detail) => void stream.write(`${label.padEnd(LABEL_WIDTH)} ${printable(detail)}\n`)
  };
}

function bar(
  Bar: typeof import("cli-progress").SingleBar,
  stream: NodeJS.WriteStream,
  label: string,
  total: number | undefined
): Step {
  // Without a total there is nothing to fill, so the line only says what is going on.
  const format =
    total === undefined ? "{label} {detail}" : "{label} {bar} {percentage} % {detail} {eta_formatted} left";
  const progress = new Bar({
    format,
    stream,
    hideCursor: true,
    clearOnComplete: true,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    etaBuffer: 20
  });
  progress.start(total ?? 1, 0, {label: label.padEnd(LABEL_WIDTH), detail: ""});
  return {
    advance: (done, detail) =>
      progress.update(total === undefined ? 0 : Math.min(done, total), {detail: printable(detail ?? "")}),
    end(detail) {
      progress.stop();
      line(stream, label).end(detail);
    }
  };
}
