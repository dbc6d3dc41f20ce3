import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate authority of the test's own, and a certificate for localhost that it signed, made with openssl. */
export function makeCertificates(directory: string): { ca: string; cert: string; key: string } {
  const file = (name: string): string => join(directory, name);
  const openssl = (command: string): void => {
    execFileSync('openssl', command.split(' '), { stdio: 'ignore', cwd: directory });
  };
  writeFileSync(file('names.conf'), 'subjectAltName=DNS:localhost');
  openssl('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test');
  openssl('req -newkey rsa:2048 -nodes -keyout key.pem -out cert.csr -subj /CN=localhost');
  openssl('x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 2 -extfile names.conf');
  return { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') };
}
