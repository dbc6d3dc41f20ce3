import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment } from './run-git.ts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  oid: string;
  type: ObjectType;
  content: Buffer;
}

/** Reads objects by any name git knows (`SHA`, `HEAD:path`, `main^{commit}`); undefined where there is none. */
export interface ObjectReader {
  read(expression: string): Promise<GitObject | undefined>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(object: GitObject | undefined): void;
  reject(error: Error): void;
}

const headerPattern = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/;
const newline = 0x0a;

// git ends instead of answering when it is asked for a path relative to a work tree, or for a ref's past without a log.
function isReadable(expression: string): boolean {
  return expression !== '' && !/[\n\0]|:\.{1,2}\/|@\{/.test(expression);
}

function isObjectType(text: string | undefined): text is ObjectType {
  return text === 'commit' || text === 'tree' || text === 'blob' || text === 'tag';
}

/** Cuts git's answers (`<oid> <type> <size>`, newline, content, newline) out of a stream that arrives in pieces. */
function createAnswerParser(answer: (object: GitObject | undefined) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let available = 0;
  let header: { oid: string; type: ObjectType; size: number } | undefined;
  const takeHeader = (): boolean => {
    const all = Buffer.concat(chunks);
    chunks = [all];
    const end = all.indexOf(newline);
    if (end < 0) return false;
    const line = all.toString('utf8', 0, end);
    chunks = [all.subarray(end + 1)];
    available = all.length - end - 1;
    const [, oid, type, size] = headerPattern.exec(line) ?? [];
    if (oid !== undefined && isObjectType(type)) header = { oid, type, size: Number(size) };
    else answer(undefined);
    return true;
  };
  const takeContent = (wanted: { oid: string; type: ObjectType; size: number }): boolean => {
    if (available < wanted.size + 1) return false;
    const all = Buffer.concat(chunks);
    const content = Buffer.from(all.subarray(0, wanted.size));
    chunks = [all.subarray(wanted.size + 1)];
    available = all.length - wanted.size - 1;
    header = undefined;
    answer({ oid: wanted.oid, type: wanted.type, content });
    return true;
  };
  return (chunk) => {
    chunks.push(chunk);
    available += chunk.length;
    while (header === undefined ? takeHeader() : takeContent(header));
  };
}

/**
 * One long-lived `git cat-file --batch` for a repository: a read costs a round trip through a pipe instead of a process.
 * It is started by the first read.
 */
export function createObjectReader(directory: string): ObjectReader {
  const waiting: Waiting[] = [];
  let child: ChildProcessWithoutNullStreams | undefined;
  let ended: Promise<void> = Promise.resolve();

  const start = (): ChildProcessWithoutNullStreams => {
    const started = spawn('git', ['cat-file', '--batch'], { cwd: directory, env: gitEnvironment() });
    started.stdout.on(
      'data',
      createAnswerParser((object) => waiting.shift()?.resolve(object)),
    );
    started.stderr.resume();
    started.stdin.on('error', () => undefined);
    ended = new Promise((resolve) => {
      const end = (reason: string): void => {
        if (child === started) child = undefined;
        for (const one of waiting.splice(0)) one.reject(new Error(`git cat-file in ${directory} ${reason}`));
        resolve();
      };
      started.on('error', (error) => end(error.message));
      started.on('close', () => end('has ended'));
    });
    return started;
  };

  return {
    read(expression) {
      if (!isReadable(expression)) return Promise.resolve(undefined);
      child ??= start();
      const { stdin } = child;
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        stdin.write(`${expression}\n`);
      });
    },
    close() {
      child?.stdin.end();
      return ended;
    },
  };
}
