import nock from 'nock';
import { describe, expect, it } from 'vitest';
import { api, connectNocked as connect, expectPreparedCalls } from '../testing/nock-github.ts';
import { readNextCursor } from './ask-deliveries.ts';

expectPreparedCalls();

const attempt = (id: string) =>
  `{"id":${id},"guid":"0b989ba4","delivered_at":"2026-06-03T00:57:16Z","redelivery":false,"duration":0.27,"status":"Invalid HTTP Response: 503",
    "status_code":503,"event":"issues","action":null,"installation_id":9007199254740993123,"repository_id":null,"throttled_at":null}`;

describe("GitHub's list of deliveries", () => {
  it('keeps every digit of an id, and redelivers by it', async () => {
    const id = '9223372036854775807';
    nock(api)
      .get('/app/hook/deliveries?per_page=100')
      .reply(200, `[${attempt(id)},${attempt('12')}]`, { 'content-type': 'application/json' })
      .post(`/app/hook/deliveries/${id}/attempts`)
      .reply(202, {});
    const github = connect();
    const listed = await github.listDeliveries();
    expect(listed).toMatchObject({
      ok: true,
      value: { attempts: [{ id, statusCode: 503, deliveredAt: Date.UTC(2026, 5, 3, 0, 57, 16) }, { id: '12' }] },
    });
    expect(listed.ok && listed.value.next).toBe(undefined);
    expect(await github.redeliver(id)).toEqual({ ok: true, value: undefined });
  });

  it('goes on by the cursor that GitHub names', async () => {
    const link = `<${api}/app/hook/deliveries?per_page=100&cursor=v1_12345%2B>; rel="next"`;
    nock(api)
      .get('/app/hook/deliveries?per_page=100')
      .reply(200, [], { link })
      .get('/app/hook/deliveries')
      .query({ per_page: 100, cursor: 'v1_12345+' })
      .reply(200, []);
    const github = connect();
    const first = await github.listDeliveries();
    expect(first).toEqual({ ok: true, value: { attempts: [], next: 'v1_12345+' } });
    expect(await github.listDeliveries('v1_12345+')).toEqual({ ok: true, value: { attempts: [] } });
  });

  it('takes no id that was rounded on its way', async () => {
    nock(api)
      .get('/app/hook/deliveries?per_page=100')
      .times(3)
      .reply(200, `[${attempt('9.223372036854775807e18')}]`, { 'content-type': 'application/json' });
    expect(await connect().listDeliveries()).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });
});

describe('the cursor of the next page', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['<https://api.github.com/app/hook/deliveries?cursor=v1_1>; rel="prev"', undefined],
    ['<https://api.github.com/x?cursor=v1_0>; rel="prev", <https://api.github.com/x?cursor=v1_2>; rel="next"', 'v1_2'],
    ['<https://api.github.com/x?page=2>; rel="next"', undefined],
    ['<not a URL>; rel="next"', undefined],
  ])('of %s is %s', (link, cursor) => {
    expect(readNextCursor(link)).toBe(cursor);
  });
});
