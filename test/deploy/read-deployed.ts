import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const object = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

const folder = join(import.meta.dirname, '../../deploy');

/** Every object of the files in `deploy/`, with the file that it is in. */
export function readDeployed(): { file: string; object: z.infer<typeof object> }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((file) => {
      const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'));
      if (!Array.isArray(documents)) throw new Error(`${file} is empty`);
      return documents.map((each) => {
        if (each.errors.length > 0) throw new Error(`${file}: ${each.errors[0]?.message}`);
        return { file, object: object.parse(each.toJS()) };
      });
    });
}
