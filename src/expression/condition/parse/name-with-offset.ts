/**
 * Jexl's tree has no positions, but keeps a name exactly as it was handed over: so it is handed over with its offset.
 * No name can hold the sign between them.
 */
export function encodeName(name: string, offset: number): string {
  return `${name}@${offset}`;
}

export function decodeName(encoded: string): { name: string; offset: number } {
  const [name = '', offset = '0'] = encoded.split('@');
  return { name, offset: Number(offset) };
}
