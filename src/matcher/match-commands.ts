import { type Claim, type FoundProblem, type MatchContext, type ProblemLevel, readNumber } from './found-problem.ts';

/** A sentence of a command that names no file. */
export interface Said {
  level: ProblemLevel;
  title?: string;
  message: string;
}

export interface Commands {
  claims: Claim[];
  said: Said[];
}

/** Actions' workflow commands: `::error file=src/a.ts,line=3,col=5,title=Oh::It broke`. */
const command = /^\s{0,20}::(error|warning|notice)(?:\s([^\n]{0,1500}?))?::(.*)$/;
const levels: Record<string, ProblemLevel> = { error: 'failure', warning: 'warning', notice: 'notice' };
const maxSaid = 50;
/** `::stop-commands::token` until `::token::`. */
const stop = /^\s{0,20}::stop-commands::(\S{1,200})$/;

/**
 * The commands in a step's output that say something about the code, as Actions' runner reads them, with their escapes. What
 * names a file without a line is about its first.
 */
export function matchCommands(lines: readonly string[], context: MatchContext): Commands {
  const commands: Commands = { claims: [], said: [] };
  let stoppedUntil: string | undefined;
  for (const [at, line] of lines.entries()) {
    if (stoppedUntil !== undefined) {
      if (line.trim() === `::${stoppedUntil}::`) stoppedUntil = undefined;
      continue;
    }
    stoppedUntil = stop.exec(line)?.[1];
    const [, word = '', properties = '', data = ''] = command.exec(line) ?? [];
    const level = levels[word];
    if (level !== undefined) take({ at, level, properties, data }, commands, context);
  }
  return commands;
}

interface Command {
  at: number;
  level: ProblemLevel;
  properties: string;
  data: string;
}

function take({ at, level, properties, data }: Command, { claims, said }: Commands, { locate }: MatchContext): void {
  const given = readProperties(properties);
  const message = unescapeData(data).trim();
  if (message === '') return;
  const title = given.get('title');
  const file = given.get('file');
  const path = file === undefined ? undefined : locate(file);
  const named = title ? { title } : {};
  if (path === undefined) {
    if (said.length < maxSaid) said.push({ level, ...named, message });
    return;
  }
  const line = readNumber(given.get('line')) ?? 1;
  const endLine = readNumber(given.get('endLine') ?? given.get('endline'));
  const column = readNumber(given.get('col') ?? given.get('column'));
  const endColumn = readNumber(given.get('endColumn') ?? given.get('endcolumn'));
  const problem: FoundProblem = {
    path,
    line,
    ...(endLine === undefined || endLine < line ? {} : { endLine }),
    ...(column === undefined ? {} : { column }),
    ...(column === undefined || endColumn === undefined || endColumn < column ? {} : { endColumn }),
    level,
    ...named,
    message,
  };
  claims.push({ at, problem });
}

function readProperties(text: string): Map<string, string> {
  const pairs = text.split(',').flatMap((part): [string, string][] => {
    const equals = part.indexOf('=');
    if (equals === -1) return [];
    return [[part.slice(0, equals).trim(), unescapeProperty(part.slice(equals + 1))]];
  });
  return new Map(pairs);
}

const dataEscapes: Record<string, string> = { '%25': '%', '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',' };

function unescapeData(text: string): string {
  return text.replace(/%25|%0D|%0A/gi, (found) => dataEscapes[found.toUpperCase()] ?? found);
}

function unescapeProperty(text: string): string {
  return text.replace(/%25|%0D|%0A|%3A|%2C/gi, (found) => dataEscapes[found.toUpperCase()] ?? found);
}
