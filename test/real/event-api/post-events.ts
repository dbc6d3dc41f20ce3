import { Pool } from 'undici';

export interface PostedEvent {
  status: number;
  body: { code?: number; message?: string; workflows?: { name: string; repeated: boolean }[] };
}

/** Posts the events over so many connections, each connection one after another. One whose answer never came has status 0. */
export async function postEvents(
  url: string,
  connections: number,
  events: readonly { headers: Record<string, string>; body: string }[],
  onAnswer: (index: number, answer: PostedEvent) => void = () => undefined,
): Promise<PostedEvent[]> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const answers: PostedEvent[] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < events.length) {
      const index = next;
      next += 1;
      const event = events[index];
      if (event === undefined) return;
      const answer = await post(pool, pathname, event);
      answers[index] = answer;
      onAnswer(index, answer);
    }
  }
  await Promise.all(Array.from({ length: connections }, work));
  await pool.destroy();
  return answers;
}

async function post(
  pool: Pool,
  path: string,
  { headers, body }: { headers: Record<string, string>; body: string },
): Promise<PostedEvent> {
  try {
    const response = await pool.request({ method: 'POST', path, headers, body });
    const answer = (await response.body.json()) as PostedEvent['body'];
    return { status: response.statusCode, body: answer };
  } catch {
    return { status: 0, body: {} };
  }
}
