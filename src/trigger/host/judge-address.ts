import { BlockList, isIP } from 'node:net';

/**
 * Where an address leads that is not of the public Internet. `internal`: a private network, open to hosts that the policy lists as
 * internal. `listed`: only where the policy lists this very address as internal (metadata services, addresses of one link).
 * `never`: no host is there.
 */
export interface SpecialAddress {
  what: string;
  opens: 'internal' | 'listed' | 'never';
}

/** IANA's registries of special-purpose addresses, and the metadata services that clouds put at ordinary ones. First match. */
const ranges: readonly (readonly [opens: SpecialAddress['opens'], what: string, subnets: readonly string[]])[] = [
  [
    'listed',
    'a metadata service',
    ['169.254.169.254/32', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32', 'fd00:ec2::/32', 'fd20:ce::/32'],
  ],
  ['never', 'no address of a host', ['0.0.0.0/8', '224.0.0.0/4', '255.255.255.255/32', '::/128', 'ff00::/8']],
  ['listed', 'a link-local address', ['169.254.0.0/16', 'fe80::/10']],
  ['internal', 'a loopback address', ['127.0.0.0/8', '::1/128']],
  ['internal', 'a private address', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']],
  [
    'listed',
    'a reserved address',
    [
      '192.0.0.0/24',
      '192.0.2.0/24',
      '192.88.99.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '240.0.0.0/4',
      '2001::/23',
      '2001:db8::/32',
      '2002::/16',
      '3fff::/20',
    ],
  ],
];

/** All that is global today begins like this; the rest of IPv6 is reserved, private or an IPv4 address in disguise. */
const globalUnicast = listOf(['2000::/3']);
const lists = ranges.map(([opens, what, subnets]) => ({ opens, what, list: listOf(subnets) }));

/** Prefixes of 96 bits behind which stands an IPv4 address: mapped, and NAT64's well-known one. */
const disguises = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'];

/** Says what is special about an address; undefined for one of the public Internet. What is no address is `never`. */
export function judgeAddress(address: string): SpecialAddress | undefined {
  const family = isIP(address);
  if (family === 4) return findRange(address, 'ipv4');
  const groups = family === 6 ? expandIpv6(address) : undefined;
  if (groups === undefined) return { what: 'no address of a host', opens: 'never' };
  if (disguises.includes(groups.slice(0, 6).map(toHex).join(':'))) return findRange(toIpv4(groups), 'ipv4');
  const plain = groups.map(toHex).join(':');
  const found = findRange(plain, 'ipv6');
  if (found !== undefined || globalUnicast.check(plain, 'ipv6')) return found;
  return { what: 'a reserved address', opens: 'never' };
}

function findRange(address: string, family: 'ipv4' | 'ipv6'): SpecialAddress | undefined {
  const found = lists.find(({ list }) => list.check(address, family));
  return found === undefined ? undefined : { what: found.what, opens: found.opens };
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits = ''] = subnet.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** The eight groups; undefined for an address with a zone, which belongs to one link. */
function expandIpv6(address: string): number[] | undefined {
  if (address.includes('%')) return undefined;
  // The parser of addresses writes the one canonical form, without dots.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = readGroups(head);
  const after = readGroups(tail ?? '');
  const zeros: number[] = new Array(8 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after];
}

function readGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function toHex(group: number): string {
  return group.toString(16);
}

function toIpv4(groups: number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
