import { maskPrivateKeys } from '../mask/mask-private-keys.ts';
import { maskTokenShapes } from '../mask/mask-token-shapes.ts';
import { mayHoldSecret } from '../mask/may-hold-secret.ts';

const maxLength = 200;
const maxReasonLength = 1_000;
/** Masked so far beyond the cut that no half of a secret is left at the end. */
const beyond = 2_000;

/** A value as a trace shows it: what has the shape of a secret masked, at most 200 characters. */
export function showValue(text: string): string {
  return show(text, maxLength);
}

/** Why something failed, as a trace and a problem show it: a message of an engine may hold the values that it failed over. */
export function showReason(text: string): string {
  return show(text, maxReasonLength);
}

function show(text: string, most: number): string {
  if (text.length <= most && !mayHoldSecret(text)) return text;
  const masked = maskTokenShapes(maskPrivateKeys(text.slice(0, most + beyond)));
  return masked.length > most ? `${masked.slice(0, most - 1)}…` : masked;
}
