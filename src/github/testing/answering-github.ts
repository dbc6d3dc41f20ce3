import { createGithub } from '../create-github.ts';

/** GitHub that answers each call with the next of these: data, or an error's status. No wait takes any time. */
export function connectAnswering(...answers: unknown[]) {
  const asked: { route: string; parameters: Record<string, unknown> }[] = [];
  const octokit = {
    async request(route: string, parameters: Record<string, unknown> = {}) {
      asked.push({ route, parameters });
      const answer = answers.shift();
      if (typeof answer !== 'number') return { data: answer };
      throw Object.assign(new Error('no'), { status: answer, response: { status: answer, headers: {}, data: {} } });
    },
    auth: async () => undefined,
  };
  const parts = {
    appOctokit: async () => octokit,
    graphqlUrl: 'https://api.github.example/graphql',
    appId: 7,
    wait: async () => undefined,
  };
  return {
    github: createGithub({ ...parts, octokitFor: async () => octokit }),
    /** Fails where anything but the App itself is asked for. */
    ofApp: createGithub({
      ...parts,
      octokitFor: () => Promise.reject(new Error('these are questions of the App itself')),
    }),
    asked,
  };
}
