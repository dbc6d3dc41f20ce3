import { createHash, createHmac } from 'node:crypto';

export interface StoreKeys {
  accessKey: string;
  secretKey: string;
  region: string;
}

const emptyHash = createHash('sha256').digest('hex');

/**
 * Headers that sign a GET without a body: AWS signature version 4 for the service s3.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @param query pairs of names and values, not encoded
 * @param at milliseconds since 1970
 */
export function signRequest(
  { host, path, query }: { host: string; path: string; query: readonly (readonly [string, string])[] },
  { accessKey, secretKey, region }: StoreKeys,
  at: number,
): { url: string; headers: Record<string, string> } {
  const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const encodedPath = path.split('/').map(encode).join('/');
  const encodedQuery = query
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const signed = { host, 'x-amz-content-sha256': emptyHash, 'x-amz-date': date };
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  const names = Object.keys(signed).join(';');
  const canonical = ['GET', encodedPath, encodedQuery, lines.join(''), names, emptyHash].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${secretKey}`,
  );
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const { host: _, ...headers } = signed;
  return {
    url: `${encodedPath}${encodedQuery === '' ? '' : `?${encodedQuery}`}`,
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    },
  };
}

/** Everything but what RFC 3986 calls unreserved. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
