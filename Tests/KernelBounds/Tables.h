// The kernels of tables of BN254 as they run, with all lengths of their loops and tails, against GMP. Part of Bounds.c.

static void entry_of(uint64_t entry[4], const mpz_t number) {
  memset(entry, 0, 32);
  mpz_export(entry, NULL, -1, 8, 0, 0, number);
}

// The tables themselves, as long as their loops and tails have lengths: entries with which low + x (high - low) is next to a multiple of
// the order, the least and the greatest ones, and uniform ones.
static void check_tables(void) {
  enum { most = 61 };
  uint64_t table[8 * most], pair[8 * most], x[4];
  mpz_t factor, low[most], high[most], expected, entry;
  mpz_inits(factor, expected, entry, NULL);
  for (int i = 0; i < most; i++) mpz_inits(low[i], high[i], NULL);
  for (int round = 0; round < 400; round++) {
    size_t count = 8 + (size_t)round % (most - 7);
    mpz_urandomm(factor, source, order);
    if (round % 5 == 0) mpz_set_ui(factor, (unsigned long)round % 3);
    if (round % 5 == 1) mpz_sub_ui(factor, order, 1 + (unsigned long)round % 3);
    for (size_t i = 0; i < count; i++) {
      mpz_urandomm(low[i], source, order);
      mpz_urandomm(high[i], source, order);
      switch ((i + (size_t)round) % 7) {
        case 0: mpz_set_ui(low[i], 0); break;
        case 1: mpz_sub_ui(low[i], order, 1); break;
        case 2: mpz_set_ui(high[i], 0); break;
        case 3: mpz_sub_ui(high[i], order, 1); break;
        case 4:
          // low = factor (low - high) + d, so that the sum is d.
          mpz_set_ui(expected, 1);
          mpz_sub(expected, expected, factor);
          if (!mpz_invert(expected, expected, order)) break;
          mpz_mul(low[i], high[i], factor);
          mpz_ui_sub(low[i], (unsigned long)(i % 3), low[i]);
          if (i % 2) mpz_sub_ui(low[i], low[i], 2);
          mpz_mul(low[i], low[i], expected);
          mpz_mod(low[i], low[i], order);
          break;
        default: break;
      }
      entry_of(table + 8 * i, low[i]);
      entry_of(table + 8 * i + 4, high[i]);
      entry_of(pair + 4 * i, low[i]);
    }
    // The kernels take x 2^256.
    mpz_mul_2exp(expected, factor, 256);
    mpz_mod(expected, expected, order);
    entry_of(x, expected);
    expect(worldid_bn254_bind(table, x, count) == count, "worldid_bn254_bind, its count");
    expect(worldid_bn254_split(pair, x, count) == count, "worldid_bn254_split, its count");
    for (size_t i = 0; i < count; i++) {
      mpz_sub(expected, high[i], low[i]);
      mpz_mul(expected, expected, factor);
      mpz_add(expected, expected, low[i]);
      mpz_mod(expected, expected, order);
      mpz_import(entry, 4, -1, 8, 0, 0, table + 4 * i);
      expect(mpz_cmp(entry, expected) == 0, "worldid_bn254_bind");
      mpz_mul(expected, low[i], factor);
      mpz_mod(expected, expected, order);
      mpz_import(entry, 4, -1, 8, 0, 0, pair + 4 * (count + i));
      expect(mpz_cmp(entry, expected) == 0, "worldid_bn254_split, the product");
      mpz_sub(expected, low[i], expected);
      mpz_mod(expected, expected, order);
      mpz_import(entry, 4, -1, 8, 0, 0, pair + 4 * i);
      expect(mpz_cmp(entry, expected) == 0, "worldid_bn254_split, the rest");
    }
  }
  for (int i = 0; i < most; i++) mpz_clears(low[i], high[i], NULL);
  mpz_clears(factor, expected, entry, NULL);
}
