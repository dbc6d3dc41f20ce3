#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { commands } from './commands.ts';
import { runCommand } from './run-command.ts';

process.exitCode = await runCommand(process.argv.slice(2), commands, {
  write: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  readFile: (path) => readFile(path, 'utf8'),
  environment: process.env,
  now: Date.now,
});
