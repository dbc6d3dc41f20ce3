import { describe, expect, it } from 'vitest';
import { missingVariable } from './describe-variable.ts';
import { environmentSchema } from './environment-schema.ts';
import { listProblems } from './list-problems.ts';
import { renderSettingsTable, settingsTable } from './settings-table.ts';

describe('settingsTable', () => {
  it('has a row for every variable that is read, each once', () => {
    const names: string[] = settingsTable.map((row) => row.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(Object.keys(environmentSchema.shape)));
  });

  it('says how to get each variable right in a whole sentence', () => {
    expect(settingsTable.filter((row) => !row.how.endsWith('.')).map((row) => row.name)).toEqual([]);
  });

  it('renders as Markdown', () => {
    const lines = renderSettingsTable().split('\n');
    expect(lines.length).toBe(settingsTable.length + 2);
    expect(lines).toContain('| `LOG_LEVEL` | info | least level that is logged |');
  });
});

describe('listProblems', () => {
  it('writes one line a problem', () => {
    expect(listProblems([missingVariable('APP_ID', 'the app signs in with it')])).toEqual([
      'error settings.missing: APP_ID is not set, but the app signs in with it. ' +
        'As the table of settings says: the App ID in the general settings of the GitHub App, a number.',
    ]);
  });
});
