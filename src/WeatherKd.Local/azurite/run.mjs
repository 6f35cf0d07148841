// Runs Azurite for as long as standard input stays open, so that it ends with whoever started it, also when that
// process is killed and cannot say so.
import { spawn } from 'node:child_process';

const [main, ...args] = process.argv.slice(2);
const azurite = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
const stop = () => azurite.kill('SIGTERM');
process.stdin.on('end', stop).on('error', stop).resume();
process.on('SIGTERM', stop).on('SIGINT', stop);
azurite.on('exit', code => process.exit(code ?? 0));
