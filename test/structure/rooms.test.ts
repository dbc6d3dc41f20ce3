import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findCircle } from './find-circle.ts';
import { readImports } from './read-imports.ts';

const src = new URL('../../src/', import.meta.url).pathname;
const roomOf = (path: string) => path.split('/')[0] ?? '';

function readRooms(): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const { from, to } of readImports(src)) {
    const known = rooms.get(roomOf(from)) ?? new Set();
    if (roomOf(from) !== roomOf(to)) known.add(roomOf(to));
    rooms.set(roomOf(from), known);
  }
  return rooms;
}

describe('the rooms of src', () => {
  it('import each other one way, so that each can be read without those above it', () => {
    const rooms = readRooms();
    expect([...rooms.keys()]).toEqual(expect.arrayContaining(['flow', 'run', 'sensor']));
    expect(rooms.get('flow')).toContain('run');
    expect(findCircle(rooms)).toBeUndefined();
  });

  it('hold at most a dozen sources in a folder, but for the catalogue of problems, which has one for each area', () => {
    const folders = readdirSync(src, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && each.name.endsWith('.ts') && !each.name.endsWith('.test.ts'))
      .map((each) => each.parentPath.slice(src.length));
    const counts = Map.groupBy(folders, (folder) => folder);
    const crowded = [...counts].filter(([folder, files]) => files.length > 12 && folder !== 'problem');
    expect(crowded.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([]);
  });
});

describe('findCircle', () => {
  const leadsOf = (written: string) =>
    new Map(written.split(' ').map((each) => [each[0] ?? '', new Set(each.slice(1).split(''))] as const));

  it.each([
    ['abc bc c', undefined],
    ['ab bc ca', ['a', 'b', 'c']],
    ['ab bcd c db', ['b', 'd']],
    ['aa', ['a']],
  ])('finds in "%s" %j', (written, circle) => {
    expect(findCircle(leadsOf(written))).toEqual(circle);
  });
});
