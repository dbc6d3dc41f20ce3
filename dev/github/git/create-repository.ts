import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runGit } from './run-git.ts';

// A client may ask for any commit by its id, as on GitHub; nothing repacks behind a running reader; losing
// power may lose a stand-in's commits.
const configuration = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	fsync = none
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
[gc]
	auto = 0
`;

/** Makes an empty bare repository whose HEAD names the default branch. */
export async function createBareRepository(directory: string, defaultBranch: string): Promise<void> {
  await Promise.all([
    mkdir(join(directory, 'objects', 'pack'), { recursive: true }),
    mkdir(join(directory, 'objects', 'info'), { recursive: true }),
    mkdir(join(directory, 'refs', 'heads'), { recursive: true }),
    mkdir(join(directory, 'refs', 'tags'), { recursive: true }),
  ]);
  await writeFile(join(directory, 'config'), configuration);
  await writeFile(join(directory, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`);
}

/** Makes a bare copy of another repository's branches and tags. */
export async function forkBareRepository(source: string, directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  await runGit(dirname(directory), ['clone', '--quiet', '--bare', '--template=', source, directory]);
  await writeFile(join(directory, 'config'), configuration);
}
