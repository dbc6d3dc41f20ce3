import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discounted, total } from '../src/cart.js';

test('a cart costs the sum of its lines', () => {
  assert.equal(
    total([
      { price: 250, quantity: 2 },
      { price: 99, quantity: 1 },
    ]),
    599,
  );
});

test('a hundred euros get ten percent off', () => {
  assert.equal(discounted(10_000), 9_000);
  assert.equal(discounted(9_999), 9_999);
});
