import { readdirSync, readFileSync } from 'node:fs';

const rules = [
  ['no console.log', /console\.log/],
  ['no tabs', /\t/],
  ['no trailing blanks', /[ \t]+$/],
];

let found = 0;
for (const name of readdirSync('src')) {
  const lines = readFileSync(`src/${name}`, 'utf8').split('\n');
  lines.forEach((line, index) => {
    for (const [rule, pattern] of rules) {
      if (!pattern.test(line)) continue;
      console.log(`src/${name}:${index + 1}:1: ${rule}`);
      found++;
    }
  });
}
process.exitCode = found > 0 ? 1 : 0;
