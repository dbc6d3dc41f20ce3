export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

export type ReadMechanism = { ok: true; mechanism: SaslMechanism } | { ok: false; reason: string };

/** Argo Events takes every word that it does not know for PLAIN; OAUTHBEARER and GSSAPI it knows, and this app does not speak. */
export function readMechanism(text: string | null | undefined): ReadMechanism {
  switch (text) {
    case 'SCRAM-SHA-256':
    case 'SCRAM-SHA-512':
      return { ok: true, mechanism: text };
    case 'OAUTHBEARER':
    case 'GSSAPI':
      return {
        ok: false,
        reason: `the mechanism ${text} is not spoken, only PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 are`,
      };
    default:
      return { ok: true, mechanism: 'PLAIN' };
  }
}
