// Runs command lines of the program one after the other in this process, for a start takes longer than most of them: each as if
// it were alone. Writes a line of JSON to file 3 for each when it has ended.
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';

const [program, lines] = process.argv.slice(2);
const EVENTS = ['exit', 'uncaughtException', 'SIGINT', 'SIGTERM', 'SIGHUP'];

for (const [at, line] of JSON.parse(lines).entries()) writeSync(3, `${JSON.stringify(await run(line, at))}\n`);

async function run({ cwd, args }, at) {
  process.chdir(cwd);
  const [stdout, stderr] = [collect('stdout'), collect('stderr')];
  const before = process.cpuUsage();
  process.argv = [process.execPath, program, ...args];
  // A module with another query is another module: only the program's first one begins again.
  await import(`${program}?${at}`);
  process.emit('exit');
  const { user, system } = process.cpuUsage(before);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const code = process.exitCode;
  for (const event of EVENTS) process.removeAllListeners(event);
  process.exitCode = undefined;
  return { code, stdout: stdout(), stderr: stderr(), memory, cpu: (user + system) / 1e6 };
}

/** Puts a stream in the place of one of the process. */
function collect(name) {
  const chunks = [];
  const write = (chunk, _, done) => {
    chunks.push(chunk);
    done();
  };
  Object.defineProperty(process, name, { value: new Writable({ write }), configurable: true });
  return () => Buffer.concat(chunks).toString('utf8');
}
