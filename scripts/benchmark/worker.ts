import {readdirSync} from "node:fs";
import type {Works} from "./measure.js";

// Child process of measure(): runs one piece of work and prints what it cost.
const [module, work, input] = process.argv.slice(2);
if (!readdirSync(import.meta.dirname).includes(`${module}.ts`)) throw new Error(`no benchmark is named ${module}`);
const {works} = (await import(`./${module}.js`)) as {works: Works};
const start = process.hrtime.bigint();
const processor = process.cpuUsage();
const result = await works[work!]!(JSON.parse(input!));
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const {user, system} = process.cpuUsage(processor);
// Linux tells kilobytes, macOS bytes.
const {maxRSS} = process.resourceUsage();
const peakMegabytes = process.platform === "darwin" ? maxRSS / 1e6 : (maxRSS * 1024) / 1e6;
process.stdout.write(JSON.stringify({seconds, processorSeconds: (user + system) / 1e6, peakMegabytes, result}));
