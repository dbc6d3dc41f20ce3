import type { ParseArgsOptionsConfig } from 'node:util';

/** The world of a command: what it may read and where it writes. Tests hand in their own. */
export interface Terminal {
  /** Standard output, as it is. */
  write(text: string): void;
  /** Standard error, as it is. */
  complain(text: string): void;
  readFile(path: string): Promise<string>;
  environment: Record<string, string | undefined>;
  /** Milliseconds since 1970. */
  now(): number;
  /** In place of the global `fetch`. */
  send?: (url: URL, init: RequestInit) => Promise<Response>;
  /** In place of a timer. */
  wait?: (ms: number) => Promise<void>;
}

export interface CommandInput {
  /** What was given without a dash, in order. */
  positionals: string[];
  /** Options by their long name; an option that may be repeated is a list. */
  options: Record<string, string | boolean | (string | boolean)[] | undefined>;
}

/** One subcommand of `argo-events-app`. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What follows the command's name, and the lines that explain it. */
  usage: string;
  options: ParseArgsOptionsConfig;
  /** Answers the exit code: see `exitCodes`. */
  run(input: CommandInput, terminal: Terminal): Promise<number>;
}

/** Exit codes of the command line are a promise: see docs/command-line.md. */
export const exitCodes = {
  /** Done, and nothing is wrong. */
  fine: 0,
  /** What was looked at is wrong, or what was asked for failed. */
  failed: 1,
  /** The command was not understood, or its settings are missing or wrong. */
  misused: 2,
} as const;
