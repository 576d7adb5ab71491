import {parseArgs} from "node:util";
import {type Command, type CommandName, commands} from "./commands.js";
import {PipelineError, StoppedError, systemFault, UsageError} from "./errors.js";
import {terminalLog} from "./progress.js";

export const help = `usage: npx chat-analytics <command> [options]

  start [--no-serve] [--port <n>] [--host <address>] [--name <name>]
                                         run, then serve; on the sample when the home is empty
  run [--full] [--strict]                ingest, build, remove what retain_days lets go (no other command does),
                                         write the reports due, deliver them, publish
  ingest [<path>…] [--strict]            load files (default: everything new in the inbox)
  build [--full] [--profile]             run the models; only what changed, unless --full
  report [<name>…] [--day <day>] [--out <folder>]
                                         write CSV reports (default: all that are due)
  deliver [--failed]                     send the reports that wait, now; also those that were given up
  publish                                make the dashboard and swap it in
  serve [--port <n>] [--host <address>] [--name <name>]
                                         show it (default: 127.0.0.1, port 3000); a name with a dot that browsers or a
                                         proxy call it by is refused, unless it is the machine's own or given here
  schedule                               stay, and run at the times of the reports and of settings.yaml
  status [--json]                        what arrived, what was refused, what warns
  query "<sql>" [--json]                 ask the warehouse, read-only
  what-if --from <day> --to <day> --as-of <day> [--regime <name>] [--currency <code>] [--growth <percent>] [--json]
                                         these days' WhatsApp traffic under the rules and card of another day
  rates import <file>… [--from <day>] [--dry-run]
                                         add Meta's rate cards and tier sheets, and say what changes
  help                                   this text

Days are local to the reporting time zone, like 2026-03-02.
The home folder is CHAT_ANALYTICS_HOME, or data/home.
Exit codes: 0 done, 1 something to mend (refused rows, and files that changed while they were read, only with
--strict), 2 wrong usage, 70 our bug.`;

/** Runs one command line; the answer is the exit code. The only place that prints faults. */
export async function main(argv: string[]): Promise<number> {
  const log = await terminalLog(process.stderr);
  const controller = new AbortController();
  let stops = 0;
  const stop = () => {
    stops += 1;
    if (stops > 1) process.exit(130);
    controller.abort(new StoppedError());
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    const {name, positionals, values} = readCommandLine(argv);
    if (name === "help") {
      process.stdout.write(`${help}\n`);
      return 0;
    }
    return await commands[name].run({positionals, values, log, signal: controller.signal});
  } catch (error) {
    if (controller.signal.aborted) {
      log.info(`chat-analytics: ${new StoppedError().message}`);
      return 130;
    }
    if (error instanceof UsageError) {
      log.info(`chat-analytics: ${error.message}\n\n${helpOf(argv[0])}`);
      return 2;
    }
    if (error instanceof PipelineError) {
      log.info(`chat-analytics: ${error.message}`);
      return 1;
    }
    const fault = systemFault(error);
    if (fault !== null) {
      log.info(`chat-analytics: ${fault}`);
      return 1;
    }
    log.info(`chat-analytics: this is our fault, not yours. Tell us, with these lines:\n${(error as Error).stack}`);
    return 70;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/** The part of the help that is about a command; all of it where there is no such command. */
function helpOf(name: string | undefined): string {
  const lines = help.split("\n");
  const first = lines.findIndex((line) => line.startsWith(`  ${name} `));
  if (first === -1) return help;
  const next = lines.findIndex((line, index) => index > first && !line.startsWith("   "));
  return `${lines[0]}\n\n${lines.slice(first, next).join("\n")}`;
}

function readCommandLine(argv: string[]) {
  const [first = "help", ...rest] = argv;
  const name = first === "--help" || first === "-h" ? "help" : first;
  if (name !== "help" && !Object.hasOwn(commands, name)) {
    throw new UsageError(`there is no command "${name}". Use one of these:`);
  }
  if (name === "help" || rest.includes("--help")) return {name: "help" as const, positionals: [], values: {}};
  const command: Command = commands[name as CommandName];
  try {
    const {values, positionals} = parseArgs({
      args: rest,
      options: command.options,
      allowPositionals: command.takesNames === true,
      allowNegative: true
    });
    return {name: name as CommandName, positionals, values: values as Record<string, string | boolean | undefined>};
  } catch (error) {
    throw new UsageError(`${name}: ${(error as Error).message}`);
  }
}
