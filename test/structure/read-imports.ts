import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface Import {
  /** Both below the folder that was read. */
  from: string;
  to: string;
}

const written = /^(?:import|export)\s[^;'"]*?from\s+'(\.[^']+)'/gm;

/** What the sources below a folder import of each other, types too; tests and what serves tests alone are left out. */
export function readImports(folder: string): Import[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isSource);
  return files.flatMap((from) =>
    [...readFileSync(join(folder, from), 'utf8').matchAll(written)].map(([, path = '']) => ({
      from,
      to: normalize(join(dirname(from), path)),
    })),
  );
}

function isSource(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.split('/').includes('testing');
}
