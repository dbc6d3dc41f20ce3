import { readFileSync, writeFileSync } from 'node:fs';
import { renderDocs } from './render-docs.ts';

/** Writes the generated parts of the documentation: the README's settings table, docs/problems.md and others. */
for (const [path, text] of Object.entries(renderDocs((path) => readFileSync(path, 'utf8')))) writeFileSync(path, text);
