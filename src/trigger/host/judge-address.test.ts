import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAddress } from './judge-address.ts';

describe('judgeAddress', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '169.253.1.1',
    '192.169.0.1',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '64:ff9b::8.8.8.8',
  ])('%s is of the public Internet', (address) => {
    expect(judgeAddress(address)).toBeUndefined();
  });

  it.each([
    ['10.0.0.1', 'internal'],
    ['10.255.255.255', 'internal'],
    ['172.16.0.1', 'internal'],
    ['172.31.255.255', 'internal'],
    ['192.168.1.1', 'internal'],
    ['100.64.0.1', 'internal'],
    ['127.0.0.1', 'internal'],
    ['127.255.255.254', 'internal'],
    ['::1', 'internal'],
    ['0:0:0:0:0:0:0:1', 'internal'],
    ['fc00::1', 'internal'],
    ['fdff::1', 'internal'],
    ['::ffff:127.0.0.1', 'internal'],
    ['::ffff:7f00:1', 'internal'],
    ['::FFFF:10.0.0.1', 'internal'],
    ['64:ff9b::10.0.0.1', 'internal'],
    ['64:ff9b::7f00:1', 'internal'],
    ['169.254.169.254', 'listed'],
    ['169.254.1.1', 'listed'],
    ['::ffff:169.254.169.254', 'listed'],
    ['64:ff9b::a9fe:a9fe', 'listed'],
    ['100.100.100.200', 'listed'],
    ['168.63.129.16', 'listed'],
    ['192.0.0.192', 'listed'],
    ['fd00:ec2::254', 'listed'],
    ['fe80::1', 'listed'],
    ['198.18.0.1', 'listed'],
    ['203.0.113.7', 'listed'],
    ['240.0.0.1', 'listed'],
    ['2001:db8::1', 'listed'],
    ['2001::1', 'listed'],
    ['2002:7f00:1::', 'listed'],
    ['0.0.0.0', 'never'],
    ['0.1.2.3', 'never'],
    ['224.0.0.1', 'never'],
    ['255.255.255.255', 'never'],
    ['::', 'never'],
    ['::127.0.0.1', 'never'],
    ['::ffff:0:127.0.0.1', 'never'],
    ['::ffff:0.0.0.0', 'never'],
    ['64:ff9b:1::a00:1', 'never'],
    ['100::1', 'never'],
    ['fec0::1', 'never'],
    ['ff02::1', 'never'],
    ['4000::1', 'never'],
    ['fe80::1%eth0', 'never'],
    ['localhost', 'never'],
    ['', 'never'],
    ['127.1', 'never'],
    ['0x7f000001', 'never'],
  ])('%s is special: %s', (address, opens) => {
    expect(judgeAddress(address)).toMatchObject({ opens });
  });

  it('judges an IPv4 address the same behind the prefixes that lead to it', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const plain = judgeAddress(address);
        expect(judgeAddress(`::ffff:${address}`)).toEqual(plain);
        expect(judgeAddress(`64:ff9b::${address}`)).toEqual(plain);
      }),
    );
  });

  it('never throws, and lets no address of IPv6 through that is not global', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV6(), fc.string()), (address) => {
        const judged = judgeAddress(address);
        const isMapped = /^(::ffff:|64:ff9b:)|(:0)*:ffff:/i.test(address) || address.includes('.');
        expect(judged !== undefined || isMapped || /^[23]/.test(address)).toBe(true);
      }),
    );
  });
});
