import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const dockerfile = join(import.meta.dirname, '../../Dockerfile');

/** The environment that the image gives the app, Node's own flags among it. */
export function readImageEnvironment(): Record<string, string> {
  const text = readFileSync(dockerfile, 'utf8');
  const variables = [...text.matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) => line.split(' '));
  const [, command = '[]'] = /^CMD (.+)$/m.exec(text) ?? [];
  const flags = (JSON.parse(command) as string[]).filter((word) => word.startsWith('--'));
  if (variables.length === 0 || flags.length === 0)
    throw new Error('The Dockerfile is not as this benchmark reads it.');
  const environment = Object.fromEntries(variables.map((each): [string, string] => splitAt(each, each.indexOf('='))));
  return { ...environment, NODE_OPTIONS: flags.join(' '), NODE_DISABLE_COMPILE_CACHE: '1' };
}

function splitAt(text: string, index: number): [string, string] {
  return [text.slice(0, index), text.slice(index + 1)];
}
