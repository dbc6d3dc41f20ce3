import { Refused } from './change/refused.ts';
import { runAction } from './control/create-control.ts';
import type { Answer } from './rest/answer.ts';
import type { Api } from './serve-api.ts';

function parseInput(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new Refused(`the body is no JSON: ${String(error)}`);
  }
}

/** `POST /__dev/<action>` with the action's input as JSON; 422 says what is wrong with it. */
export async function serveControl(api: Api, name: string, body: Buffer): Promise<Answer> {
  try {
    const value = await runAction(api, name, parseInput(body));
    return { status: 200, body: value ?? null };
  } catch (error) {
    if (error instanceof Refused) return { status: 422, body: { message: error.message } };
    throw error;
  }
}

/** A button of a check run's page: who looks at the page presses as the default person. */
export async function servePress(api: Api, pathname: string): Promise<Answer | undefined> {
  const [, page = '', id = '', rest = ''] = /^(\/[^/]+\/[^/]+\/runs\/(\d+))\/(.+)$/.exec(pathname) ?? [];
  if (page === '') return undefined;
  const identifier = decodeURIComponent(rest.replace(/^actions\//, ''));
  const input = Buffer.from(JSON.stringify({ id: Number(id), identifier }));
  const answer = await serveControl(api, rest === 'rerun' ? 'rerunCheckRun' : 'pressAction', input);
  return answer.status === 200 ? { status: 303, headers: { location: page } } : answer;
}
