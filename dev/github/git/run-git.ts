import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

/** Who commits where nobody else is named, so that a machine's own git configuration never shows. */
export const fixedIdentity = { name: 'Ada Example', email: 'ada@example.com' };

/** A git environment that reads no configuration but the repository's own. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: devNull,
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: fixedIdentity.name,
    GIT_AUTHOR_EMAIL: fixedIdentity.email,
    GIT_COMMITTER_NAME: fixedIdentity.name,
    GIT_COMMITTER_EMAIL: fixedIdentity.email,
  };
}

export interface GitOptions {
  input?: string | Buffer;
  environment?: Record<string, string>;
  /** Exit codes that are answers; 0 alone when absent. */
  accept?: readonly number[];
}

export interface GitAnswer {
  code: number;
  stdout: Buffer;
}

/** Runs one git command in a repository. Throws with git's own words when it ends with a code that is no answer. */
export function runGit(directory: string, args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: directory,
      env: { ...gitEnvironment(), ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    // git may end without reading its input; its exit code then says why.
    child.stdin.on('error', () => undefined);
    child.on('close', (code, signal) => {
      if (code !== null && (options.accept ?? [0]).includes(code))
        return resolve({ code, stdout: Buffer.concat(stdout) });
      const said = Buffer.concat(stderr).toString('utf8').trim();
      reject(new Error(`git ${args.join(' ')} ended with ${code ?? signal}: ${said}`));
    });
    child.stdin.end(options.input ?? '');
  });
}
