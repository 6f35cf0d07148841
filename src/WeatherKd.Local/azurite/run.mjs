// Runs Azurite for as long as standard input stays open, so that it ends with whoever started it, also when that
// process is killed and cannot say so. While it runs, azurite.json in its folder names this process; where Azurite
// did not close, and so did not write its index, that file stays.
import { rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [main, ...args] = process.argv.slice(2);
const folder = args[args.indexOf('--location') + 1];
const note = join(folder, 'azurite.json');
mkdirSync(folder, { recursive: true });
writeFileSync(note, JSON.stringify({ pid: process.pid, started: new Date(Date.now() - process.uptime() * 1000).toISOString() }));
process.on('exit', code => code === 0 && rmSync(note, { force: true }));

// Nobody reads any more what Azurite says while it closes, where its parent was killed: that must not end it before its index is written.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// Azurite closes at SIGTERM and then has nothing left to wait for but this input.
const stop = () => process.kill(process.pid, 'SIGTERM');
process.stdin.on('end', stop).on('error', stop).resume();
process.on('SIGTERM', () => process.stdin.destroy()).on('SIGINT', () => process.stdin.destroy());

// The names under which Azurite reads its options.
process.argv = [process.execPath, main, ...args];
await import(pathToFileURL(main));
