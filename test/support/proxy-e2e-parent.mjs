/** A client that dies: starts the server its arguments name, and passes lines on until then. */
import { spawn } from 'node:child_process';

const [, , command, ...args] = process.argv;
const server = spawn(command, args, { stdio: 'pipe' });
process.stdin.pipe(server.stdin);
server.stdout.pipe(process.stdout);
server.stderr.pipe(process.stderr);
