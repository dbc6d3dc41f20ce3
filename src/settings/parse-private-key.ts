import { createPrivateKey } from 'node:crypto';

/**
 * The App's key as PKCS #8 PEM, or undefined where the text is no unencrypted RSA private key. Taken are PEM, PEM on one line
 * with `\n` written out (as Probot takes it), either in quotes, and base64 of a PEM.
 */
export function parsePrivateKey(text: string): string | undefined {
  const unquoted = text.trim().replace(/^(["'])(.*)\1$/s, '$2');
  const pem = unquoted.includes('-----BEGIN') ? unquoted.replaceAll('\\n', '\n') : decodeBase64(unquoted);
  try {
    const key = createPrivateKey({ key: pem, format: 'pem' });
    return key.asymmetricKeyType === 'rsa' ? key.export({ type: 'pkcs8', format: 'pem' }).toString() : undefined;
  } catch {
    return undefined;
  }
}

function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
