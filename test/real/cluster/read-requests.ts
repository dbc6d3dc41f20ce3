import { readFileSync } from 'node:fs';
import { z } from 'zod';

const entry = z.object({
  verb: z.string(),
  user: z.object({ username: z.string().optional() }),
  objectRef: z
    .object({ apiGroup: z.string().optional(), resource: z.string().optional(), subresource: z.string().optional() })
    .optional(),
});

/** What a user asked for, each once, as `verb group/resource`, from an audit log. Requests for no resource (discovery) are left out. */
export function readRequests(file: string, user: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const requests = lines.flatMap((line) => {
    const read = entry.safeParse(JSON.parse(line));
    if (!read.success || read.data.user.username !== user) return [];
    const { apiGroup = '', resource, subresource } = read.data.objectRef ?? {};
    if (resource === undefined) return [];
    return [
      `${read.data.verb} ${[apiGroup, resource, subresource].filter((part) => part !== undefined && part !== '').join('/')}`,
    ];
  });
  return [...new Set(requests)].sort();
}
